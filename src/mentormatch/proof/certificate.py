r"""The checker: rules, objective and bound, recomputed without any solver.

It shares no code with the engine and was written before it.

The bound. Let :math:`w` be the weights of an objective (1 a pair for ``matched``, the score for ``score``),
:math:`d` the demands, :math:`c` the capacities, :math:`l` the minimum loads, and :math:`K` the number of
filled places when an earlier stage fixed it. Let the rules :math:`r` be `PairCount` with at most :math:`b_r`
pairs. For any prices :math:`u \ge 0`, :math:`p` (negative only where there is a minimum load),
:math:`\mu \ge 0` and any :math:`\lambda`, weak duality of linear programming gives for every matching that
keeps the rules

.. math::

   \sum w x \le \sum_i d_i u_i + \sum_j (c_j p_j^+ - l_j p_j^-) + \sum_r b_r \mu_r
            + \sum_{ij} \max\Big(0, w_{ij} + \lambda - u_i - p_j - \sum_{r \ni ij} \mu_r\Big) - \lambda K,

where the maximum is left out (the term counts as it is) for pairs that a rule requires, and the whole term
for pairs that a rule leaves out. Further rules only remove matchings, so the bound stays true with them.
Prices need not be trusted: any prices give a bound. With weights multiplied by a whole ``scale`` the bound is
divided by it and rounded down: the objective is a whole number.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mentormatch.arrays import SHOWN, Ints
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Certificate, Prices, Solution, Stage, Status, relative_gap
from mentormatch.proof.balance import Worth, best_sets
from mentormatch.proof.rules import Picked, broken, settled
from mentormatch.rules.minimum_load import MinimumLoadRecord
from mentormatch.rules.pair_count import PairCountRecord

_SAFE = 2.0**61
"""Sums of products that come to less in floating point cannot leave int64."""
_COUNTED = 2.0**29
"""Fewer units than this, times half of a number, cannot leave int64 either."""
_BLOCK = 2**15
"""Pairs that are looked at together."""


def certify(problem: Problem, solution: Solution) -> Certificate:
    """Check a solution without any solver.

    Parameters
    ----------
    problem : Problem
    solution : Solution
        Its pairs are checked against every rule, its claims against what the pairs say, and the bound
        of each stage against its prices.

    Returns
    -------
    Certificate
    """
    chosen = np.asarray(solution.chosen)
    malformed = _malformed(problem, chosen)
    if malformed:
        return Certificate(False, (malformed,), 0, 0, None, None, proved=False, proof="none")
    picked = Picked(problem, chosen)
    violations = _loads(picked)
    for position in range(len(problem.records)):
        violations += broken(picked, position)
    n_matched, score = len(chosen), _exact_sum(problem.score[chosen])
    violations += _false_claims(solution, n_matched, score)
    stages, bound_faults = _recomputed(problem, solution, n_matched, score)
    violations += bound_faults
    feasible = not violations
    gap = relative_gap(stages)
    proved = feasible and bool(stages) and gap == 0.0
    return Certificate(
        feasible=feasible,
        violations=tuple(violations),
        n_matched=n_matched,
        score=score,
        bound=stages[-1].bound if stages else None,
        gap=gap,
        proved=proved,
        proof=_proof(stages) if proved else "none",
    )


def _malformed(problem: Problem, chosen: Ints) -> str:
    if chosen.ndim != 1 or (chosen.size and chosen.dtype.kind not in "iu"):
        return "chosen is not a one-dimensional array of whole numbers"
    # Compared, not subtracted: unsigned differences would wrap around.
    ascending = bool(np.all(chosen[1:] > chosen[:-1]))
    if chosen.size and (chosen[0] < 0 or chosen[-1] >= problem.n_pairs or not ascending):
        return f"chosen is not ascending, without repetition, within 0..{problem.n_pairs - 1}"
    return ""


def _loads(picked: Picked) -> list[str]:
    problem = picked.problem
    over_demand = np.flatnonzero(picked.of_mentee > problem.demand)
    over_capacity = np.flatnonzero(picked.of_mentor > problem.capacity)
    return [
        f"{problem.mentee_name(i)} has {picked.of_mentee[i]} mentors, wants {problem.demand[i]}"
        for i in over_demand[:SHOWN]
    ] + [
        f"{problem.mentor_name(j)} has {picked.of_mentor[j]} mentees in {problem.capacity[j]} places"
        for j in over_capacity[:SHOWN]
    ]


def _false_claims(solution: Solution, n_matched: int, score: int) -> list[str]:
    found = []
    if solution.n_matched != n_matched:
        found.append(f"claims {solution.n_matched} filled places, the pairs fill {n_matched}")
    if solution.score != score:
        found.append(f"claims a score of {solution.score}, the pairs score {score}")
    if solution.status in (Status.INFEASIBLE, Status.UNKNOWN) and n_matched:
        found.append(f"claims status {solution.status} with {n_matched} pairs")
    return found


def _recomputed(
    problem: Problem, solution: Solution, n_matched: int, score: int
) -> tuple[tuple[Stage, ...], list[str]]:
    """Return the stages with values and bounds recomputed, and the contradictions found."""
    load = np.bincount(problem.mentor[solution.chosen], minlength=problem.n_mentors)
    values = {"matched": n_matched, "score": score, "balance": sum(n * n for n in load.tolist())}
    stages, faults = [], []
    fixed: dict[str, int] = {}
    for stage in solution.stages:
        if stage.objective not in values:
            faults.append(f"unknown objective {stage.objective}")
            continue
        value = values[stage.objective] if stage.level is None else int((load >= stage.level).sum())
        if stage.value != value:
            faults.append(f"claims {stage.objective} of {stage.value}, the pairs give {value}")
        bound = stage.bound
        if stage.prices is not None:
            proven, fault = _priced(problem, stage, fixed)
            faults += fault
            bound = stage.bound if proven is None else proven
        faults += _out_of_bounds(stage, value, bound)
        stages.append(replace(stage, value=value, bound=bound))
        if stage.level is None:
            fixed[stage.objective] = value
    return tuple(stages), faults


def _out_of_bounds(stage: Stage, value: int, bound: int) -> list[str]:
    """Return what contradicts a value and its bound; for ``balance`` less is better."""
    name = stage.objective
    if name == "balance":
        if bound > value:
            return [f"{name} of {value} is below its bound {bound}"]
        if stage.bound > bound:
            return [f"claims {name} cannot fall below {stage.bound}; prices prove only {bound}"]
    elif bound < value:
        return [f"{name} of {value} is above its bound {bound}"]
    elif stage.bound < bound:
        return [f"claims {name} cannot exceed {stage.bound}; prices prove only {bound}"]
    return []


def _priced(problem: Problem, stage: Stage, fixed: dict[str, int]) -> tuple[int | None, list[str]]:
    """Return the bound that the prices of a stage prove, given the values of earlier ones."""
    prices = stage.prices
    if prices is None or stage.level is not None:
        return None, ["prices of a stage that counts mentors"]
    if stage.objective == "balance" or prices.load or prices.points:
        return load_bound(problem, stage.objective, prices, fixed)
    return price_bound(problem, stage.objective, prices, fixed.get("matched"))


def _proof(stages: tuple[Stage, ...]) -> str:
    return "prices" if all(s.prices is not None for s in stages) else "solver"


def price_bound(
    problem: Problem, objective: str, prices: Prices, fixed: int | None
) -> tuple[int | None, list[str]]:
    """Return the bound that prices prove on an objective.

    Parameters
    ----------
    problem : Problem
    objective : {"matched", "score"}
    prices : Prices
    fixed : int or None
        Number of filled places, where an earlier stage fixed it.

    Returns
    -------
    bound : int or None
        None where the prices cannot be used.
    faults : list of str
        Why not.
    """
    u, p = np.asarray(prices.mentee), np.asarray(prices.mentor)
    faults = _unusable(problem, objective, prices, fixed)
    if faults:
        return None, faults
    load = np.where(p >= 0, problem.capacity, _minimum_loads(problem))
    ceilings = sum(price * most for _, most, price in _priced_rules(problem, prices))
    total = _exact_dot(problem.demand, u) + _exact_dot(load, p) + ceilings
    total += _worth_of_pairs(problem, objective, prices)
    return (total - prices.filled * (fixed or 0)) // prices.scale, []


def load_bound(
    problem: Problem, objective: str, prices: Prices, fixed: dict[str, int]
) -> tuple[int | None, list[str]]:
    """Return the bound that prices prove where mentors' numbers of mentees are priced.

    Parameters
    ----------
    problem : Problem
    objective : {"balance", "score"}
        For ``balance`` the bound is one from below.
    prices : Prices
    fixed : dict of str to int
        Values of the earlier stages, by objective.

    Returns
    -------
    bound : int or None
        None where the prices cannot be used.
    faults : list of str
        Why not.
    """
    faults = _unusable(problem, "score" if objective == "score" else "matched", prices, fixed.get("matched"))
    faults = faults or _unusable_loads(problem, objective, prices, fixed)
    if faults:
        return None, faults
    of_score = objective == "score"
    square, point = (prices.load, prices.scale) if of_score else (prices.scale, prices.points)
    # Where no stage fixed the score, what it has above the lowest score per pair can be left out.
    free = not of_score and "score" not in fixed
    score = problem.score - (int(problem.score.min()) if free and problem.n_pairs else 0)
    worth = prices.filled + point * score - np.asarray(prices.mentee)[problem.mentee]
    total = _exact_dot(problem.demand, np.asarray(prices.mentee))
    for pairs, most, price in _priced_rules(problem, prices):
        worth[pairs] -= price
        total += price * most
    required, possible = np.zeros(problem.n_pairs, np.bool_), np.ones(problem.n_pairs, np.bool_)
    must, must_not = settled(problem)
    required[must], possible[must_not] = True, False
    sets = Worth(
        worth[possible], problem.mentor[possible], required[possible], problem.capacity,
        _minimum_loads(problem),
    )  # fmt: skip
    total += _exact_sum(best_sets(sets, square)) - prices.filled * fixed.get("matched", 0)
    if of_score:
        return (total + square * fixed["balance"]) // prices.scale, []
    return -((total - point * fixed.get("score", 0)) // prices.scale), []


def _unusable_loads(problem: Problem, objective: str, prices: Prices, fixed: dict[str, int]) -> list[str]:
    """Return why prices of mentors' numbers of mentees cannot be used, beside what `_unusable` finds."""
    if not all(isinstance(number, (int, np.integer)) for number in (prices.load, prices.points)):
        return ["prices are not whole numbers"]
    if prices.load < 0 or prices.points < 0:
        return ["negative price of balance or score"]
    if objective == "matched" or (objective == "score" and "balance" not in fixed):
        return ["a price of balance that no earlier stage fixed"]
    square = prices.scale if objective == "balance" else prices.load
    most = min(int(problem.capacity.max(initial=0)), problem.n_pairs)
    spread = 2 * _magnitude(problem.score) * (prices.points if objective == "balance" else prices.scale)
    if max(2 * most * square, spread) >= LIMIT // 4:
        return ["prices are too large to add up exactly"]
    return []


