"""Changes from a table, and the people who join or have changed from the usual tables; all errors at once.

A table of changes passes through `changes.rows` (cells to rows), the tables of people through `rows.gather`
as for a new scheme. Rows and records are then combined, and checked against the matching.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from mentormatch.changes.kinds.settle import Settle
from mentormatch.errors import RecordError, RowProblem, warn_of
from mentormatch.people.meaning import Resolved
from mentormatch.people.places import Places
from mentormatch.policy import Policy
from mentormatch.tables.changes.join import Joining, PeopleAndPairs
from mentormatch.tables.changes.rows import ChangeTable, kinds_of, read_change_table
from mentormatch.tables.read_people import RowCount
from mentormatch.tables.rows.column_map import ColumnMap
from mentormatch.tables.rows.gather import Inputs, gather

if TYPE_CHECKING:
    from mentormatch.changes.base import Change
    from mentormatch.tables.files.sources import Source


@dataclass(frozen=True, slots=True, eq=False)
class ChangeReading:
    """The result of reading a table of changes.

    Parameters
    ----------
    changes : tuple of changes
        In the order of the rows; then answers.
    kinds : mapping of str to int
        Kind of change -> how many.
    warnings : tuple of RowProblem
        What should be looked at; no change was left out because of it.
    resolved : tuple of Resolved
        References that are no ids, in the changes and in the rows that they name, and whom they are taken to
        mean.
    not_protected : tuple of str
        Headings and statements that the column map says ask for nothing protected.
    """

    changes: tuple[Change, ...]
    kinds: Mapping[str, int]
    count: RowCount
    warnings: tuple[RowProblem, ...]
    resolved: tuple[Resolved, ...]
    not_protected: tuple[str, ...] = ()


def read_changes(  # noqa: PLR0913  (one parameter per table)
    path: Source | None = None,
    *,
    matching: PeopleAndPairs | None = None,
    mentees: Source | None = None,
    mentors: Source | None = None,
    people: str | PathLike[str] | None = None,
    columns: str | PathLike[str] | ColumnMap | None = None,
    places: Source | Places | None = None,
    same_people: Source | None = None,
    sheet: str | None = None,
    all_new_join: bool = False,
    policy: Policy | None = None,
) -> list[Change]:
    """Read changes for `mentormatch.rematch`, all of them or none.

    Parameters
    ----------
    path : path or pandas.DataFrame, optional
        A table with the columns ``change`` (a kind, such as dissolve, of `mentormatch.changes.listed.KINDS`),
        ``mentee`` and ``mentor`` (of a pair), ``person`` and ``role`` (of who leaves, joins or has changed).
        Instead of an id, a name or an e-mail address will do that certainly means one person of the matching.
        There is no column for a reason, and a table that has one is refused.
    matching : Matching, optional
        The matching to change. With it, everything that `rematch` would refuse is reported here, row by row.
        It is needed to update a person: fields without a column stay as they are in the matching.
    mentees, mentors : path or pandas.DataFrame, optional
        Tables with the rows of those who join or have changed; other rows are not used.
    people : path, optional
        A workbook with the sheets ``mentees`` or ``mentors``, instead of these.
    columns, places, same_people, sheet : optional
        As in `mentormatch.read_people`. Answers about whom references mean become changes, too (`Settle`).
    all_new_join : bool
        Whether everybody joins who is in the tables of people, but not in the matching; the table of changes
        may then be left out.
    policy : Policy, optional
        Whose criteria name columns; that of the matching if it is left out. Of a person who has changed, the
        answers to criteria without a column stay as they are in the matching.

    Returns
    -------
    list of changes
        As `rematch` takes them, in the order of the rows.

    Raises
    ------
    TypeError
        If a table is neither a path nor in memory.
    RecordError
        With every error in every row of every table.

    Warns
    -----
    ReadingWarning
        Once, if anything should be looked at.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> import pandas as pd
    >>> table = pd.DataFrame({"change": ["dissolve"], "mentee": ["e1"], "mentor": ["r1"]})
    >>> mm.read_changes(table, matching=matching)
    [Dissolve(mentee='e1', mentor='r1')]
    """
    reading = read_change_tables(
        path, matching=matching, mentees=mentees, mentors=mentors, people=people, columns=columns,
        places=places, same_people=same_people, sheet=sheet, all_new_join=all_new_join, policy=policy,
    )  # fmt: skip
    if reading.warnings:
        warn_of(reading.warnings)
    return list(reading.changes)


def read_change_tables(  # noqa: PLR0913  (one parameter per table)
    path: Source | None = None,
    *,
    matching: PeopleAndPairs | None = None,
    mentees: Source | None = None,
    mentors: Source | None = None,
    people: str | PathLike[str] | None = None,
    columns: str | PathLike[str] | ColumnMap | None = None,
    places: Source | Places | None = None,
    same_people: Source | None = None,
    sheet: str | None = None,
    all_new_join: bool = False,
    policy: Policy | None = None,
) -> ChangeReading:
    """Read changes, and return them with what should be looked at.

    Parameters
    ----------
    path, matching, mentees, mentors, people, columns, places, same_people, sheet, all_new_join, policy
        As in `read_changes`.

    Raises
    ------
    RecordError
        With every error in every row of every table.
    """
    problems: list[RowProblem] = []
    table, found = ChangeTable("", (), (), ()), None
    try:
        table = table if path is None else read_change_table(path)
    except RecordError as error:
        problems += error.problems
    try:
        policy = matching.policy if policy is None and matching is not None else policy
        known = () if matching is None else (*matching.people.mentee_ids, *matching.people.mentor_ids)
        inputs = Inputs(
            people, mentees, mentors, columns, places, same_people=same_people, some=True, known=known,
            sheet=sheet, criteria=() if policy is None else policy.criteria,
        )  # fmt: skip
        found = gather(inputs)
    except RecordError as error:
        problems += error.problems
    answers = [] if found is None else [Settle(*answer) for answer in found.meanings]
    joining = Joining(table.rows, found, matching, answers, all_new_join=all_new_join)
    problems += [*table.problems, *joining.problems()]
    if problems:
        once = dict.fromkeys(problems)
        raise RecordError(sorted(once, key=lambda p: (p.file != table.file, p.file, p.row or 0)))
    read = len(joining.rows)
    return ChangeReading(
        joining.given.changes,
        kinds_of(joining.rows),
        RowCount(table.file or "people who join", read, read, 0),
        (*table.warnings, *_beside(joining.warnings(), path, people)),
        joining.resolved(),
        () if found is None else found.columns.not_protected,
    )


def _beside(
    warnings: list[RowProblem], path: Source | None, people: str | PathLike[str] | None
) -> list[RowProblem]:
    """Return warnings without that of the workbook's own sheet of changes, which was read from `path`."""
    if people is None or not isinstance(path, str | PathLike) or Path(path) != Path(people):
        return warnings
    return [warning for warning in warnings if not warning.file.casefold().endswith(", sheet changes")]
