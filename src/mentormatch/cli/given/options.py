"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

TABLE = "CSV, xlsx or parquet"
"""What a table may be."""
File = Optional[Path]  # noqa: UP045  (typer reads the annotation at run time)


class Files:
    """A group of options, some of which name files."""

    @property
    def given(self) -> list[Path]:
        """The files that are given."""
        return [one for one in vars(self).values() if isinstance(one, Path)]


def file_option(about: str, *names: str) -> Any:
    """Return an option that names a file; whether it can be read is found out, and said, by reading it."""
    return typer.Option(*names, metavar="FILE", help=about, readable=False)


def folder_option(about: str) -> Any:
    """Return the option that names a folder to write to."""
    return typer.Option("--out", metavar="FOLDER", help=about)


Mentees = Annotated[File, file_option(f"Mentees, {TABLE}.")]
Mentors = Annotated[File, file_option(f"Mentors, {TABLE}.")]
PeopleFile = Annotated[
    File,
    file_option(
        "One workbook (xlsx) with sheets mentees and mentors; or one form for both (`role` in the map).",
        "--people",
    ),
]
SheetName = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option("--sheet", metavar="NAME", help="Sheet that holds the people in a workbook with others."),
]
Columns = Annotated[File, file_option("Column map (TOML), for files with other headings.")]
PlacesFile = Annotated[
    File, file_option(f"Places, {TABLE}: postcodes or names, latitude, longitude.", "--places")
]
PolicyFile = Annotated[File, file_option("Policy (TOML); without it, the defaults.", "--policy")]
TimeLimit = Annotated[float, typer.Option(min=0.1, help="Time limit of the solver, in seconds.")]
SamePeople = Annotated[
    File, file_option(f"Whom references mean, {TABLE}: columns written, is (yes or no), id.")
]
Ratings = Annotated[
    File,
    file_option(f"Ratings after talks, {TABLE}: what shortlist wrote, filled in.", "--ratings"),
]
Credits = Annotated[
    File, file_option(f"Credits from the round before, {TABLE}: its shares.csv.", "--credits")
]
Out = Annotated[Path, folder_option("Folder for the results; created if missing.")]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Start again in a folder whose matching has a history, which is lost.")
]
WithNames = Annotated[
    bool,
    typer.Option("--with-names", help="Write names and e-mail addresses too, letters.csv and pairs.xlsx."),
]
