"""``mentormatch check``: errors and warnings in files, without matching."""

from __future__ import annotations

import typer

from mentormatch.cli.console import BAD_ROWS, out_console
from mentormatch.cli.options import (
    Columns,
    Dissolved,
    Links,
    Mentees,
    Mentors,
    PeopleFile,
    PlacesFile,
    PolicyFile,
    SamePeople,
    SheetName,
)
from mentormatch.cli.reading import print_reading, read, read_policy


def check(  # noqa: PLR0913, PLR0917  (one parameter per option)
    mentees: Mentees = None,
    mentors: Mentors = None,
    people: PeopleFile = None,
    columns: Columns = None,
    policy: PolicyFile = None,
    places: PlacesFile = None,
    links: Links = None,
    dissolved: Dissolved = None,
    same_people: SamePeople = None,
    sheet: SheetName = None,
) -> None:
    """Check files without matching: list every row error and every warning."""
    read_policy(policy)
    reading = read(mentees, mentors, people, columns, places, links, dissolved, same_people, sheet)
    print_reading(reading)
    if reading.rejected:
        raise typer.Exit(BAD_ROWS)
    out_console.print("No row errors.")
