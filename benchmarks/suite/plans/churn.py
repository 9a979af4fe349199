"""A section that follows schemes over months, under every way of matching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from suite.plans.section import MAKING, Given, Section
from suite.process import Facts, measure, merged, parts, status
from suite.report import churn
from suite.report.blocks import Block


@dataclass(frozen=True)
class Churn(Section):
    """Months of schemes.

    Parameters
    ----------
    people, months, seeds : int
        Size of the schemes, how long they are followed, and how many there are.
    ways : mapping of str to tuple of str
        Method -> what it does with the pairs there are.
    limit : float
        Seconds that a way has for all months together.
    """

    people: int
    months: int
    seeds: int
    ways: Mapping[str, tuple[str, ...]]
    limit: float
    name: str = "churn"

    def measure(self, given: Given) -> Facts:
        """Write the scored pairs of all months, and follow them under every way."""
        seeds = given.seeds(self.seeds)
        job: Facts = {"n": self.people, "seeds": seeds, "months": self.months, "folder": str(given.scratch)}
        made = merged(measure(job | {"task": "prepare"}, MAKING))
        given.tell(f"{self.months} months of {self.people:,} people, {self.seeds} seeds: {made}")
        found: list[Facts] = []
        for method, ways in self.ways.items():
            job |= {"task": "months", "method": method, "ways": ways, "limit": self.limit}
            found += _followed(job, list(parts(measure(job, self.limit))), given)
        return {"seeds": seeds, "months": found}

    def blocks(self, facts: Facts) -> list[Block]:
        """Return a picture and a table."""
        return churn.blocks(facts)


def _followed(job: Facts, reported: list[list[Facts]], given: Given) -> list[Facts]:
    """Return ways of a method on every seed, with their months; what follows a late one is late."""
    found: list[Facts] = []
    for k, (way, seed) in enumerate(product(job["ways"], job["seeds"])):
        own = reported[min(k, len(reported) - 1)]
        facts = status(merged(own), job["limit"])
        months = [line for line in own if "month" in line] if k < len(reported) else []
        row = {"method": job["method"], "way": way, "seed": seed, "n": job["n"], "months": months}
        found.append(row | {"status": facts["status"], "why": facts["why"]})
        broken = sum(month["broken"] for month in months)
        given.tell(f"{job['method']}, {way}, {seed}: {facts['status']} {facts['why']} {broken} broken")
    return found
