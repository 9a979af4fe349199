"""Options that the commands of ``mentormatch report`` share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import err_console
from mentormatch.cli.given.options import TABLE, File, file_option, folder_option
from mentormatch.cli.results import check_file
from mentormatch.files import shown

if TYPE_CHECKING:
    from mentormatch.report.rendering import Page, Templates

Folder = Annotated[Path, folder_option("Folder for the files; created if missing.")]
PageFile = Annotated[
    Path,
    file_option("The page: .html, or .docx for Word.", "--out"),
]
OwnTemplates = Annotated[
    File,
    typer.Option(
        "--templates", metavar="FOLDER", help="Folder of templates that replace ours; see report templates."
    ),
]

Groups = Annotated[
    File,
    file_option(
        f"Groups to compare, kept apart, {TABLE}: column id, and one for each characteristic.", "--groups"
    ),
]


def templates_of(folder: Path | None) -> Templates:
    """Return the templates: ours, or where there are such, those of the folder."""
    from mentormatch.report.rendering import Templates

    return Templates(folder)


def check_page(out: Path) -> None:
    """Refuse a name that is that of no page, or of a file that is there, before anything is worked out."""
    from mentormatch.report.rendering import refuse_page

    refuse_page(out)
    check_file(out)


def write_page(page: Page, out: Path) -> None:
    """Write a page, and say where it is."""
    page.save(out)
    err_console.print(f"Written to {shown(out)}.")
