r"""The bound that prices prove.

Let :math:`w` be the weights of an objective (1 per pair for ``matched``, the score for
``score``), :math:`d` the demands, :math:`c` the capacities, :math:`l` the minimum loads, and :math:`K` the
filled demand when an earlier stage fixed it. Let the rules :math:`r` be `PairCount` with at most :math:`b_r`
pairs. For any prices :math:`u \ge 0`, :math:`p` (negative only where there is a minimum load),
:math:`\mu \ge 0` and any :math:`\lambda`, weak duality of linear programming gives for every matching that
keeps the rules

.. math::

   \sum w x \le \sum_i d_i u_i + \sum_j (c_j p_j^+ - l_j p_j^-) + \sum_r b_r \mu_r
            + \sum_{ij} \max\Big(0, w_{ij} + \lambda - u_i - p_j - \sum_{r \ni ij} \mu_r\Big) - \lambda K,

where pairs that a rule requires count without the maximum, and pairs that a rule forbids do not count. Other
rules only remove matchings, so the bound still holds. Prices need not be trusted: any prices give a bound.
With weights multiplied by a whole ``scale``, the bound is divided by it and rounded down, as the objective is
a whole number.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Prices, Stage
from mentormatch.proof.balance import Worth, best_sets
from mentormatch.proof.rules import settled
from mentormatch.proof.sets import LARGE, malformed, priced_rules
from mentormatch.proof.sums import exact_dot, exact_sum, extremes, magnitude, minimum_loads
from mentormatch.proof.worth import Charges, Weight, worth_of_pairs


class Sums:
    """The sums that prices bound objectives by, added up once for all stages with the same prices."""

    def __init__(self, problem: Problem, stages: Sequence[Stage] = ()) -> None:
        self._problem = problem
        self._claims = [(stage.objective, stage.prices) for stage in stages if stage.prices is not None]
        self._known: dict[tuple[str, int], int] = {}

    def of(self, objective: str, prices: Prices) -> int:
        """Return what units and ceilings cost at these prices, and what pairs are worth beyond them."""
        if (objective, id(prices)) not in self._known:
            together = [(objective, prices), *(c for c in self._claims if self._shares(*c, prices))]
            problem, u, p = self._problem, np.asarray(prices.mentee), np.asarray(prices.mentor)
            load = np.where(p >= 0, problem.capacity, minimum_loads(problem)) if p.any() else problem.capacity
            ceilings = sum(rule.price * rule.limit for rule in priced_rules(problem, prices))
            cost = exact_dot(problem.demand, u) + exact_dot(load, p) + ceilings
            charges = Charges(u, p, _charged(problem, prices))
            worths = worth_of_pairs(problem, charges, [_weight(*claim) for claim in together])
            for (name, own), worth in zip(together, worths, strict=True):
                self._known[name, id(own)] = cost + worth
        return self._known[objective, id(prices)]

    def _shares(self, objective: str, own: Prices, prices: Prices) -> bool:
        """Return whether other prices are the same for people and rules, and their weights are exact."""
        same = own.mentee is prices.mentee and own.mentor is prices.mentor and own.rules == prices.rules
        return same and own is not prices and not _inexact(self._problem, objective, own)


def _weight(objective: str, prices: Prices) -> Weight:
    """Return what a pair counts for where these prices bound the objective."""
    if objective == "score":
        return Weight(int(prices.filled), int(prices.scale))
    return Weight(int(prices.filled) + int(prices.scale), 0)


def _charged(problem: Problem, prices: Prices) -> Ints | None:
    """Return what the prices of rules charge for each pair; None where no rule has one."""
    rules = priced_rules(problem, prices)
    if not rules:
        return None
    charged = np.zeros(problem.n_pairs, np.int64)
    for rule in rules:
        charged[rule.pairs] += rule.price
    return charged


def price_bound(
    problem: Problem, objective: str, prices: Prices, fixed: int | None, sums: Sums | None = None
) -> tuple[int | None, list[str]]:
    """Return the bound that prices prove on an objective.

    Parameters
    ----------
    fixed : int or None
        Filled demand, where an earlier stage fixed it.
    sums : optional
        Knows the stages that are checked together.

    Returns
    -------
    bound : int or None
        None if the prices cannot be used.
    faults : list of str
        Why they cannot.
    """
    faults = _unusable(problem, objective, prices, fixed)
    if faults:
        return None, faults
    total = (sums or Sums(problem)).of(objective, prices)
    return (total - prices.filled * (fixed or 0)) // prices.scale, []


def load_bound(
    problem: Problem, objective: str, prices: Prices, fixed: dict[str, int]
) -> tuple[int | None, list[str]]:
    """Return the bound that prices prove where the price of a mentor's mentees rises; see `price_bound`.

    Parameters
    ----------
    objective : {"balance", "score"}
        For ``balance`` it is a lower bound.
    fixed : dict of str to int
        Values of the earlier stages, by objective.
    """
    faults = _unusable(problem, "score" if objective == "score" else "matched", prices, fixed.get("matched"))
    faults = faults or _unusable_loads(problem, objective, prices, fixed)
    if faults:
        return None, faults
    of_score = objective == "score"
    square, point = (prices.load, prices.scale) if of_score else (prices.scale, prices.points)
    # If no stage fixed the score, only the part above the lowest score per pair counts.
    free = not of_score and "score" not in fixed
    score = problem.score - (int(problem.score.min()) if free and problem.n_pairs else 0)
    worth = prices.filled + point * score - np.asarray(prices.mentee)[problem.mentee]
    total = exact_dot(problem.demand, np.asarray(prices.mentee))
    for rule in priced_rules(problem, prices):
        worth[rule.pairs] -= rule.price
        total += rule.price * rule.limit
    required, possible = np.zeros(problem.n_pairs, np.bool_), np.ones(problem.n_pairs, np.bool_)
    must, must_not = settled(problem)
    required[must], possible[must_not] = True, False
    sets = Worth(
        worth[possible], problem.mentor[possible], required[possible], problem.capacity,
        minimum_loads(problem),
    )  # fmt: skip
    total += exact_sum(best_sets(sets, square)[1]) - prices.filled * fixed.get("matched", 0)
    if of_score:
        return (total + square * fixed["balance"]) // prices.scale, []
    return -((total - point * fixed.get("score", 0)) // prices.scale), []


def _unusable_loads(problem: Problem, objective: str, prices: Prices, fixed: dict[str, int]) -> list[str]:
    """Return why rising prices of mentees cannot be used, beyond what `_unusable` finds."""
    if prices.load < 0 or prices.points < 0:
        return ["negative price of balance or score"]
    if objective == "matched" or (objective == "score" and "balance" not in fixed):
        return ["balance has a price, but no earlier stage fixed it"]
    square = prices.scale if objective == "balance" else prices.load
    most = min(int(problem.capacity.max(initial=0)), problem.n_pairs)
    spread = 2 * magnitude(problem.score) * (prices.points if objective == "balance" else prices.scale)
    if max(2 * most * square, spread) >= LIMIT // 4:
        return [LARGE]
    return []


def _unusable(problem: Problem, objective: str, prices: Prices, fixed: int | None) -> list[str]:
    u, p = np.asarray(prices.mentee), np.asarray(prices.mentor)
    faults = malformed(problem, prices)
    if faults:
        return faults
    both = extremes(u), extremes(p)
    largest = max(*map(abs, both[0] + both[1]), _largest_charge(problem, prices))
    if largest >= LIMIT // 4 or _inexact(problem, objective, prices):
        return [LARGE]
    if both[0][0] < 0:
        faults.append(f"negative price of {problem.mentee_name(int(np.argmin(u)))}")
    if both[1][0] < 0:
        loose = np.flatnonzero((p < 0) & (minimum_loads(problem) == 0))
        faults += [f"negative price of {problem.mentor_name(int(j))}" for j in loose[:1]]
    if prices.filled and fixed is None:
        faults.append("filled demand has a price, but no earlier stage fixed it")
    faults += [f"negative price of rule {position}" for position, price in prices.rules if price < 0]
    priced = priced_rules(problem, prices)
    if len(priced) < len(prices.rules):
        faults.append("a rule has a price, but is not a PairCount with at_most")
    return faults


def _inexact(problem: Problem, objective: str, prices: Prices) -> bool:
    """Return whether the weights of pairs, which are whole numbers, are too large to add up exactly."""
    weight = max(1, *map(abs, problem.score_range)) if objective == "score" else 1
    whole = all(isinstance(number, (int, np.integer)) for number in (prices.filled, prices.scale))
    return not whole or prices.scale < 1 or max(abs(prices.filled), weight * prices.scale) >= LIMIT // 4


def _largest_charge(problem: Problem, prices: Prices) -> float:
    """Return the highest price of a rule, or the highest total that rules charge for one pair."""
    priced = priced_rules(problem, prices)
    if not priced:
        return 0.0
    largest = max(abs(rule.price) for rule in priced)
    charged = np.zeros(problem.n_pairs)
    for rule in priced if largest < LIMIT else ():
        charged[rule.pairs] += abs(rule.price)
    return max(largest, float(charged.max(initial=0.0)))
