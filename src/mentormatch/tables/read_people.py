"""Tables in, people out: CSV files, an Excel workbook or DataFrames, every bad row reported at once.

Everything is read as text and then validated. Rows read are rows accepted plus rows rejected (plus those
that a newer row of the same person replaces, where asked for); the pairs that a rejected row forbids stay
forbidden. A table passes through: `files.sources` (path or frame), `delimited`, `workbooks` or `frames` (to
a `Sheet` of text), `rows.headings` with `column_map` (to a `Plan`), `forms` (which rows are people of this
table), `rows.rows` (cells to entries), `gather` (all tables), `between_rows` (rows checked together),
`build_people`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import TYPE_CHECKING

from immutabledict import immutabledict

from mentormatch.arguments import check_arguments
from mentormatch.display.facts import as_html
from mentormatch.errors import ReadingWarning, RecordError, RowProblem, warn_of
from mentormatch.people.meaning import Resolved
from mentormatch.people.model import People
from mentormatch.people.places import Places
from mentormatch.people.warnings import double_warnings, find_warnings
from mentormatch.policy import Policy
from mentormatch.tables.rows.between_rows import TableRows
from mentormatch.tables.rows.build_people import Intake, take_in
from mentormatch.tables.rows.column_map import ColumnMap
from mentormatch.tables.rows.fields import Table
from mentormatch.tables.rows.gather import Inputs, gather

if TYPE_CHECKING:
    from mentormatch.files import Columns
    from mentormatch.tables.files.sources import Source


@dataclass(frozen=True, slots=True)
class RowCount:
    """Rows of one table: `read` is `accepted` plus `rejected` plus `replaced`.

    Blank rows, and rows that were left out since they are no people, do not count.

    Parameters
    ----------
    file : str
        What the table is called in messages.
    read, accepted, rejected : int
        Rows with a person, those that became one, and those with errors.
    replaced : int
        Rows in whose place a newer one of the same person counts.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = pd.DataFrame({"id": ["e1", "e2"], "seniority": ["3", "three"]})
    >>> mentors = pd.DataFrame({"id": ["r1"], "consent": ["yes"]})
    >>> mm.read_tables(mentees=mentees, mentors=mentors).counts["mentees"]
    RowCount(file='mentees', read=2, accepted=1, rejected=1, replaced=0)
    """

    file: str
    read: int
    accepted: int
    rejected: int
    replaced: int = 0

    def __str__(self) -> str:
        parts = f"{self.accepted} accepted + {self.rejected} rejected"
        if self.replaced:
            parts += f" + {self.replaced} replaced by a newer one"
        rows = "row" if self.read == 1 else "rows"
        return f"{self.file}: {self.read} {rows} read = {parts}"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The result of reading all tables.

    Parameters
    ----------
    people : People
        Everybody whose row was accepted.
    rejected : tuple of RowProblem
        The errors in the rows that were left out; `errors.problem_table` makes a DataFrame of them.
    warnings : tuple of RowProblem
        What should be looked at; no row was left out because of it.
    resolved : tuple of Resolved
        References that are no ids but mean, or may mean, somebody in the scheme, and ids of records that may
        be those of another person. Until `same_people` says otherwise, they count as all of these.
    not_protected : tuple of str
        Headings and statements that the column map says ask for nothing protected.
    counts : mapping of str to RowCount
        ``"mentees"`` and ``"mentors"`` -> how many rows.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = pd.DataFrame({"id": ["e1", "e2"], "seniority": ["3", "three"]})
    >>> mentors = pd.DataFrame({"id": ["r1"], "consent": ["yes"]})
    >>> reading = mm.read_tables(mentees=mentees, mentors=mentors)
    >>> reading.people.mentee_ids, reading.counts["mentees"].rejected
    (('e1',), 1)
    >>> [(one.where, one.wrong) for one in reading.rejected]
    [('mentees row 3, seniority', 'is not a whole number')]
    """

    people: People
    rejected: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    resolved: tuple[Resolved, ...]
    not_protected: tuple[str, ...]
    counts: Mapping[str, RowCount]
    _rows: Mapping[tuple[str, str], int] = field(repr=False)

    def row_of(self, table: Table, person_id: str) -> int | None:
        """Return the row of an accepted person as a spreadsheet shows it (the header is row 1)."""
        check_arguments(Reading.row_of, locals())
        return self._rows.get((table, person_id))

    def _repr_html_(self) -> str:
        facts = (
            ("People", repr(self.people)),
            *((table.capitalize(), str(count)) for table, count in self.counts.items()),
            ("Warnings", str(len(self.warnings))),
            ("References that are no ids", str(len(self.resolved))),
        )
        return as_html(
            "Reading", facts, {"Rows left out": _shown(self.rejected), "Warnings": _shown(self.warnings)}
        )


