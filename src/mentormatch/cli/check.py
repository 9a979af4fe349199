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
)
from mentormatch.cli.reading import print_reading, read, read_policy


def check(
    mentees: Mentees = None,
    mentors: Mentors = None,
    people: PeopleFile = None,
    columns: Columns = None,
    policy: PolicyFile = None,
    places: PlacesFile = None,
    links: Links = None,
    dissolved: Dissolved = None,
) -> None:
    """Check files without matching: list every row error and every warning."""
    read_policy(policy)
    reading = read(mentees, mentors, people, columns, places, links, dissolved)
    print_reading(reading)
    if reading.rejected:
        raise typer.Exit(BAD_ROWS)
    out_console.print("No row errors.")
