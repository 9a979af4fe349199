"""What one large instance needs in memory, step by step."""

from __future__ import annotations

import mentormatch as mm
from suite.data.towns import regional
from suite.registry import Facts, probe
from suite.timing import peak_mib, timed

TINY = 60


@probe("memory")
def memory(case: Facts) -> Facts:
    """Make, build, solve (with the certificate) and check again; report seconds and the peak after each."""
    mm.solve(regional(TINY, case["regime"], 0).problem())
    scheme, made = timed(lambda: regional(case["n"], case["regime"], case["seed"]))
    pairs, peaks = scheme.n_pairs, [peak_mib()]
    problem, build = timed(scheme.problem)
    del scheme
    peaks.append(peak_mib())
    solution, solving = timed(lambda: mm.solve(problem))
    peaks.append(peak_mib())
    check, checking = timed(lambda: mm.certify(problem, solution))
    peaks.append(peak_mib())
    return {
        "pairs": pairs, "made": made.clock, "build": build.clock, "solve": solving.clock,
        "certify": checking.clock, "peaks": peaks, "proved": check.proved,
    }  # fmt: skip
