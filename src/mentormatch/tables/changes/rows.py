"""A table of changes, row by row: what changes, and for which people. There is no column for a reason.

What a coordinator may have written about why a pair ends must not leave their own file. So a
column that we do not know is refused before any row is read, and no message quotes its heading, its
cells, or a cell in the place of a change or a role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from immutabledict import immutabledict

from mentormatch.changes.base import Kind
from mentormatch.changes.listed import KINDS
from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.people.person import ROLES
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.files.sheets import FRACTIONAL_IDS, Sheet
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.rows.pairs import id_error
from mentormatch.text import clean_line, folded

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source

COLUMNS = ("change", "mentee", "mentor", "person", "role")
_IDS = ("mentee", "mentor", "person")

_WHY = frozenset({
    "because", "cause", "causes", "circumstance", "circumstances", "comment", "comments", "complaint",
    "complaints", "description", "detail", "details", "explanation", "feedback", "ground", "grounds",
    "incident", "justification", "motive", "note", "notes", "rationale", "reason", "reasons", "remark",
    "remarks", "why",
})  # fmt: skip
_NO_REASON = "asks for a reason; changes have none, so that no reason can be stored or shown"
_EXPECTED = f"the headings {', '.join(COLUMNS)}, each once"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One row of a table of changes.

    Parameters
    ----------
    row : int
        As a spreadsheet shows it.
    kind : str
        Its name; one of `mentormatch.changes.listed.KINDS`.
    cells : mapping of str to str
        The columns that the kind fills -> id or role, cleaned; the role may be empty.
    headings : mapping of str to str
        Column -> heading as the table has it.
    """

    file: str
    row: int
    kind: str
    cells: Mapping[str, str]
    headings: Mapping[str, str]

    def problem(self, column: str, wrong: str, expected: str) -> RowProblem:
        """Return an error in this row, in a column or (if that is empty) in the whole row."""
        value = self.cells.get(column, "") or ", ".join(self.cells[name] for name in self._named)
        person = self.cells.get("person") or self.cells.get("mentee", "")
        return RowProblem(
            self.file, self.row, self.headings.get(column, column), value, wrong, expected, person
        )

    @property
    def _named(self) -> tuple[str, ...]:
        return tuple(name for name in KINDS[self.kind].columns if name in _IDS)


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """A table of changes, read row by row.

    Parameters
    ----------
    rows : tuple of ChangeRow
        Those that could be read.
    """

    file: str
    rows: tuple[ChangeRow, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]


def read_change_table(source: Source) -> ChangeTable:
    """Return the rows of a table of changes.

    Raises
    ------
    RecordError
        If the file cannot be read as a table, or its headings are not those of changes.
    """
    try:
        sheet = read_table(source, "changes")
    except RecordError as error:
        raise RecordError([_unquoted(problem) for problem in error.problems]) from None
    indices = _indices(sheet)
    headings = immutabledict({name: sheet.header[index] for name, index in indices.items()})
    rows = []
    problems = [_unquoted(problem) for problem in sheet.broken]
    for row, cells in sheet.rows:
        bad = sheet.bad_in(row, indices.values())
        texts = {name: cells[index] for name, index in indices.items()}
        found, wrong = (None, bad) if bad else _row(sheet.file, row, texts, headings)
        problems += wrong
        if found is not None:
            rows.append(found)
    return ChangeTable(sheet.file, tuple(rows), tuple(problems), tuple(map(_unquoted, sheet.warnings)))


def _unquoted(problem: RowProblem) -> RowProblem:
    """Return an error found before the columns are known, without anything from the file."""
    if problem.row == 1:
        return replace(problem, column="", value="", expected=_EXPECTED)
    return replace(problem, column="", value="")


def _indices(sheet: Sheet) -> dict[str, int]:
    """Return column -> index; every other heading is refused, and not quoted: row 1 may be no headings."""
    indices = {key: i for i, h in enumerate(sheet.header) if (key := heading_key(h)) in COLUMNS}
    if "change" not in indices:
        raise RecordError([RowProblem(sheet.file, 1, "change", "", "is not among the headings", _EXPECTED)])
    problems = [
        _unknown(sheet.file, index, heading)
        for index, heading in enumerate(sheet.header)
        if heading and heading_key(heading) not in COLUMNS
    ]
    problems += [
        RowProblem(
            sheet.file, 1, name, "", *FRACTIONAL_IDS,
        )
        for name in _IDS if indices.get(name) in sheet.float_columns
    ]  # fmt: skip
    if problems:
        raise RecordError(problems)
    return indices


def _unknown(file: str, index: int, heading: str) -> RowProblem:
    key = heading_key(heading)
    column = key if key in _WHY else f"column {index + 1}"
    if _WHY.intersection(key.replace(":", " ").split()):
        expected = "the column removed from the table; nothing in it was read"
        return RowProblem(file, 1, column, "", _NO_REASON, expected)
    near = did_you_mean(key, COLUMNS)
    return RowProblem(file, 1, column, "", "has an unknown heading", f"{_EXPECTED}{near}")


def _row(
    file: str, row: int, cells: Mapping[str, str], headings: Mapping[str, str]
) -> tuple[ChangeRow | None, list[RowProblem]]:
    """Return a row, or its errors."""
    kind = KINDS.get(folded(cells["change"]))
    if kind is None:
        return None, [_no_kind(file, row, folded(cells["change"]), headings["change"])]
    problems = []
    for name in COLUMNS[1:]:
        text = cells.get(name, "")
        bad = _error_in(kind, name, text)
        if bad is not None:
            value = text if name in _IDS else ""
            problems.append(RowProblem(file, row, headings.get(name, name), value, *bad))
    if problems:
        return None, problems
    found = {name: clean_line(cells.get(name, "")) for name in kind.columns}
    if "role" in found:
        found["role"] = folded(found["role"])
    return ChangeRow(file, row, kind.name, immutabledict(found), headings), []


def _no_kind(file: str, row: int, given: str, heading: str) -> RowProblem:
    wrong = "is not a kind of change" if given else "is empty"
    expected = f"one of {', '.join(KINDS)}{did_you_mean(given, KINDS)}"
    return RowProblem(file, row, heading, "", wrong, expected)


def _error_in(kind: Kind, column: str, cell: str) -> tuple[str, str] | None:
    """Return what is wrong with a cell, and what is expected."""
    if column not in kind.columns:
        expected = f"an empty cell: {kind.name} uses {' and '.join(kind.columns)}"
        return (f"is not used by {kind.name}", expected) if cell.strip() else None
    if column == "role":
        known = folded(cell) in {"", *ROLES}
        return None if known else ("is not a role", "mentee or mentor, or an empty cell")
    wrong = id_error(cell)
    return None if wrong is None else (wrong, f"the id of a {column}")


def kinds_of(rows: Sequence[ChangeRow]) -> Mapping[str, int]:
    """Return how many changes there are of each kind."""
    counts = {kind: sum(row.kind == kind for row in rows) for kind in KINDS}
    return immutabledict({kind: n for kind, n in counts.items() if n})
