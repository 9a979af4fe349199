"""How fast the engine is, beside its peers, and what it needs in memory.

Run ``python benchmarks/engine.py``, or name sections: ``python benchmarks/engine.py growth peers``. Each
section writes its figures to ``benchmarks/results/engine/``; the table and the plot beside that folder are
made anew from all sections measured so far (``python benchmarks/engine.py report`` does only this).

Each measurement runs in a process of its own, which makes the instance anew from its seed and warms up on
a tiny one; this process stays small, so that what its children inherit does not count as their memory.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
from pathlib import Path

from engine_runs import faults
from engine_sections import SECTIONS, Given
from section_commands import measured, parsed, parser_of, wanted

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


def main() -> None:
    """Measure the sections asked for, or do one measurement in this process."""
    parser = parser_of(__doc__, SECTIONS)
    parser.add_argument(
        "--limit",
        type=float,
        default=60.0,
        help="seconds for a slow solver or for side rules; three times as many from 20,000 mentees",
    )
    given = parsed(parser, SECTIONS)
    if given.job:
        from engine_work import TASKS

        TASKS[given.job["task"]](given.job)
        return

    def section(name: str) -> list[str]:
        return measure(name, wanted(SECTIONS[name].default, given, limit=given.limit), given.out / "engine")

    found = measured(given, section)
    from engine_report import write

    print(write(given.out))
    assert not found, "\n".join(["a measurement failed, or solvers disagree:", *found])


if __name__ == "__main__":
    main()
