"""What each column of a form becomes, with the reason, and where a person has to look."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mentormatch.people.protected.words import asks_for_protected, is_protected
from mentormatch.tables.forms.grades import TABLES as GRADE_TABLES
from mentormatch.tables.forms.said import word_key
from mentormatch.tables.forms.scales import LEVELS
from mentormatch.tables.propose.form import Form
from mentormatch.tables.propose.roles import is_about_roles
from mentormatch.tables.propose.signs import (
    asks_km,
    asks_miles,
    fields_asked,
    is_named,
    is_of_the_form,
    words_of,
)
from mentormatch.tables.rows.cells import DECIMAL
from mentormatch.tables.rows.fields import ID_FIELDS, REPORTING, TARGETS, Kind, Table, field_named
from mentormatch.text import folded

_GRID = re.compile(r"^(?P<question>.+?)\s*\[(?P<row>[^\[\]]+)\]\s*:?$")
_FOLLOWS = re.compile(r"^\W*(if (yes|so)\W+)?(when|date|what date)\b", re.IGNORECASE)
_MOST_ANSWERS = 7
_SOME, _MOST = 0.8, 0.5
_SHORT = 6  # words; ticked options are seldom longer
_PARTS = ("first name", "last name")
_PROSE = frozenset(
    {"name", "role", "workplace", "motivation", "other", "professional_interests", "personal_interests"}
)
PROTECTED = "is a protected characteristic: never used to match"
_JOINED = frozenset({"prefers", "name", "avoids", "supervises", *REPORTING})
"""Fields that several columns of a form may feed: first and second choice, two supervisors, both names."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column becomes.

    Parameters
    ----------
    field : str
        Empty for one that is ignored; ``answers`` for a statement, ``both`` for a flag.
    sure : bool
        Whether no person has to look at it.
    grid : str
        The question of a grid, of which the column is one row; otherwise empty.
    named : bool
        Whether the heading is the name of the field, so that it is read without a map.
    """

    heading: str
    field: str
    why: str
    sure: bool = True
    grid: str = ""
    named: bool = False


def find_columns(form: Form, table: Table, aside: str = "") -> list[Column]:
    """Return what the columns of a form become, in the order of the form, but for the one called `aside`."""
    finder = _Finder(form, table, [heading for heading in form.headings if heading != aside])
    columns = list(_with_dates(map(finder.column, finder.headings), finder.unfit))
    return _with_id(form, columns)


class _Finder:
    def __init__(self, form: Form, table: Table, headings: list[str]) -> None:
        self.form, self.table, self.headings = form, table, headings
        self.cells = {heading: form.cells(heading) for heading in headings}
        self.keys = form.keys
        self.unfit = {heading: why for heading in headings if (why := self._unfit(heading))}
        self.grids = {heading: grid for heading in headings if (grid := self._grid(heading))}
        self.asked = {heading: self._asked(heading) for heading in headings}
        self.best = self._best()

    def _unfit(self, heading: str) -> str:
        """Return why a column is never used, whatever its words say; nothing if it can be."""
        cells, named = self.cells[heading], is_named(self.keys[heading], self.table)
        reasons = {
            PROTECTED: (asks_for_protected(self.form.asked(heading)) or is_protected(heading)),
            "is the heading of several columns": self.form.is_repeated(heading),
            "is empty": not cells,
            "is added by the form service": is_of_the_form(heading) and not named,
            "holds no addresses": self.keys[heading] == "email" and not _are_addresses(cells),
            "says who is a mentor and who a mentee": is_about_roles(self.form, heading),
            "numbers the answers": self._numbers_the_answers(heading),
        }
        return next((why for why, holds in reasons.items() if holds), "")

    def _numbers_the_answers(self, heading: str) -> bool:
        """Return whether a form service has numbered the answers, and addresses tell people apart."""
        by_service = any(map(is_of_the_form, self.form.headings))
        addresses = any("@" in cell for cells in self.cells.values() for cell in cells[:1])
        return (
            words_of(heading).strip() in {"id", "no", "number", "response"}
            and by_service and addresses and _only_counts(self.cells[heading])
        )  # fmt: skip

    def _grid(self, heading: str) -> str:
        """Return the question if a column is one row of a grid, with one of a few answers in each cell."""
        found = _GRID.match(heading)
        few = len({folded(cell) for cell in self.cells[heading]}) <= _MOST_ANSWERS
        free = heading not in self.unfit and not is_named(self.keys[heading], self.table)
        return found["question"] if found is not None and few and free else ""

    def _asked(self, heading: str) -> dict[str, str]:
        """Return what a column may be: by its heading, and by its cells where these decide."""
        if heading in self.unfit or heading in self.grids or is_named(self.keys[heading], self.table):
            return {}
        found = fields_asked(self.form.asked(heading), self.table)
        cells = self.cells[heading]
        if "email" in found and not _are_addresses(cells):
            del found["email"]  # "anonymous", as form services fill in
        if "both" in found and len({folded(cell) for cell in cells}) > _MOST_ANSWERS:
            del found["both"]
        if "professional_tags" in found and not _is_list(cells):
            found.setdefault("professional_interests", found.pop("professional_tags"))
        if all(map(DECIMAL.fullmatch, cells)):  # "Years in your current role" is no role
            found = {field: said for field, said in found.items() if field not in _PROSE}
        if "role" in found and _are_grades(cells):
            found["grade"] = found.pop("role")
        return found

    def _best(self) -> dict[str, str]:
        """Return heading -> field: each field once, by the longest words, then by the most cells."""
        taken = {self._own(heading) for heading in self.cells if self._is_own(heading)} - (_JOINED - {"name"})
        ranked = sorted(
            ((len(said), len(self.cells[heading]), heading, field) for heading, fields in self.asked.items()
             for field, said in fields.items()),
            key=lambda one: (-one[0], -one[1]),
        )  # fmt: skip
        best: dict[str, str] = {}
        for _, _, heading, field in ranked:
            if heading in best or field in taken:
                continue
            best[heading] = field
            if field not in _JOINED - {"name"}:
                taken.add(field)
        return self._with_names(best)

    def _with_names(self, best: Mapping[str, str]) -> dict[str, str]:
        """Return the columns with first and last names as the name, unless another column has it."""
        has_name = "name" in best.values() or any(
            self._own(one) == "name" for one in self.cells if self._is_own(one)
        )
        parts = {heading: field for heading, field in best.items() if field in _PARTS}
        named = (
            {} if has_name else dict.fromkeys(sorted(parts, key=lambda one: _PARTS.index(parts[one])), "name")
        )
        rest = {heading: field for heading, field in best.items() if heading not in parts}
        return {**named, **rest}

    def _is_own(self, heading: str) -> bool:
        """Return whether a heading is the name of a field and its column can be used."""
        return heading not in self.unfit and is_named(self.keys[heading], self.table)

    def _own(self, heading: str) -> str:
        return field_named(self.keys[heading], self.table) or "answers"

    def column(self, heading: str) -> Column:
        """Return what a column becomes."""
        named = is_named(self.keys[heading], self.table)
        idle = named and not self.cells[heading] and self._own(heading) not in self.best.values()
        if idle or self._is_own(heading):
            alone = self._own(heading) not in self.best.values()
            return Column(heading, self._own(heading), "is the name of the field", named=alone)
        if heading in self.unfit:
            return Column(heading, "", self.unfit[heading])
        if heading in self.grids:
            return self._row_of_grid(heading)
        return self._placed(heading, self.best[heading]) if heading in self.best else self._unplaced(heading)

    def _unplaced(self, heading: str) -> Column:
        asked, cells = self.asked[heading], self.cells[heading]
        if _are_answers(cells) and not asked:
            return Column(heading, "answers", "has answers on a scale")
        if len({folded(cell) for cell in cells}) == 1 and len(cells) > 1:
            return Column(heading, "", "is the same in every row")
        others = f"another column is taken for {' and '.join(asked)}"
        return Column(heading, "", others if asked else "asks for nothing that is known", sure=False)

    def _placed(self, heading: str, field: str) -> Column:
        asked = self.asked[heading]
        if field == "name" and not asked.keys().isdisjoint(_PARTS):
            return Column(heading, field, "first and last name")
        said = asked[field]
        why = f'says "{said}"'
        rivals = [one for one in asked if one != field and len(asked[one]) >= len(said)]
        if rivals:
            return Column(heading, field, f"{why}; may also be {' or '.join(rivals)}", sure=False)
        if field == "max_km":
            return self._distance(heading, why)
        if field in {"professional_tags", "both"} or (field == "role" and "interests" in why):
            return Column(heading, field, why, sure=False)
        return Column(heading, field, why)

    def _distance(self, heading: str, why: str) -> Column:
        """Return a column of distances; in which unit a number without one is may be open."""
        cells, asked = self.cells[heading], self.form.asked(heading)
        units = {"max_miles"} if asks_miles(asked) else set()
        units |= {"max_km"} if asks_km(asked) else set()
        if len(units) == 1:
            return Column(heading, units.pop(), why)
        if not any(map(DECIMAL.fullmatch, cells)):
            return Column(heading, "max_km", why)
        miles = sum(map(asks_miles, cells)) > sum(map(asks_km, cells))
        unit = "miles" if miles else "kilometres"
        field = "max_miles" if miles else "max_km"
        return Column(heading, field, f"{why}; are numbers without a unit {unit}?", sure=False)

    def _row_of_grid(self, heading: str) -> Column:
        grid = self.grids[heading]
        areas = "wants" if self.table == "mentees" else "offers"
        if areas in fields_asked(grid, self.table):
            return Column(heading, areas, "is a row of a grid", grid=grid)
        return Column(heading, "answers", "is one statement of a grid", grid=grid)


def _with_id(form: Form, columns: list[Column]) -> list[Column]:
    """Return the columns with one that tells people apart, if there is any."""
    if any(column.field == "id" for column in columns):
        return columns
    for column in columns:
        if column.field == "email":
            different = _are_different(form.cells(column.heading))
            why = "addresses tell people apart" if different else "an address is there more than once"
            return _doubling(column, columns, why, sure=different)
    for column in columns:
        is_of_service = words_of(column.heading).strip() in {"response id", "respondent id"}
        if is_of_service and _are_different(form.cells(column.heading)):
            own = Column(column.heading, "id", "the form service tells people apart")
            return [own, *(one for one in columns if one is not column)]
    names = [column for column in columns if column.field == "name"]
    if len(names) == 1 and _are_different(form.cells(names[0].heading)):
        return _doubling(names[0], columns, "names tell these people apart", sure=False)
    return columns


def _doubling(column: Column, columns: Iterable[Column], why: str, *, sure: bool) -> list[Column]:
    """Return the columns with one of them as the id too; it then needs a line for both."""
    others = [replace(one, named=False) if one is column else one for one in columns]
    return [Column(column.heading, "id", why, sure), *others]


def _are_addresses(cells: Sequence[str]) -> bool:
    return sum("@" in cell for cell in cells) >= _SOME * len(cells)


def _are_grades(cells: Sequence[str]) -> bool:
    """Return whether at least half of the cells are grades of a table that is known."""
    known = sum(any(folded(cell) in table for table in GRADE_TABLES.values()) for cell in cells)
    return 2 * known >= len(cells)


def _are_answers(cells: Sequence[str]) -> bool:
    """Return whether a column has answers on a scale in words."""
    known = sum(word_key(cell) in LEVELS for cell in cells)
    return bool(cells) and known >= _MOST * len(cells)


def _is_list(cells: Sequence[str]) -> bool:
    """Return whether cells are short entries with separators, as ticked boxes give, and no sentences."""
    parts = [part.strip() for cell in cells for part in re.split(r"[;,|\n]", cell) if part.strip()]
    short = all(len(part.split()) <= _SHORT and not part.endswith(".") for part in parts)
    return short and (len(parts) > len(cells) or len({folded(part) for part in parts}) < len(parts))


def _only_counts(cells: Sequence[str]) -> bool:
    """Return whether cells number the answers: whole numbers that rise by one, but for answers left out."""
    numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdecimal()]
    rising = all(one < other for one, other in pairwise(numbers))
    return bool(numbers) and len(numbers) >= len(cells) - 2 and rising and numbers[-1] < 2 * len(cells) + 10


def _with_dates(columns: Iterable[Column], unfit: Container[str]) -> Iterator[Column]:
    """Yield the columns; a bare "When?" behind a question about training asks for its date."""
    before = ""
    for column in columns:
        free = not column.field and column.heading not in unfit
        if before == "trained" and free and _FOLLOWS.match(column.heading):
            yield replace(column, field="trained_on", why="follows the question about training", sure=False)
        else:
            yield column
        before = column.field


def statement_of(column: Column) -> str:
    """Return the statement that a column of a grid is about."""
    grid = _GRID.match(column.heading)
    return column.heading if grid is None else grid["row"]


def lists_in(columns: Iterable[Column], table: Table) -> list[Column]:
    """Return the columns with several entries in a cell."""
    kinds = {Kind.LIST, Kind.LEVELS}
    return [
        column
        for column in columns
        if column.field in TARGETS[table] and TARGETS[table][column.field].kind in kinds
        and column.field != "answers" and not column.grid
    ]  # fmt: skip


def holds_people(column: Column, table: Table) -> bool:
    """Return whether the entries of a column are other people."""
    return TARGETS[table][column.field].field in ID_FIELDS


def _are_different(cells: Sequence[str]) -> bool:
    return bool(cells) and len({folded(cell) for cell in cells}) == len(cells)
