"""What a page consists of: headings, tables and pictures."""

from __future__ import annotations

from dataclasses import dataclass

from suite.report.table import Table


@dataclass(frozen=True)
class Heading:
    """A heading of a part of the page, and a few words below it."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """An SVG element; only the HTML page has it."""

    svg: str


Block = Heading | Picture | Table
