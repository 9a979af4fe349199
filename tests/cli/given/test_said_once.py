"""Groups of options are said once, and a command has them in the place of its parameter."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.main import app_with

READING = ("match", "check", "readiness", "shortlist", "verify-draw")


@dataclass(frozen=True)
class Group:
    """Two options."""

    first: Annotated[str, typer.Option(help="The first.")] = "none"
    second: Annotated[int, typer.Option("--other", min=1)] = 1


def test_fields_are_options_and_reach_the_command() -> None:
    own = typer.Typer(add_completion=False)

    @own.command()
    @said_once
    def command(path: Path, group: Group, last: str = "end") -> None:
        """Say what is given."""
        typer.echo(f"{path} {group.first} {group.second} {last}")

    (path, first, second, last) = get_command(own).params
    assert [path.name, first.opts, second.opts, last.opts] == ["path", ["--first"], ["--other"], ["--last"]]
    assert CliRunner().invoke(own, ["here"]).output == "here none 1 end\n"
    given = ["here", "--other", "3", "--first", "x", "--last", "y"]
    assert CliRunner().invoke(own, given).output == "here x 3 y\n"
    assert CliRunner().invoke(own, ["here", "--other", "0"]).exit_code == 2
    assert command.__doc__ == "Say what is given."


@pytest.mark.parametrize("name", READING)
def test_all_commands_that_read_people_take_the_same_files(name: str) -> None:
    commands = get_command(app_with()).commands  # type: ignore[attr-defined]
    there = [one.name for one in commands[name].params]
    names = [one.name for one in fields(PeopleFiles)]
    at = there.index(names[0])
    assert there[at : at + len(names)] == names
