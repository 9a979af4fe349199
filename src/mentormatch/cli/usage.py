"""How the command line is parsed, what its help shows, and what is said if it has an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from inspect import cleandoc
from pathlib import Path
from typing import Any, get_args, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from mentormatch.cli.console import USAGE, err_console

_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""The base of all errors in a command line."""


_VALUES = {
    bool: "", int: "NUMBER", float: "NUMBER", str: "TEXT", Any: "TEXT", Path: "FILE", datetime: "DAY",
}  # fmt: skip
"""Type -> what the help shows for a value of it; of others the choices are shown."""


class _Plain:
    """A command whose help names the values of options and arguments in capitals, and none of a flag."""

    callback: Callable[..., Any] | None
    help: str | None

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options and arguments, as they are shown."""
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        hints = get_type_hints(self.callback) if self.callback else {}
        for one in found:
            hint = hints.get(one.name, bool)  # --help is in no signature
            while inner := get_args(hint):
                hint = inner[0]
            value = _VALUES.get(hint)
            if one.param_type_name == "argument":
                one.metavar = one.metavar or one.name.upper()
                if value is not None:
                    one.display_type_rich = lambda ctx: ""  # noqa: ARG005  (its name says it)
            elif one.metavar is None:
                one.metavar = value
        return found

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002  (it is shown whole)
        """Return what a list of commands says of it: the first paragraph of the help."""
        return cleandoc(self.help or "").partition("\n\n")[0]


class Command(_Plain, TyperCommand):
    """A command; see `_Plain`."""


class Group(_Plain, TyperGroup):
    """Commands under one word; see `_Plain`."""


def run_app(app: typer.Typer, given: Sequence[str]) -> int:
    """Run a command line; return its exit code, after printing what is wrong with it, if anything."""
    command = get_command(app)
    try:
        with command.make_context("mentormatch", list(given)) as context:
            command.invoke(context)
    except typer.Exit as stop:
        return stop.exit_code
    except _UsageError as error:
        _print_usage(error)
        return USAGE
    return 0


def _print_usage(error: Any) -> None:
    """Print what is wrong with a command line, and where its help is; without a message, that is printed."""
    own = type(error) is typer.BadParameter and error.param is None
    message = error.message if own else error.format_message()
    if not message:
        return
    message = message.replace("Value error, ", "").replace("Input should be", "it has to be")
    err_console.print(message.partition(", unable to parse")[0])
    if error.ctx is not None:
        err_console.print(error.ctx.get_usage())
        err_console.print(f"For all options: {error.ctx.command_path} --help")
