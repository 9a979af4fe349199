"""People flagged as both mentor and mentee: those who are in only one table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from mentormatch.criteria import Criterion
from mentormatch.errors import RowProblem
from mentormatch.people.person import Mentee, Mentor, Person
from mentormatch.tables.rows.between_rows import TableRows
from mentormatch.tables.rows.declared import in_both_roles
from mentormatch.tables.rows.fields import Table
from mentormatch.tables.rows.rows import Entry
from mentormatch.text import folded

Created = dict[Table, list[Mentee | Mentor]]


def check_flags(
    tables: Sequence[TableRows],
    rejected: Collection[tuple[str, int]],
    missing: Literal["warn", "create"],
    criteria: Sequence[Criterion] = (),
) -> tuple[Created, list[RowProblem]]:
    """Return people to enter in the other table, and a warning for each flag that does not fit.

    Parameters
    ----------
    tables : sequence of TableRows
        Mentees and mentors.
    rejected : collection of (str, int)
        (table, row) of rows that are rejected; nobody is created from them.
    criteria : sequence of Criterion
        Those of the policy; an answer is one in the other role too, if both forms ask under one heading.
    """
    shared = frozenset(in_both_roles(criteria))
    created: Created = {"mentees": [], "mentors": []}
    warnings = []
    for rows, others in zip(tables, reversed(tables), strict=True):
        keys = _keys_in(others)
        for entry in rows.entries:
            if entry.both is None or entry.person is None or (rows.table, entry.row) in rejected:
                continue
            is_there = not keys.isdisjoint(_keys(entry))
            if entry.both and not is_there and missing == "create":
                created[others.table].append(_in_other_role(entry.person, shared))
            if entry.both != is_there:
                warnings.append(_warning(rows, others.table, entry, missing))
    return created, warnings


def _keys_in(rows: TableRows) -> set[str]:
    return {key for entry in rows.entries for key in _keys(entry)}


def _keys(entry: Entry) -> list[str]:
    return [folded(key) for key in (entry.id, entry.email) if key]


def _in_other_role(person: Mentee | Mentor, answers: Collection[str]) -> Mentee | Mentor:
    """Return the same person in the other role, with a capacity or demand of 1, and what both roles share."""
    shared = {name: getattr(person, name) for name in Person.model_fields}
    shared["declared"] = {name: one for name, one in person.declared.items() if name in answers}
    return Mentor(**shared) if isinstance(person, Mentee) else Mentee(**shared)


def _warning(rows: TableRows, other: Table, entry: Entry, missing: str) -> RowProblem:
    if not entry.both:
        wrong, expected = (
            f"is no, but the person is also among the {other}",
            "yes, or a row in only one table",
        )
        return rows.problem(entry, "both", "no", wrong, expected)
    if missing == "create":
        wrong = f"is yes, so the person was added to the {other}, with the fields that both tables share"
        return rows.problem(entry, "both", "yes", wrong, "no correction if this is intended")
    wrong = f"is yes, but the person is not among the {other}, and so has only one role"
    expected = f'a row among the {other}, or missing = "create" under [both] in the column map'
    return rows.problem(entry, "both", "yes", wrong, expected)
