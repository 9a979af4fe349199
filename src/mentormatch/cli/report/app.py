"""All commands of ``mentormatch report``."""

from __future__ import annotations

import typer

from mentormatch.cli.report.review import review
from mentormatch.cli.report.templates import templates

app = typer.Typer(
    name="report", help="Pages, documents and e-mails, ready to send or print.", no_args_is_help=True
)
for command in (templates, review):
    app.command()(command)
