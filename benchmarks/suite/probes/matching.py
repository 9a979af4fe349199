"""A match of people from end to end."""

from __future__ import annotations

import mentormatch as mm
from suite.data.people import drawn
from suite.data.schemes import POLICY
from suite.registry import Facts, probe
from suite.timing import Phases, peak_mib, timed

FEW = 100


@probe("matching")
def matching(case: Facts) -> Facts:
    """Match people, after few others so that imports and compiled code are loaded; report the steps."""
    mm.match(drawn(FEW, case["regime"], 0).people, POLICY)
    people, phases = drawn(case["n"], case["regime"], case["seed"]).people, Phases()
    found, taken = timed(lambda: mm.match(people, POLICY, progress=phases))
    check = found.solution.certificate
    return {
        "pairs": len(found.candidates), "matched": found.solution.n_matched, "worked": taken.worked,
        "seconds": taken.clock, "steps": phases.seconds(), "peak_mib": peak_mib(),
        "proved": check is not None and check.proved,
    }  # fmt: skip
