"""A match of people from end to end."""

from __future__ import annotations

import mentormatch as mm
from suite.data.filled import Region
from suite.registry import Facts, probe
from suite.timing import Phases, peak_mib, timed

FEW = 100


@probe("matching")
def matching(case: Facts) -> Facts:
    """Match people, after few others so that imports and compiled code are loaded; report the steps."""
    mm.match(Region(FEW, case["regime"], text=True, seed=0).people())
    people, phases = Region(case["n"], case["regime"], text=True, seed=case["seed"]).people(), Phases()
    found, taken = timed(lambda: mm.match(people, progress=phases))
    check = found.solution.certificate
    return {
        "pairs": len(found.candidates), "matched": found.solution.n_matched, "worked": taken.worked,
        "seconds": taken.clock, "steps": phases.seconds(), "peak_mib": peak_mib(),
        "proved": check is not None and check.proved,
    }  # fmt: skip
