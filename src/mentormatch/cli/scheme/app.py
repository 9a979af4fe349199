"""All commands of ``mentormatch scheme``."""

from __future__ import annotations

import typer

from mentormatch.cli.scheme.documents import add, challenge, feedback, move, sign, training
from mentormatch.cli.scheme.due import due, pairs, results, status
from mentormatch.cli.scheme.events import EVENTS, consent, event, meeting, pause
from mentormatch.cli.scheme.held import erase, export, retention, verify
from mentormatch.cli.scheme.matchings import approve, match, reject, rematch
from mentormatch.cli.scheme.read_form import read_form
from mentormatch.cli.scheme.start import import_, init
from mentormatch.cli.usage import Command, Group

app = typer.Typer(
    name="scheme", cls=Group, help="The scheme record: what happened, and what is due.", no_args_is_help=True
)
app.command(cls=Command)(init)
app.command("import", cls=Command)(import_)
for name, about in EVENTS.items():
    app.command(name, cls=Command, help=f"{about}\n\nExample:\nmentormatch scheme {name} e1,r1")(event(name))
for command in (
    due, pairs, match, rematch, approve, reject, pause, meeting, sign, training, feedback, consent, add,
    read_form, challenge, move, status, results, export, erase, retention, verify,
):  # fmt: skip
    app.command(cls=Command)(command)