def _worth_of_pairs(problem: Problem, objective: str, prices: Prices) -> int:
    """Return what pairs are worth beyond all their prices: those worth more, and those that have to be made.

    Block by block, as whole arrays of every step would go through memory again and again.
    """
    u, p = np.asarray(prices.mentee), np.asarray(prices.mentor)
    required, left_out = settled(problem)
    rules, total = _priced_rules(problem, prices), 0
    charged = np.zeros(problem.n_pairs if rules else 0, np.int64)
    for pairs, _, price in rules:
        charged[pairs] += price
    for start in range(0, problem.n_pairs, _BLOCK):
        block = slice(start, start + _BLOCK)
        slack = prices.filled - u[problem.mentee[block]] - p[problem.mentor[block]]
        slack += prices.scale * problem.score[block] if objective == "score" else prices.scale
        if rules:
            slack -= charged[block]
        fixed, never = _inside(required, start), _inside(left_out, start)
        counted = np.maximum(slack, 0)
        counted[never] = 0
        counted[fixed] = slack[fixed]
        total += _exact_sum(counted)
    return total


def _inside(pairs: Ints, start: int) -> Ints:
    """Return the places of pairs in the block from `start` on."""
    low, high = np.searchsorted(pairs, (start, start + _BLOCK))
    return pairs[low:high] - start


