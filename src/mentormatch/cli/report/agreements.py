"""``mentormatch report agreements | certificates``: a document for each pair, or each mentor."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from mentormatch.cli.console import err_console, out_console
from mentormatch.cli.history import refuse_folder
from mentormatch.cli.report.given import Folder, OwnTemplates, templates_of
from mentormatch.cli.scheme.opened import DEFAULT, Place, opened, pair_of
from mentormatch.files import shown

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
    """Write the agreement of each pair that was approved and goes on, filled from the record.

    Example:
    mentormatch report agreements --out agreements
    """
    from mentormatch.report.agreements import save_agreements

    refuse_folder(out)
    with opened(at) as record:
        _say(save_agreements(record, out, templates_of(templates), pair=pair, html=html), out)


def certificates(
    out: Folder, html: AsPages = False, templates: OwnTemplates = None, at: Place = DEFAULT
) -> None:
    """Write the certificate of each mentor: training, meetings, feedback from three people up.

    Example:
    mentormatch report certificates --out certificates
    """
    from mentormatch.report.certificates import save_certificates

    refuse_folder(out)
    with opened(at) as record:
        today = datetime.now(UTC).date()
        _say(save_certificates(record, out, today, templates_of(templates), html=html), out)


def _say(written: list[Path], out: Path) -> None:
    if not written:
        out_console.print("There is nobody to write one for yet.")
        return
    err_console.print(
        f"{len(written)} written to {shown(out)}. Each is deleted when somebody who is named in it is erased."
    )
