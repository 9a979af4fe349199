"""A section that runs methods on instances: every method on every one, answers held against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from suite.methods.ours import OURS
from suite.plans.section import MAKING, Given, Section
from suite.process import Facts, measure, merged, parts, status
from suite.registry import METHODS
from suite.report import quality, speed
from suite.report.blocks import Block
from suite.report.seeds import grouped

HOPELESS = ("late", "failed")
"""A method that is one of these is not asked for larger instances."""


@dataclass(frozen=True)
class Comparison(Section):
    """Methods on instances.

    Parameters
    ----------
    name, title, note : str
    sizes : mapping of str to tuple of int
        Data -> numbers of people (or mentees).
    methods : tuple of str
    limit : float
        Seconds that a method has for an instance.
    seeds, once : int
        How many instances are drawn of a kind and size; larger ones than `once` from the first seed alone.
    ours : str
        The method that the others are compared with.
    unit : str
        What sizes count.
    needs : bool
        Whether building and memory have a table.
    quality : bool
        Whether all metrics are taken, public instances run as well, and building counts; otherwise only
        solving is timed, beside building, unless `whole`.
    whole : bool
        Whether times are those of building and solving together, with solving alone in a table of its own.
    runs, again : int, float
        How often a method is run at most; not again once its runs took so many seconds, building
        included.
    """

    name: str
    title: str
    note: str
    sizes: Mapping[str, tuple[int, ...]]
    methods: tuple[str, ...]
    limit: float
    seeds: int = 1
    once: int = 1_000
    ours: str = OURS
    unit: str = "mentees"
    needs: bool = True
    quality: bool = False
    whole: bool = False
    runs: int = 5
    again: float = 2.0

    def sized(self, sizes: Sequence[int] | None, limit: float | None) -> Self:
        """Return it with other sizes and another limit."""
        all_sizes = {data: tuple(sizes) for data in self.sizes} if sizes else self.sizes
        return replace(self, sizes=all_sizes, limit=limit or self.limit)

    def measure(self, given: Given) -> Facts:
        """Make the instances, and run every method on every one: those of a kind one method after another."""
        instances = self._made(given)
        rows = [
            row
            for group in grouped(instances, kind)
            for method in self.methods
            for row in self._compared(method, group, given)
        ]
        kept = [{name: fact for name, fact in one.items() if name != "file"} for one in instances]
        cases = self.quality and given.folder
        job = {"task": "cases", "folder": str(given.folder)}
        return {
            "cases": list(measure(job, MAKING)) if cases else [],
            "limit": self.limit, "unit": self.unit, "ours": self.ours, "methods": list(self.methods),
            "whole": self.whole, "instances": kept, "rows": rows,
        }  # fmt: skip

    def _made(self, given: Given) -> list[Facts]:
        """Make every instance, and collect those in the folder."""
        wanted = [
            {"data": data, "n": n, "seed": seed}
            for data, sizes in self.sizes.items()
            for n in sizes
            for seed in given.seeds(self.seeds if n <= self.once else 1)
        ]
        files = [str(given.scratch / f"{self.name}-{k}.npz") for k in range(len(wanted))]
        jobs = [one | {"file": file} for one, file in zip(wanted, files, strict=True)]
        found = _instances({"task": "make", "instances": jobs}, given)
        if len(found) != len(wanted):
            raise RuntimeError("instances are missing")
        if self.quality and given.folder is not None:
            job = {"task": "collect", "folder": str(given.folder), "scratch": str(given.scratch)}
            found += _instances(job | {"seed": given.seed}, given)
        return found

    def _compared(self, method: str, instances: Sequence[Facts], given: Given) -> list[Facts]:
        """Run a method; one that was late or failed is not asked for a larger instance of the family."""
        left, rows = list(instances), list[Facts]()
        while left:
            job = {"task": "compare", "method": method, "limit": self.limit, "instances": left}
            job |= {"quality": self.quality, "whole": self.quality or self.whole}
            job |= {"runs": self.runs, "again": self.again}
            for lines in parts(measure(job, self.limit if self.quality else 2 * self.limit)):
                tried = left.pop(0)
                rows.append({**named(tried), **status(merged(lines), self.limit), "method": method})
                given.tell(_words(rows[-1]))
                if rows[-1]["status"] in HOPELESS:
                    break
            if rows[-1]["status"] in HOPELESS:
                larger = [one for one in left if like(one, tried)]
                rows += [_not_asked(one, tried, rows[-1]) for one in larger]
                left = [one for one in left if one not in larger]
        return rows

    def blocks(self, facts: Facts) -> list[Block]:
        """Return tables and pictures: of quality and speed, or of speed alone."""
        return quality.blocks(self, facts) if self.quality else speed.blocks(self, facts)

    def faults(self, facts: Facts) -> list[str]:
        """Return exact answers that differ or miss a known optimum, and exact methods that broke a rule."""
        found: list[str] = []
        for own in grouped(facts["rows"], lambda row: tuple(named(row).values())):
            done = [row for row in own if METHODS[row["method"]].exact and row["status"] in ("done", "wrong")]
            found += [_difference(done[0], one) for one in done[1:] if one["got"] != done[0]["got"]]
            found += [f"{_words(row)}: {row['got']}" for row in done if row.get("reached") is False]
            found += [_words(row) for row in done if row["status"] == "wrong"]
            found += [_difference(one, done[0]) for one in own if done and better(one, done[0])]
            found += [_words(row) for row in own if row["method"] == self.ours and row["status"] == "failed"]
        wrong = [one for one in facts["cases"] if one.get("right") != one.get("cases")]
        return [*found, *(f"public cases: {one}" for one in wrong)]


def kind(one: Facts) -> str:
    """Return what is measured in one process per method: regimes of a kind, or all that is no kind's own."""
    return str(one["data"]).split(", ")[0] if one["family"] == one["data"] else ""


def _instances(job: Facts, given: Given) -> list[Facts]:
    found = []
    for one in measure(job, MAKING):
        if "file" not in one:
            raise RuntimeError(f"an instance cannot be made: {one}")
        given.tell(f"{one['data']}, {one['n']:,}, seed {one['seed']}: {one['pairs']:,} pairs")
        found.append(one)
    return found


def _not_asked(one: Facts, tried: Facts, row: Facts) -> Facts:
    """Return the row of a method that failed or was late for a smaller instance."""
    why = {"status": row["status"], "why": f"{row['why']} at {tried['n']:,}"}
    return {**named(one), **why, "method": row["method"]}


def _words(row: Facts) -> str:
    took = f" {row['seconds']:.4g} s" if "seconds" in row else ""
    return f"{row['method']}, {row['data']}, {row['n']:,}: {row['status']}{took} {row['why']}".rstrip()


def _difference(one: Facts, other: Facts) -> str:
    return (
        f"{', '.join(map(str, named(one).values()))}: exact methods differ: {one['method']} {one['got']}, "
        f"{other['method']} {other['got']}"
    )


def better(one: Facts, best: Facts) -> bool:
    """Return whether an answer that is not proved is better than one that is."""
    if one["status"] != "late" or "got" not in one or one.get("fault"):
        return False
    answers = [(row["got"]["matched"], row["got"]["score"]) for row in (one, best)]
    return answers[0] > answers[1]


def named(one: Facts) -> Facts:
    """Return what an instance is known by."""
    return {name: one[name] for name in ("data", "n", "seed")}


def like(one: Facts, other: Facts) -> bool:
    """Return whether an instance comes from where another does, with no fewer people."""
    return bool(one["family"] == other["family"] and one["n"] >= other["n"])
