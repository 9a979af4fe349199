"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

File = Optional[Path]  # noqa: UP045  (typer reads the annotation at run time)


class Files:
    """A group of options, some of which name files."""

    @property
    def given(self) -> list[Path]:
        """The files that are given."""
        return [one for one in vars(self).values() if isinstance(one, Path)]


def file_option(about: str, *names: str) -> Any:
    """Return an option that names a file; whether it can be read is found out, and said, by reading it."""
    return typer.Option(*names, help=about, readable=False)


Mentees = Annotated[File, file_option("Mentees, CSV, xlsx or parquet.")]
Mentors = Annotated[File, file_option("Mentors, CSV, xlsx or parquet.")]
PeopleFile = Annotated[
    File,
    file_option(
        "One workbook with sheets mentees and mentors; or one form for both (`role` in the map).", "--people"
    ),
]
SheetName = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option("--sheet", help="Sheet that holds the people in a workbook with others."),
]
Columns = Annotated[File, file_option("Column map (TOML), for files with other headings.")]
PlacesFile = Annotated[
    File, file_option("Table of places: postcodes or names, latitude, longitude.", "--places")
]
PolicyFile = Annotated[File, file_option("Policy (TOML); without it, the defaults.", "--policy")]
TimeLimit = Annotated[float, typer.Option(min=0.1, help="Time limit of the solver, in seconds.")]
SamePeople = Annotated[File, file_option("Whom references mean: columns written, is (yes or no), id.")]
Ratings = Annotated[
    File,
    file_option("Ratings after talks: the table of shortlist, filled in; they become wishes.", "--ratings"),
]
Credits = Annotated[
    File, file_option("Credits of organisations from the round before: its shares.csv.", "--credits")
]
Out = Annotated[Path, typer.Option("--out", help="Folder for the results; created if missing.")]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Start again in a folder whose matching has a history, which is lost.")
]
WithNames = Annotated[
    bool,
    typer.Option("--with-names", help="Write names and e-mail addresses too, letters.csv and pairs.xlsx."),
]
