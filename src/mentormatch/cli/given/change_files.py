"""The files that hold changes, and the people who join or have changed, for all commands that read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import err_console, print_problems, step
from mentormatch.cli.given.options import (
    TABLE,
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

    changes: Annotated[File, file_option(f"Table of changes, {TABLE}.")] = None
    mentees: Annotated[File, file_option(f"Rows of mentees who join or have changed, {TABLE}.")] = None
    mentors: Annotated[File, file_option(f"Rows of mentors who join or have changed, {TABLE}.")] = None
    people: PeopleFile = None
    columns: Columns = None
    places: PlacesFile = None
    same_people: SamePeople = None
    sheet: SheetName = None
    all_new_join: Annotated[
        bool, typer.Option("--all-new-join", help="Everybody in the tables joins who is not in the matching.")
    ] = False

    def check(self) -> None:
        """Refuse options that need others, before anything is read."""
        people = any((self.mentees, self.mentors, self.people))
        if people and self.changes is None and not self.all_new_join:
            raise typer.BadParameter("tables of people need --changes that name them, or --all-new-join")
        for option, asked in (("--all-new-join", self.all_new_join), ("--sheet", self.sheet)):
            if asked and not people:
                raise typer.BadParameter(f"{option} needs the people: --mentees and --mentors, or --people")

    def read(self, matching: Matching, policy: Policy | None) -> ChangeReading:
        """Return the changes, after printing how many there are of each kind, and the warnings."""
        from mentormatch.tables.read_changes import read_change_tables

        given = dict(vars(self), matching=matching, policy=policy)
        with step("Reading the changes"):
            reading = read_change_tables(given.pop("changes"), **given)
        kinds = ", ".join(f"{n} {kind}" for kind, n in reading.kinds.items())
        if self.changes is not None or self.all_new_join:
            err_console.print(f"{reading.count}{f': {kinds}' if kinds else ''}")
        if reading.warnings:
            print_problems("Warnings (no change is left out for them)", reading.warnings, "warning")
        return reading
