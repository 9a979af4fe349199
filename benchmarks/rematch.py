"""How fast a solved scheme takes changes, beside solving it anew, and what that needs in memory.

Run ``python benchmarks/rematch.py``, or name sections: ``python benchmarks/rematch.py numeric growth``. Each
section writes its figures to ``benchmarks/results/rematch/``; the table beside that folder is made anew from
all sections measured so far (``python benchmarks/rematch.py report`` does only this).

Each measurement runs in a process of its own, which makes the instance anew from its seed and warms up on a
tiny one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine import machine
from rematch_runs import faults
from rematch_sections import SECTIONS, Given

RESULTS = Path(__file__).parent / "results"


def measure(name: str, given: Given, folder: Path) -> list[str]:
    """Measure one section, write its figures, and return what failed and which answers differ."""
    rows = SECTIONS[name].measure(given)
    sizes = " ".join(map(str, given.sizes))
    page = {
        "date": str(dt.datetime.now(tz=dt.UTC).date()),
        "command": f"python benchmarks/rematch.py {name} --sizes {sizes} --repeats {given.repeats} "
        f"--seed {given.seed}",
        "machine": machine(),
        "source": source(),
        "rows": rows,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(page, indent=1) + "\n", encoding="utf-8")
    return faults(rows)


def source() -> str:
    """Return the commit that is measured, and whether files differ from it; nothing outside a checkout."""
    git = shutil.which("git") or "git"
    command = [git, "-C", str(RESULTS.parent), "describe", "--always", "--dirty=, with changes not committed"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


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
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    parser.add_argument("--job", type=json.loads, help="measure this in this process and print it as JSON")
    given = parser.parse_args()
    unknown = set(given.sections) - {*SECTIONS, "report"}
    if unknown:
        parser.error(f"no section {', '.join(sorted(unknown))}: choose of {', '.join(SECTIONS)} or report")
    return given


def wanted(name: str, given: argparse.Namespace) -> Given:
    """Return what is asked of a section."""
    changed: dict[str, Any] = {"seed": given.seed}
    if given.sizes:
        changed["sizes"] = tuple(given.sizes)
    if given.repeats:
        changed["repeats"] = given.repeats
    return replace(SECTIONS[name].default, **changed)


def main() -> None:
    """Measure the sections asked for, or do one measurement in this process."""
    given = parsed()
    if given.job:
        from rematch_tasks import TASKS

        TASKS[given.job["task"]](given.job)
        return
    found: list[str] = []
    for name in given.sections:
        if name != "report":
            print(f"== {name}", file=sys.stderr, flush=True)
            found += measure(name, wanted(name, given), given.out / "rematch")
    from rematch_report import write

    print(write(given.out))
    assert not found, "\n".join(["a measurement failed, is not proved, or answers differ:", *found])


if __name__ == "__main__":
    main()
