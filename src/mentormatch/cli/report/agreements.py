"""``mentormatch report agreements``: the agreement of each approved pair, to be signed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from mentormatch.cli.console import err_console, out_console
from mentormatch.cli.report.given import OwnTemplates, templates_of
from mentormatch.cli.scheme.opened import DEFAULT, Place, opened, pair_of
from mentormatch.files import shown

Folder = Annotated[
    Path, typer.Option("--out", help="Folder for the files; created if missing.", show_default=False)
]
AsPages = Annotated[bool, typer.Option("--html", help="Pages (HTML) in the place of Word documents.")]
OfPair = Annotated[
    Optional[Any],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option("--pair", parser=pair_of, metavar="PAIR", help="Only this pair: its number, or e1,r1."),
]


def agreements(
    out: Folder,
    html: AsPages = False,
    pair: OfPair = None,
    templates: OwnTemplates = None,
    at: Place = DEFAULT,
) -> None:
    """Write the agreement of each pair that was approved and goes on, filled from the record."""
    from mentormatch.report.agreements import save_agreements

    with opened(at) as record:
        written = save_agreements(record, out, templates_of(templates), pair=pair, html=html)
    say_written("agreement", len(written), out)


def say_written(what: str, number: int, out: Path) -> None:
    """Say how many files are where, and when they go."""
    if not number:
        out_console.print(f"There is nobody to write {what}s for yet.")
        return
    err_console.print(
        f"{number} {what}{'s' * (number > 1)} written to {shown(out)}. "
        "Each is deleted when somebody who is named in it is erased."
    )
