"""Which headings a table may have, so that the row of headings is found below title rows.

Files of people come with a title, a date, or a line of groups over the headings. Nothing is guessed: the
headings are in row 1, unless a row further down holds the headings that the table has to have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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


def key_among(heading: str, keys: Collection[str]) -> str:
    """Return the key by which a heading is to be looked for among the keys of a table's headings.

    Examples
    --------
    >>> key_among("Role?", column_keys(["Role", "Role?"])), key_among("Role?", column_keys(["ROLE:"]))
    ('role?', 'role')
    """
    exact = exact_key(heading)
    return exact if exact in keys else heading_key(heading)


def keys_named(heading: str, header: Sequence[str]) -> frozenset[str]:
    """Return the keys of the columns that a heading of the map names: several for a grid."""
    keys = column_keys(header)
    grid = {key for key, one in zip(keys, header, strict=True) if grid_area(heading, one)}
    return frozenset(grid or {key_among(heading, keys)})


def grid_area(pattern: str, heading: str) -> str:
    """Return what a column of a grid is about; empty if the map does not name the column in this way.

    Examples
    --------
    >>> grid_area("Topics [*]", "Topics: [Audit]"), grid_area("Topics - *", "Topics - Audit")
    ('Audit', 'Audit')
    """
    if pattern.endswith(GRID):
        stem = heading[: heading.rfind("[")]
        return own_area(heading) if heading_key(stem) == heading_key(pattern.removesuffix(GRID)) else ""
    start = folded(pattern.removesuffix("*"))
    if not pattern.endswith("*") or not start or not folded(heading).startswith(start):
        return ""
    return " ".join(clean_line(heading).split())[len(start) :].strip()


def own_area(heading: str) -> str:
    """Return what a heading is about by itself: ``Audit`` of ``Topics [Audit]``."""
    found = _IN_BRACKETS.search(heading)
    return "" if found is None else clean_line(found[1])


def find_heading(heading: str, header: Sequence[str]) -> int | None:
    """Return the index of a heading among those of a table; None if the table lacks it."""
    keys = column_keys(header)
    key = key_among(heading, keys)
    return keys.index(key) if key in keys else None


def _none_of(header: Sequence[str]) -> Collection[str]:  # noqa: ARG001  (whatever they are)
    return ()


@dataclass(frozen=True, slots=True)
class Expected:
    """The headings that a table may have, in the form in which headings are compared.

    Parameters
    ----------
    required : frozenset of str
        Headings without which the table cannot be read; none if the headings are in row 1 in any case.
    known : frozenset of str
        Headings that are read if they are there.
    unread : callable
        Headings of a table -> the keys of those left unread, which may be there several times.
    """

    required: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    unread: Callable[[Sequence[str]], Collection[str]] = _none_of

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

    def has_required(self, header: Sequence[str]) -> bool:
        """Return whether headings have all that the table cannot be read without."""
        return self.required.issubset(map(heading_key, header))

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
