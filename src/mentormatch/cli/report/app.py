"""All commands of ``mentormatch report``."""

from __future__ import annotations

import typer

from mentormatch.cli.report.annual import annual
from mentormatch.cli.report.standards import standards
from mentormatch.cli.report.templates import templates

app = typer.Typer(
    name="report", help="Pages, documents and e-mails, ready to send or print.", no_args_is_help=True
)
for command in (
    annual,
    standards,
    templates,
):
    app.command()(command)