def _unusable(problem: Problem, objective: str, prices: Prices, fixed: int | None) -> list[str]:
    u, p = np.asarray(prices.mentee), np.asarray(prices.mentor)
    if u.shape != (problem.n_mentees,) or p.shape != (problem.n_mentors,):
        return ["prices have the wrong shape"]
    numbers: tuple[object, ...] = (prices.filled, prices.scale)
    whole = all(isinstance(number, (int, np.integer)) for number in numbers)
    if u.dtype.kind != "i" or p.dtype.kind != "i" or not whole:
        return ["prices are not whole numbers"]
    if not _well_formed(prices.rules):
        return ["prices of rules are not pairs of whole numbers"]
    if prices.scale < 1:
        return [f"prices have a scale of {prices.scale}"]
    weight = _magnitude(problem.score) if objective == "score" else 1
    sizes = (_magnitude(u), _magnitude(p), abs(prices.filled), weight * prices.scale)
    if max(*sizes, _largest_charge(problem, prices)) >= LIMIT // 4:
        return ["prices are too large to add up exactly"]
    faults = []
    if np.any(u < 0):
        faults.append(f"negative price of {problem.mentee_name(int(np.argmin(u)))}")
    loose = (p < 0) & (_minimum_loads(problem) == 0)
    if np.any(loose):
        faults.append(f"negative price of {problem.mentor_name(int(np.flatnonzero(loose)[0]))}")
    if prices.filled and fixed is None:
        faults.append("a price of filled places that no earlier stage fixed")
    faults += [f"negative price of rule {position}" for position, price in prices.rules if price < 0]
    priced = _priced_rules(problem, prices)
    if len(priced) < len(prices.rules):
        faults.append("a price of a rule that is not a PairCount with at_most")
    return faults


