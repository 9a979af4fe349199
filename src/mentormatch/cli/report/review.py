"""``mentormatch report review``: a matching to be reviewed, as a page or a workbook."""

from __future__ import annotations

import shlex
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from mentormatch.cli.console import err_console, step
from mentormatch.cli.given.options import file_option
from mentormatch.cli.report.given import OwnTemplates, templates_of
from mentormatch.cli.results import check_file
from mentormatch.cli.review import Before, OfRecord, matching_reviewed
from mentormatch.cli.scheme.opened import opened
from mentormatch.errors import OutputError
from mentormatch.files import shown as named
from mentormatch.files import write_atomically

ReviewFile = Annotated[Path, file_option("Page (.html) or workbook (.xlsx).", "--out")]
Reviewer = Annotated[
    str, typer.Option(metavar="NAME", help="Name that the page offers for the reviewer.", show_default=False)
]


def review(
    out: ReviewFile,
    before: Before = None,
    at: OfRecord = None,
    reviewer: Reviewer = "",
    templates: OwnTemplates = None,
) -> None:
    """Write a matching for a person to decide on; mentormatch review reads the decisions.

    Example:
    mentormatch report review --from results/matching.mm --out review.xlsx
    """
    if out.suffix.lower() not in {".html", ".xlsx"}:
        raise OutputError(f"{named(out)} is no .html or .xlsx file, as a review is: choose such a name")
    check_file(out)
    with ExitStack() as stack:
        record = None if at is None else stack.enter_context(opened(at))
        matching = matching_reviewed(before, record)
        with step("Explaining pairs"):
            from mentormatch.report.review.page import review_page
            from mentormatch.report.review.shown import shown
            from mentormatch.report.review.workbook import review_workbook

            found = shown(matching)
            if out.suffix.lower() == ".xlsx":
                data = review_workbook(found)
            else:
                data = review_page(found, reviewer, templates_of(templates)).html.encode()
        if record is None:
            write_atomically(out, data)
        else:
            record.write_files([(out, data, None)])
    # The address of a server may hold a password.
    options = {"--from": before and named(before), "--record": "ADDRESS" if at and "://" in at else at}
    given = "".join(f" {name} {shlex.quote(text)}" for name, text in options.items() if text)
    err_console.print(f"Written to {named(out)}. Decide there, then: mentormatch review FILE{given}")
