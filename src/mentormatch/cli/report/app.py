"""All commands of ``mentormatch report``."""

from __future__ import annotations

import typer

from mentormatch.cli.report.accountability import atrs, decisions, dpia
from mentormatch.cli.report.agreements import agreements, certificates
from mentormatch.cli.report.annual import annual
from mentormatch.cli.report.emails import emails, send
from mentormatch.cli.report.forms import forms
from mentormatch.cli.report.matching import matching
from mentormatch.cli.report.review import review
from mentormatch.cli.report.standards import standards
from mentormatch.cli.report.templates import templates
from mentormatch.cli.usage import Command, Group

app = typer.Typer(
    name="report",
    cls=Group,
    help="Pages, documents and e-mails, ready to send or print.",
    no_args_is_help=True,
)
for command in (
    agreements,
    annual,
    atrs,
    certificates,
    decisions,
    dpia,
    emails,
    forms,
    matching,
    review,
    send,
    standards,
    templates,
):
    app.command(cls=Command)(command)
