"""Commands that the program prints for people to type next."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import Any

import typer

from mentormatch.cli.main import app_with

_WHOLE = re.compile(
    r"(?:^ *|Next: |such as: |then: |or type )(mentormatch (?:.*\\\n)*.*?)(?: \(or .*\)|\.?)$", re.MULTILINE
)
"""A command on a line of its own, or at the end of one: it is typed as it is printed."""
_NAMED = re.compile(r"mentormatch ([a-z]+(?:-[a-z]+)*(?: [a-z]+(?:-[a-z]+)*)?)")
_CAPITALS = {
    "NAME": "name", "FILE": "file", "MINUTES": "60", "LEVEL": "4", "PAIR": "1", "HOST:PORT": "host:25",
    "DAY": "2026-03-31",
}  # fmt: skip
"""Words that a person replaces."""


def whole_commands(said: str) -> list[str]:
    """Return the commands that are printed to be typed as they are, on one line each."""
    return [found[1].replace("\\\n", " ") for found in _WHOLE.finditer(said)]


def named_commands(said: str) -> list[str]:
    """Return the commands, of up to two words, that sentences name."""
    return [found[1] for found in _NAMED.finditer(said)]


def parsed(command: str) -> Any:
    """Parse a command as the command line does, without running it, or fail as that does."""
    words = [_CAPITALS.get(word, word) for word in shlex.split(command)][1:]
    return _context(typer.main.get_command(app_with(words[0])), "mentormatch", words)


def is_command(words: Sequence[str]) -> bool:
    """Return whether words begin with the name of a command, with its group if it is in one."""
    found: Any = typer.main.get_command(app_with(words[0]))
    for word in words:
        if not hasattr(found, "commands"):
            return True
        found = found.commands.get(word)
        if found is None:
            return False
    return True


def _context(command: Any, name: str, words: list[str]) -> Any:
    if not hasattr(command, "commands"):
        return command.make_context(name, words)
    assert words, f"{name} needs a command"
    return _context(command.commands[words[0]], words[0], words[1:])


def assert_hints_can_be_typed(said: str, record: str = "") -> list[str]:
    """Assert that every command in what was printed is one, and parse those that are whole; return these.

    Parameters
    ----------
    said : str
    record : str
        The record that the command which said so was given by ``--record``; then its hints name it, too.
    """
    for name in named_commands(said):
        assert is_command(name.split()), name
    whole = whole_commands(said)
    for command in whole:
        context = parsed(command)
        if record and "at" in context.params:
            assert context.params["at"] == record, command
    return whole
