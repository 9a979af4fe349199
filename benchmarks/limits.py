"""How far hard problems run over their time limits: every rule and every pair of rules.

Each run is a process of its own, forked from a warm one. Seconds are those of the processor after the limit,
so that other work on the machine counts as little as possible: `make bench-limits LARGER="--size 20000"`.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import time
from collections.abc import Iterator

import mentormatch as mm
from helpers.hard_problems import KINDS, PAIRS, SUPPLY, hard
from mentormatch.engine.solve import solve

TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 120.0
"""Seconds after the limit at which a run is given up."""


def processor_seconds(process: int) -> float:
    """Return the time of the processor that another process has used."""
    with open(f"/proc/{process}/stat") as file:  # noqa: PTH123  (not a file on disk)
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def overrun(
    kinds: tuple[str, ...], supply: str, impossible: bool, options: argparse.Namespace
) -> tuple[float, str]:
    """Return the seconds of the processor used after the limit, and how the run ended."""
    begun, ended = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        problem = hard(kinds, options.size, supply, options.seed, impossible=impossible, each=options.each)
        os.write(begun[1], b"x")
        try:
            status = str(solve(problem, tuple(options.objective), time_limit=options.limit).status)
        except mm.InfeasibleError:
            status = "infeasible"
        os.write(ended[1], json.dumps([time.process_time(), status]).encode())
        os._exit(0)
    os.read(begun[0], 1)
    done = select.select([ended[0]], [], [], options.limit)[0]
    at_limit = processor_seconds(child)
    done = done or select.select([ended[0]], [], [], PATIENCE)[0]
    if not done:
        os.kill(child, 9)
    worked, status = json.loads(os.read(ended[0], 4096)) if done else (at_limit + PATIENCE, "given up")
    os.waitpid(child, 0)
    for end in (*begun, *ended):
        os.close(end)
    return max(worked - at_limit, 0.0), status


def rows(options: argparse.Namespace) -> Iterator[str]:
    """Yield a row of the table for each combination of rules."""
    for kinds in (*((kind,) for kind in KINDS), *PAIRS):
        cells = [
            overrun(kinds, supply, impossible, options) for supply in SUPPLY for impossible in (False, True)
        ]
        yield " | ".join(["", ", ".join(kinds), *(f"{over:.2f} ({status})" for over, status in cells), ""])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=1.0)
    parser.add_argument("--size", type=int, default=5000, help="mentees")
    parser.add_argument("--each", type=int, default=20, help="candidates of each mentee")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--objective", nargs="+", default=["matched", "score"])
    options = parser.parse_args()
    for kind in ("Ceilings", "Stable", "Hours"):
        solve(hard((kind,), 200, "scarce", 0), tuple(options.objective), time_limit=5)
    kinds = [f"{supply}, {how}" for supply in SUPPLY for how in ("as drawn", "impossible")]
    print(f"{vars(options)}\n\n| rules | {' | '.join(kinds)} |\n|---|{'---:|' * len(kinds)}")
    for row in rows(options):
        print(row, flush=True)


if __name__ == "__main__":
    main()
