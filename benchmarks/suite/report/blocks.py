"""What a page consists of: headings, tables and pictures."""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass(frozen=True)
class Points:
    """A heading, and a list of sentences below it."""

    text: str
    sentences: Sequence[str]


Block = Heading | Picture | Points | Table
