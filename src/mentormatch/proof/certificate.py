"""The checker: rules, objectives and bounds, recomputed without any solver.

It shares no code with the engine and was written first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mentormatch.arguments import check_arguments
from mentormatch.arrays import SHOWN, Ints, counted
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Certificate, Solution, Stage, Status, relative_gap
from mentormatch.proof.levels import by_levels, recomputed
from mentormatch.proof.prices import Sums, load_bound, price_bound
from mentormatch.proof.rules import Chosen, broken
from mentormatch.proof.sets import set_bound
from mentormatch.proof.sums import exact_dot, exact_sum

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

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> solution = mm.solve(problem)
    >>> mm.certify(problem, solution).proved
    True
    >>> mm.certify(problem, solution.replace(score=11)).violations
    ('claims a score of 11; the chosen pairs score 7',)
    """
    check_arguments(certify, locals())
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
    stages, founded, faults, sums = [], [], [], Sums(problem, solution.stages)
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
    problem: Problem, stage: Stage, fixed: dict[str, int], sums: Sums
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
