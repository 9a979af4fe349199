"""All commands of ``mentormatch plan``."""

from __future__ import annotations

import typer

from mentormatch.cli.plan.learning_sets import learning_sets
from mentormatch.cli.plan.workshops import workshops
from mentormatch.cli.usage import Command, Group

app = typer.Typer(
    name="plan",
    cls=Group,
    help="Training workshops and learning sets: how many, where, when, who.",
    no_args_is_help=True,
)
for command in (workshops, learning_sets):
    app.command(cls=Command)(command)
