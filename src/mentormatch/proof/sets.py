r"""The bound that prices prove where each mentor has the best set of mentees that the rules allow.

Let a pair of weight :math:`w` be worth :math:`w_{ij} + \lambda - u_i - \sum_{r \ni ij} \mu_r`. For any prices
:math:`u \ge 0` of mentees, any :math:`\lambda`, and prices :math:`\mu_r` of `PairCount` rules, positive for
at most :math:`b_r` pairs and negative for at least :math:`b_r`, every matching that keeps the rules has

.. math::

   \sum w x \le \sum_i d_i u_i + \sum_r b_r \mu_r - \lambda K
            + \sum_j \max_{S \in A_j} \sum_{i \in S} \Big(w_{ij} + \lambda - u_i - \sum_{r \ni ij} \mu_r\Big),

where :math:`A_j` are the sets of mentees that mentor :math:`j` may have (`mentormatch.proof.best_set`). Any
larger :math:`A_j` gives a bound too, so a rule that none of them knows makes no bound wrong.

For ``matched`` the weight of a pair may have a part that grows with its score above the lowest one: nothing
is below 0 there, so the bound on the whole, divided by ``scale``, holds for the number of pairs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Prices
from mentormatch.proof.best_set import Sets
from mentormatch.proof.sums import exact_dot, magnitude
from mentormatch.rules.pair_count import PairCountRecord

LARGE = "prices are too large to add up exactly"


def set_bound(
    problem: Problem, objective: str, prices: Prices, fixed: dict[str, int]
) -> tuple[int | None, list[str]]:
    """Return the bound that prices prove by each mentor's best set.

    Parameters
    ----------
    fixed : dict of str to int
        Values of the earlier stages, by objective.

    Returns
    -------
    bound : int or None
        None if the prices cannot be used.
    faults : list of str
        Why they cannot.
    """
    faults = _unusable(problem, objective, prices, fixed) or _unusable_rules(problem, prices)
    if faults:
        return None, faults
    mentee, filled, scale = np.asarray(prices.mentee).astype(np.int64), int(prices.filled), int(prices.scale)
    by_score, by_pair = (scale, filled) if objective == "score" else (int(prices.points), scale)
    # If no stage fixed the score, only the part above the lowest score per pair counts.
    free = objective == "matched" and "score" not in fixed
    score = problem.score - (problem.score_range[0] if free else 0)
    worth = by_score * score + by_pair - mentee[problem.mentee]
    total = exact_dot(problem.demand, mentee) - filled * fixed.get("matched", 0)
    if objective == "matched" and not free:
        total -= by_score * fixed["score"]
    for rule in priced_rules(problem, prices):
        worth[rule.pairs] -= rule.price
        total += rule.price * rule.limit
    sets = Sets(problem)
    if magnitude(worth) * sets.largest >= LIMIT:
        return None, [LARGE]
    return (total + sets.best(worth)) // scale, []


class Priced(NamedTuple):
    """A rule with a price: a positive one for at most `limit` of its pairs, a negative one for at least."""

    pairs: Ints
    limit: int
    price: int


def priced_rules(problem: Problem, prices: Prices) -> list[Priced]:
    """Return the rules that have a price, if they may have one."""
    found = []
    for position, price in prices.rules:
        record = problem.records[position] if 0 <= position < len(problem.records) else None
        if isinstance(record, PairCountRecord) and (price <= 0 or record.limited):
            found.append(Priced(record.pairs, record.at_most if price > 0 else record.at_least, int(price)))
    return found


def _unusable(problem: Problem, objective: str, prices: Prices, fixed: dict[str, int]) -> list[str]:
    u, p = np.asarray(prices.mentee), np.asarray(prices.mentor)
    if objective not in {"matched", "score"}:
        return [f"sets of mentees prove no bound on {objective}"]
    faults = malformed(problem, prices)
    if faults:
        return faults
    by_score = prices.scale if objective == "score" else prices.points
    by_pair = prices.filled if objective == "score" else prices.scale
    if max(magnitude(u), abs(by_pair), max(2 * magnitude(problem.score), 1) * abs(by_score)) >= LIMIT // 4:
        return [LARGE]
    if np.any(u < 0):
        faults.append(f"negative price of {problem.mentee_name(int(np.argmin(u)))}")
    if np.any(p != 0):
        name = problem.mentor_name(int(np.flatnonzero(p)[0]))
        faults.append(f"{name} has a price, but sets of mentees need none of mentors")
    if prices.filled and (objective == "matched" or "matched" not in fixed):
        faults.append("filled demand has a price, but no earlier stage fixed it")
    if prices.load or prices.points < 0 or (prices.points and objective == "score"):
        faults.append(f"balance or score has a price that proves nothing about {objective}")
    return faults


def _unusable_rules(problem: Problem, prices: Prices) -> list[str]:
    if sum(abs(int(price)) for _, price in prices.rules) >= LIMIT // 4:
        return [LARGE]
    faults = []
    if len({position for position, _ in prices.rules}) < len(prices.rules):
        faults.append("a rule has two prices")
    if len(priced_rules(problem, prices)) < len(prices.rules):
        faults.append("a rule has a price, but is not a PairCount with the limit that the price is for")
    return faults


def malformed(problem: Problem, prices: Prices) -> list[str]:
    """Return why prices are none that belong to the problem: their shape, whole numbers, the scale."""
    u, p = np.asarray(prices.mentee), np.asarray(prices.mentor)
    if u.shape != (problem.n_mentees,) or p.shape != (problem.n_mentors,):
        return ["prices have the wrong shape"]
    numbers = (prices.filled, prices.scale, prices.load, prices.points)
    if u.dtype.kind != "i" or p.dtype.kind != "i" or not all(map(_whole, numbers)):
        return ["prices are not whole numbers"]
    rules: object = prices.rules
    if not isinstance(rules, tuple) or not all(map(_is_pair, rules)):
        return ["prices of rules are not pairs of whole numbers"]
    return [f"prices have a scale of {prices.scale}; expected at least 1"] if prices.scale < 1 else []


def _is_pair(pair: object) -> bool:
    return isinstance(pair, tuple) and len(pair) == 2 and all(map(_whole, pair))


def _whole(number: object) -> bool:
    return isinstance(number, (int, np.integer))
