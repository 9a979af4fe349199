"""The command `mentormatch match` as a whole process, as a coordinator of a small scheme waits for it."""

from __future__ import annotations

import compileall
import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import mentormatch as mm
from mentormatch.example import EXAMPLE_FILES, example_path
from suite.registry import Facts, probe
from suite.timing import Taken, medians, timed

AGAIN = 5


@probe("command line")
def command_line(case: Facts) -> Facts:
    """Match the packaged example in processes that share a cache folder: the first fills it."""
    del case
    compileall.compile_dir(Path(mm.__file__).parent, quiet=2)  # as pip does when it installs
    with tempfile.TemporaryDirectory() as scratch:
        first, *again = (_matched(Path(scratch), number) for number in range(1 + AGAIN))
    people = sum(len(list(csv.reader(_text(name)))) - 1 for name in ("mentees.csv", "mentors.csv"))
    return {"people": people, "first": first.clock, **medians(again)}


def _text(name: str) -> list[str]:
    return example_path(name).read_text(encoding="utf-8").splitlines(keepends=True)


def _matched(scratch: Path, number: int) -> Taken:
    """Match once; return the seconds by the clock, and those that the processor worked for the process."""
    mentees, mentors, places, policy = map(str, map(example_path, EXAMPLE_FILES))
    command = [
        sys.executable, "-m", "mentormatch", "match", "--mentees", mentees, "--mentors", mentors,
        "--places", places, "--policy", policy, "--out", str(scratch / str(number)),
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["NUMBA_CACHE_DIR"] = str(scratch / "cache")
    before = os.times()
    _, taken = timed(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))
    after = os.times()
    worked = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return Taken(taken.clock, worked)
