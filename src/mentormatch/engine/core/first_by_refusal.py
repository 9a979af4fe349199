"""A first answer that keeps every rule: the network kernel proposes, pruning refuses, until both agree.

The kernel knows neither upper nor lower limits of rules. So pairs that break an upper limit are not proposed
again, and pairs that count towards a lower limit not yet reached are worth more in the next round. Pairs of
the current answer are worth slightly more than new ones, so that a round changes only what it must.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.core.losses import assigned
from mentormatch.engine.core.pruning import pruned
from mentormatch.engine.core.settings import SETTINGS
from mentormatch.engine.network.requirements import required_pairs
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.rules.base import Count
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import LIMIT, Problem


def by_refusals(problem: Problem, bonus: int, deadline: float) -> Iterator[Ints]:
    """Yield better and better answers that keep upper and lower limits, if any is found.

    Parameters
    ----------
    problem : Problem
        Its required pairs and minimum loads do not contradict each other.
    bonus : int
        Added to the score of every pair.
    deadline : float
        Value of `time.monotonic` at which to stop.

    Yields
    ------
    int64 array
        Pairs, ascending. Other kinds of rules remain to be checked.
    """
    rounds, agreed, most = _Rounds(problem, bonus), False, -LIMIT
    with suppress(ProblemError):  # subsidies have grown too large to add up exactly: keep what was found
        for _ in range(SETTINGS.refusal_rounds):
            if agreed or time.monotonic() >= deadline:
                return
            kept, agreed = rounds.once()
            value = rounds.value(kept, problem.score)
            if rounds.met(kept) and value > most:
                most = value
                yield np.flatnonzero(kept)


class _Rounds:
    """The current answer, the refused pairs, and the subsidies of the lower limits."""

    def __init__(self, problem: Problem, bonus: int) -> None:
        self.problem, self.bonus = problem, bonus
        counts = (rule.minimum() for rule in engine_rules(problem))
        self.minimums = [count for count in counts if count is not None]
        self.required = required_pairs(problem)
        self.subsidy = [0] * len(self.minimums)
        self.range = int(np.ptp(problem.score)) if problem.n_pairs else 0
        self.refused = np.zeros(problem.n_pairs, np.bool_)
        self.current = np.zeros(problem.n_pairs, np.bool_)

    def once(self) -> tuple[Bools, bool]:
        """Propose and prune; return the remaining pairs, and whether the next round would be the same."""
        worth = self._worth()
        weight = worth + self.bonus + (self.range // SETTINGS.current_bonus) * self.current
        proposed = assigned(self.problem, self.refused, weight).taken
        proposed[self.required] = True
        kept = np.zeros_like(proposed)
        # Pairs of the current answer come first, so that new ones are dropped.
        order = worth + (self.range + 1) * self.current
        kept[pruned(self.problem, np.flatnonzero(proposed), order)] = True
        new, refused = kept & ~self.current, proposed & ~kept & ~self.current
        agreed = self.met(kept) and not (new | refused).any()
        if self.value(kept, worth) > self.value(self.current, worth):
            self.current = kept
        self.refused |= refused
        self._subsidise(kept)
        return kept, agreed

    def met(self, taken: Bools) -> bool:
        """Return whether all lower limits are reached."""
        return all(_met(minimum, taken) for minimum in self.minimums)

    def value(self, taken: Bools, worth: Ints) -> int:
        """Return the total weight of pairs."""
        return self.bonus * int(taken.sum()) + int(worth[taken].sum())

    def _worth(self) -> Ints:
        """Return scores and subsidies."""
        if sum(self.subsidy) >= LIMIT // 64:
            raise ProblemError(["subsidies have grown too large"])
        worth = self.problem.score.copy()
        for minimum, subsidy in zip(self.minimums, self.subsidy, strict=True):
            worth[minimum.pairs] += subsidy
        return worth

    def _subsidise(self, taken: Bools) -> None:
        """Double the subsidies of lower limits that are not reached."""
        for k, minimum in enumerate(self.minimums):
            if not _met(minimum, taken):
                self.subsidy[k] = max(2 * self.subsidy[k], self.range // SETTINGS.first_subsidy + 1)


def _met(minimum: Count, taken: Bools) -> bool:
    """Return whether enough of the pairs are chosen."""
    return int(np.count_nonzero(taken[minimum.pairs])) >= minimum.number
