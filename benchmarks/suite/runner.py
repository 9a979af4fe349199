"""Carries a plan out, section by section; results as one JSON page."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from suite.methods.elsewhere import PEERS, make_ready
from suite.plans.section import Given, Plan, Section
from suite.process import Facts

RESULTS = Path(__file__).parents[1] / "results" / "suite"
PACKAGES = ("mentormatch-engine", "numpy", "scipy", "numba", "ortools", "scikit-learn")


class Run:
    """A plan being carried out.

    Parameters
    ----------
    name : str
        Of the plan.
    sections : sequence of Section
    command : str
        What was asked for.
    seed : int
    folder : Path, optional
        Of public instances.
    """

    def __init__(
        self, name: str, sections: Sequence[Section], command: str, seed: int, folder: Path | None = None
    ) -> None:
        self.name, self.sections, self.command = name, sections, command
        self.seed, self.folder, self.began = seed, folder, time.monotonic()

    def tell(self, words: str) -> None:
        """Print what is going on."""
        print(f"[{time.monotonic() - self.began:6.1f} s] {words}", flush=True)

    def everything(self) -> Facts:
        """Carry the plan out; return the page of results."""
        make_ready(self.tell)
        load = os.getloadavg()[0]
        with tempfile.TemporaryDirectory() as scratch:
            folder = self.folder.resolve() if self.folder else None
            given = Given(self.seed, Path(scratch), self.tell, folder)
            measured = {section.name: section.measure(given) for section in self.sections}
        return {
            "plan": self.name,
            "date": str(dt.datetime.now(tz=dt.UTC).date()),
            "command": self.command,
            "seed": self.seed,
            "machine": machine(),
            "commit": commit(),
            "load": [load, os.getloadavg()[0]],
            "sections": measured,
            "seconds": time.monotonic() - self.began,
        }


def machine() -> Facts:
    """Return cores, kind of processor and versions."""
    return {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "peers": sorted({peer.requirement for peer in PEERS.values()}),
    }


def commit() -> str:
    """Return the commit of the library that is measured, and whether its files differ from it."""
    here = Path(__file__).parent

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=here, capture_output=True, text=True, check=False)  # noqa: S607
        return done.stdout.strip()

    changed = " with changes" if git("status", "--porcelain", "--", "../../src") else ""
    return (git("rev-parse", "--short", "HEAD") or "unknown") + changed


def path_of(page: Facts, folder: Path) -> Path:
    """Return where the results of a plan and day are."""
    return folder / f"{page['date']}-{page['plan']}.json"


def with_earlier(page: Facts, folder: Path) -> Facts:
    """Return a page with the other sections that were measured on the same day, and what measured them."""
    path = path_of(page, folder)
    if not path.exists():
        return page
    earlier = json.loads(path.read_text(encoding="utf-8"))
    sections = {name: facts for name, facts in earlier["sections"].items() if name not in page["sections"]}
    if not sections:
        return page
    both = {key: " and ".join(dict.fromkeys([earlier[key], page[key]])) for key in ("command", "commit")}
    return (
        page
        | both
        | {"sections": sections | page["sections"], "seconds": earlier["seconds"] + page["seconds"]}
    )


def write(page: Facts, folder: Path) -> Path:
    """Write the results under their date and plan."""
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(page, folder)
    path.write_text(json.dumps(page, indent=1) + "\n", encoding="utf-8")
    return path


def faults(page: Facts, plan: Plan) -> list[str]:
    """Return what must not be, of all sections."""
    return [fault for name, facts in page["sections"].items() for fault in plan.named[name].faults(facts)]
