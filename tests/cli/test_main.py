"""The command line as a whole: exit codes, Ctrl-C, and as a module."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import files, run
from helpers.paths import ROOT
from mentormatch.cli.console import BAD_POLICY, BAD_ROWS, CONTRADICTION, DEFECT, NOT_WRITTEN, PROVED
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.main import app_with


def test_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mentormatch", "--help"], capture_output=True, text=True, check=True
    )
    assert "match" in done.stdout


def test_ctrl_c_before_there_is_a_result(
    scheme: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("mentormatch.matching.match.score_pairs", interrupt)
    # A process started in the background may ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert run("match", *files(scheme), "--out", scheme / "out", "--json") == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert not (scheme / "out" / "pairs.csv").exists()
    said = capsys.readouterr()
    assert said.err.endswith("Interrupted; nothing was written.\n")
    assert json.loads(said.out)["exit"] == 130


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (mm.RecordError([]), BAD_ROWS),
        (mm.ChangeError(["x"]), BAD_ROWS),
        (mm.MatchingFileError("x"), BAD_ROWS),
        (mm.PolicyError(["x"]), BAD_POLICY),
        (mm.UnknownIdError("e1", "mentee", []), BAD_POLICY),
        (mm.CandidateError("x"), BAD_POLICY),
        (mm.ProblemError(["x"]), BAD_POLICY),
        (mm.InfeasibleError([], []), CONTRADICTION),
        (mm.OutputError("x"), NOT_WRITTEN),
        (mm.CertificateError("x"), DEFECT),
        (KeyboardInterrupt(), 130),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_error_has_its_exit_code(
    error: BaseException, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(PeopleFiles, "read", fails)
    assert run("demo", "--out", tmp_path) == code


def test_every_command_has_a_file_of_its_own() -> None:
    names = {
        command.callback.__name__: command.callback.__module__ for command in app_with().registered_commands
    }
    assert {"match", "check", "rematch", "demo", "explain", "alternatives", "why_not"} <= set(names)
    assert [name for name, module in names.items() if not module.endswith(f".{name}")] == []


def test_every_file_of_a_command_is_listed() -> None:
    app = app_with()
    apps = [app, *(group.typer_instance for group in app.registered_groups)]
    listed = {command.callback.__module__ for one in apps for command in one.registered_commands}
    files = [path for path in (ROOT / "src/mentormatch/cli").rglob("*.py") if path.stem != "__init__"]
    own = {path for path in files if path.read_text("utf-8").startswith('"""``mentormatch ')}
    assert len(own) > 40
    named = {".".join(path.relative_to(ROOT / "src").with_suffix("").parts) for path in own}
    assert named - listed == set()


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == PROVED
    assert capsys.readouterr().out == f"mentormatch {mm.__version__}\n"
