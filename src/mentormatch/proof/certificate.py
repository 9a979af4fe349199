r"""The checker: rules, objectives and bounds, recomputed without any solver.

It shares no code with the engine and was written first.

The bound. Let :math:`w` be the weights of an objective (1 per pair for ``matched``, the score for
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
from dataclasses import replace

import numpy as np

from mentormatch.arrays import SHOWN, Ints, counted
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Certificate, Prices, Solution, Stage, Status, relative_gap
from mentormatch.proof.balance import Worth, best_sets
from mentormatch.proof.levels import by_levels, recomputed
from mentormatch.proof.rules import Chosen, broken, settled
from mentormatch.proof.sets import LARGE, malformed, priced_rules, set_bound
from mentormatch.proof.sums import exact_dot, exact_sum, extremes, magnitude, minimum_loads
from mentormatch.proof.worth import Charges, Weight, worth_of_pairs

_OF_LOADS = {"balance", "fewest"}
"""Objectives that depend on how many mentees each mentor has."""


def certify(problem: Problem, solution: Solution) -> Certificate:
    """Check a solution without any solver.

    Parameters
    ----------
    problem : Problem
        The one that was solved.
    solution : Solution
        Its pairs are checked against every rule, its claims against its pairs, and the bound of each
        stage against its prices.

    Returns
    -------
    Certificate
        With the violations that were found, and with the gap to the bound that was proved.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> solution = mm.solve(problem)
    >>> mm.certify(problem, solution).proved
    True
    >>> mm.certify(problem, solution.replace(score=11)).violations
    ('claims a score of 11; the chosen pairs score 7',)
    """
    chosen = np.asarray(solution.chosen)
    malformed = _malformed(problem, chosen)
    if malformed:
        return Certificate(False, (malformed,), 0, 0, None, None, proved=False, proof="none")
    answer = Chosen(problem, chosen)
    violations = _loads(answer)
    for position in range(len(problem.records)):
        violations += broken(answer, position)
    n_matched, score = len(chosen), exact_sum(problem.score[chosen])
    violations += _false_claims(solution, n_matched, score) + _missing_levels(problem, solution)
    stages, founded, bound_faults = _recomputed(problem, solution, n_matched, score)
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
        proof=_proof(stages, founded) if proved else "none",
        gap_without_solver=relative_gap(founded) if len(founded) == len(stages) else None,
    )


def unfounded(order: Sequence[str], solution: Solution, certificate: Certificate) -> list[str]:
    """Return the claims of a run that its certificate does not confirm.

    Parameters
    ----------
    order : sequence of str
        Names of the objectives.
    certificate : Certificate
        Of the solution.
    """
    if solution.status is Status.UNKNOWN:
        return ["claims stages without an answer"] if solution.stages else []
    wrong = list(certificate.violations)
    # An objective may have several stages.
    if tuple(dict.fromkeys(stage.objective for stage in solution.stages)) != tuple(order):
        wrong.append(f"the stages are not those of {tuple(order)}")
    if (solution.status is Status.OPTIMAL) != certificate.proved:
        wrong.append(f"claims status {solution.status}, the checker proved={certificate.proved}")
    return wrong


def _malformed(problem: Problem, chosen: Ints) -> str:
    if chosen.ndim != 1 or (chosen.size and chosen.dtype.kind not in "iu"):
        return "chosen must be a one-dimensional array of whole numbers"
    # Compared, not subtracted: unsigned differences would wrap around.
    ascending = bool(np.all(chosen[1:] > chosen[:-1]))
    if chosen.size and (chosen[0] < 0 or chosen[-1] >= problem.n_pairs or not ascending):
        return f"chosen must be ascending, without repetition, within 0..{problem.n_pairs - 1}"
    return ""


def _loads(answer: Chosen) -> list[str]:
    problem = answer.problem
    over_demand = np.flatnonzero(answer.of_mentee > problem.demand)
    over_capacity = np.flatnonzero(answer.of_mentor > problem.capacity)
    return [
        f"{problem.mentee_name(i)} has {counted(answer.of_mentee[i], 'mentor')}; "
        f"the demand is {problem.demand[i]}"
        for i in over_demand[:SHOWN]
    ] + [
        f"{problem.mentor_name(j)} has {counted(answer.of_mentor[j], 'mentee')}; "
        f"the capacity is {problem.capacity[j]}"
        for j in over_capacity[:SHOWN]
    ]


def _false_claims(solution: Solution, n_matched: int, score: int) -> list[str]:
    found = []
    if solution.n_matched != n_matched:
        found.append(f"claims a filled demand of {solution.n_matched}; the chosen pairs fill {n_matched}")
    if solution.score != score:
        found.append(f"claims a score of {solution.score}; the chosen pairs score {score}")
    if solution.status in (Status.INFEASIBLE, Status.UNKNOWN) and n_matched:
        found.append(f"claims status {solution.status}, but has {counted(n_matched, 'chosen pair')}")
    return found


def _missing_levels(problem: Problem, solution: Solution) -> list[str]:
    """Return an error unless stages that count mentors count down to 1 from the largest load of any."""
    levels = [s.level for s in solution.stages if s.level is not None and s.objective == "balance"]
    most = int(np.bincount(problem.mentor[solution.chosen], minlength=1).max())
    if levels and (levels != list(range(len(levels), 0, -1)) or len(levels) < most):
        return [f"balance needs a stage for every number of mentees down to 1, at least from {most}"]
    return []


def _recomputed(
    problem: Problem, solution: Solution, n_matched: int, score: int
) -> tuple[tuple[Stage, ...], tuple[Stage, ...], list[str]]:
    """Return the stages with recomputed values and bounds, and the contradictions found.

    In between come the stages that have prices, with the bounds that these prove: sets of mentees may prove
    less than is claimed, where a solver proved the rest.
    """
    if any(by_levels(stage.objective) for stage in solution.stages):
        found, wrong = recomputed(problem, solution.chosen, solution.stages)
        return found, tuple(stage for stage in found if stage.prices is not None), wrong
    load = np.bincount(problem.mentor[solution.chosen], minlength=problem.n_mentors)
    values = {"matched": n_matched, "score": score}
    if any(stage.objective in _OF_LOADS for stage in solution.stages):
        values |= {"balance": exact_dot(load, load), "fewest": int((load > 0).sum())}
    stages, founded, faults, sums = [], [], [], _Sums(problem, solution.stages)
    fixed: dict[str, int] = {}
    for stage in solution.stages:
        if stage.objective not in values:
            faults.append(f"unknown objective {stage.objective}")
            continue
        value = values[stage.objective] if stage.level is None else int((load >= stage.level).sum())
        if stage.value != value:
            faults.append(f"claims {stage.objective} of {stage.value}; the chosen pairs give {value}")
        bound = stage.bound
        if stage.prices is not None:
            proven, fault = _priced(problem, stage, fixed, sums)
            faults += fault
            if proven is not None:
                founded.append(_with(stage, value, proven))
                bound = min(proven, stage.bound) if stage.prices.sets else proven
        faults += _out_of_bounds(stage, value, bound)
        stages.append(_with(stage, value, bound))
        if stage.level is None:
            fixed[stage.objective] = value
    return tuple(stages), tuple(founded), faults


def _with(stage: Stage, value: int, bound: int) -> Stage:
    """Return a stage with recomputed numbers; it is the same one if they are as claimed."""
    same = type(stage.value) is type(stage.bound) is int and (stage.value, stage.bound) == (value, bound)
    return stage if same else replace(stage, value=value, bound=bound)


def _out_of_bounds(stage: Stage, value: int, bound: int) -> list[str]:
    """Return contradictions between a value and its bounds; for ``balance`` and ``fewest`` less is better."""
    name = stage.objective
    if name in {"balance", "fewest"}:
        if bound > value:
            return [f"{name} of {value} is below its bound {bound}"]
        if stage.bound > bound:
            return [f"claims that {name} cannot be below {stage.bound}; the prices prove only {bound}"]
    elif bound < value:
        return [f"{name} of {value} is above its bound {bound}"]
    elif stage.bound < bound:
        return [f"claims that {name} cannot exceed {stage.bound}; the prices prove only {bound}"]
    return []


def _priced(
    problem: Problem, stage: Stage, fixed: dict[str, int], sums: _Sums
) -> tuple[int | None, list[str]]:
    """Return the bound that the prices of a stage prove, given the values of earlier ones."""
    prices = stage.prices
    if prices is None or stage.level is not None or stage.objective == "fewest":
        return None, ["a stage that counts mentors cannot have prices"]
    if prices.sets:
        return set_bound(problem, stage.objective, prices, fixed)
    if stage.objective == "balance" or prices.load or prices.points:
        return load_bound(problem, stage.objective, prices, fixed)
    return price_bound(problem, stage.objective, prices, fixed.get("matched"), sums)


def _proof(stages: tuple[Stage, ...], founded: tuple[Stage, ...]) -> str:
    if [stage.bound for stage in founded] != [stage.bound for stage in stages]:
        return "solver"
    by_sets = any(stage.prices is not None and stage.prices.sets for stage in founded)
    return "columns" if by_sets else "prices"


class _Sums:
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
    problem: Problem, objective: str, prices: Prices, fixed: int | None, sums: _Sums | None = None
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
    total = (sums or _Sums(problem)).of(objective, prices)
    return (total - prices.filled * (fixed or 0)) // prices.scale, []


def load_bound(
    problem: Problem, objective: str, prices: Prices, fixed: dict[str, int]
) -> tuple[int | None, list[str]]:
    """Return the bound that prices prove where the price of a mentor's mentees rises.

    Parameters
    ----------
    objective : {"balance", "score"}
        For ``balance`` it is a lower bound.
    fixed : dict of str to int
        Values of the earlier stages, by objective.

    Returns
    -------
    bound : int or None
        None if the prices cannot be used.
    faults : list of str
        Why they cannot.
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
