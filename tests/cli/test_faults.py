"""Faults of the machine, with the real command: one sentence, an exit code, nothing half written."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pytest

from helpers.command_line import files, write_scheme
from mentormatch.cli.console import BAD_POLICY, BAD_ROWS, NOT_WRITTEN, PROVED

COMMAND = [sys.executable, "-m", "mentormatch"]
RESULTS = {
    "matching.mm",
    "pairs.csv",
    "rejected.csv",
    "resolved.csv",
    "tags.csv",
    "run.json",
    "unmatched.csv",
    "warnings.csv",
}
KILLS = 100 if os.environ.get("MENTORMATCH_EXAMPLES") == "soak" else 4
SHELL = shutil.which("bash")
NOBODY = 65534

needs_shell = pytest.mark.skipif(SHELL is None, reason="needs bash")


def command(*arguments: object) -> list[str]:
    return [*COMMAND, *map(str, arguments)]


def shell(line: str, **options: object) -> subprocess.CompletedProcess[str]:
    assert SHELL is not None
    return subprocess.run(
        [SHELL, "-c", line], capture_output=True, text=True, timeout=120, check=False, **options
    )  # type: ignore[call-overload, no-any-return]


def quoted(*arguments: object) -> str:
    return shlex.join(command(*arguments))


def done(*arguments: object) -> tuple[int, str]:
    """Run the command; return its exit code and what it said, in which there is no traceback."""
    wide = {**os.environ, "COLUMNS": "300"}
    found = subprocess.run(
        command(*arguments), capture_output=True, text=True, timeout=120, check=False, env=wide
    )
    said = " ".join((found.stdout + found.stderr).split())
    assert "Traceback" not in said
    return found.returncode, said


@pytest.mark.parametrize(
    ("option", "kind", "code"),
    [
        ("--mentees", "pipe", BAD_ROWS), ("--policy", "pipe", BAD_POLICY),
        ("--same-people", "/dev/zero", BAD_ROWS), ("--policy", "/dev/zero", BAD_POLICY),
        ("--columns", "folder", BAD_ROWS), ("--places", "folder", BAD_ROWS),
    ],
)  # fmt: skip
def test_what_is_no_file(scheme: Path, option: str, kind: str, code: int) -> None:
    os.mkfifo(scheme / "pipe")
    (scheme / "folder").mkdir()
    found, said = done("check", *files(scheme), option, scheme / kind)
    assert found == code
    assert ("it is a folder" if kind == "folder" else "it is a pipe or a device") in said


@needs_shell
def test_a_pipe_as_standard_input(scheme: Path) -> None:
    mentees, mentors = scheme / "mentees.csv", scheme / "mentors.csv"
    check = quoted("check", "--mentees", "/dev/stdin", "--mentors", mentors)
    assert shell(f"cat {mentees} | {check}").returncode == BAD_ROWS
    assert shell(f"{check} < {mentees}").returncode == PROVED


def test_a_matching_that_is_no_file(scheme: Path) -> None:
    os.mkfifo(scheme / "pipe")
    for what in ("pipe", "/dev/zero", scheme):
        code, said = done("rematch", "--from", scheme / what, "--changes", scheme / "pipe")
        assert code == BAD_ROWS
        assert "give the path of a saved matching" in said


@needs_shell
@pytest.mark.parametrize("where", ["> /dev/full", "| true", "2> /dev/full"])
def test_what_cannot_be_printed_costs_no_results(scheme: Path, where: str) -> None:
    out = scheme / "out"
    line = f"{quoted('match', *files(scheme), '--out', out)} {where}; exit ${{PIPESTATUS[0]}}"
    found = shell(line)
    assert found.returncode == NOT_WRITTEN
    assert {file.name for file in out.iterdir()} == RESULTS
    assert found.stderr.count("Not all could be printed") == (not where.startswith("2"))
    assert "Traceback" not in found.stderr
    assert "Exception ignored" not in found.stderr


@needs_shell
@pytest.mark.parametrize(
    "words", [("--help",), ("scheme", "--help"), ("columns", "mentees.csv", "mentors.csv")]
)
def test_nobody_reads_what_is_printed(scheme: Path, words: tuple[str, ...]) -> None:
    found = shell(f"{quoted(*words)} | true; exit ${{PIPESTATUS[0]}}", cwd=scheme)
    assert found.returncode == NOT_WRITTEN
    assert "Traceback" not in found.stderr


@needs_shell
def test_a_terminal_that_knows_only_ascii(scheme: Path) -> None:
    (scheme / "mentees.csv").write_text("id,consent\nÉve,purple\n", encoding="utf-8")
    found = shell(quoted("check", *files(scheme)), env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert found.returncode == BAD_ROWS


@pytest.mark.parametrize("name", [b"[red]:smile:[x", b"[/]", b"m\xff\xe9"])
def test_names_of_files_and_folders(scheme: Path, name: bytes) -> None:
    mentees, out = scheme / os.fsdecode(name + b".csv"), scheme / os.fsdecode(name)
    mentees.parent.mkdir(exist_ok=True)
    try:
        shutil.copy(scheme / "mentees.csv", mentees)
    except OSError as error:
        pytest.skip(f"this disk has no such names ({error.strerror})")
    code, said = done("match", "--mentees", mentees, "--mentors", scheme / "mentors.csv", "--out", out)
    assert code == PROVED
    assert name.decode("utf-8", "backslashreplace") in said
    assert {file.name for file in out.iterdir()} >= RESULTS
    (scheme / "mentors.csv").write_text("id,capacity\nr1,many\n")
    code, said = done("match", "--mentees", mentees, "--mentors", scheme / "mentors.csv", "--out", out)
    assert code == BAD_ROWS
    assert "rejected.csv" in said


def test_an_output_that_is_a_file(scheme: Path) -> None:
    for out in (scheme / "mentees.csv", scheme / "mentees.csv" / "sub", "/dev/null"):
        code, said = done("match", *files(scheme), "--out", out)
        assert code == NOT_WRITTEN
        assert "choose another folder" in said


@needs_shell
def test_a_full_disk(scheme: Path) -> None:
    """No file may be larger than a block; the folder holds the results of before, whole."""
    assert done("match", *files(scheme), "--out", scheme / "out")[0] == PROVED
    before = {file.name: file.read_bytes() for file in (scheme / "out").iterdir()}
    for out in ("out", "new"):
        found = shell(f"ulimit -f 1; {quoted('match', *files(scheme), '--out', scheme / out)}")
        assert found.returncode == NOT_WRITTEN
        assert "free some space" in found.stderr
    assert {file.name: file.read_bytes() for file in (scheme / "out").iterdir()} == before
    assert {p.name for p in scheme.iterdir()} == {"mentees.csv", "mentors.csv", "out"}


@needs_shell
def test_a_full_file_system(scheme: Path) -> None:
    out = scheme / "mounted"
    out.mkdir()
    match = quoted("match", *files(scheme), "--out", out)
    # The folder is a mount point, so that it cannot be exchanged.
    line = f"""mount -t tmpfs -o size=64k none {out} || exit 99
        {match} || exit; ls -A {out} > {scheme}/before; head -c 1000000 /dev/zero > {out}/notes 2>/dev/null
        {match}; code=$?; rm {out}/notes; ls -A {out} > {scheme}/after; {match} && exit $code"""
    found = subprocess.run(
        [shutil.which("unshare") or "/usr/bin/unshare", "--mount", "--map-root-user", SHELL, "-c", line],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode in {1, 99, 127}:
        pytest.skip(f"no file system of its own: {found.stderr}")
    assert found.returncode == NOT_WRITTEN, found.stderr
    assert "free some space" in found.stderr
    assert set((scheme / "before").read_text().split()) == RESULTS
    assert set((scheme / "after").read_text().split()) == RESULTS


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder with a scheme that any user can read and write."""
    folder = Path(tempfile.mkdtemp())
    write_scheme(folder)
    folder.chmod(0o777)
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def unprivileged(folder: Path, line: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command line as a user without rights and without a home."""
    as_nobody = []
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv") or "/bin/false"
        as_nobody = [setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        tried = subprocess.run([*as_nobody, *COMMAND, "--help"], capture_output=True, check=False)
        if tried.returncode:
            pytest.skip("permissions do not bind root, and nobody else can run the program")
    home = {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent", "TMPDIR": str(folder / "tmp")}
    found = subprocess.run(
        [*as_nobody, *line],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **home},
        cwd=folder,
    )
    assert "Traceback" not in found.stderr
    return found


def test_no_permission(open_to_all: Path) -> None:
    folder = open_to_all
    (folder / "closed").mkdir(mode=0o555)
    found = unprivileged(folder, command("match", *files(folder), "--out", folder / "closed"))
    assert (found.returncode, list((folder / "closed").iterdir())) == (NOT_WRITTEN, [])
    assert "choose a folder that you can write to" in " ".join(found.stderr.split())
    (folder / "mentees.csv").chmod(0)
    found = unprivileged(folder, command("check", *files(folder)))
    assert found.returncode == BAD_ROWS
    assert "Permission denied" in " ".join(found.stderr.split())


def test_a_read_only_program_without_a_home(open_to_all: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("the program is this user's own, so it can be written to")
    folder = open_to_all
    note = "compiled code cannot be kept with the program or in your home"
    compiles = (
        "import numpy as np; from mentormatch.engine.network.grouping import grouped;"
        "grouped.dispatcher(np.zeros(1, np.int64), np.ones(1, np.bool_), 1)"
    )
    for _ in range(2):
        found = unprivileged(folder, [sys.executable, "-c", compiles])
        assert found.returncode == 0, found.stderr
        assert " ".join(found.stderr.split()).count(note) == 1
    (kept,) = (folder / "tmp").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o700
    assert list(kept.rglob("*.nbi"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs a system that says how much")
def test_blank_lines_take_no_memory(scheme: Path) -> None:
    with (scheme / "mentees.csv").open("a") as file:
        file.write("\n" * 20_000_000)
    measured = f"""
import mentormatch as mm
found = mm.read_tables(mentees={str(scheme / "mentees.csv")!r}, mentors={str(scheme / "mentors.csv")!r})
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(found.counts["mentees"].read, int(peak.split()[1]) >> 10)
"""
    found = subprocess.run([sys.executable, "-c", measured], capture_output=True, text=True, check=True)
    rows, peak = map(int, found.stdout.split())
    assert rows == 2
    assert peak < 200, "MiB, a good part of it for the program itself"


def test_two_ids_never_become_one(scheme: Path) -> None:
    ids = ["=a", "'=a", "''=a", "+1", "'+1", "＝b", "'＝b", "-c", "@d"]
    rows = "".join(f'"{one}",yes\n' for one in ids)
    (scheme / "mentees.csv").write_text(f"id,consent\n{rows}", encoding="utf-8")
    (scheme / "mentors.csv").write_text(f"id,consent,capacity\nr1,yes,{len(ids)}\n", encoding="utf-8")
    out = scheme / "out"
    assert done("match", *files(scheme), "--out", out)[0] == PROVED
    written = pd.read_csv(out / "pairs.csv", dtype=str).mentee_id
    assert len(set(written)) == len(ids)
    assert not any(one.startswith(tuple("=+-@＝")) for one in written)


def test_the_record_of_a_run_holds_no_ids(scheme: Path) -> None:
    for name in ("mentees.csv", "mentors.csv"):
        text = (scheme / name).read_text(encoding="utf-8")
        (scheme / name).write_text(text.replace("e1,", "ann@a.example,").replace("r2,", "di@a.example,"))
    policy = scheme / "policy.toml"
    policy.write_text('[[rules]]\nrule = "Require"\npair = ["ann@a.example", "di@a.example"]\n')
    assert done("match", *files(scheme), "--policy", policy, "--out", scheme / "out")[0] == PROVED
    text = (scheme / "out" / "run.json").read_text(encoding="utf-8")
    assert "@" not in text
    (rule,) = json.loads(text)["policy"]["rules"]
    assert rule["rule"] == "Require"
    assert len(rule["sha256"]) == 64


def set_of(out: Path) -> int:
    """Return the seed of the run whose files are in a folder; fail if they are not one set."""
    record = json.loads((out / "run.json").read_bytes())
    assert {file.name for file in out.iterdir()} == {"run.json", "notes.txt", *record["files"]}
    for name, expected in record["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == expected
    return int(record["seed"])


def stamp(folder: Path) -> tuple[int, int] | None:
    """Return which folder it is, and since when it holds what it holds; None if there is none."""
    try:
        found = folder.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_ctime_ns


def test_killed_while_writing(scheme: Path) -> None:
    """SIGKILL at a random moment from the first file that is written on."""
    out, rng = scheme / "out", random.Random(5)
    beside, ends = scheme / ".out.mentormatch", {"old": 0, "new": 0}
    for seed in (1, 2):
        (scheme / f"{seed}.toml").write_text(f"seed = {seed}\n")
    match = [command("match", *files(scheme), "--out", out, "--policy", scheme / f"{s}.toml") for s in (1, 2)]
    subprocess.run(match[0], capture_output=True, check=True)
    (out / "notes.txt").write_text("mine")
    for _ in range(KILLS):
        before, left = set_of(out), stamp(beside)
        with subprocess.Popen(
            match[2 - before], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            while process.poll() is None and stamp(beside) in {None, left}:
                time.sleep(0.0002)
            time.sleep(rng.random() * rng.choice([0.01, 0.05, 0.25]))  # a busy disk takes its time
            process.send_signal(signal.SIGKILL)
        ends["old" if set_of(out) == before else "new"] += 1
    subprocess.run(match[0], capture_output=True, check=True)
    assert set_of(out) == 1
    assert sum(ends.values()) == KILLS
    assert {p.name for p in scheme.iterdir()} == {"mentees.csv", "mentors.csv", "1.toml", "2.toml", "out"}
