"""A start that keeps every rule: the network kernel proposes, pruning refuses, until both agree.

The kernel knows neither the rules that limit nor those that demand. So pairs that break a limit are not
proposed again, and pairs that serve a demand which is not met are worth more in the next round. What stood
before is worth a little more than what is new, so that a round changes what it has to and no more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.core.losses import assigned
from mentormatch.engine.core.pruning import pruned
from mentormatch.engine.network.requirements import required_pairs
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.rules.base import Count
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import LIMIT, Problem

_ROUNDS = 40
_KEPT = 64
"""What stands is worth the scores' range divided by this more than what is new."""
_FIRST = 64
"""The first subsidy of a demand is the scores' range divided by this."""


def by_refusals(problem: Problem, bonus: int, deadline: float) -> Iterator[Ints]:
    """Yield better and better answers that keep limits and counts asked for; nothing where there is none.

    Parameters
    ----------
    problem : Problem
        Its required pairs and minimum loads do not contradict each other.
    bonus : int
        What a pair weighs on top of its score.
    deadline : float
        Value of `time.monotonic` at which to stop.

    Yields
    ------
    int64 array
        Pairs, ascending. Rules of other kinds have to be checked.
    """
    rounds, agreed, most = _Rounds(problem, bonus), False, -LIMIT
    with suppress(ProblemError):  # subsidies that grow too large to add up exactly: what was found stands
        for _ in range(_ROUNDS):
            if agreed or time.monotonic() >= deadline:
                return
            kept, agreed = rounds.once()
            value = rounds.value(kept, problem.score)
            if rounds.met(kept) and value > most:
                most = value
                yield np.flatnonzero(kept)


class _Rounds:
    """What stands, what was refused, and what demands are worth by now."""

    def __init__(self, problem: Problem, bonus: int) -> None:
        self.problem, self.bonus = problem, bonus
        asked = (rule.demand() for rule in engine_rules(problem))
        self.demands = [demand for demand in asked if demand is not None]
        self.required = required_pairs(problem)
        self.subsidy = [0] * len(self.demands)
        self.range = problem.score_spread
        self.refused = np.zeros(problem.n_pairs, np.bool_)
        self.standing = np.zeros(problem.n_pairs, np.bool_)

    def once(self) -> tuple[Bools, bool]:
        """Propose and prune; return what is left, and whether the next round would propose the same."""
        worth = self._worth()
        weight = worth + self.bonus + (self.range // _KEPT) * self.standing
        proposed = assigned(self.problem, self.refused, weight).taken
        proposed[self.required] = True
        kept = np.zeros_like(proposed)
        # What stands comes first, so that what is new gives way.
        order = worth + (self.range + 1) * self.standing
        kept[pruned(self.problem, np.flatnonzero(proposed), order)] = True
        new, refused = kept & ~self.standing, proposed & ~kept & ~self.standing
        agreed = self.met(kept) and not (new | refused).any()
        if self.value(kept, worth) > self.value(self.standing, worth):
            self.standing = kept
        self.refused |= refused
        self._subsidise(kept)
        return kept, agreed

    def met(self, taken: Bools) -> bool:
        """Return whether all demands are met."""
        return all(_met(demand, taken) for demand in self.demands)

    def value(self, taken: Bools, worth: Ints) -> int:
        """Return what pairs weigh together."""
        return self.bonus * int(taken.sum()) + int(worth[taken].sum())

    def _worth(self) -> Ints:
        """Return scores and subsidies."""
        if sum(self.subsidy) >= LIMIT // 64:
            raise ProblemError(["subsidies have grown too large"])
        worth = self.problem.score.copy()
        for demand, subsidy in zip(self.demands, self.subsidy, strict=True):
            worth[demand.pairs] += subsidy
        return worth

    def _subsidise(self, taken: Bools) -> None:
        """Double the subsidies of demands that are not met."""
        for k, demand in enumerate(self.demands):
            if not _met(demand, taken):
                self.subsidy[k] = max(2 * self.subsidy[k], self.range // _FIRST + 1)


def _met(demand: Count, taken: Bools) -> bool:
    """Return whether enough of the pairs are taken."""
    return int(np.count_nonzero(taken[demand.pairs])) >= demand.number
