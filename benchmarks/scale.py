"""From tables to a certified matching of a national scheme: time, peak memory and certificate by size.

Run ``python benchmarks/scale.py --sizes 10000 100000``; it writes ``benchmarks/results/scale.md``. Each size
has a process of its own, which ends with an error if its memory grows beyond ``--gib``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import national

PAGE = Path(__file__).parent / "results" / "scale.md"
SIZES = (10_000, 100_000, 1_000_000)
HEAD = """\
# One very large scheme

Commit {commit}, `make bench-scale`; {cores} cores ({machine}), load {load}; Python {python}, {libraries}.

A made-up national scheme (`benchmarks/national.py`): two parquet files, towns of unequal size, names as
frequent as real ones, the same profession as a must, about 40 candidates a mentee, six criteria. Seconds by
the clock, in brackets the processor's; compiled before. Asked for at 1,000,000: under 15 minutes by the clock
and under 12 GiB on 2 cores, proved.

| mentees | mentors | candidates | matched | read | match | pairs | unmatched | all | peak | proof |
|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|"""
STEPS = ("read", "match", "pairs", "unmatched")


def main() -> None:
    """Measure every size, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of mentees")
    parser.add_argument("--gib", type=float, default=12.0, help="the most memory of a process")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one is not None:
        print(json.dumps(measured(given.one)))
        return
    rows = [_apart(size, given.gib) for size in given.sizes]
    PAGE.write_text(page(rows), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def _apart(size: int, gib: float) -> dict[str, object]:
    """Measure one size in a process of its own."""
    most = int(gib * 2**30)
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(size)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        # Addresses are not memory: room for what libraries map and never touch.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most + 4 * 2**30, most + 4 * 2**30)),
    )
    if done.returncode:
        return {"mentees": size, "failed": f"ended with code {done.returncode}"}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measured(size: int) -> dict[str, object]:
    """Return what one size takes, from parquet files to a table of pairs, kernels compiled before."""
    warnings.simplefilter("ignore")
    import mentormatch as mm

    with tempfile.TemporaryDirectory() as folder:
        mm.match(*_people(Path(folder), 500))
        found: dict[str, object] = {"mentees": size, "mentors": round(size * national.MENTORS)}
        paths = national.write(Path(folder), size)
        with _step(found, "read"):
            people = mm.read_people(mentees=paths[0], mentors=paths[1], policy=national.policy())
    with _step(found, "match"):
        matching = mm.match(people, national.policy(), time_limit=600.0)
    with _step(found, "pairs"):
        found["matched"] = len(matching.pairs)
    with _step(found, "unmatched"):
        matching.unmatched  # noqa: B018  (what is timed is how the property is computed)
    certificate = matching.solution.certificate
    assert certificate is not None
    assert certificate.proved, certificate
    return found | {
        "candidates": len(matching.candidates),
        "status": str(matching.status),
        "proof": certificate.proof,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def _people(folder: Path, size: int) -> tuple[object, object]:
    import mentormatch as mm

    paths = national.write(folder, size)
    return mm.read_people(mentees=paths[0], mentors=paths[1], policy=national.policy()), national.policy()


@contextmanager
def _step(found: dict[str, object], name: str) -> Iterator[None]:
    clock, worked = time.monotonic(), time.process_time()
    yield
    found[name] = [time.monotonic() - clock, time.process_time() - worked]
    found[f"{name} peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def page(rows: list[dict[str, object]]) -> str:
    """Return the page of results."""
    git = ("git", "rev-parse", "--short", "HEAD")
    commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    names = ("numpy", "scipy", "numba", "pyarrow", "pydantic")
    facts = {
        "commit": commit,
        "cores": os.cpu_count(),
        "machine": f"{platform.machine()}, {platform.system()}",
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "libraries": ", ".join(f"{name} {version(name)}" for name in names),
    }
    return "\n".join([HEAD.format(**facts), *map(_row, rows), ""])


def _row(found: dict[str, object]) -> str:
    if "failed" in found:
        return f"| {found['mentees']:,} | | | | | | | | | | {found['failed']} |"
    steps: list[tuple[float, float]] = [tuple(found[name]) for name in STEPS]  # type: ignore[arg-type]
    times = [
        f"{clock:,.1f} s ({worked:,.1f})"
        for clock, worked in (*steps, tuple(map(sum, zip(*steps, strict=True))))
    ]
    counts = [f"{found[name]:,}" for name in ("mentees", "mentors", "candidates", "matched")]
    peak = f"{int(found['peak']) / 2**30:.2f} GiB"  # type: ignore[call-overload]
    return f"| {' | '.join([*counts, *times, peak])} | {found['status']}, by {found['proof']} |"


if __name__ == "__main__":
    main()
