"""The files of a run appear as one set: killed anywhere, written by several at once, beside other files."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import pytest

from helpers.paths import ROOT
from mentormatch.errors import OutputError
from mentormatch.files import RECORD, finish_set, folder, write_set

MATCH = {"pairs.csv": b"1", "unmatched.csv": b"1", "rejected.csv": b"1"}
REMATCH = {"pairs.csv": b"2", "moved.csv": b"2"}
SOAK = os.environ.get("MENTORMATCH_EXAMPLES") == "soak"
KILLS, STEP = (100, 1) if SOAK else (8, 3)


@pytest.fixture(params=["exchanged", "moved in"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with files of somebody else; one with a folder in it is not exchanged."""
    out = tmp_path / "above" / "out"
    out.mkdir(parents=True)
    (out / "notes.txt").write_text("mine")
    (out / "link").symlink_to("notes.txt")
    if request.param == "moved in":
        (out / "more").mkdir()
        (out / "more" / "letter.txt").write_text("mine too")
    return out


def others(out: Path) -> set[str]:
    return {str(p.relative_to(out)) for p in out.rglob("*")} & {
        "notes.txt",
        "link",
        "more",
        "more/letter.txt",
    }


def whole(out: Path) -> str:
    """Return whose set is in a folder; fail if any file is missing, of another set, or half written."""
    names = {p.name for p in out.iterdir()} - {"notes.txt", "link", "more", ".mentormatch-new"}
    if not names:
        return "nobody's"
    record = json.loads((out / RECORD).read_bytes())
    assert names == {RECORD, *record["files"]}
    for name, expected in record["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == expected, name
    return str(record["whose"])


def write(out: Path, whose: str) -> None:
    write_set(out, {"match": MATCH, "rematch": REMATCH}[whose], {"whose": whose})


def test_a_set_replaces_the_set_before_and_nothing_else(out: Path) -> None:
    mine = others(out)
    mode = out.stat().st_mode
    for whose in ("match", "rematch", "match"):
        write(out, whose)
        assert whole(out) == whose
        assert others(out) == mine
        assert (out / "link").read_text() == "mine"
    write_set(out, {"rejected.csv": b"3"})
    assert {p.name for p in out.iterdir()} - mine == {"rejected.csv"}
    write(out, "rematch")
    assert whole(out) == "rematch"
    assert out.stat().st_mode == mode
    assert [p.name for p in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("mode", [0o700, 0o750, 0o770, 0o755])
def test_files_are_for_the_group_as_far_as_the_folder_is(out: Path, mode: int) -> None:
    out.chmod(mode)
    write(out, "match")
    expected = 0o600 | (mode & 0o060)
    for name in (*MATCH, RECORD):
        found = (out / name).stat()
        assert found.st_mode & 0o777 == expected
        assert found.st_gid == out.stat().st_gid


def test_a_file_of_somebody_else_is_not_taken_for_one_of_ours(out: Path) -> None:
    (out / "moved.csv").write_text("not of a run")
    write(out, "match")
    assert (out / "moved.csv").read_text() == "not of a run"


def test_a_link_to_a_folder_stays_one(out: Path) -> None:
    link = out.parent / "link"
    link.symlink_to("out")
    write(link, "match")
    assert link.is_symlink()
    assert whole(out) == "match"


def test_whoever_works_in_the_folder_still_sees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = tmp_path.stat().st_ino
    write(Path(), "match")
    assert (whole(Path()), Path().stat().st_ino) == ("match", before)


class Killed(BaseException):
    """As good as SIGKILL: nothing in the code handles it."""


def killed_at(line: int, out: Path, whose: str) -> bool:
    """Write a set, killed at the n-th line that is run; return whether it ended before."""
    left = line

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal left
        if frame.f_code.co_filename != folder.__file__:
            return None
        left -= event == "line"
        if left < 0 and frame.f_code.co_name not in {"_alone", "_sync"}:  # only closes what the system closes
            raise Killed
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        write(out, whose)
    except Killed:
        return False
    finally:
        sys.settrace(before)
    return True


def test_killed_at_any_line_the_old_set_or_the_new_one_is_whole(out: Path) -> None:
    in_steps, mine, rng = (out / "more").exists(), others(out), random.Random(3)
    line, seen = 0, set()
    while True:
        write(out, "match")
        if killed_at(line, out, "rematch"):
            break
        for again in ("match", "rematch"):
            assert others(out) == mine
            if in_steps:
                finish_set(out)  # what the next run does first
                assert not (out / ".mentormatch-ready").exists()
            seen.add(whole(out))
            killed_at(rng.randrange(80), out, again)  # the next run is killed too
        if in_steps:
            finish_set(out)
        whole(out)
        write(out, "match")
        assert whole(out) == "match"
        assert [p.name for p in out.parent.iterdir()] == ["out"]
        line += STEP
    assert line > 50
    assert seen == {"match", "rematch"}


WORKER = """
import sys, pathlib
sys.path.insert(0, sys.argv[1])
from files.test_folder import write
out, whose, times = pathlib.Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
print("ready", flush=True)
for k in range(times):
    write(out, whose if k % 2 == 0 else {"match": "rematch", "rematch": "match"}[whose])
"""


def worker(out: Path, whose: str, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKER, str(ROOT / "tests"), str(out), whose, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_killed_by_the_system(out: Path) -> None:
    rng, mine = random.Random(11), others(out)
    write(out, "match")
    for _ in range(KILLS):
        with worker(out, "rematch", 10_000) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(rng.random() * 0.05)
            process.send_signal(signal.SIGKILL)
        if (out / "more").exists():
            write(out, "match")
        assert whole(out) in {"match", "rematch"}
        assert others(out) == mine
    write(out, "match")
    assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_two_runs_at_once(out: Path) -> None:
    mine = others(out)
    running = [worker(out, whose, 25) for whose in ("match", "rematch", "match")]
    for process in running:
        process.communicate()
        assert process.returncode == 0
    assert whole(out) in {"match", "rematch"}
    assert others(out) == mine
    assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_a_run_that_takes_too_long_is_not_waited_for(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_PATIENCE", 0.0)
    write(out, "match")
    handle = os.open(out.parent, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(OutputError, match="another run is writing"):
        write(out, "rematch")
    os.close(handle)
    assert whole(out) == "match"


@pytest.mark.parametrize("name", ["out", "pairs.csv"])
def test_a_file_for_a_folder_and_a_folder_for_a_file(tmp_path: Path, name: str) -> None:
    if name == "out":
        (tmp_path / "out").write_text("a file")
    else:
        (tmp_path / "out" / name).mkdir(parents=True)
    with pytest.raises(OutputError, match="choose another folder"):
        write(tmp_path / "out", "match")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
