"""Every command, as a person at a terminal of 80 columns meets it, by the example in its help."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.command_line import run
from helpers.every_command import (
    COMMANDS,
    lines_of,
    options_of,
    paths_of,
    takes,
    typed,
    with_value,
)
from mentormatch.cli.console import BAD_POLICY, BAD_ROWS, NOT_WRITTEN, PROVED, USAGE

OUTPUTS = ("out", "plot", "ics")
RECORD = ("at", "record")
INPUTS = {
    name: [
        one.name
        for one in command.params
        if one.name in {*paths_of(name), *RECORD} and one.name not in OUTPUTS and one.name != "folder"
    ]
    for name, command in COMMANDS.items()
}
"""Command -> its options and arguments that name something to read."""
KINDS = r"CSV|xlsx|parquet|TOML|JSON|SVG|\.html|\.ics|matching\.mm|[Ff]older|FOLDER|Every file"
"""What the help of an option says about the file that it takes."""
NOT_OURS = r"Traceback|codec|Errno|[a-z]Error\b|pydantic|object at|Input should|Extra inputs"
"""What only a programmer understands."""


SOAK = os.environ.get("MENTORMATCH_EXAMPLES") == "soak"
WRONG = ("missing", "wrong", "wrong/empty", "wrong/binary", "wrong/text", "wrong/document.docx")


def contents(folder: Path) -> dict[str, bytes]:
    files = [one for one in folder.rglob("*") if one.is_file() and not one.name.startswith("scheme.db-")]
    return {str(one.relative_to(folder)): one.read_bytes() for one in files}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_the_screen_and_has_an_example(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(*name.split(), "--help") == PROVED
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    whole = [line.strip() for line in shown.splitlines()]
    assert {line.strip() for line in lines_of(name)} <= {*whole}
    for one in COMMANDS[name].params:
        if one.name in paths_of(name):
            assert re.search(KINDS, f"{one.help} {one.metavar}"), one.name


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_can_be_typed_and_json_is_alone(
    name: str, begin: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    begin(name)
    capsys.readouterr()
    assert run(*typed(name), *["--json"] * takes(name, "--json")) == PROVED
    said = capsys.readouterr()
    assert said.out or said.err
    if takes(name, "--json"):
        assert isinstance(json.loads(said.out), dict)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_wrong_command_line_says_where_the_help_is(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    numbers = [words for words, kind in options_of(name) if kind in {int, float}]
    wrong = [["--polcy", "x"], *([words, "x"] for words in numbers)]
    if any(one.required for one in COMMANDS[name].params):
        wrong.append([])
    for words in wrong:
        assert run(*name.split(), *words, *["--json"] * takes(name, "--json")) == USAGE
        said = capsys.readouterr()
        first, *_, last = said.err.splitlines()
        expected = " valid " if words[:1] != ["--polcy"] else "No such option: --polcy"
        assert (expected if words else "Missing") in first
        assert not re.search(NOT_OURS, first)
        assert last == f"For all options: mentormatch {name} --help"
        if takes(name, "--json"):
            assert json.loads(said.out)["messages"][0] == first


@pytest.mark.parametrize("name", [name for name, found in INPUTS.items() if found])
def test_a_file_of_another_kind_is_refused_in_words(
    name: str, begin: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two kinds for each option, in turn; some are good: an empty policy is that of the defaults."""
    begin(name)
    before = contents(Path())
    for k, option in enumerate(INPUTS[name], len(name)):
        for wrong in WRONG if SOAK else (WRONG[k % 6], WRONG[(k + 3) % 6]):
            words = with_value(name, option, wrong)
            capsys.readouterr()
            code = run(*words, *["--json"] * takes(name, "--json"))
            said = capsys.readouterr()
            assert code in {PROVED, USAGE, BAD_ROWS, BAD_POLICY, NOT_WRITTEN}, words
            assert not re.search(NOT_OURS, said.err), words
            if takes(name, "--json"):
                assert isinstance(json.loads(said.out), dict), words
            if code == PROVED:
                begin(name)
                before = contents(Path())
            else:
                assert said.err, words
                assert code != BAD_ROWS or wrong != "missing" or "missing" in said.err, words
                assert contents(Path()) == before, words


@pytest.mark.parametrize("name", [name for name in COMMANDS if takes(name, "--out")])
def test_where_nothing_can_be_written_is_found_before_the_work(
    name: str, begin: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    begin(name)
    before = contents(Path())
    for out in ("mentees.csv", "mentees.csv/in it"):
        capsys.readouterr()
        assert run(*with_value(name, "out", out), *["--json"] * takes(name, "--json")) == NOT_WRITTEN
        said = capsys.readouterr()
        assert "choose " in said.err
        if takes(name, "--json"):
            assert json.loads(said.out)["exit"] == NOT_WRITTEN
        assert contents(Path()) == before
