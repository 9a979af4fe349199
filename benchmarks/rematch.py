"""How fast a solved scheme takes changes, beside solving it anew, and what that needs in memory.

Run ``python benchmarks/rematch.py``, or name sections: ``python benchmarks/rematch.py numeric growth``. Each
section writes its figures to ``benchmarks/results/rematch/``; the table beside that folder is made anew from
all sections measured so far (``python benchmarks/rematch.py report`` does only this).

Each measurement runs in a process of its own, which makes the instance anew from its seed and warms up on a
tiny one.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path

from engine import machine
from rematch_runs import faults
from rematch_sections import SECTIONS, Given
from section_commands import RESULTS, measured, parsed, parser_of, wanted


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


def main() -> None:
    """Measure the sections asked for, or do one measurement in this process."""
    parser = parser_of(__doc__, SECTIONS)
    given = parsed(parser, SECTIONS)
    if given.job:
        from rematch_tasks import TASKS

        TASKS[given.job["task"]](given.job)
        return

    def section(name: str) -> list[str]:
        return measure(name, wanted(SECTIONS[name].default, given), given.out / "rematch")

    found = measured(given, section)
    from rematch_report import write

    print(write(given.out))
    assert not found, "\n".join(["a measurement failed, is not proved, or answers differ:", *found])


if __name__ == "__main__":
    main()
