"""`solve`: choose the engine, solve the objectives in order, and have the answer checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike

from mentormatch.arrays import Ints, first_ten
from mentormatch.engine.answers import as_solution, unknown, weighed_stages
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.compiled import seconds_compiling
from mentormatch.engine.effort import Effort
from mentormatch.engine.levels import in_network, solve_levels
from mentormatch.engine.network.answer import NetworkAnswer, priced_stages
from mentormatch.engine.network.balance import evened, solve_balanced
from mentormatch.engine.network.lottery import draw
from mentormatch.engine.network.solve import solve_network, supported, unsupported
from mentormatch.errors import CertificateError, ProblemError, did_you_mean
from mentormatch.objectives import DEFAULT, FEWEST, MATCHED, SCORE, Order
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Prices, Progress, Solution, Stage
from mentormatch.progress import shown
from mentormatch.proof.certificate import certify, unfounded
from mentormatch.rules import Rule
from mentormatch.rules.stable import StableRecord

if TYPE_CHECKING:
    from mentormatch.engine.cpsat.model import RowsOfPairs
    from mentormatch.engine.state.state import KeptSolution, State

Method = Literal["auto", "network", "cpsat"]
METHODS = ("auto", "network", "cpsat")
_EXACT = 2**53


@overload
def solve(
    problem: Problem,
    objective: Sequence[str] = ...,
    method: Method = ...,
    time_limit: float = ...,
    seed: int = ...,
    *,
    progress: Callable[[Progress], None] | None = ...,
    verbose: bool = ...,
    keep_state: Literal[True],
    hint: ArrayLike | None = ...,
    lottery: bool = ...,
    even: bool = ...,
    robust: bool = ...,
) -> KeptSolution: ...


@overload
def solve(
    problem: Problem,
    objective: Sequence[str] = ...,
    method: Method = ...,
    time_limit: float = ...,
    seed: int = ...,
    *,
    progress: Callable[[Progress], None] | None = ...,
    verbose: bool = ...,
    keep_state: Literal[False] = ...,
    hint: ArrayLike | None = ...,
    lottery: bool = ...,
    even: bool = ...,
    robust: bool = ...,
) -> Solution: ...


def solve(  # noqa: PLR0913  (the numeric layer's public face)
    problem: Problem,
    objective: Sequence[str] = DEFAULT.names,
    method: Method = "auto",
    time_limit: float = 60.0,
    seed: int = 0,
    *,
    progress: Callable[[Progress], None] | None = None,
    verbose: bool = False,
    keep_state: bool = False,
    hint: ArrayLike | None = None,
    lottery: bool = True,
    even: bool = False,
    robust: bool = False,
) -> Solution:
    """Choose pairs that keep every rule and are best in the objectives, in their order.

    Parameters
    ----------
    problem : Problem
        Mentees, mentors, candidate pairs and rules, all by index.
    objective : sequence of str
        Such as ``("matched", "score")``; `mentormatch.objectives.ORDERS` lists useful ones. ``matched``
        counts filled mentee demand, ``score`` sums the scores of the chosen pairs, ``balance`` spreads
        mentees evenly over mentors; ``worst_off`` raises the lowest total score of a mentee, ``leximin 5``
        those of the 5 worst off, one after the other; ``preference`` meets as many first wishes as possible,
        then second ones, and so on (``problem.rank``); ``fewest`` leaves as many mentors as possible without
        mentees. ``("score",)`` may leave people unmatched.
    method : {"auto", "network", "cpsat"}
        ``network`` accepts rules that settle single pairs, minimum loads, and nested ceilings: `PairCount`
        with `at_most` alone over all pairs of some mentees, or of some mentors, if any two sets on one side
        are disjoint or one contains the other. ``cpsat`` gives the whole problem to CP-SAT. ``auto`` uses
        the network kernel and, if its answer breaks another rule, CP-SAT on the pairs that can still matter.
    time_limit : float
        Seconds, including the building of models and, once on a machine, compiling. The answer comes at most
        a tenth and a second later. Only the searches of the network kernel, and `keep_state` without rules,
        always run to the end: with 100,000 people that takes seconds.
    seed : int
        Seed of the lottery and of CP-SAT.
    progress : callable, optional
        Called with the `Progress` of every better answer, in the caller's thread.
    verbose : bool
        Whether to show the progress on standard error too; the ``mentormatch`` logger reports it at INFO
        in any case.
    keep_state : bool
        Whether ``solution.state`` holds the state that `mentormatch.repair` starts from.
    hint : array-like of int, optional
        Pairs, by index, of an answer to start from, such as the rest of an earlier one. It may break rules;
        it only saves time, and only with side rules.
    lottery : bool
        Whether a draw decides among equally good answers of CP-SAT, so that neither the order of rows nor
        the hint matters. It takes a few seconds at most; without it the first answer found is returned.
    even : bool
        Whether equally good answers are first compared by how evenly they spread mentees over mentors: by
        the sum of the squares of the mentors' numbers of mentees, where filled demand is the first
        objective. With rules that need CP-SAT it takes a few seconds more at most, and then the most even of
        the answers found is returned; not with `keep_state`. It is no objective, so no stage proves it: for
        that, put ``balance`` last in `objective`.
    robust : bool
        Whether equally good answers are compared by their spares before anything else: how many mentees with
        a mentor have another candidate with free capacity, then the sum of the scores of the best such
        candidate of each. CP-SAT looks for ten seconds at most, and the best of the answers found is
        returned; not with `keep_state`, nor without `lottery`. Like `even`, no stage proves it.

    Returns
    -------
    Solution
        With its certificate: ``solution.certificate``.

    Raises
    ------
    ProblemError
        If the arguments are wrong, or if `method` does not accept a rule, which the message names.
    InfeasibleError
        If the rules contradict each other.
    CertificateError
        If the checker does not confirm the engine's answer: a defect.

    Notes
    -----
    The network kernel lets mentees bid for places, and places the rest along shortest augmenting paths
    (Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
    problems", Computing 38 (1987) 325-340). Its dual prices bound every matching, which proves the answer:
    see `Prices`. ``balance`` on a network is the decreasing minimisation of Frank and Murota (Mathematical
    Programming 195, 2022), ``preference`` the rank-maximal profile of Irving and others (ACM Transactions on
    Algorithms 2 (2006) 602-610).

    Examples
    --------
    >>> problem = mm.Problem(n_mentees=3, n_mentors=2, mentee=[0, 0, 1, 2], mentor=[0, 1, 1, 1],
    ...                      score=[9, 4, 7, 5], capacity=[1, 1])
    >>> solution = mm.solve(problem)
    >>> solution.chosen.tolist(), solution.n_matched, solution.score, solution.certificate.proved
    ([0, 2], 2, 16, True)
    """
    began, compiled = time.monotonic(), seconds_compiling()
    order = _checked(problem, objective, method, time_limit, seed, keep_state)
    near = None if hint is None else _pairs(problem, hint)
    robust = robust and lottery and not keep_state
    effort = Effort(began, began + time_limit, seed, progress, near, lottery and not robust, even)
    with shown(verbose):
        found, state = _found(problem, order, method, effort, keep_state=keep_state)
        if robust:
            found = _with_spares(problem, order, found, effort)
    # Two clocks, so their difference may fall below 0.
    seconds = max(time.monotonic() - began - (seconds_compiling() - compiled), 0.0)
    found = certified(problem, order, found, seconds=seconds, progress=tuple(effort.log))
    if not keep_state:
        return found
    from mentormatch.engine.state.state import KeptSolution, State

    if state is None:
        state = State.under_rules(problem, found, matched_first=order.matched_first, seed=seed)
    return KeptSolution.of(found, state)


def _found(
    problem: Problem, order: Order, method: Method, effort: Effort, *, keep_state: bool
) -> tuple[Solution, State | None]:
    """Return the answer, not yet certified, and the state that it comes from, if any."""
    if keep_state and not problem.rules:
        from mentormatch.engine.state.state import State

        state = State.of(problem, matched_first=order.matched_first, seed=effort.seed)
        return state.solution(), state
    by = _by_levels if order.by_levels else _by_fewest if order.fewest else _by_network
    by = _by_cpsat if method == "cpsat" else by
    try:
        return by(problem, order, effort), None
    except OutOfTimeError:
        return unknown(interrupted=False), None


def _checked(
    problem: Problem, names: Sequence[str], method: str, limit: float, seed: int, keep_state: bool
) -> Order:
    faults, order = [], DEFAULT
    try:
        order = Order.of(names)
    except ValueError as error:
        faults.append(f"objective {error}")
    if method not in METHODS:
        faults.append(f"method '{method}' is not one of {', '.join(METHODS)}{did_you_mean(method, METHODS)}")
    if not limit > 0:
        faults.append(f"time_limit must be above 0 seconds; got {limit}")
    if not 0 <= seed < 2**31:
        faults.append(f"seed must be a whole number from 0 to 2^31 - 1; got {seed}")
    others = sorted({r.rule for r in unsupported(problem)}) if method == "network" else []
    if others:
        faults.append(f"method 'network' does not accept the rule {', '.join(others)}: use 'auto'")
    if method == "network" and (order.fewest or not in_network(problem, order)):
        lacks = "looks for no fewest" if order.fewest else "compares no totals where a mentee wants several"
        faults.append(f"method 'network' {lacks} mentors: use 'auto'")
    if keep_state and order not in {DEFAULT, Order((SCORE,))}:
        faults.append(
            "keep_state needs an objective with 'score', alone or after 'matched', and without 'balance'"
        )
    if keep_state and method == "cpsat" and not problem.rules:
        faults.append("keep_state without rules needs the prices of the network kernel: use method 'auto'")
    if faults:
        raise ProblemError(faults)
    return order


def _pairs(problem: Problem, hint: ArrayLike) -> Ints:
    """Return the pairs of a hint as an array."""
    pairs = np.asarray(hint)
    if pairs.ndim != 1 or (pairs.size and pairs.dtype.kind not in "iu"):
        raise ProblemError(["hint must be a one-dimensional array of whole numbers"])
    wrong = pairs[(pairs < 0) | (pairs >= problem.n_pairs)]
    if wrong.size:
        found = first_ten(wrong.tolist())
        raise ProblemError([f"hint must hold indices of pairs in 0..{problem.n_pairs - 1}; found {found}"])
    return np.unique(pairs.astype(np.int64))


def _by_network(problem: Problem, order: Order, effort: Effort) -> Solution:
    """Solve without the rules that the network kernel does not accept; go on if the answer breaks one."""
    # With other rules, ceilings are left to the core, which prices all rows together.
    further = unsupported(problem)
    plain = _with_rules(problem, supported(problem) if further else problem.rules)
    if order.balanced:
        answer, stages = solve_balanced(plain, order, effort.seed, effort.deadline)
    else:
        answer = solve_network(plain, order.matched_first, effort.seed, effort.deadline, effort.even)
        # Where ceilings are in the way of the most even answer, it takes another flow.
        if effort.even and order == DEFAULT and answer.feasible and not answer.late and answer.spread is None:
            answer = evened(plain, effort.seed, answer, effort.deadline)
        stages = priced_stages(plain, order, answer)
    if not answer.feasible:
        raise effort.contradiction(problem)
    if answer.late:
        return _late(problem, order, effort, answer)
    if plain is problem or certify(problem, as_solution(problem, answer.chosen, stages)).feasible:
        return as_solution(problem, answer.chosen, stages)
    if any(isinstance(record, StableRecord) for record in problem.records):
        return _stable(problem, order, effort, stages)
    if order.balanced:
        from mentormatch.engine.core.first_answers import first_answer

        first = first_answer(problem, answer.chosen, effort.hint)
        return _by_cpsat(problem, order, effort, first, stages[:1])
    if answer.spread is not None:
        # The core starts from where it would start without looking for even loads.
        answer = replace(answer, chosen=draw(plain, answer, effort.seed))
    return _by_core(problem, order, effort, answer)


def _by_levels(problem: Problem, order: Order, effort: Effort) -> Solution:
    """Solve with objectives that have a stage a level; ceilings are left to CP-SAT, like other rules."""
    plain = _with_rules(problem, supported(problem))
    found = solve_levels(plain, order, effort.seed, effort.deadline, even=effort.even)
    if found is None:
        raise effort.contradiction(problem)
    chosen, stages, complete = found
    one_each = plain is problem and in_network(problem, order)
    if complete and (one_each or certify(problem, as_solution(problem, chosen, stages)).feasible):
        return as_solution(problem, chosen, stages)
    if any(isinstance(record, StableRecord) for record in problem.records):
        return _stable(problem, order, effort, stages[:1]) if stages else _by_cpsat(problem, order, effort)
    # The first objective alone is proved by better means.
    begin = DEFAULT if order.matched_first else Order((SCORE,)) if order.objectives[0] is SCORE else None
    if begin is None:
        from mentormatch.engine.core.first_answers import first_answer

        return _by_cpsat(problem, order, effort, first_answer(problem, chosen, effort.hint), stages)
    soon = replace(effort, deadline=(time.monotonic() + effort.deadline) / 2, lottery=False, even=False)
    best = _by_network(problem, begin, soon)
    if not best.stages:
        return best
    same = [stage.bound for stage in stages[:1]] == [best.stages[0].bound]
    known = stages if same else (replace(best.stages[0], prices=None),)
    return _by_cpsat(problem, order, effort, best.chosen, known)


def _by_fewest(problem: Problem, order: Order, effort: Effort) -> Solution:
    """Solve the objectives before `fewest` as ever; their values bound those of the whole model."""
    begin = Order(order.objectives[: order.objectives.index(FEWEST)])
    soon = replace(effort, deadline=(time.monotonic() + effort.deadline) / 2, lottery=False, even=False)
    best = _by_network(problem, begin, soon)
    if not best.stages:
        return best
    stages = best.stages
    if begin.last is MATCHED and order.by_score:
        # Without some rules, and with any number of mentors, there are more matchings: a bound for the score.
        plain = _with_rules(problem, supported(problem))
        relaxed = solve_network(plain, True, effort.seed, soon.deadline)
        further = priced_stages(plain, DEFAULT, relaxed) if not relaxed.late else ()
        stages = (*stages, *further[1:]) if further and further[0].value == stages[0].bound else stages
    return _by_cpsat(problem, order, effort, best.chosen, stages)


def _late(problem: Problem, order: Order, effort: Effort, relaxed: NetworkAnswer) -> Solution:
    """Return an answer at hand, where no time is left for the ceilings or the balance of the network's."""
    from mentormatch.engine.core.first_answers import first_answer

    first = first_answer(problem, relaxed.chosen, effort.hint)
    if first is None:
        return unknown(interrupted=False)
    weight = relaxed.bonus * len(relaxed.chosen) + int(problem.score[relaxed.chosen].sum())
    return as_solution(problem, first, weighed_stages(problem, order, first, relaxed.bonus, weight))


def _with_rules(problem: Problem, rules: Sequence[Rule]) -> Problem:
    """Return the problem with these rules; the problem itself if they are the same."""
    if len(rules) == len(problem.rules):
        return problem
    return problem.replace(rules=rules)


def _stable(problem: Problem, order: Order, effort: Effort, relaxed: Sequence[Stage]) -> Solution:
    """Solve a problem with a `Stable` rule; `relaxed` are the stages without such rules."""
    from mentormatch.engine.core.first_answers import first_stable_answer

    if not order.matched_first:
        return _by_cpsat(problem, order, effort, None, relaxed)
    try:
        first, most = first_stable_answer(problem, relaxed[0].bound, effort.seed, effort.deadline)
    except KeyboardInterrupt:
        soon = replace(effort, deadline=time.monotonic())
        first, most = first_stable_answer(problem, relaxed[0].bound, effort.seed, soon.deadline)
        stages = (replace(relaxed[0], bound=most),)
        return _by_cpsat(problem, order, soon, first, stages).replace(interrupted=True)
    if first is not None and order.last is MATCHED and len(first) == most:
        stages = (Stage(MATCHED.name, most, most),)
        chosen = _drawn(problem, order, first, stages, effort, np.arange(problem.n_pairs))
        return as_solution(problem, chosen, stages)
    # What bounds the next objectives of as many pairs without the rule bounds them with the rule.
    rest = relaxed[1:] if most == relaxed[0].bound else ()
    return _by_cpsat(problem, order, effort, first, (replace(relaxed[0], bound=most), *rest))


def _by_core(problem: Problem, order: Order, effort: Effort, relaxed: NetworkAnswer) -> Solution:
    """Solve what can still matter, given the best answer without the rules that it breaks."""
    from mentormatch.engine.columns.choices import by_sets
    from mentormatch.engine.columns.solve import ColumnSearch
    from mentormatch.engine.core.first_answers import first_answer
    from mentormatch.engine.core.solve import PairSearch

    def stages(chosen: Ints, bound: int) -> tuple[Stage, ...]:
        return weighed_stages(problem, order, chosen, relaxed.bonus, bound)

    kind = ColumnSearch if by_sets(problem) else PairSearch
    search = kind(
        problem, relaxed, first_answer(problem, relaxed.chosen, effort.hint), effort.deadline, effort.seed,
        count_only=not order.by_score, watch=lambda chosen, bound: effort.report(stages(chosen, bound)),
    )  # fmt: skip
    found = search.run()
    if found.infeasible:
        raise effort.contradiction(problem)
    if found.chosen is None:
        return unknown(found.interrupted)
    answer, near, candidates = stages(found.chosen, found.bound), found.near, found.candidates
    if not order.by_score:
        # Where scores do not count, any pair may be in an answer as good.
        near, candidates = np.arange(problem.n_pairs), None
    elif found.prices is not None:
        answer = _with_prices(problem, answer, relaxed, found.chosen, found.prices)
    chosen = _drawn(problem, order, found.chosen, answer, effort, near, candidates)
    return as_solution(problem, chosen, answer, found.interrupted)


def _with_prices(
    problem: Problem,
    stages: tuple[Stage, ...],
    relaxed: NetworkAnswer,
    chosen: Ints,
    prices: tuple[Prices, Prices | None],
) -> tuple[Stage, ...]:
    """Return stages with the prices that bound them, if they do so for the checker too."""
    by_score, by_count = prices
    own = [replace(stages[-1], prices=by_score)]
    if len(stages) > 1:
        kernel = priced_stages(_with_rules(problem, supported(problem)), DEFAULT, relaxed)[0]
        by_count = kernel.prices if kernel.value == stages[0].bound else by_count
        if by_count is None:
            return stages
        own.insert(0, replace(stages[0], prices=by_count))
    found = tuple(own)
    return found if certify(problem, as_solution(problem, chosen, found)).feasible else stages


def _by_cpsat(
    problem: Problem, order: Order, effort: Effort, first: Ints | None = None, relaxed: Sequence[Stage] = ()
) -> Solution:
    """Solve the whole model, from a first answer and the stages without some rules, if known."""
    from mentormatch.engine.cpsat.solve import solve_cpsat

    _refuse_inexact(problem)
    answer = solve_cpsat(
        problem, order, effort.deadline, effort.seed, first, relaxed,
        watch=lambda name, value, bound: effort.report((Stage(name, value, bound),)),
    )  # fmt: skip
    if answer.infeasible:
        raise effort.contradiction(problem)
    if answer.chosen is None:
        return unknown(answer.interrupted)
    chosen = _drawn(problem, order, answer.chosen, answer.stages, effort, np.arange(problem.n_pairs))
    return as_solution(problem, chosen, answer.stages, answer.interrupted)


def _drawn(
    problem: Problem,
    order: Order,
    best: Ints,
    stages: tuple[Stage, ...],
    effort: Effort,
    near: Ints,
    candidates: Callable[[], RowsOfPairs] | None = None,
) -> Ints:
    """Let the lottery decide among the best answers, if one is proved."""
    alone = len(near) == len(best)
    if alone or not effort.lottery or any(stage.value != stage.bound for stage in stages):
        return best
    from mentormatch.engine.cpsat.tie_break import drawn

    even = effort.even and order.matched_first
    return drawn(problem, order, best, near, effort.deadline, effort.seed, even, candidates=candidates)


def _with_spares(problem: Problem, order: Order, found: Solution, effort: Effort) -> Solution:
    """Return the answer with the best spares among those as good as a proved one, drawn like others."""
    if not found.stages or any(stage.value != stage.bound for stage in found.stages):
        return found
    from mentormatch.engine.cpsat.robust import Spares, near_best
    from mentormatch.engine.cpsat.tie_break import drawn

    near, full = near_best(problem, found)
    if len(near) == len(found.chosen):
        return found
    chosen = drawn(
        problem, order, found.chosen, near, effort.deadline, effort.seed, effort.even and order.matched_first,
        Spares(problem, near, full),
    )  # fmt: skip
    return as_solution(problem, chosen, found.stages, found.interrupted)


def _refuse_inexact(problem: Problem) -> None:
    """Refuse scores whose sums could exceed the digits of a double, which CP-SAT uses in places."""
    total = sum(map(abs, map(int, (problem.score.min(), problem.score.max())))) if problem.n_pairs else 0
    if total * problem.most_filled >= _EXACT:
        raise ProblemError(
            ["scores could add up to 2^53 or more, where CP-SAT is no longer exact: divide all scores"]
        )


def certified(problem: Problem, order: Order, solution: Solution, **run: Any) -> Solution:
    """Return the solution with its certificate and facts of its run; raise if engine and checker disagree."""
    certificate = certify(problem, solution)
    wrong = unfounded(order.names, solution, certificate)
    if wrong:
        raise CertificateError("the checker does not confirm the answer: " + "; ".join(wrong))
    return solution.replace(certificate=certificate, **run)
