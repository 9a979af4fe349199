"""``mentormatch report review``: a matching to be reviewed, as a page or a workbook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from mentormatch.cli.console import err_console, step
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.report.given import OwnTemplates, templates_of, write_page
from mentormatch.errors import OutputError
from mentormatch.files import shown as named

ReviewFile = Annotated[
    Path,
    typer.Option("--out", help="The review: a page (.html), or a workbook (.xlsx).", readable=False, show_default=False),
]
Reviewer = Annotated[str, typer.Option("--reviewer", help="The name that the page offers for the reviewer.")]


def review(before: From, out: ReviewFile, reviewer: Reviewer = "", templates: OwnTemplates = None) -> None:
    """Write a matching to be reviewed: pairs, why, alternatives and their costs, who has nobody."""
    if out.suffix.lower() not in {".html", ".xlsx"}:
        raise OutputError(f"a review is an .html or .xlsx file, but {named(out)} is neither: choose such a name")
    if os.path.lexists(out):
        raise OutputError(f"{named(out)} is there already: choose another name")
    matching = matching_from(before)
    from mentormatch.report.review.page import review_page
    from mentormatch.report.review.shown import shown

    with step("Explaining pairs and alternatives"):
        found = shown(matching)
    write_page(review_page(found, reviewer, templates_of(templates)), out)