def read_people(  # noqa: PLR0913  (one parameter per table)
    path: str | PathLike[str] | None = None,
    *,
    mentees: Source | None = None,
    mentors: Source | None = None,
    columns: str | PathLike[str] | ColumnMap | None = None,
    places: Source | Places | None = None,
    links: Source | None = None,
    dissolved: Source | None = None,
    same_people: Source | None = None,
    sheet: str | None = None,
    policy: Policy | None = None,
) -> People:
    """Read mentees and mentors, all of them or none.

    Parameters
    ----------
    path : path, optional
        An Excel workbook with the sheets ``mentees`` and ``mentors``, perhaps ``links`` and ``dissolved``;
        or one form for both roles, if the column map names its column of roles.
    mentees, mentors : path or pandas.DataFrame, optional
        The two tables separately, instead of `path`; frames are not changed.
    columns : path or ColumnMap, optional
        How other headings become fields; a TOML file.
    places : path, pandas.DataFrame or Places, optional
        Where postcodes are looked up.
    links : path or pandas.DataFrame, optional
        Further reporting lines, with the columns ``person`` and ``superior``.
    dissolved : path or pandas.DataFrame, optional
        Pairs that were dissolved and are never matched again, with the columns ``mentee`` and ``mentor``.
    same_people : path or pandas.DataFrame, optional
        Answers about references that are no ids, with the columns ``written``, ``is`` (yes or no) and ``id``;
        see `Reading.resolved`.
    sheet : str, optional
        Name of the sheet that holds the people in a workbook, where it is not called as the table and the
        column map does not name it.
    policy : Policy, optional
        The columns that its criteria name are read into `Person.declared`.

    Returns
    -------
    People
        Everybody in all tables.

    Raises
    ------
    RecordError
        With every bad row of every table at once; `RecordError.table` has file, row, column, value, what is
        wrong and what is expected.
    ArgumentError
        If neither a workbook nor both tables are given, or an argument has the wrong type.

    Warns
    -----
    ReadingWarning
        Once, if anything about a file should be looked at (an encoding other than UTF-8, damaged letters,
        hidden rows), or records may be of one person. `read_tables` returns these, and more, one by one.

    See Also
    --------
    read_tables : Leaves bad rows out and reports them.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = pd.DataFrame({"id": ["e1", "e2"], "consent": ["yes", "yes"]})
    >>> mentors = pd.DataFrame({"id": ["r1"], "consent": ["yes"], "capacity": [2]})
    >>> people = mm.read_people(mentees=mentees, mentors=mentors)
    >>> people.mentee_ids, people.mentors[0].capacity
    (('e1', 'e2'), 2)
    """
    check_arguments(read_people, locals())
    found = gather(
        Inputs(
            path, mentees, mentors, columns, places, links, dissolved, same_people, sheet=sheet,
            criteria=() if policy is None else policy.criteria,
        )
    )  # fmt: skip
    intake = take_in(found)
    if intake.rejected:
        raise RecordError(intake.rejected)
    by_name = {rows.table: rows for rows in found.tables}
    asked = (_placed(one, intake, by_name) for one in double_warnings(intake.certain))
    if warnings := [*found.warnings, *asked]:
        warn_of(warnings, ". read_tables() returns all of them as `warnings`")
    return intake.people


