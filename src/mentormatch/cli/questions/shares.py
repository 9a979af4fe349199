"""``mentormatch shares``: what each organisation gave, was due and had, and its credit for the next round."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import err_console, out_console, print_frame
from mentormatch.cli.options import File, file_option
from mentormatch.cli.questions.asked import matching_from
from mentormatch.errors import OutputError, PolicyError
from mentormatch.files import csv_bytes, shown, write_atomically

if TYPE_CHECKING:
    from mentormatch.matching.base import MatchingData

MatchingFile = Annotated[
    Path, typer.Argument(metavar="MATCHING", help="The matching: matching.mm.", readable=False)
]
Out = Annotated[File, file_option("CSV file to write the table to.", "--out")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def shares(before: MatchingFile, out: Out = None, as_json: Json = False) -> None:
    """Show which share of the places each organisation was due and had, and its credit for the next round."""
    if out is not None and out.exists():
        raise OutputError(f"{shown(out)} is there already: choose another name")
    matching = matching_from(before)
    table, counts = matching.shares, matching.terms.shares
    if table is None or counts is None:
        raise PolicyError(["its policy has no section [shares]"], shown(before))
    if as_json:
        found = {"proved": counts.proved, "organisations": table.to_dict("records")}
        out_console.print(json.dumps(found, indent=1, ensure_ascii=False), soft_wrap=True)
    else:
        print_shares(matching)
    if out is not None:
        write_atomically(out, shares_csv(matching))
        err_console.print(f"Written to {shown(out)}.")


def print_shares(matching: MatchingData) -> None:
    """Print the table of shares, if the policy has any."""
    if matching.shares is not None:
        headings = {name: name.replace("_", " ") for name in matching.shares.columns}
        print_frame("Shares of the filled places", matching.shares, headings)


def shares_csv(matching: MatchingData) -> bytes:
    """Return the table of shares as CSV; credits have all their digits."""
    from decimal import Decimal

    assert matching.shares is not None  # noqa: S101  (asked for only where the policy has shares)
    table = matching.shares.copy()
    digits = table.select_dtypes("float").map(lambda one: Decimal(f"{one:.9f}"))
    return csv_bytes(table.assign(**digits))
