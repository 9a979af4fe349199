"""The files that hold changes, and the people who join or have changed, for all commands that read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from mentormatch.cli.console import err_console, print_problems, step
from mentormatch.cli.given.options import (
    Columns,
    File,
    Files,
    PeopleFile,
    PlacesFile,
    SamePeople,
    SheetName,
    file_option,
)

if TYPE_CHECKING:
    from mentormatch.matching.result import Matching
    from mentormatch.policy import Policy
    from mentormatch.tables.read_changes import ChangeReading


@dataclass(frozen=True)
class ChangeFiles(Files):
    """What a command is told of the files that hold changes; each field is an option of it."""

    changes: Annotated[File, file_option("Table of changes, CSV or xlsx.")] = None
    mentees: Annotated[File, file_option("Rows of mentees who join or have changed, CSV or xlsx.")] = None
    mentors: Annotated[File, file_option("Rows of mentors who join or have changed, CSV or xlsx.")] = None
    people: PeopleFile = None
    columns: Columns = None
    places: PlacesFile = None
    same_people: SamePeople = None
    sheet: SheetName = None

    @property
    def have_people(self) -> bool:
        """Whether a table of people is given."""
        return any((self.mentees, self.mentors, self.people))

    def read(self, matching: Matching, policy: Policy | None, *, all_new_join: bool = False) -> ChangeReading:
        """Return the changes, after printing how many there are of each kind, and the warnings."""
        from mentormatch.tables.read_changes import read_change_tables

        given = dict(vars(self), matching=matching, policy=policy, all_new_join=all_new_join)
        with step("Reading the changes"):
            reading = read_change_tables(given.pop("changes"), **given)
        kinds = ", ".join(f"{n} {kind}" for kind, n in reading.kinds.items())
        err_console.print(f"{reading.count}{f': {kinds}' if kinds else ''}")
        if reading.warnings:
            print_problems("Warnings (no change is left out for them)", reading.warnings, "warning")
        return reading
