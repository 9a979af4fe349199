"""``mentormatch scheme export | erase | retention | verify``: what is held, and is as it was written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Optional

import typer

from mentormatch.cli.console import BAD_ROWS, out_console
from mentormatch.cli.given.options import file_option
from mentormatch.cli.results import AsJson, TableFile, check_file, give
from mentormatch.cli.scheme.opened import DEFAULT, Person, Place, opened
from mentormatch.files import shown

ExportFile = Annotated[Path, file_option("File to write to: JSON, or text with --chain.", "--out")]
About = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option(
        "--person",
        metavar="PERSON",
        help="Only what is held about one person, to be handed to them.",
        show_default=False,
    ),
]
Chain = Annotated[bool, typer.Option("--chain", help="The audit chain, which holds nobody's data.")]
Yes = Annotated[bool, typer.Option("--yes", help="Yes, for good.")]


def export(out: ExportFile, person: About = None, chain: Chain = False, at: Place = DEFAULT) -> None:
    """Write what is held, about everybody or one person, as JSON; or the audit chain as text.

    Example:
    mentormatch scheme export --person e1 --out e1.json
    """
    check_file(out)
    with opened(at) as record:
        if chain:
            record.export_chain(out)
        else:
            record.export(out, person)
    out_console.print(f"Written to {shown(out)}." + ("" if chain else " It is deleted when they are erased."))


def erase(person: Person, yes: Yes = False, at: Place = DEFAULT) -> None:
    """Remove a person's data from the record and its exports, for good; their pairs end.

    Example:
    mentormatch scheme erase e1 --yes
    """
    with opened(at) as record:
        pseudonym = record.pseudonym(person)
        if not yes:
            raise typer.BadParameter(f"this erases {pseudonym} for good: add --yes")
        left = record.erase(person)
        out_console.print(f"{pseudonym} is erased.")
        _by_hand(left)


def retention(at: Place = DEFAULT) -> None:
    """Remove what has been kept for as long as it may be.

    Example:
    mentormatch scheme retention
    """
    with opened(at) as record:
        left = record.expire(datetime.now(UTC).date())
    out_console.print("Nothing is kept longer than it may be.")
    _by_hand(left)


def _by_hand(files: list[str]) -> None:
    for file in files:
        out_console.print(f"Delete {shown(file)} by hand: it was altered since it was written.")


def verify(out: TableFile = None, as_json: AsJson = False, at: Place = DEFAULT) -> None:
    """Check the audit chain, and that every row is what was written; exit code 3 if anything differs.

    Example:
    mentormatch scheme verify
    """
    import pandas as pd

    check_file(out)
    with opened(at) as record:
        found = record.verify()

    def text() -> None:
        out_console.print(f"{found.entries} entries, {len(found.faults)} faults\nHead {found.head}")
        for fault in found.faults:
            out_console.print(fault)

    faults = pd.DataFrame({"fault": found.faults})
    give(
        {"entries": found.entries, "head": found.head, "faults": found.faults},
        faults,
        text,
        out=out,
        as_json=as_json,
    )
    if found.faults:
        raise typer.Exit(BAD_ROWS)
