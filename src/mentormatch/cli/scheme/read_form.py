"""``mentormatch scheme read-form``: what was filled in, into the record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentormatch.cli.console import out_console
from mentormatch.cli.report.given import OwnTemplates, templates_of
from mentormatch.cli.scheme.opened import DEFAULT, Day, Place, opened


def read_form(
    file: Annotated[Path, typer.Argument(help="A form of report forms, filled in: CSV, xlsx or parquet.")],
    on: Day = None,
    templates: OwnTemplates = None,
    at: Place = DEFAULT,
) -> None:
    """Read feedback, an audit or a checklist into the record; what it holds is not written again.

    Example:
    mentormatch scheme read-form setting-up.csv
    """
    from mentormatch.report.forms.answers import read_form as read
    from mentormatch.report.forms.form import named_forms

    forms = named_forms(templates_of(templates))
    with opened(at) as record:
        written = read(file, forms, record, on)
    out_console.print(f"Written: answers, {written}.")