def _well_formed(rules: object) -> bool:
    return isinstance(rules, tuple) and all(
        isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(k, (int, np.integer)) for k in pair)
        for pair in rules
    )


def _largest_charge(problem: Problem, prices: Prices) -> float:
    """Return the highest price of a rule, or the most that rules charge for one pair where that is more."""
    priced = _priced_rules(problem, prices)
    largest = max((abs(price) for _, _, price in priced), default=0)
    charged = np.zeros(problem.n_pairs)
    for pairs, _, price in priced if largest < LIMIT else ():
        charged[pairs] += abs(price)
    return max(largest, float(charged.max(initial=0.0)))


def _priced_rules(problem: Problem, prices: Prices) -> list[tuple[Ints, int, int]]:
    """Return pairs, ceiling and price of the rules that are priced, but for those that cannot have one."""
    found = []
    for position, price in prices.rules:
        record = problem.records[position] if 0 <= position < len(problem.records) else None
        if isinstance(record, PairCountRecord) and record.limited:
            found.append((record.pairs, record.at_most, int(price)))
    return found


def _magnitude(values: Ints) -> int:
    return max(abs(int(values.max())), abs(int(values.min()))) if values.size else 0


def _minimum_loads(problem: Problem) -> Ints:
    floor = np.zeros(problem.n_mentors, np.int64)
    for record in problem.records:
        if isinstance(record, MinimumLoadRecord):
            floor[record.mentor] = max(floor[record.mentor], min(record.load, LIMIT))
    return floor


def _exact_sum(values: Ints) -> int:
    """Return the sum as a Python integer: halves are added apart, so nothing wraps around."""
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


def _exact_dot(count: Ints, values: Ints) -> int:
    """Return the sum of products as a Python integer."""
    if float(np.abs(count.astype(float)) @ np.abs(values.astype(float))) < _SAFE:
        return int(count @ values)
    if float(np.abs(count.astype(float)).sum()) < _COUNTED:
        # Halves apart: neither sum can leave int64.
        return (int(count @ (values >> 31)) << 31) + int(count @ (values & (2**31 - 1)))
    return sum(int(a) * int(b) for a, b in zip(count.tolist(), values.tolist(), strict=True))
