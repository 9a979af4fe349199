"""The files that hold people, for all commands that read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import step
from mentormatch.cli.given.options import (
    TABLE,
    Columns,
    File,
    Files,
    Mentees,
    Mentors,
    PeopleFile,
    PlacesFile,
    PolicyFile,
    SamePeople,
    SheetName,
    file_option,
)

if TYPE_CHECKING:
    from mentormatch.policy import Policy
    from mentormatch.tables.read_people import Reading


@dataclass(frozen=True)
class PeopleFiles(Files):
    """What a command is told of the files that hold people; each field is an option of it."""

    mentees: Mentees = None
    mentors: Mentors = None
    people: PeopleFile = None
    columns: Columns = None
    policy: PolicyFile = None
    places: PlacesFile = None
    links: Annotated[File, file_option(f"More reporting lines, {TABLE}: columns person, superior.")] = None
    dissolved: Annotated[
        File, file_option(f"Pairs dissolved earlier, {TABLE}: columns mentee, mentor; or states.csv.")
    ] = None
    same_people: SamePeople = None
    sheet: SheetName = None

    def read(self, policy: Policy) -> Reading:
        """Return the people in the files, with row errors and warnings.

        Raises
        ------
        typer.BadParameter
            Unless either `people`, or both `mentees` and `mentors`, are given.
        """
        from mentormatch.tables.read_people import read_tables

        sides = {self.mentees is not None, self.mentors is not None}
        if sides != {self.people is None}:
            raise typer.BadParameter("give either --people, or both --mentees and --mentors")
        given = {**vars(self), "policy": policy}
        with step("Reading"):
            return read_tables(given.pop("people"), **given)
