"""All commands of ``mentormatch report``."""

from __future__ import annotations

import typer

from mentormatch.cli.report.accountability import atrs, decisions, dpia
from mentormatch.cli.report.agreements import agreements, certificates
from mentormatch.cli.report.matching import matching
from mentormatch.cli.report.templates import templates

app = typer.Typer(
    name="report", help="Pages, documents and e-mails, ready to send or print.", no_args_is_help=True
)
for command in (
    agreements,
    atrs,
    certificates,
    decisions,
    dpia,
    matching,
    templates,
):
    app.command()(command)
