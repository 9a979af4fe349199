"""A table of what became of pairs: kept going or ended early, or a satisfaction from 1 to 5."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.files import as_typed
from mentormatch.tables.files.sheets import Sheet, columns_of
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.rows.pairs import id_error
from mentormatch.text import clean_id, folded

if TYPE_CHECKING:
    from mentormatch.tables.files.sources import Source

COLUMNS = ("mentee_id", "mentor_id", "outcome")
SATISFACTION = ("1", "2", "3", "4", "5")

_IDS = COLUMNS[:2]
_OURS = ("score", "km")
"""Columns of our own tables of pairs, in which cells are written so that none is a formula."""


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What became of one pair.

    Parameters
    ----------
    row : int
        As a spreadsheet shows it.
    mentee, mentor : str
        Their ids.
    outcome : str
        A word, folded, or a digit from 1 to 5.
    """

    row: int
    mentee: str
    mentor: str
    outcome: str


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """A table of outcomes.

    Parameters
    ----------
    open : int
        How many rows have no outcome yet.
    """

    file: str
    rows: tuple[OutcomeRow, ...]
    open: int


def read_outcomes(source: Source, words: Collection[str]) -> OutcomeTable:
    """Read what became of pairs.

    Parameters
    ----------
    source : path or pandas.DataFrame
        A table with the columns ``mentee_id``, ``mentor_id`` and ``outcome``, such as ``pairs.csv`` with one
        column more. A row with an empty outcome is counted as open. Further columns are left unread.
    words : collection of str
        The outcomes in words.

    Raises
    ------
    RecordError
        If a heading is missing, or with every bad row at once: an empty id, an outcome that is not known,
        words and numbers in one table, a pair that is listed twice.
    """
    sheet = read_table(source, "outcomes")
    at = columns_of(sheet, COLUMNS, _OURS, _IDS)
    problems = list(sheet.broken)
    ours = at.keys() >= set(_OURS)
    found: list[OutcomeRow] = []
    n_open, listed = 0, set[tuple[str, str]]()
    for row, cells in sheet.rows:
        if bad := sheet.bad_in(row, (at[name] for name in COLUMNS)):
            problems += bad
            continue
        texts = [as_typed(cells[at[name]].strip()) if ours else cells[at[name]].strip() for name in COLUMNS]
        if not texts[2]:
            n_open += 1
            continue
        one = _row(sheet, row, texts, words)
        if isinstance(one, OutcomeRow) and (one.mentee, one.mentor) in listed:
            wrong = "is about a pair that another row is about too"
            one = [RowProblem(sheet.file, row, "", "", wrong, "each pair once", one.mentee)]
        if isinstance(one, OutcomeRow):
            listed.add((one.mentee, one.mentor))
            found.append(one)
        else:
            problems += one
    problems += _mixed(sheet.file, found)
    if problems:
        raise RecordError(problems)
    return OutcomeTable(sheet.file, tuple(found), n_open)


def _row(
    sheet: Sheet, row: int, texts: Sequence[str], words: Collection[str]
) -> OutcomeRow | list[RowProblem]:
    """Return a row, or its errors."""
    mentee, mentor, outcome = texts
    wrong = [
        RowProblem(sheet.file, row, name, cell, error, f"the id of a {name.removesuffix('_id')}")
        for name, cell in zip(_IDS, (mentee, mentor), strict=True)
        if (error := id_error(cell)) is not None
    ]
    said = folded(outcome).removesuffix(".0")
    if said not in {*words, *SATISFACTION}:
        expected = f"{', '.join(words)}, or a satisfaction from 1 to 5{did_you_mean(said, words)}"
        wrong.append(RowProblem(sheet.file, row, "outcome", outcome, "is not an outcome", expected, mentee))
    return wrong or OutcomeRow(row, clean_id(mentee), clean_id(mentor), said)


def _mixed(file: str, rows: Sequence[OutcomeRow]) -> list[RowProblem]:
    """Return an error if some outcomes are words and some numbers."""
    odd = next((r for r in rows if (r.outcome in SATISFACTION) != (rows[0].outcome in SATISFACTION)), None)
    if odd is None:
        return []
    wrong = f"is a word in one row and a number in another, here and in row {rows[0].row}"
    return [RowProblem(file, odd.row, "outcome", odd.outcome, wrong, "one kind of outcome", odd.mentee)]
