"""A matching whose bounds are proved by each mentor's best set of mentees, as under side rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import mentormatch as mm


def proved_by_sets(matching: mm.Matching, *, loose: int = 0) -> mm.Matching:
    """Return a matching with the same prices of mentees, or higher ones, and none of mentors."""
    none = np.zeros(matching.problem.n_mentors, np.int64)
    stages = tuple(
        replace(stage, prices=replace(old, mentee=old.mentee + loose, mentor=none, sets=True))
        for stage in matching.solution.stages
        if (old := stage.prices) is not None
    )
    claimed = matching.solution.replace(stages=stages)
    certificate = mm.certify(matching.problem, claimed)
    return replace(matching, solution=claimed.replace(certificate=certificate))
