"""How fast the engine is, beside its peers, and what it needs in memory.

Run ``python benchmarks/engine.py``, or name sections: ``python benchmarks/engine.py growth peers``. Each
section writes its figures to ``benchmarks/results/engine/``; the table and the plot beside that folder are
made anew from all sections measured so far (``python benchmarks/engine.py report`` does only this).

Each measurement runs in a process of its own, which makes the instance anew from its seed and warms up on
a tiny one; this process stays small, so that what its children inherit does not count as their memory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import platform
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine_runs import faults
from engine_sections import SECTIONS, Given

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("numpy", "scipy", "numba", "ortools")


def measure(name: str, given: Given, folder: Path) -> list[str]:
    """Measure one section, write its figures, and return what failed and which solvers disagree."""
    load = os.getloadavg()[0]
    rows = SECTIONS[name].measure(given)
    page = {
        "date": str(dt.datetime.now(tz=dt.UTC).date()),
        "command": command(name, given),
        "machine": machine(),
        "load": load,
        "rows": rows,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(page, indent=1) + "\n", encoding="utf-8")
    return faults(rows)


def command(name: str, given: Given) -> str:
    """Return the command that measures a section so."""
    sizes = " ".join(map(str, given.sizes))
    return (
        f"python benchmarks/engine.py {name} --sizes {sizes} --repeats {given.repeats} "
        f"--seed {given.seed} --limit {given.limit:g}"
    )


def machine() -> str:
    """Return cores and versions in words."""
    versions = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in PACKAGES)
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {versions}"


def parsed() -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "sections", nargs="*", default=list(SECTIONS), metavar="SECTION",
        help=f"of {', '.join(SECTIONS)}, or report; all without any",
    )  # fmt: skip
    parser.add_argument("--sizes", type=int, nargs="+", help="mentees, in place of a section's own sizes")
    parser.add_argument("--repeats", type=int, help="in place of a section's own number")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--limit",
        type=float,
        default=60.0,
        help="seconds for a slow solver or for side rules; three times as many from 20,000 mentees",
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    parser.add_argument("--job", type=json.loads, help="measure this in this process and print it as JSON")
    given = parser.parse_args()
    unknown = set(given.sections) - {*SECTIONS, "report"}
    if unknown:
        parser.error(f"no section {', '.join(sorted(unknown))}: choose of {', '.join(SECTIONS)} or report")
    return given


def wanted(name: str, given: argparse.Namespace) -> Given:
    """Return what is asked of a section."""
    changed: dict[str, Any] = {"seed": given.seed, "limit": given.limit}
    if given.sizes:
        changed["sizes"] = tuple(given.sizes)
    if given.repeats:
        changed["repeats"] = given.repeats
    return replace(SECTIONS[name].default, **changed)


def main() -> None:
    """Measure the sections asked for, or do one measurement in this process."""
    given = parsed()
    if given.job:
        from engine_work import TASKS

        TASKS[given.job["task"]](given.job)
        return
    found: list[str] = []
    for name in given.sections:
        if name != "report":
            print(f"== {name}", file=sys.stderr, flush=True)
            found += measure(name, wanted(name, given), given.out / "engine")
    from engine_report import write

    print(write(given.out))
    assert not found, "\n".join(["a measurement failed, or solvers disagree:", *found])


if __name__ == "__main__":
    main()
