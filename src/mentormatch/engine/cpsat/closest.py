"""Numbers of pairs by group that are as close to targets as side rules allow: CP-SAT, in stages.

The distances in descending order are lexicographically smallest exactly if the largest, then the sum of the
two largest, and so on, is. The sum of the j largest of d is the least of j r + sum max(0, d - r) over r
(Ogryczak and Tamir, "Minimizing the sum of the k largest functions in linear time", 2003).
"""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.cpsat.model import PairModel
from mentormatch.engine.cpsat.run import run
from mentormatch.engine.rules import add_rules
from mentormatch.problem.problem import Problem


def closest(
    problem: Problem, group: Ints, targets: Ints, unit: int, first: Ints, deadline: float, seed: int
) -> tuple[Ints, bool]:
    """Return a matching of as many pairs as `first` whose groups are closest to their targets.

    Parameters
    ----------
    group : int64 array, shape (n_pairs,)
        The group of each pair.
    targets : int64 array, shape (n_groups,)
        How many pairs each group should have, times `unit`.
    first : int64 array
        A matching that keeps the rules.
    deadline : float
        Value of `time.monotonic` at which to stop.

    Returns
    -------
    int64 array, bool
        The pairs, and whether every stage is proved.
    """
    best, n = first, len(targets)
    far = [np.abs(np.arange(np.count_nonzero(group == k) + 1) * unit - targets[k]) for k in range(n)]
    counts = np.bincount(group[first], minlength=n).tolist()
    worst = max((int(own[count]) for own, count in zip(far, counts, strict=True)), default=0)
    # Distances count by their rank: none farther than the farthest of the first answer is needed.
    values = np.unique(np.concatenate([np.zeros(1, np.int64), *far]))
    most = int(np.searchsorted(values, worst))
    try:
        model = PairModel(problem, deadline=deadline)
        add_rules(model)
        model.at_least(np.arange(problem.n_pairs), len(first))
        off = [
            _rank(model, np.flatnonzero(group == k), np.searchsorted(values, far[k]), most) for k in range(n)
        ]
        for largest in range(1, n + 1):
            level, beyond = model.new_count(most), [model.new_count(most) for _ in off]
            for one, more in zip(off, beyond, strict=True):
                model.linear([], 1, low=0, terms=[(level, 1), (more, 1), (one, -1)])
            costs = [largest, *([1] * n)]
            model.minimise([level, *beyond], costs)
            model.hint(best)
            found = run(model, deadline, seed)
            if found.chosen is not None:
                best = found.chosen
            if not found.optimal or found.bound is None:
                return best, False
            model.linear([], 1, high=-found.bound, terms=list(zip([level, *beyond], costs, strict=True)))
    except OutOfTimeError:
        return best, False
    return best, True


def _rank(model: PairModel, pairs: Ints, ranks: Ints, most: int) -> int:
    """Return a variable for the rank of a number of pairs, of those with a rank of at most `most`."""
    numbers = np.flatnonzero(ranks <= most).tolist()
    chosen, off = [model.new_literal() for _ in numbers], model.new_count(most)
    model.linear([], 1, low=1, high=1, terms=[(literal, 1) for literal in chosen])
    model.linear(pairs, 1, low=0, high=0, terms=list(zip(chosen, [-n for n in numbers], strict=True)))
    ranked = [(literal, -int(ranks[n])) for literal, n in zip(chosen, numbers, strict=True)]
    model.linear([], 1, low=0, high=0, terms=[(off, 1), *ranked])
    return off
