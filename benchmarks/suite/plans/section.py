"""What a plan consists of: sections, and what a run gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from suite.process import Facts
from suite.report.blocks import Block

MAKING = 3_600.0
"""Seconds in which instances have to be made."""


@dataclass(frozen=True)
class Given:
    """What a run gives its sections.

    Parameters
    ----------
    seed : int
        The first one.
    scratch : Path
        Folder for files of the run.
    tell : callable
        Prints what is going on.
    folder : Path, optional
        Of public instances.
    """

    seed: int
    scratch: Path
    tell: Callable[[str], None]
    folder: Path | None = None

    def seeds(self, count: int) -> list[int]:
        """Return so many seeds."""
        return [self.seed + k for k in range(count)]


class Section(Protocol):
    """One part of a run: it measures, and shows what it measured."""

    @property
    def name(self) -> str:
        """One word, for the command line."""
        ...

    def measure(self, given: Given) -> Facts:
        """Measure."""
        ...

    def blocks(self, facts: Facts) -> Sequence[Block]:
        """Return what the report shows."""
        ...

    def faults(self, facts: Facts) -> list[str]:
        """Return what must not be."""
        ...

    def sized(self, sizes: Sequence[int] | None, limit: float | None) -> Self:
        """Return the section with other sizes and another limit, where they are given and it has any."""
        ...


@dataclass(frozen=True)
class Plan:
    """A run of the suite.

    Parameters
    ----------
    title, reading : str
        The heading of its pages, and how to read them.
    page : str
        Its pages are ``results/{page}.md`` and ``results/{page}.html``.
    sections : tuple of Section
    """

    title: str
    reading: str
    page: str
    sections: tuple[Section, ...]

    @property
    def named(self) -> Mapping[str, Section]:
        """Name -> section."""
        return {section.name: section for section in self.sections}
