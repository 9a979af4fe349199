"""Which columns of a table the criteria of a policy name, and what a column map says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from immutabledict import immutabledict

from mentormatch.criteria import Criterion, Side
from mentormatch.errors import RowProblem, did_you_mean
from mentormatch.tables.files.expected import GRID, exact_key, grid_area, heading_key
from mentormatch.tables.files.sheets import Sheet
from mentormatch.tables.rows.fields import Table

FIELD = "declared."
"""Begins the field that such a column feeds; the name of the criterion follows."""

_SIDES: Mapping[Table, Side] = immutabledict({"mentees": "mentee", "mentors": "mentor"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion as one table answers it in one column.

    Parameters
    ----------
    place : int
        Which of the columns of the criterion it is.
    """

    criterion: Criterion
    side: Side
    place: int = 0

    @property
    def field(self) -> str:
        """The field that its column feeds."""
        return FIELD + self.criterion.name

    @property
    def heading(self) -> str:
        """The heading of its column, as the policy has it."""
        return self.criterion.columns(self.side)[self.place]

    @property
    def keys(self) -> frozenset[str]:
        """Its name and its heading, in the form in which headings compare."""
        return frozenset({heading_key(self.criterion.name), heading_key(self.heading)})

    def columns(self, header: Sequence[str], keys: Sequence[str]) -> list[int]:
        """Return the indices of its column; of a grid, those of all its columns.

        Parameters
        ----------
        keys : sequence of str
            The same headings in the form in which they compare.
        """
        for key in (exact_key(self.heading), heading_key(self.heading)):
            if key in keys:
                return [keys.index(key)]
        grid = self.heading if self._names_grid else self.heading + GRID
        return [index for index, heading in enumerate(header) if self.in_grid and grid_area(grid, heading)]

    @property
    def in_grid(self) -> bool:
        """Whether the column may be several, each with what it is about in brackets."""
        criterion = self.criterion
        of_options = criterion.several or self._names_grid
        return criterion.holds == "levels" or (criterion.holds == "tags" and of_options)

    @property
    def _names_grid(self) -> bool:
        return self.heading.endswith(("*", GRID))

    def lacking(self, sheet: Sheet, table: Table, headings: str) -> RowProblem:
        """Return the error that a table lacks its column; `headings` lists those that there are."""
        wrong = (
            f"is where criterion '{self.criterion.name}' of the policy looks for the {table}' answers, but "
            f"it is not among the headings{headings}"
        )
        near = did_you_mean(self.heading, filter(None, sheet.header))
        expected = f"a heading of the file{near}, as `{self.side}` of this criterion in the policy"
        return RowProblem(sheet.file, sheet.header_row, self.heading, "", wrong, expected)


def asked_of(criteria: Iterable[Criterion], table: Table) -> tuple[Asked, ...]:
    """Return the criteria that have a column in a table; the others compare fields that it has anyway."""
    side = _SIDES[table]
    return tuple(
        Asked(one, side, place)
        for one in criteria
        if one.field(side) is None
        for place in range(len(one.columns(side)))
    )


def with_declared(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return field -> value of one person, with answers to criteria in the field that holds all of them."""
    plain = {name: value for name, value in values.items() if not name.startswith(FIELD)}
    declared = {name.removeprefix(FIELD): value for name, value in values.items() if name.startswith(FIELD)}
    return {**plain, "declared": declared} if declared else plain


def declared_in(fields: Iterable[str]) -> frozenset[str]:
    """Return the names of the criteria that some fields of a table answer."""
    return frozenset(one.removeprefix(FIELD) for one in fields if one.startswith(FIELD))


def in_both_roles(criteria: Sequence[Criterion]) -> Iterator[str]:
    """Yield the criteria whose answer is the same in both roles, since both forms ask under one heading."""
    for one in criteria:
        if [*map(heading_key, one.columns("mentee"))] == [*map(heading_key, one.columns("mentor"))]:
            yield one.name
