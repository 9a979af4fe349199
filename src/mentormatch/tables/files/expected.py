"""Which headings a table may have, so that the row of headings is found below title rows.

Files of people come with a title, a date, or a line of groups over the headings. Nothing is guessed: the
headings are in row 1, unless a row further down holds the headings that the table has to have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from mentormatch.errors import RowProblem
from mentormatch.text import clean_line, folded

Row = tuple[int, Sequence[str]]

MAX_TITLE_ROWS = 20
"""The headings are looked for in the first rows of a table, as many as this."""

GRID = "[*]"
"""Ends a heading that stands for all columns of a grid."""

_MANY = 3
_IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]\s*:?\s*$")
_LINE_BREAKS = re.compile(r"[ \t]*[\n\r\t\u2028\u2029]+[ \t]*")


def heading_line(heading: str) -> str:
    """Return a heading on one line; with Alt+Enter, wide headings are broken into several.

    Raises
    ------
    ValueError
        If it contains zero-width, direction-changing or control characters.
    """
    return clean_line(_LINE_BREAKS.sub(" ", heading.strip()))


def heading_key(heading: str) -> str:
    """Return the form in which headings are compared.

    Case, blanks, line breaks, underscores, hyphens, and a colon or question mark at the end do not count.
    """
    key = exact_key(heading)
    return (key.rstrip(" :?") or key) if key.endswith((":", "?")) else key


def exact_key(heading: str) -> str:
    """Return the same, but with a colon or question mark at the end."""
    return folded(heading.replace("_", " ").replace("-", " "))


def column_keys(header: Sequence[str]) -> list[str]:
    """Return the form in which each heading of a table is compared.

    Form services have a column "Name", and people who made the form add their own "Name:". Where a colon or
    question mark alone tells headings apart, it counts.
    """
    keys, exact = [heading_key(heading) for heading in header], [exact_key(heading) for heading in header]
    forms: dict[str, set[str]] = {}
    for key, whole in zip(keys, exact, strict=True):
        forms.setdefault(key, set()).add(whole)
    return [whole if len(forms[key]) > 1 else key for key, whole in zip(keys, exact, strict=True)]


def area_in(heading: str, stem: str = "") -> str:
    """Return what a column of a grid is about: ``Audit`` of ``Topics [Audit]``; nothing of other columns.

    With a stem, nothing of other grids either.
    """
    found = _IN_BRACKETS.search(heading)
    if found is None or (stem and heading_key(heading[: found.start()]) != heading_key(stem)):
        return ""
    return clean_line(found[1])


@dataclass(frozen=True, slots=True)
class Expected:
    """The headings that a table may have, in the form in which headings are compared.

    Parameters
    ----------
    required : frozenset of str
        Headings without which the table cannot be read; none if the headings are in row 1 in any case.
    known : frozenset of str
        Headings that are read if they are there.
    unread : frozenset of str
        Headings that are left unread.
    only_known : bool
        Whether all further headings are left unread too.
    """

    required: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    only_known: bool = False

    def is_unread(self, key: str) -> bool:
        """Return whether a heading is left unread, so that its column may be there several times."""
        return key in self.unread or (self.only_known and key not in self.known)

    def position(self, rows: Iterable[Sequence[str]]) -> int | None:
        """Return the position of the headings among the first rows; None if no row has what is required."""
        if not self.required:
            return None
        many = None
        for position, cells in enumerate(islice(rows, MAX_TITLE_ROWS)):
            keys = [heading_key(cell) for cell in cells if cell and not cell.isspace()]
            if self.required.issubset(keys):
                return position
            # A wrong map should be an error about the headings, and not about the title over them.
            hits = len(self.known.intersection(keys))
            if many is None and hits >= _MANY and 2 * hits >= len(keys):
                many = position
        return many

    def split(self, rows: Iterable[Row]) -> tuple[list[Row], Iterator[Row]]:
        """Return the title rows and all others, the first of them the headings."""
        remaining = iter(rows)
        first = list(islice(remaining, MAX_TITLE_ROWS if self.required else 0))
        start = self.position(cells for _, cells in first) or 0
        return first[:start], chain(first[start:], remaining)


IN_ROW_1 = Expected()
"""Any headings, in row 1."""


def title_warning(file: str, titles: Sequence[Row], at: int) -> RowProblem | None:
    """Return the warning about the rows above the headings, which are in row `at`."""
    filled = [number for number, cells in titles if any(map(str.strip, cells))]
    if not filled:
        return None
    one = len(filled) == 1
    rows = f"row {filled[0]} above them was" if one else f"rows {', '.join(map(str, filled))} above them were"
    wrong = f"has its headings in row {at}; {rows} left out"
    return RowProblem(file, filled[0], "", "", wrong, "no correction if these rows are only a title")