def read_tables(  # noqa: PLR0913  (one parameter per table)
    path: str | PathLike[str] | None = None,
    *,
    mentees: Source | None = None,
    mentors: Source | None = None,
    columns: str | PathLike[str] | ColumnMap | None = None,
    places: Source | Places | None = None,
    links: Source | None = None,
    dissolved: Source | None = None,
    same_people: Source | None = None,
    sheet: str | None = None,
    policy: Policy | None = None,
) -> Reading:
    """Read mentees and mentors, leaving out the rows that have errors.

    What such a row forbids is kept in `People.links`, `avoided` and `known_as`, so that leaving it out allows
    no pair.

    Parameters
    ----------
    path, mentees, mentors, columns, places, links, dissolved, same_people, sheet, policy : optional
        As in `read_people`.

    Returns
    -------
    Reading
        The people, and what was left out and why.

    Raises
    ------
    RecordError
        If a file as a whole, its headings, the column map or the postcode table cannot be used, or any row
        of `links` or `dissolved` is wrong; with all bad rows of the other tables too.
    ArgumentError
        If neither a workbook nor both tables are given, or an argument has the wrong type.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = pd.DataFrame({"id": ["e1", "e2"], "seniority": ["3", "three"]})
    >>> mentors = pd.DataFrame({"id": ["r1"], "consent": ["yes"]})
    >>> reading = mm.read_tables(mentees=mentees, mentors=mentors)
    >>> reading.people.mentee_ids
    ('e1',)
    >>> reading.rejected[0].where, reading.rejected[0].expected
    ('mentees row 3, seniority', 'a whole number in the digits 0-9, such as 3, or [values.seniority] "…" =
     … in the column map')
    """
    check_arguments(read_tables, locals())
    found = gather(
        Inputs(
            path, mentees, mentors, columns, places, links, dissolved, same_people, sheet=sheet,
            criteria=() if policy is None else policy.criteria,
        )
    )  # fmt: skip
    intake = take_in(found)
    by_name = {rows.table: rows for rows in found.tables}
    warnings = [_placed(problem, intake, by_name) for problem in find_warnings(intake.certain)]
    return Reading(
        people=intake.people,
        rejected=intake.rejected,
        warnings=(*found.warnings, *intake.warnings, *warnings),
        resolved=intake.resolved,
        not_protected=found.columns.not_protected,
        counts=_counts(by_name, intake),
        _rows=_row_numbers(intake),
    )


def _shown(problems: Sequence[RowProblem]) -> Columns:
    """Return errors or warnings as columns, without what was written in the rows."""
    names = ("where", "wrong", "expected")
    return {name: [getattr(one, name) for one in problems] for name in names}


def _placed(problem: RowProblem, intake: Intake, tables: Mapping[Table, TableRows]) -> RowProblem:
    """Return a warning about people with the file, row and heading that the coordinator sees."""
    rows = next((rows for table, rows in tables.items() if table == problem.file), None)
    if problem.row is not None:
        file, row = intake.where[problem.file][problem.row - 1]
    else:
        file, row = (problem.file if rows is None else rows.sheet.file), None
    column = problem.column if rows is None else rows.heading_at(row, problem.column, problem.value)
    return RowProblem(file, row, column, problem.value, problem.wrong, problem.expected, problem.id)


def _counts(tables: Mapping[Table, TableRows], intake: Intake) -> Mapping[str, RowCount]:
    counts: dict[str, RowCount] = {table: _count(rows, intake) for table, rows in tables.items()}
    if len({count.file for count in counts.values()}) < len(counts):  # one form for both roles
        counts = {table: replace(one, file=f"{one.file}, {table}") for table, one in counts.items()}
    return immutabledict(counts)


def _count(rows: TableRows, intake: Intake) -> RowCount:
    replaced = len(rows.sheet.replaced)
    read = len(rows.sheet.rows) + len(rows.sheet.broken) + replaced
    rejected = len(rows.sheet.broken) + sum(1 for table, _ in intake.left_out if table == rows.table)
    return RowCount(rows.sheet.file, read, read - rejected - replaced, rejected, replaced)


def _row_numbers(intake: Intake) -> Mapping[tuple[str, str], int]:
    groups = (("mentees", intake.people.mentee_ids), ("mentors", intake.people.mentor_ids))
    return immutabledict(
        {
            (table, person): row
            for table, ids in groups
            for person, (_, row) in zip(ids, intake.where[table], strict=True)
            if row is not None
        }
    )


__all__ = ["ColumnMap", "Reading", "ReadingWarning", "RowCount", "read_people", "read_tables"]
