"""The first solutions of a process, with and without a cache of compiled functions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

import mentormatch as mm
from suite.data.towns import regional
from suite.registry import Facts, probe
from suite.timing import timed

REGIMES = ("plenty", "scarce", "mixed")


@probe("compiling")
def compiling(case: Facts) -> Facts:
    """Solve in processes with a cache folder of their own: the first fills it, the second finds it full."""
    with tempfile.TemporaryDirectory() as folder:
        found = [_elsewhere(case, folder) for _ in range(2 if case["cache"] else 1)]
    return found[-1]


def _elsewhere(case: Facts, folder: str) -> Facts:
    job = {"task": "probe", "probe": "first solutions", "n": case["n"], "seed": case["seed"]}
    command = [sys.executable, "-m", "suite", "--job", json.dumps(job)]
    environment = os.environ | {"NUMBA_CACHE_DIR": folder}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    found: Facts = json.loads(done.stdout)
    return found


@probe("first solutions")
def first_solutions(case: Facts) -> Facts:
    """Time how long the first solutions take in this process, and the next ones."""
    problems = [regional(case["n"], regime, case["seed"]).problem() for regime in REGIMES]
    _, first = timed(lambda: [mm.solve(problem) for problem in problems])
    _, again = timed(lambda: [mm.solve(problem) for problem in problems])
    return {"first": first.clock, "worked": first.worked, "again": again.clock}
