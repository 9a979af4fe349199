"""Runs a plan: every method on every instance, the public instances, the months; results as one JSON page."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import Any

from suite import elsewhere
from suite.plans import WAYS, Plan
from suite.process import Facts, measure, merged, parts, status
from suite.registry import METHODS

RESULTS = Path(__file__).parents[1] / "results" / "suite"
PACKAGES = ("mentormatch-engine", "numpy", "scipy", "numba", "ortools", "scikit-learn")
MAKING = 3_600.0


class Run:
    """A plan being carried out; `page` holds what is known so far."""

    def __init__(self, name: str, plan: Plan, seed: int, folder: Path | None) -> None:
        self.name, self.plan, self.folder = name, plan, folder
        self.seeds = [seed + k for k in range(plan.seeds)]
        self.began = time.monotonic()
        self.page: dict[str, Any] = {
            "plan": name,
            "date": str(dt.datetime.now(tz=dt.UTC).date()),
            "command": f"make {name}" + (" DATA=folder" if folder else ""),
            "seeds": self.seeds,
            "limit": plan.limit,
            "machine": machine(),
            "commit": commit(),
            "load": [os.getloadavg()[0]],
            "instances": [],
            "rows": [],
            "months": [],
        }

    def tell(self, words: str) -> None:
        """Print what is going on."""
        print(f"[{time.monotonic() - self.began:6.1f} s] {words}", flush=True)

    def everything(self) -> dict[str, Any]:
        """Carry the plan out."""
        elsewhere.make_ready(self.tell)
        with tempfile.TemporaryDirectory() as scratch:
            self.make(Path(scratch))
            for method in METHODS.parts:
                self.page["rows"] += self.compared(method)
            self.months(Path(scratch))
        if self.folder is not None:
            job = {"task": "cases", "folder": str(self.folder.resolve())}
            self.page["cases"] = list(measure(job, MAKING))
            self.tell(f"public cases: {self.page['cases']}")
        for one in self.page["instances"]:
            del one["file"]  # it is gone
        self.page["load"].append(os.getloadavg()[0])
        self.page["seconds"] = time.monotonic() - self.began
        return self.page

    def make(self, scratch: Path) -> None:
        """Make every instance, and collect those in the folder."""
        wanted = [
            {"data": data, "n": n, "seed": seed, "file": str(scratch / f"{data}-{n}-{seed}.npz")}
            for data, sizes in self.plan.sizes.items()
            for n in sizes
            for seed in (self.seeds if n <= self.plan.once else self.seeds[:1])
        ]
        self._make({"task": "make", "instances": wanted})
        assert len(self.page["instances"]) == len(wanted), "instances are missing"
        if self.folder is not None:
            job = {"task": "collect", "folder": str(self.folder.resolve()), "scratch": str(scratch)}
            self._make(job | {"seed": self.seeds[0]})

    def _make(self, job: Facts) -> None:
        for one in measure(job, MAKING):
            if "file" not in one:
                raise RuntimeError(f"an instance cannot be made: {one}")
            self.tell(f"{one['data']}, {one['n']:,} people, seed {one['seed']}: {one['pairs']:,} pairs")
            self.page["instances"].append(one)

    def compared(self, method: str) -> list[Facts]:
        """Run a method on every instance; who was late or failed on one does not get a larger one like it."""
        left: list[Facts] = list(self.page["instances"])
        rows: list[Facts] = []
        while left:
            job = {"task": "compare", "method": method, "instances": left, "limit": self.plan.limit}
            for lines in parts(measure(job, self.plan.limit)):
                facts = status(merged(lines), self.plan.limit)
                tried = left.pop(0)
                rows.append({**named(tried), **facts, "method": method})
                self._tell_row(rows[-1])
            if rows[-1]["status"] in ("late", "failed"):
                why = {"status": rows[-1]["status"], "why": f"{rows[-1]['why']} at {tried['n']:,} people"}
                larger = [one for one in left if like(one, tried)]
                rows += [{**named(one), **why, "method": method} for one in larger]
                left = [one for one in left if one not in larger]
        return rows

    def _tell_row(self, row: Facts) -> None:
        took = f"{row['seconds']:.4g} s" if "seconds" in row else ""
        self.tell(f"{row['method']}, {row['data']} {row['n']:,}: {row['status']} {took} {row['why']}")

    def months(self, scratch: Path) -> None:
        """Follow schemes over the months under every way."""
        plan = self.plan
        job: Facts = {"n": plan.people, "seeds": self.seeds, "months": plan.months, "folder": str(scratch)}
        made = merged(measure(job | {"task": "prepare"}, MAKING))
        self.tell(f"{plan.months} months of {plan.people:,} people, {plan.seeds} seeds: {made}")
        for method, ways in WAYS.items():
            job |= {"task": "months", "method": method, "ways": ways, "limit": plan.months_limit}
            told = list(parts(measure(job, plan.months_limit)))
            self.page["months"] += self._followed(job, told)

    def _followed(self, job: Facts, told: list[list[Facts]]) -> list[Facts]:
        """Return ways of a method on every seed, with their months; what follows a late one is late."""
        found: list[Facts] = []
        for k, (way, seed) in enumerate(product(job["ways"], job["seeds"])):
            own = told[min(k, len(told) - 1)]
            facts = status(merged(own), job["limit"])
            months = [line for line in own if "month" in line] if k < len(told) else []
            row = {"method": job["method"], "way": way, "seed": seed, "n": job["n"], "months": months}
            found.append(row | {"status": facts["status"], "why": facts["why"]})
            broken = sum(month["broken"] for month in months)
            self.tell(f"{job['method']}, {way}, {seed}: {facts['status']} {facts['why']} {broken} broken")
        return found


def named(one: Facts) -> Facts:
    """Return what an instance is known by."""
    return {name: one[name] for name in ("data", "n", "seed")}


def like(one: Facts, other: Facts) -> bool:
    """Tell whether an instance comes from where another does, with no fewer people."""
    return bool(one["family"] == other["family"] and one["n"] >= other["n"])


def machine() -> dict[str, Any]:
    """Return cores, kind of processor and versions."""
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    peers = [peer.requirement for peer in elsewhere.PEERS.values()]
    return {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": versions,
        "peers": peers,
    }


def commit() -> str:
    """Return the commit of the library that is measured, and whether its files differ from it."""
    here = Path(__file__).parent

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=here, capture_output=True, text=True, check=False)  # noqa: S607
        return done.stdout.strip()

    changed = " with changes" if git("status", "--porcelain", "--", "../../src") else ""
    return (git("rev-parse", "--short", "HEAD") or "unknown") + changed


def write(page: dict[str, Any], folder: Path) -> Path:
    """Write the results under their date and plan."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{page['date']}-{page['plan']}.json"
    path.write_text(json.dumps(page, indent=1) + "\n", encoding="utf-8")
    return path


def faults(page: dict[str, Any]) -> list[str]:
    """Return what must not be: exact methods that differ or miss a known optimum, wrong cases."""
    found: list[str] = []
    for made in page["instances"]:
        own = [row for row in page["rows"] if named(row) == named(made)]
        done = [row for row in own if row["status"] == "done" and METHODS[row["method"]].exact]
        worth = {(row["metrics"]["matched"], round(1e6 * row["metrics"]["total"])) for row in done}
        if len(worth) > 1:
            found.append(
                f"{', '.join(map(str, named(made).values()))}: exact methods differ: {sorted(worth)}"
            )
        missed = [row for row in done if row.get("reached") is False]
        found += [f"{row['method']}, {row['data']}: {row['got']}, not {row['best']}" for row in missed]
    wrong = [cases for cases in page.get("cases", []) if cases.get("right") != cases.get("cases")]
    return [*found, *(f"public cases: {cases}" for cases in wrong)]
