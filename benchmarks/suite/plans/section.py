"""What a plan consists of: sections, and what a run gives them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from suite.process import Facts
from suite.report.blocks import Block

if TYPE_CHECKING:
    from suite.plans.target import Target

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


class Section(ABC):
    """One part of a run: it measures, and shows what it measured.

    Attributes
    ----------
    name : str
        One word, for the command line.
    """

    name: str

    @abstractmethod
    def measure(self, given: Given) -> Facts:
        """Measure."""

    @abstractmethod
    def blocks(self, facts: Facts) -> Sequence[Block]:
        """Return what the report shows."""

    def faults(self, facts: Facts) -> list[str]:  # noqa: ARG002
        """Return what must not be: nothing, unless a section knows of something."""
        return []

    def sized(self, sizes: Sequence[int] | None, limit: float | None) -> Self:  # noqa: ARG002
        """Return it with other sizes and another limit: as it is, unless it has any."""
        return self


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
    in_short : callable, optional
        Takes the facts of the sections that were measured, by name, and returns sentences to begin with.
    targets : mapping of str to sequence of Target
        What each section aims at: the first table.
    long : tuple of Section
        Those that take so long that they are carried out only when they are asked for.
    """

    title: str
    reading: str
    page: str
    sections: tuple[Section, ...]
    in_short: Callable[[Mapping[str, Facts]], Sequence[str]] | None = None
    targets: Mapping[str, Sequence[Target]] = field(default_factory=dict)
    long: tuple[Section, ...] = ()

    @property
    def named(self) -> Mapping[str, Section]:
        """Name -> section."""
        return {section.name: section for section in (*self.sections, *self.long)}
