"""Whom a reference that is no id means: the questions as a table, and a person's answers read back."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING

from mentormatch.errors import RecordError, RowProblem
from mentormatch.files import Columns, as_typed
from mentormatch.tables.files.sheets import columns_of
from mentormatch.tables.files.sources import read_table
from mentormatch.tables.rows.cells import CellError, yes_no
from mentormatch.tables.rows.pairs import id_error
from mentormatch.text import clean_line, folded

if TYPE_CHECKING:
    from mentormatch.people.meaning import Resolved
    from mentormatch.tables.files.sources import Source

COLUMNS = ("written", "is", "id")
_HOW = "how"


def resolved_table(resolved: Iterable[Resolved], answers: Iterable[tuple[str, str, bool]] = ()) -> Columns:
    """Return columns with a row for each person whom a reference means or may mean.

    The column `is` says yes where that is certain, and is empty where a person has to say it; these rows come
    first. Filled in, the table can be read by `read_same_people`. `answers` that it was given stay in it.
    """
    rows = {
        (folded(one.written), person): (one.written, "yes" if one.sure else "", person, one.how)
        for one in resolved
        for person in one.means
    }
    for written, person, yes in answers:
        rows.setdefault((folded(written), person), (written, "yes" if yes else "no", person, "answer"))
    in_order = sorted(rows.values(), key=lambda row: row[1] != "")
    return {name: [row[k] for row in in_order] for k, name in enumerate((*COLUMNS, _HOW))}


def _cell(cell: str, ours: bool) -> str:
    return as_typed(cell) if ours else cell


def read_same_people(source: Source) -> tuple[tuple[str, str, bool], ...]:
    """Read answers about references that are no ids.

    Parameters
    ----------
    source : path or pandas.DataFrame
        A table with the columns ``written`` (the reference as it was written), ``is`` (yes or no) and ``id``
        (of somebody in the scheme). A row with an empty ``is`` says nothing. Further columns are left unread.

    Returns
    -------
    tuple of (str, str, bool)
        For `People.meanings`.

    Raises
    ------
    RecordError
        If a heading is missing, or with every bad row at once: an empty ``written`` or ``id``, an answer that
        is neither yes nor no, or that contradicts another row.
    """
    sheet = read_table(source, "same people")
    at = columns_of(sheet, COLUMNS, [_HOW])
    # Only our own table says how somebody was found; there, cells are written so that none is a formula.
    ours = _HOW in at and isinstance(source, str | PathLike)
    problems = list(sheet.broken)
    answers: dict[tuple[str, str], tuple[str, str, bool]] = {}
    for row, cells in sheet.rows:
        if bad := sheet.bad_in(row, (at[name] for name in COLUMNS)):
            problems += bad
            continue
        written, answer, person = (_cell(cells[at[name]].strip(), ours) for name in COLUMNS)
        if not answer:
            continue  # not yet answered
        wrong = [
            RowProblem(sheet.file, row, name, cell, error, f"the {name} of a reference")
            for name, cell in (("written", written), ("id", person))
            if (error := id_error(cell)) is not None
        ]
        try:
            yes = yes_no(answer)
        except CellError as error:
            wrong.append(RowProblem(sheet.file, row, "is", answer, error.wrong, error.expected, person))
        problems += wrong
        if not wrong:
            answers.setdefault((folded(written), person), (clean_line(written), clean_line(person), yes))
            if answers[folded(written), person][2] != yes:
                both = "is yes in one row and no in another, about the same words and person"
                problems.append(RowProblem(sheet.file, row, "is", answer, both, "one answer", person))
    if problems:
        raise RecordError(problems)
    return tuple(answers.values())
