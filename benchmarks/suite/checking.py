"""What the checker of the library says of pairs that a method chose."""

from __future__ import annotations

import numpy as np

import mentormatch as mm
from suite.data.instance import Instance, Ints
from suite.registry import Pairs


def checked(instance: Instance, pairs: Pairs) -> tuple[Ints, str]:
    """Return the indices of the pairs, and what the checker of the library has against them."""
    chosen, strangers = instance.indices(pairs[(pairs >= 0).all(axis=1)])
    strangers += int(np.count_nonzero((pairs < 0).any(axis=1)))
    faults = [f"{strangers} pairs may not meet"] if strangers else []
    score = int(instance.score[chosen].sum())
    verdict = mm.certify(
        instance.problem(), mm.Solution(mm.Answer(chosen, len(chosen), score), mm.Status.FEASIBLE)
    )
    return np.unique(chosen), "; ".join([*faults, *verdict.violations])
