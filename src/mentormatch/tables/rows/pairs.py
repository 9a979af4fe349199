"""Tables of pairs of ids: reporting lines, and pairs that were dissolved.

They forbid pairs, so no row of them may be left out: a bad row is always an error.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from mentormatch.changes.history import PairState
from mentormatch.errors import RecordError, RowProblem
from mentormatch.files import as_typed
from mentormatch.people.checks import Identities
from mentormatch.tables.files.expected import heading_key
from mentormatch.tables.files.sheets import Sheet, columns_of
from mentormatch.tables.rows.running_numbers import told_apart
from mentormatch.text import MAX_LINE, clean_id, clean_line, folded

LINK_COLUMNS = ("person", "superior")
DISSOLVED_COLUMNS = ("mentee", "mentor")
_STATE_COLUMNS = ("mentee_id", "mentor_id", "state")
_NEVER_AGAIN = {PairState.DISSOLVED, PairState.DECLINED}


@dataclass(frozen=True, slots=True)
class PairTable:
    """A table of pairs of ids with their row numbers."""

    file: str
    rows: tuple[int, ...]
    pairs: tuple[tuple[str, str], ...]


def read_pairs(
    sheet: Sheet, names: tuple[str, str], headings: Mapping[str, str], *, by_role: bool = False
) -> PairTable:
    """Return the pairs in two columns of a table; other columns are ignored.

    Parameters
    ----------
    names : (str, str)
        The columns, by their own names.
    headings : mapping of str to str
        Name -> heading, where they differ.
    by_role : bool
        Whether the names are roles, and a number is that of somebody in this role.

    Raises
    ------
    RecordError
        If a heading is missing, or with every bad row at once.
    """
    indices = _indices(sheet, names, headings)
    problems = list(sheet.broken)
    rows = []
    pairs = []
    for row, cells in sheet.rows:
        pair, wrong = _pair(sheet, row, indices, cells, by_role=by_role)
        problems += wrong
        if not wrong:
            rows.append(row)
            pairs.append(pair)
    if problems:
        raise RecordError(problems)
    return PairTable(sheet.file, tuple(rows), tuple(pairs))


def read_dissolved(
    sheet: Sheet, headings: Mapping[str, str], *, escaped: bool, by_role: bool = False
) -> PairTable:
    """Return the pairs that were dissolved, or declined: those in a table, or in ``states.csv`` of a rematch.

    Parameters
    ----------
    headings : mapping of str to str
        Name -> heading, where they differ, for a table of dissolved pairs.
    escaped : bool
        Whether ids in states are written as in our files; see `mentormatch.files.as_text`.
    by_role : bool
        As for `read_pairs`.

    Raises
    ------
    RecordError
        As `read_pairs`, and for a state that no pair has.
    """
    keys = [heading_key(heading) for heading in sheet.header]
    names = [heading_key(name) for name in _STATE_COLUMNS]
    if not set(names) <= set(keys):
        return read_pairs(sheet, DISSOLVED_COLUMNS, headings, by_role=by_role)
    mentee, mentor, state = map(keys.index, names)
    problems, rows = list(sheet.broken), []
    for row, cells in sheet.rows:
        known = folded(cells[state].strip())
        if known not in set(PairState):
            expected = f"one of {', '.join(PairState)}"
            wrong = "is not a state of a pair"
            problems.append(RowProblem(sheet.file, row, sheet.header[state], cells[state], wrong, expected))
        elif known in _NEVER_AGAIN:
            rows.append((row, [as_typed(cell) if escaped else cell for cell in cells]))
    if problems:
        raise RecordError(problems)
    own = dict(zip(DISSOLVED_COLUMNS, (sheet.header[mentee], sheet.header[mentor]), strict=True))
    return read_pairs(replace(sheet, rows=tuple(rows)), DISSOLVED_COLUMNS, own, by_role=by_role)


def _indices(sheet: Sheet, names: tuple[str, str], headings: Mapping[str, str]) -> dict[str, int]:
    wanted = {name: headings.get(name, name) for name in names}
    at = columns_of(sheet, [*wanted.values()], ids=[*wanted.values()])
    return {name: at[heading] for name, heading in wanted.items()}


def _pair(
    sheet: Sheet, row: int, indices: Mapping[str, int], cells: Sequence[str], *, by_role: bool
) -> tuple[tuple[str, str], list[RowProblem]]:
    ids = []
    problems = []
    for name, index in indices.items():
        cell = cells[index]
        bad = sheet.bad_cells.get((row, index))
        wrong = id_error(cell)
        if bad is not None:
            problems.append(bad)
        elif wrong is not None:
            heading = sheet.header[index]
            problems.append(RowProblem(sheet.file, row, heading, cell, wrong, f"the id of a {name}"))
        else:
            ids.append(told_apart(name, clean_line(cell)) if by_role else clean_line(cell))
    if problems:
        return ("", ""), problems
    if ids[0] == ids[1]:
        wrong = "pairs a person with themself"
        problems.append(RowProblem(sheet.file, row, "", ids[0], wrong, "two different ids", ids[0]))
    return (ids[0], ids[1]), problems


def id_error(cell: str) -> str | None:
    """Return why a cell is not an id; None if it is one."""
    try:
        cleaned = clean_id(cell)
    except ValueError as error:
        return str(error)
    return f"is longer than {MAX_LINE} characters" if len(cleaned) > MAX_LINE else None


def swapped_pairs(table: PairTable, known: Identities) -> list[RowProblem]:
    """Return pairs the wrong way round: a mentor among the mentees, a mentee among the mentors."""
    ids: dict[str, set[str]] = {"mentees": set(), "mentors": set()}
    for file, one in zip(known.files, known.ids, strict=True):
        ids[file].add(one)
    return _swapped(table, ids["mentees"], ids["mentors"])


def _swapped(table: PairTable, mentees: Collection[str], mentors: Collection[str]) -> list[RowProblem]:
    return [
        RowProblem(
            table.file, row, "", f"{mentee}, {mentor}",
            "has a mentor in the mentee column and a mentee in the mentor column",
            "the two ids swapped", mentee,
        )
        for row, (mentee, mentor) in zip(table.rows, table.pairs, strict=True)
        if mentee in mentors and mentee not in mentees and mentor in mentees and mentor not in mentors
    ]  # fmt: skip
