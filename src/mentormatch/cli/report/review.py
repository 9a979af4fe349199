"""``mentormatch report review``: a matching to be reviewed, as a page or a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentormatch.cli.console import err_console, step
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.report.given import OwnTemplates, templates_of
from mentormatch.cli.results import check_file
from mentormatch.errors import OutputError
from mentormatch.files import shown as named
from mentormatch.files import write_atomically

ReviewFile = Annotated[
    Path,
    typer.Option("--out", help="Page (.html) or workbook (.xlsx).", readable=False, show_default=False),
]
Reviewer = Annotated[
    str, typer.Option(help="Name that the page offers for the reviewer.", show_default=False)
]


def review(before: From, out: ReviewFile, reviewer: Reviewer = "", templates: OwnTemplates = None) -> None:
    """Write a matching for a person to decide on; mentormatch review reads the decisions."""
    if out.suffix.lower() not in {".html", ".xlsx"}:
        raise OutputError(
            f"a review is an .html or .xlsx file, but {named(out)} is neither: choose such a name"
        )
    check_file(out)
    matching = matching_from(before)
    with step("Explaining pairs"):
        from mentormatch.report.review.page import review_page
        from mentormatch.report.review.shown import shown
        from mentormatch.report.review.workbook import review_workbook

        found = shown(matching)
        if out.suffix.lower() == ".xlsx":
            data = review_workbook(found)
        else:
            data = review_page(found, reviewer, templates_of(templates)).html.encode()
    write_atomically(out, data)
    err_console.print(
        f"Written to {named(out)}. Decide there, then: mentormatch review FILE --from {named(before)}"
    )
