"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

File = Optional[Path]  # noqa: UP045  (typer reads the annotation at run time)
Mentees = Annotated[File, typer.Option(help="Mentees, CSV or xlsx.")]
Mentors = Annotated[File, typer.Option(help="Mentors, CSV or xlsx.")]
PeopleFile = Annotated[File, typer.Option("--people", help="One workbook with sheets mentees and mentors.")]
Columns = Annotated[File, typer.Option(help="Column map (TOML), for files with other headings.")]
PlacesFile = Annotated[File, typer.Option("--places", help="Table of postcodes with latitude and longitude.")]
PolicyFile = Annotated[File, typer.Option("--policy", help="Policy (TOML); without it, the defaults.")]
TimeLimit = Annotated[float, typer.Option(min=0.1, help="Time limit of the solver, in seconds.")]
Links = Annotated[File, typer.Option(help="More reporting lines: columns person, superior.")]
Dissolved = Annotated[
    File, typer.Option(help="Pairs dissolved earlier: columns mentee, mentor; or states.csv.")
]
SamePeople = Annotated[File, typer.Option(help="Whom references mean: columns written, is (yes or no), id.")]
Out = Annotated[Path, typer.Option("--out", help="Folder for the results; created if missing.")]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Start again in a folder whose matching has a history, which is lost.")
]
