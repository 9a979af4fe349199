"""The whole problem as one CP-SAT model, its objectives solved in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from mentormatch.arrays import Ints
from mentormatch.engine.clock import OutOfTimeError, look
from mentormatch.engine.cpsat.model import PairModel
from mentormatch.engine.cpsat.objectives import steps_of
from mentormatch.engine.cpsat.run import Run, Watch, run
from mentormatch.engine.cpsat.steps import Step, following, stage_of
from mentormatch.engine.cpsat.totals import LowestStep, with_next_total
from mentormatch.engine.rules import add_rules
from mentormatch.objectives import FEWEST, MATCHED, Leximin, Order
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Stage

_SHARE = 0.6
"""Share of the time left after which a total that is not proved the best possible is left as it is."""
StageWatch = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class CpsatAnswer:
    """The result of the CP-SAT stages.

    Parameters
    ----------
    chosen : int64 array or None
        None if no answer was found.
    stages : tuple of Stage
        Those that were reached, without prices: the bounds are claims of the solver.
    """

    chosen: Ints | None
    stages: tuple[Stage, ...]
    infeasible: bool
    interrupted: bool


def solve_cpsat(
    problem: Problem,
    order: Order,
    deadline: float,
    seed: int,
    start: Ints | None = None,
    relaxed: Sequence[Stage] = (),
    watch: StageWatch | None = None,
) -> CpsatAnswer:
    """Solve the objectives in order; the value of each becomes a row for the next.

    Parameters
    ----------
    deadline : float
        Value of `time.monotonic` at which to stop.
    start : int64 array, optional
        An answer that keeps every rule.
    relaxed : sequence of Stage
        Stages without some of the rules, from the first on. Each is a bound as long as those before it are
        reached.
    watch : callable, optional
        Called with every better answer: the objective, its value, and its bound.
    """
    search = _Search(problem, deadline, seed, start, watch, order.by_levels or order.fewest)
    solved: list[tuple[Step, int]] = []
    known = _Known(relaxed, one_each=bool(problem.demand.max(initial=0) <= 1))
    for objective in order:
        steps = steps_of(objective, problem, lambda: search.chosen)
        step = next(steps, None)
        while step is not None:
            ceiling = known.of(step) if step.reported else None
            bound = search.pursue(step, ceiling, fix=objective is not order.last or step.level is not None)
            if search.chosen is None:
                return CpsatAnswer(None, (), search.infeasible, search.interrupted)
            if step.reported:
                solved.append((step, bound))
                known.reached(step, step.value(search.chosen), bound)
            step = following(steps, bound)
    stages = () if search.chosen is None else tuple(_stages(problem, order, search.chosen, solved))
    return CpsatAnswer(search.chosen, stages, infeasible=False, interrupted=search.interrupted)


def _stages(
    problem: Problem, order: Order, chosen: Ints, solved: Sequence[tuple[Step, int]]
) -> Iterator[Stage]:
    """Yield the stages; a later step may have improved an earlier value that was not proved best."""
    of = {objective.name: objective for objective in order}
    for name, steps in groupby(solved, key=lambda one: one[0].name):
        *before, last = (stage_of(step, chosen, bound) for step, bound in steps)
        yield from before
        objective = of[name]
        if isinstance(objective, Leximin):
            yield from with_next_total(objective, problem, chosen, last)
        else:
            yield last


class _Known:
    """Bounds known beforehand."""

    def __init__(self, relaxed: Sequence[Stage], *, one_each: bool) -> None:
        self._left, self._one_each = list(relaxed), one_each
        self._pairs: int | None = None

    def of(self, step: Step) -> int | None:
        """Return a bound on the step that comes next, if one is known."""
        ahead = self._left[0] if self._left else None
        if ahead is not None and (ahead.objective, ahead.level) == (step.name, step.level):
            return ahead.bound
        # Where mentees want one mentor each, those with a mentor are as many as pairs.
        return self._pairs if step.level == 0 and self._one_each else None

    def reached(self, step: Step, value: int, bound: int) -> None:
        """Take note of what a step has reached."""
        if step.name == MATCHED.name:
            self._pairs = bound
        if step.name == FEWEST.name:
            return  # it only leaves fewer matchings, so that the bounds ahead still hold
        same = self._left and (step.name, step.level, value) == (
            self._left[0].objective, self._left[0].level, self._left[0].bound,
        )  # fmt: skip
        self._left = self._left[1:] if same else []


class _Search:
    """The model of one search, as long as there is time for it, and the best answer so far."""

    def __init__(
        self,
        problem: Problem,
        deadline: float,
        seed: int,
        start: Ints | None,
        watch: StageWatch | None,
        known_are_left: bool,
    ) -> None:
        self._known_are_left = known_are_left
        self.chosen, self.infeasible, self.interrupted = start, False, False
        self._problem, self._deadline, self._seed, self._watch = problem, deadline, seed, watch
        self._model: PairModel | None = None
        with self._in_time():
            self._model = PairModel(problem, deadline=deadline)
            add_rules(self._model)

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        """Give the model up if time runs out."""
        try:
            yield
        except OutOfTimeError:
            self._model = None

    def pursue(self, step: Step, ceiling: int | None, *, fix: bool) -> int:
        """Take a step, and with `fix` keep its value from now on; return a bound on it."""
        bound = None
        with self._in_time():
            bound = self._run(step, ceiling)
        if self.interrupted:
            self._model = None
        if fix and self._model is not None and self.chosen is not None:
            with self._in_time():
                step.fix(self._model, step.value(self.chosen))
        return step.bound(bound, ceiling)

    def _run(self, step: Step, ceiling: int | None) -> int | None:
        """Let CP-SAT look for the best answer of a step; return its bound, if there is one."""
        if self._model is None:
            return None
        look(self._deadline)
        if isinstance(step, LowestStep) and self.chosen is not None:
            now = time.monotonic()
            any_answer = partial(self._any, self._model, until=now + _SHARE * (self._deadline - now))
            self.chosen, bound = step.search(self._model, self.chosen, ceiling, any_answer)
            return bound
        if self._known_are_left and self.chosen is not None and step.value(self.chosen) == ceiling:
            return None
        if ceiling is not None:
            step.limit(self._model, ceiling)
        step.aim(self._model)
        if self.chosen is not None:
            self._model.hint(self.chosen)
        report = None if self._watch is None else _reporting(self._watch, step, ceiling)
        result = run(self._model, self._deadline, self._seed, watch=report)
        self.interrupted |= result.interrupted
        self.infeasible |= result.infeasible and self.chosen is None
        self.chosen = _better(self.chosen, result.chosen, step)
        return result.bound

    def _any(self, model: PairModel, near: Ints, work: float, until: float) -> Run:
        """Let CP-SAT look for any answer, where scores are high: that guides it to one much sooner."""
        look(until)
        model.maximise(self._problem.score)
        model.hint(near)
        result = run(model, until, self._seed, work=work, any_answer=True)
        self.interrupted |= result.interrupted
        if result.interrupted:
            raise OutOfTimeError
        return result


def _reporting(watch: StageWatch, step: Step, ceiling: int | None) -> Watch:
    """Return a callback that reports pairs and bounds as values of one step."""
    return lambda chosen, bound: watch(step.name, step.value(chosen), step.bound(bound, ceiling))


def _better(known: Ints | None, found: Ints | None, step: Step) -> Ints | None:
    if known is None or found is None:
        return found if known is None else known
    return found if step.no_worse(step.value(found), step.value(known)) else known
