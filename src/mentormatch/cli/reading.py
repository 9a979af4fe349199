"""Read the files named on the command line, and print the row errors and warnings in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mentormatch.cli.console import err_console, print_problems, step

if TYPE_CHECKING:
    from mentormatch.policy import Policy
    from mentormatch.tables.read_people import Reading


def read_policy(path: Path | None) -> Policy:
    """Return the policy in a file, or the default one."""
    from mentormatch.policy import Policy

    return Policy() if path is None else Policy.from_toml(path)


def read(  # noqa: PLR0913, PLR0917  (one parameter per option)
    mentees: Path | None,
    mentors: Path | None,
    people: Path | None,
    columns: Path | None,
    places: Path | None,
    links: Path | None,
    dissolved: Path | None,
    same_people: Path | None,
    sheet: str | None = None,
) -> Reading:
    """Return the people in files, with row errors and warnings.

    Raises
    ------
    typer.BadParameter
        Unless either `people`, or both `mentees` and `mentors`, are given.
    """
    from mentormatch.tables.read_people import read_tables

    if (people is None) == (mentees is None or mentors is None):
        raise typer.BadParameter("give either --people, or both --mentees and --mentors")
    with step("Reading"):
        return read_tables(
            people, mentees=mentees, mentors=mentors, columns=columns, places=places, links=links,
            dissolved=dissolved, same_people=same_people, sheet=sheet,
        )  # fmt: skip


def print_reading(reading: Reading) -> None:
    """Print how many rows were read, accepted and rejected, then row errors and warnings."""
    for rows in reading.counts.values():
        err_console.print(str(rows))
    if reading.rejected:
        print_problems("Rows with errors", reading.rejected)
    if reading.warnings:
        print_problems("Warnings (no row is left out for them)", reading.warnings, "warning")
