"""All commands of ``mentormatch report``."""

from __future__ import annotations

import typer

from mentormatch.cli.report.agreements import agreements
from mentormatch.cli.report.certificates import certificates
from mentormatch.cli.report.templates import templates

app = typer.Typer(
    name="report", help="Pages, documents and e-mails, ready to send or print.", no_args_is_help=True
)
for command in (
    agreements,
    certificates,
    templates,
):
    app.command()(command)
