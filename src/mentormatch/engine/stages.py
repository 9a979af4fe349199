"""`solve`: choose the engine, solve the objectives in order, have the answer checked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mentormatch.certificate import certify
from mentormatch.engine.conflict import contradiction
from mentormatch.engine.cpsat import solve_cpsat
from mentormatch.engine.limits import most_filled
from mentormatch.engine.network import NetworkAnswer, solve_network, supported
from mentormatch.errors import CertificateError, ProblemError, did_you_mean
from mentormatch.problem import Problem
from mentormatch.rules import NoMutual, Rule
from mentormatch.solution import Prices, Solution, Stage, Status

Method = Literal["auto", "network", "cpsat"]
METHODS = ("auto", "network", "cpsat")
OBJECTIVES = (("matched", "score"), ("score",), ("matched",))
_EXPLAINING = 30.0
_EXACT = 2**53

Ints = NDArray[np.int64]


def solve(
    problem: Problem,
    objective: Sequence[str] = ("matched", "score"),
    method: Method = "auto",
    time_limit: float = 60.0,
    seed: int = 0,
) -> Solution:
    """Choose pairs that keep every rule and are best in the objectives, in their order.

    Parameters
    ----------
    problem : Problem
    objective : sequence of str
        ``("matched", "score")``, ``("score",)`` or ``("matched",)``. ``matched`` counts filled mentee
        places, ``score`` sums the scores of the chosen pairs; ``("score",)`` may leave people unmatched.
    method : {"auto", "network", "cpsat"}
        ``network`` takes problems whose rules are `Require` and `MinimumLoad`; ``cpsat`` hands the whole
        problem to CP-SAT; ``auto`` takes the network kernel and, where a rule needs it, CP-SAT.
    time_limit : float
        Seconds, the building of models included. It bounds CP-SAT; the network kernel runs to its end.
    seed : int
        Seed of CP-SAT.

    Returns
    -------
    Solution
        Checked: ``solution.certificate``.

    Raises
    ------
    ProblemError
        If the arguments are wrong, or `method` cannot take a rule; the rule is named.
    InfeasibleError
        If the rules contradict each other.
    CertificateError
        If the checker does not confirm the engine's answer: a defect.
    """
    began = time.monotonic()
    order = _checked(problem, tuple(objective), method, time_limit, seed)
    deadline = began + time_limit
    if method == "cpsat":
        found = _by_cpsat(problem, order, deadline, seed)
    else:
        found = _by_network(problem, order, deadline, seed)
    return _certified(problem, order, replace(found, seconds=time.monotonic() - began))


def _checked(
    problem: Problem, order: tuple[str, ...], method: str, limit: float, seed: int
) -> tuple[str, ...]:
    faults = []
    if order not in OBJECTIVES:
        faults.append(f"objective {order} is not one of {', '.join(map(str, OBJECTIVES))}")
    if method not in METHODS:
        faults.append(f"method '{method}' is not one of {', '.join(METHODS)}{did_you_mean(method, METHODS)}")
    if not limit > 0:
        faults.append("time_limit has to be above 0 seconds")
    if not 0 <= seed < 2**31:
        faults.append("seed has to be a whole number from 0 to 2^31 - 1")
    unsupported = sorted({r.rule for r in problem.rules if not supported(r)})
    if method == "network" and unsupported:
        faults.append(f"method 'network' does not take the rule {', '.join(unsupported)}: use 'auto'")
    if faults:
        raise ProblemError(faults)
    return order


def _by_network(problem: Problem, order: tuple[str, ...], deadline: float, seed: int) -> Solution:
    """Solve without the rules that only CP-SAT takes; turn to CP-SAT if the answer breaks one."""
    plain = _with_rules(problem, [r for r in problem.rules if supported(r)])
    answer = solve_network(plain, matched_first=order[0] == "matched", seed=seed)
    if not answer.feasible:
        raise contradiction(problem, max(deadline, time.monotonic() + _EXPLAINING), seed)
    relaxed = _solution(plain, answer.chosen, _priced(plain, order, answer), interrupted=False)
    if plain is problem or certify(problem, relaxed).feasible:
        return relaxed
    return _by_cpsat(problem, order, deadline, seed, relaxed)


def _with_rules(problem: Problem, rules: Sequence[Rule]) -> Problem:
    """Return the problem with other rules; itself if they are the same."""
    if len(rules) == len(problem.rules):
        return problem
    return Problem(
        problem.n_mentees, problem.n_mentors, problem.mentee, problem.mentor, problem.score,
        problem.capacity, problem.demand, rules, problem.mentee_ids, problem.mentor_ids,
    )  # fmt: skip


def _priced(problem: Problem, order: tuple[str, ...], answer: NetworkAnswer) -> tuple[Stage, ...]:
    """Return the stages of a network answer: one set of prices proves them all.

    A pair weighs its score plus the bonus, which is at least ``scale`` = bonus + lowest score. Prices of
    such weights therefore bound the number of pairs times ``scale`` too, and the bonus is so large that
    rounding down the quotient leaves the number reached.
    """
    lowest = int(problem.score.min()) if problem.n_pairs else 0
    u, p = answer.mentee_price, answer.mentor_price
    values = {"matched": len(answer.chosen), "score": int(problem.score[answer.chosen].sum())}
    stages, fixed = [], False
    for name in order:
        if name == "matched":
            prices = Prices(u, p, scale=max(answer.bonus + lowest, 1))
        else:
            prices = Prices(u, p, filled=answer.bonus if fixed else 0)
        stages.append(Stage(name, values[name], values[name], prices))
        fixed |= name == "matched"
    return tuple(stages)


def _by_cpsat(
    problem: Problem, order: tuple[str, ...], deadline: float, seed: int, relaxed: Solution | None = None
) -> Solution:
    """Solve the whole model; `relaxed` is the answer without the rules that only CP-SAT takes."""
    _refuse_inexact(problem)
    ceilings = _ceilings(relaxed) if relaxed is not None else ()
    answer = solve_cpsat(problem, order, deadline, seed, _start(problem, relaxed), ceilings)
    if answer.infeasible:
        raise contradiction(problem, max(deadline, time.monotonic() + _EXPLAINING), seed)
    if answer.chosen is None:
        nothing = np.zeros(0, np.int64)
        return Solution(nothing, Status.UNKNOWN, 0, 0, (), interrupted=answer.interrupted)
    return _solution(problem, answer.chosen, answer.stages, answer.interrupted)


def _refuse_inexact(problem: Problem) -> None:
    """Refuse scores whose sums CP-SAT, which reckons in doubles here and there, could not tell apart."""
    total = sum(map(abs, map(int, (problem.score.min(), problem.score.max())))) if problem.n_pairs else 0
    if total * most_filled(problem) >= _EXACT:
        raise ProblemError(["scores add up to more than CP-SAT keeps exact (2^53): divide them all"])


def _ceilings(relaxed: Solution) -> tuple[int | None, ...]:
    """Return the bounds that outlast further rules: the first objective's alone.

    A later one's was proved for the number of places that the earlier one filled without those rules.
    """
    return (relaxed.stages[0].bound,)


def _start(problem: Problem, relaxed: Solution | None) -> Ints | None:
    """Return an answer that keeps every rule: the relaxed one, or what is left of it without mutual pairs."""
    if relaxed is None:
        return None
    mutual = [min(pair, key=lambda k: problem.score[k]) for pair in _couples(problem, relaxed.chosen)]
    for chosen in (np.setdiff1d(relaxed.chosen, mutual), np.zeros(0, np.int64)):
        if certify(problem, _solution(problem, chosen, (), interrupted=False)).feasible:
            return chosen
    return None


def _couples(problem: Problem, chosen: Ints) -> list[tuple[int, int]]:
    """Return the pairs of chosen pairs in which two people mentor each other."""
    at = {(int(problem.mentee[k]), int(problem.mentor[k])): int(k) for k in chosen}
    found = []
    for rule in problem.rules:
        if isinstance(rule, NoMutual):
            mentor_of = {int(i): int(j) for i, j in rule.same}
            mentee_of = {j: i for i, j in mentor_of.items()}
            for (i, j), pair in at.items():
                other = at.get((mentee_of.get(j, -1), mentor_of.get(i, -1)))
                if other is not None and pair < other:
                    found.append((pair, other))
    return found


def _solution(problem: Problem, chosen: Ints, stages: tuple[Stage, ...], interrupted: bool) -> Solution:
    proved = bool(stages) and all(s.value == s.bound for s in stages)
    frozen = np.array(chosen, dtype=np.int64)
    frozen.setflags(write=False)
    return Solution(
        chosen=frozen,
        status=Status.OPTIMAL if proved else Status.FEASIBLE,
        n_matched=len(frozen),
        score=int(problem.score[frozen].sum()),
        stages=stages,
        interrupted=interrupted,
    )


def _certified(problem: Problem, order: tuple[str, ...], solution: Solution) -> Solution:
    """Return the solution with its certificate; a disagreement is an error, never a result."""
    certificate = certify(problem, solution)
    if solution.status is Status.UNKNOWN:
        return replace(solution, certificate=certificate)
    wrong = list(certificate.violations)
    if tuple(stage.objective for stage in solution.stages) != order:
        wrong.append(f"the engine left out an objective of {order}")
    if (solution.status is Status.OPTIMAL) != certificate.proved:
        wrong.append(f"the engine says {solution.status}, the checker says proved={certificate.proved}")
    if wrong:
        raise CertificateError("the checker does not confirm the answer: " + "; ".join(wrong))
    return replace(solution, certificate=certificate)
