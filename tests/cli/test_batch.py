"""The command: exit codes, what is printed, JSON, Ctrl-C."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest

from helpers.batch_folders import contents, write_batch, write_schemes
from helpers.command_line import run
from mentormatch.cli.console import BAD_ROWS, MANY_CHANGED, PROVED, SOME_FAILED, USAGE


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch")
    write_schemes(folder / "schemes", 3, people=10)
    write_batch(folder / "run.toml")
    assert run("batch", folder / "run.toml", "--backend", "serial") == PROVED
    return folder


@pytest.fixture
def folder(drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(drawn, tmp_path / "batch")
    monkeypatch.chdir(tmp_path / "batch")
    return tmp_path / "batch"


def test_all_succeeded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("batch", "run.toml", "--backend", "serial", "--out", "other") == PROVED
    said = capsys.readouterr().out
    assert "done  3" in said
    assert "Not done" not in said
    assert contents(folder / "other") == contents(folder / "results")
    assert run("batch", "run.toml", "--json", "--backend", "serial") == PROVED
    assert json.loads(capsys.readouterr().out)["counts"] == {"done before": 3}


def test_one_failed_and_one_is_held_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_batch(folder / "run.toml", max_changed=0)
    mentors = folder / "schemes/s000/mentors.csv"
    mentors.write_text("".join(mentors.read_text("utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    assert run("batch", "run.toml", "--backend", "serial") == MANY_CHANGED
    assert "held back" in capsys.readouterr().out
    (folder / "schemes/s001/mentees.csv").unlink()
    assert run("batch", "run.toml", "--backend", "serial") == SOME_FAILED
    said = capsys.readouterr().out
    assert "failed" in said
    assert "holds no people" in said


def test_a_dry_run_says_what_would_be_done(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "schemes/s001/mentees.csv").unlink()
    assert run("batch", "run.toml", "--dry-run", "--out", "other") == PROVED
    said = capsys.readouterr().out
    assert "reads mentees.csv, mentors.csv" in said
    assert "holds no people" in said
    assert not (folder / "other").exists()


def test_a_batch_that_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_batch(folder / "run.toml", tusk="match")
    assert run("batch", "run.toml") == BAD_ROWS
    assert "is no key that a batch has" in " ".join(capsys.readouterr().err.split())
    assert run("batch", "none.toml") == BAD_ROWS
    assert "cannot be opened" in capsys.readouterr().err
    write_batch(folder / "run.toml")
    assert run("batch", "run.toml", "--backend", "dask") == USAGE


def test_ctrl_c_says_how_to_go_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = contents(folder / "results")
    shutil.rmtree(folder / "results")

    def interrupt(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("mentormatch.report.run_files.packed", interrupt)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert run("batch", "run.toml", "--backend", "serial") == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert "To go on: mentormatch batch run.toml" in " ".join(capsys.readouterr().err.split())
    assert not contents(folder / "results")
    summary = json.loads((folder / "results/batch.json").read_text("utf-8"))
    assert summary["counts"] == {"to do": 3}
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    assert run("batch", "run.toml", "--backend", "serial") == PROVED
    assert contents(folder / "results") == whole
