"""Forms to be printed and filled in: pages, Word documents, workbooks and CSV files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from mentormatch.errors import OutputError
from mentormatch.files import csv_bytes
from mentormatch.report.forms.form import EXPECTED, Form, Part
from mentormatch.report.rendering import Page, Templates, day
from mentormatch.report.workbook import workbook_bytes
from mentormatch.tables.rows.fields import Kind

if TYPE_CHECKING:
    import pandas as pd

UPRIGHT = ("Part", "Question", "Answer")
"""Headings of the table of a form whose questions are below each other."""
_CHOICES = {Kind.YES_NO: ("yes", "no"), Kind.LEVELS: ("1", "2", "3", "4", "5")}


def form_page(
    templates: Templates, name: str, form: Form, scheme: str = "", begins: date | None = None
) -> Page:
    """Return a form as a page, to be printed or filled in.

    What is filled in is saved under the `name` of the form. There is room for the name of the scheme where it
    is left out, and phases are dated if it is known when it `begins`.
    """
    dated = [[*_dated(part, begins)] if begins else [] for part in form.parts]
    numbers = {one.heading: at for at, one in enumerate(form.questions, 1)}
    return templates.page(
        "form.html", name=name, form=form, scheme=scheme, dated=dated, numbers=numbers, expected=EXPECTED,
        choices=_CHOICES, kinds=Kind,
    )  # fmt: skip


def _dated(part: Part, begins: date) -> Iterator[str]:
    """Yield when a phase starts, and when it ends; nothing if it is no phase."""
    import pandas as pd

    for months in filter(None, (part.starts, part.ends)):
        try:
            first, last = (day((begins + pd.DateOffset(months=one)).date()) for one in months)
        except ValueError:
            wrong = "phases cannot be dated from a day in such a year: choose another day"
            raise OutputError(wrong) from None
        yield first if first == last else f"between {first} and {last}"


def form_table(form: Form) -> pd.DataFrame:
    """Return the table that is filled in: a row a person, or of a checklist a row a question."""
    import pandas as pd

    if form.is_upright:
        asked = [(part.title, one) for part in form.parts for _, each in form.lines(part) for one in each]
        return pd.DataFrame([(title, one.heading, "") for title, one in asked], columns=list(UPRIGHT))
    return pd.DataFrame({one.heading: pd.Series(dtype=str) for one in form.questions})


def form_workbook(form: Form) -> bytes:
    """Return the table of a form as a workbook, in which yes or no and levels are chosen from lists."""
    asked = {} if form.is_upright else {one.heading: _CHOICES.get(one.kind, ()) for one in form.questions}
    return workbook_bytes({form.people or "answers": form_table(form)}, asked or {UPRIGHT[-1]: ()})


def form_files(
    templates: Templates, forms: Mapping[str, Form], scheme: str = "", begins: date | None = None
) -> dict[str, bytes]:
    """Return files by name: of each form a page, a Word document, a workbook and a CSV file to fill in."""
    files: dict[str, bytes] = {}
    for name, form in forms.items():
        page = form_page(templates, name, form, scheme, begins)
        files |= {f"{name}.html": page.html.encode(), f"{name}.docx": page.docx()}
        if form.questions:
            files |= {f"{name}.xlsx": form_workbook(form), f"{name}.csv": csv_bytes(form_table(form))}
    return files
