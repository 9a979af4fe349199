"""The numbers of filled places by organisation that are closest to their targets.

Of all matchings with the most pairs: the largest distance of an organisation's number from its target is as
small as possible, then the second largest, and so on, as between the countries of a kidney exchange (Benedek,
Biro, Csaji, Johnson, Paulusma and Ye, "Computing balanced solutions for large international kidney exchange
schemes", 2022). As long as the rules are those of a network, the numbers that such matchings have form an
M-convex set, on which these distances are a separable convex cost (Frank and Murota, "Decreasing minimization
on M-convex sets", 2022). So it is exact to give places up greedily, those farthest above their target first,
and then to exchange single places between organisations of equal claim as long as that gains score.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.candidates.search import Candidates
from mentormatch.engine.network.solve import unsupported
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError
from mentormatch.objectives import DEFAULT, Order
from mentormatch.people.model import People
from mentormatch.policy import Policy
from mentormatch.problem.build import PairIndex, Terms
from mentormatch.problem.problem import Problem
from mentormatch.problem.shares import PLACE, Counts, Organisations
from mentormatch.problem.solution import Solution, Status
from mentormatch.proof.rules import settled
from mentormatch.rules import Rule


def with_shares(
    people: People, policy: Policy, candidates: Candidates, problem: Problem, terms: Terms, time_limit: float
) -> tuple[Problem, Terms]:
    """Return a problem with rules that keep each organisation's number of places, if the policy has shares.

    Parameters
    ----------
    problem : Problem
        Without such rules.
    time_limit : float
        Seconds; what is found by then is kept.

    Raises
    ------
    PolicyError
        If somebody has several organisations, or if quotas name one that nobody has.
    InfeasibleError
        If the rules contradict each other.
    """
    if policy.shares is None:
        return problem, terms
    organisations = Organisations.of(people, policy.shares, PairIndex(people, policy, candidates).traits)
    counts = closest_counts(problem, organisations, policy, time.monotonic() + time_limit)
    if counts.places is not None:
        problem = _with(problem, organisations.ceilings(problem, counts.places))
    return problem, replace(terms, shares=counts)


def closest_counts(problem: Problem, of: Organisations, policy: Policy, deadline: float) -> Counts:
    """Return the closest numbers of places, as far as there is time until `deadline`."""
    most = _solved(problem, policy, deadline)
    if most.status is not Status.OPTIMAL:
        return Counts(None, proved=False)
    targets = of.targets(problem, most.n_matched)
    ceilings = of.ceilings(problem, [most.n_matched] * len(of.names))
    others = {id(rule) for rule in unsupported(_with(problem, ceilings))}
    if others.isdisjoint(map(id, ceilings)):
        relaxed = problem.replace(rules=[rule for rule in problem.rules if id(rule) not in others])
        search = _Greedy(relaxed, of, targets, most.n_matched, policy, deadline)
        places = search.closest() if search.fills(search.most) else None
        # It is the closest of more matchings than may be, so of all if it may be.
        if places is not None and (not others or search.fills(places, problem)):
            return Counts(tuple(places.tolist()), proved=time.monotonic() < deadline)
    group = of.of_mentee[problem.mentee]
    from mentormatch.engine.cpsat.closest import closest

    chosen, proved = closest(problem, group, targets, PLACE, most.chosen, deadline, policy.seed)
    return Counts(tuple(of.places(problem, chosen).tolist()), proved)


def _with(problem: Problem, rules: Sequence[Rule]) -> Problem:
    return problem.replace(rules=(*problem.rules, *rules))


def _solved(
    problem: Problem, policy: Policy, deadline: float, objective: Sequence[str] = ("matched",)
) -> Solution:
    left = max(deadline - time.monotonic(), 0.1)
    return solve(problem, objective, time_limit=left, seed=policy.seed, lottery=False)


class _Greedy:
    """The search in a problem whose rules are all those of a network, for matchings with `n` pairs.

    The lowest and the highest numbers of places that pairs and rules leave to each organisation are `fewest`
    and `most`.
    """

    def __init__(
        self, problem: Problem, of: Organisations, targets: Ints, n: int, policy: Policy, deadline: float
    ) -> None:
        self._problem, self._of, self._targets, self._n = problem, of, targets, n
        self._policy, self._deadline = policy, deadline
        must, must_not = settled(problem)
        may = np.setdiff1d(np.arange(problem.n_pairs), must_not)
        room = np.minimum(problem.demand, np.bincount(problem.mentee[may], minlength=problem.n_mentees))
        self._fewest, self.most = of.places(problem, must), np.zeros_like(targets)
        np.add.at(self.most, of.of_mentee, room)

    def _within(self, places: Ints, problem: Problem | None = None) -> Problem:
        problem = self._problem if problem is None else problem
        return _with(problem, self._of.ceilings(problem, places.tolist()))

    def fills(self, places: Ints, problem: Problem | None = None) -> bool:
        """Return whether as many pairs as possible, and no more, fit into these places under all rules."""
        try:
            found = _solved(self._within(places, problem), self._policy, self._deadline)
        except InfeasibleError:
            return False
        return found.n_matched == self._n

    def closest(self) -> Ints:
        """Return the closest numbers, and of several those of the best score where it comes next."""
        group, places = self._units(), self.most
        while places.sum() > self._n and len(group):
            goes = self._prefix(group, places, min(int(places.sum()) - self._n, len(group)))
            places = places - np.bincount(group[:goes], minlength=len(places))
            # The next place cannot be given up, so no other one of that organisation can.
            group = group[goes:][group[goes:] != group[goes]] if goes < len(group) else group[:0]
        return self._exchanged(places) if Order.of(self._policy.objective) == DEFAULT else places

    def _units(self) -> Ints:
        """Return the organisation of each place that may be given up, the one with the least claim first."""
        number = self.most - self._fewest
        group = np.repeat(np.arange(len(number)), number)
        place = np.arange(len(group)) - np.repeat(np.cumsum(number) - number - self._fewest, number)
        return group[np.argsort(self._targets[group] - place * PLACE, kind="stable")]

    def _prefix(self, group: Ints, places: Ints, most: int) -> int:
        """Return how many places, of the first `most`, can be given up one after another."""

        def filled(goes: int) -> bool:
            return self.fills(places - np.bincount(group[:goes], minlength=len(places)))

        if filled(most):
            return most
        low, high = 0, most
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if filled(middle) else (low, middle)
        return low

    def _exchanged(self, places: Ints) -> Ints:
        """Return numbers as close of which none has a better score."""
        while True:
            now = _solved(self._within(places), self._policy, self._deadline, DEFAULT.names)
            better = (other for other in self._tied(places, now) if self._gains(other, now))
            found = next(better, None)
            if found is None:
                return places
            places = found

    def _gains(self, places: Ints, now: Solution) -> bool:
        try:
            then = _solved(self._within(places), self._policy, self._deadline, DEFAULT.names)
        except InfeasibleError:
            return False
        return (then.n_matched, then.score) > (now.n_matched, now.score)

    def _tied(self, places: Ints, now: Solution) -> Iterator[Ints]:
        """Yield numbers with one place given to an organisation of equal claim, if prices allow a gain."""
        prices, first = now.stages[-1].prices, len(self._problem.rules)
        price = np.where(places == 0, np.iinfo(np.int64).max, 0)  # a ceiling of 0 has none
        for position, one in () if prices is None else prices.rules:
            if position >= first:
                price[position - first] = one
        claim = self._targets - places * PLACE
        for gets in np.flatnonzero(places < self.most)[np.argsort(-price[places < self.most], kind="stable")]:
            equal = (claim + PLACE == claim[gets]) & (places > self._fewest) & (price < price[gets])
            for gives in np.flatnonzero(equal):
                other = places.copy()
                other[[gives, gets]] += -1, 1
                yield other
