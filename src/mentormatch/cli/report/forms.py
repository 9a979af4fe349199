"""``mentormatch report forms``: the forms of a scheme, to be printed and filled in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from mentormatch.cli.console import err_console
from mentormatch.cli.given.options import folder_option
from mentormatch.cli.history import refuse_folder
from mentormatch.cli.report.given import OwnTemplates, templates_of
from mentormatch.cli.results import check_file
from mentormatch.cli.scheme.opened import day_of, opened
from mentormatch.errors import OutputError
from mentormatch.files import shown, write_set

Names = Annotated[
    Optional[list[str]],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Argument(metavar="NAME", help="Forms; all if none is named.", show_default=False),
]
OfScheme = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(metavar="FILE", help="The record: its scheme's name and begin."),
]
Begins = Annotated[
    Optional[Any],  # noqa: UP045
    typer.Option(parser=day_of, metavar="DAY", help="When the scheme begins, from which phases are dated."),
]


def forms(
    out: Annotated[Path, folder_option("Folder for the forms; created if missing.")],
    names: Names = None, templates: OwnTemplates = None, record: OfScheme = None, begins: Begins = None,
) -> None:  # fmt: skip
    """Write application forms, specification, job description, audit and checklists, to print or fill in.

    Example:
    mentormatch report forms --out forms
    """
    from mentormatch.report.forms.form import named_forms
    from mentormatch.report.forms.printed import form_files

    refuse_folder(out)
    ours = templates_of(templates)
    try:
        found, scheme = named_forms(ours, names or ()), ""
    except OutputError as error:
        raise typer.BadParameter(str(error)) from None
    if record is not None:
        with opened(record) as held:
            for row in held.rows("scheme").tail(1).to_dict("records"):
                scheme, begins = row["name"], begins or date.fromisoformat(row["begins"])
    files = form_files(ours, found, scheme, begins)
    for name in files:
        check_file(out / name)  # somebody may have filled it in
    write_set(out, files)
    err_console.print(f"Written to {shown(out)}: {', '.join(found)}.")
