"""What each column of a form becomes, with the reason, and where a person has to look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mentormatch.people.protected.words import asks_for_protected
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.propose.signs import fields_asked, is_of_the_form
from mentormatch.tables.rows.fields import TARGETS, Kind, Table
from mentormatch.text import folded

_GRID = re.compile(r"^(?P<question>.+?)\s*\[(?P<row>[^\[\]]+)\]\s*$")
_FOLLOWS = re.compile(r"^\W*(if (yes|so)\W+)?(when|date|what date)\b", re.IGNORECASE)
_MOST_ANSWERS = 7
_LISTS = {Kind.LIST, Kind.LEVELS}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column becomes.

    Parameters
    ----------
    heading : str
    field : str
        Empty for one that is ignored; ``answers`` for a statement.
    why : str
    sure : bool
        Whether no person has to look at it.
    """

    heading: str
    field: str
    why: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal for one table.

    Parameters
    ----------
    table : {"mentees", "mentors"}
    columns : tuple of Column
        In the order of the file.
    separators : tuple of (str, str)
        Fields with lists, and what is between their entries, where that is not a semicolon.
    grades : tuple of str
        Grades in the cells, the most frequent first.
    """

    table: Table
    columns: tuple[Column, ...]
    separators: tuple[tuple[str, str], ...]
    grades: tuple[str, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(column.field for column in self.columns if column.field)

    @property
    def questions(self) -> int:
        """How many lines a person has to look at."""
        return sum(not column.sure for column in self.columns)


def propose(sheet: Sheet, table: Table) -> Proposed:
    """Return what the columns of a form become."""
    cells = {heading: _filled(sheet, index) for index, heading in enumerate(sheet.header) if heading}
    asked = {heading: _asked(heading, cells[heading], table) for heading in cells}
    best = _best(asked, cells)
    columns = [_column(heading, cells[heading], asked[heading], best) for heading in cells]
    columns = list(_with_dates(columns))
    if "id" not in best.values() and "email" in best.values():
        own = next(heading for heading, field in best.items() if field == "email")
        columns.insert(0, Column(own, "id", "addresses tell people apart", _are_different(cells[own])))
    by_field = {column.field: column.heading for column in columns}
    lists = [name for name, target in TARGETS[table].items() if target.kind in _LISTS and name in by_field]
    comma = [(name, ",") for name in lists if _has_commas(cells[by_field[name]])]
    grades = Counter(" ".join(cell.split()) for cell in cells.get(by_field.get("grade", ""), ()))
    return Proposed(table, tuple(columns), tuple(comma), tuple(one for one, _ in grades.most_common()))


def _filled(sheet: Sheet, index: int) -> list[str]:
    return [cells[index].strip() for _, cells in sheet.rows if cells[index].strip()]


def _asked(heading: str, cells: Sequence[str], table: Table) -> dict[str, str]:
    """Return what a column may be: by its heading, and by its cells where these decide."""
    if not cells or is_of_the_form(heading) or asks_for_protected(heading):
        return {}
    found = fields_asked(heading, table)
    addresses = sum("@" in cell for cell in cells)
    if "email" in found and addresses < 0.8 * len(cells):
        del found["email"]  # "anonymous", as form services fill in
    return {} if _is_statement(heading, cells) else found


def _best(asked: dict[str, dict[str, str]], cells: dict[str, list[str]]) -> dict[str, str]:
    """Return heading -> field: each field once, by the longest words, then by the most cells."""
    ranked = sorted(
        ((len(said), len(cells[heading]), heading, field) for heading, fields in asked.items()
         for field, said in fields.items()),
        key=lambda one: (-one[0], -one[1]),
    )  # fmt: skip
    best: dict[str, str] = {}
    for _, _, heading, field in ranked:
        if heading not in best and field not in best.values():
            best[heading] = field
    return best


def _column(heading: str, cells: Sequence[str], asked: dict[str, str], best: dict[str, str]) -> Column:
    if heading in best:
        field = best[heading]
        rivals = [one for one in asked if one != field and len(asked[one]) >= len(asked[field])]
        why = f'says "{asked[field]}"' + (f"; may also be {' or '.join(rivals)}" if rivals else "")
        return Column(heading, field, why, not rivals)
    if _is_statement(heading, cells):
        return Column(heading, "answers", "is one statement of a grid")
    reasons = {
        "is empty": not cells,
        "is added by the form service": is_of_the_form(heading),
        "asks for a protected characteristic, which is never used to match": asks_for_protected(heading),
        "is the same in every row": len({folded(cell) for cell in cells}) == 1,
        "numbers the answers": _only_counts(cells),
    }
    why = next((why for why, holds in reasons.items() if holds), "")
    others = (
        f"another column is taken for {' and '.join(asked)}" if asked else "asks for nothing that is known"
    )
    return Column(heading, "", why or others, bool(why))


def _is_statement(heading: str, cells: Sequence[str]) -> bool:
    """Return whether a column is one row of a grid, in which people choose one of a few answers."""
    few = len({folded(cell) for cell in cells}) <= _MOST_ANSWERS
    return bool(cells) and few and _GRID.match(heading) is not None


def _only_counts(cells: Sequence[str]) -> bool:
    """Return whether cells number the answers: whole numbers that rise by one, but for answers left out."""
    numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdecimal()]
    rising = all(one < other for one, other in pairwise(numbers))
    return bool(numbers) and len(numbers) >= len(cells) - 2 and rising and numbers[-1] < 2 * len(cells) + 10


def _with_dates(columns: Iterable[Column]) -> Iterator[Column]:
    """Yield the columns; a bare "When?" behind a question about training asks for its date."""
    before = ""
    for column in columns:
        if before == "trained" and not column.field and _FOLLOWS.match(column.heading):
            yield Column(column.heading, "trained_on", "follows the question about training", sure=False)
        else:
            yield column
        before = column.field


def statement_of(column: Column) -> str:
    """Return the statement that a column of a grid is about."""
    grid = _GRID.match(column.heading)
    return column.heading if grid is None else grid["row"]


def _are_different(cells: Sequence[str]) -> bool:
    return len({folded(cell) for cell in cells}) == len(cells)


def _has_commas(cells: Sequence[str]) -> bool:
    return any(", " in cell for cell in cells) and not any(";" in cell for cell in cells)
