"""Answers to start from: they keep every rule and are cheap to find."""

from __future__ import annotations

import time
from contextlib import suppress

from mentormatch.arrays import Ints
from mentormatch.engine.answers import as_solution
from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.core.pruning import pruned
from mentormatch.engine.core.settings import SETTINGS
from mentormatch.engine.cpsat.model import PairModel
from mentormatch.engine.cpsat.run import Run, run
from mentormatch.engine.rules import add_rules
from mentormatch.engine.stable.deferred_acceptance import deferred_acceptance
from mentormatch.engine.stable.largest import largest_stable
from mentormatch.problem.problem import Problem
from mentormatch.proof.certificate import certify
from mentormatch.rules.stable import StableRecord


def first_answer(problem: Problem, relaxed: Ints, hint: Ints | None = None) -> Ints | None:
    """Return an answer that keeps every rule; None if none is found at once.

    Parameters
    ----------
    relaxed : int64 array
        The best answer without some of the rules.
    hint : int64 array, optional
        Pairs of another answer, which may break demand, capacity and rules.
    """
    tries = [relaxed] if hint is None else [relaxed, hint]
    return _best(problem, [pruned(problem, chosen) for chosen in tries])


def first_stable_answer(problem: Problem, most: int, seed: int, deadline: float) -> tuple[Ints | None, int]:
    """Return a large answer that keeps every rule, and a bound on the pairs of any stable answer.

    Parameters
    ----------
    problem : Problem
        With one or more `Stable` rules.
    most : int
        A bound on the number of pairs.
    deadline : float
        Value of `time.monotonic`; at most half of the time until then is used, unless the first answer takes
        longer.
    """
    tries, now = [], time.monotonic()
    for rule in problem.records:
        if isinstance(rule, StableRecord):
            with suppress(OutOfTimeError):
                if problem.n_pairs > SETTINGS.few_pairs and now < deadline:
                    until = now + SETTINGS.stable_time * (deadline - now)
                    found = largest_stable(problem, rule, seed, until, deadline)
                    chosen, most = found.chosen, min(most, found.bound)
                else:
                    chosen = deferred_acceptance(problem, rule, deadline)
                tries += [chosen, pruned(problem, chosen)]
    return _best(problem, tries), most


def any_answer(problem: Problem, near: Ints, deadline: float, seed: int) -> Run:
    """Search for any answer with CP-SAT, without an objective: the last resort.

    Parameters
    ----------
    near : int64 array
        Pairs that may be chosen, ascending. If they allow no answer, others may.
    deadline : float
        Value of `time.monotonic` at which to stop.

    Raises
    ------
    OutOfTimeError
        If the deadline passes before the model is built.
    """
    model = PairModel(problem, near, deadline)
    add_rules(model)
    return run(model, deadline, seed)


def keeps_rules(problem: Problem, chosen: Ints) -> bool:
    """Return whether pairs keep every rule, according to the checker."""
    return certify(problem, as_solution(problem, chosen, ())).feasible


def _best(problem: Problem, tries: list[Ints]) -> Ints | None:
    """Return the largest answer that keeps every rule; among equals, the one with the highest score."""
    kept = [chosen for chosen in tries if keeps_rules(problem, chosen)]
    return max(kept, key=lambda chosen: (len(chosen), int(problem.score[chosen].sum())), default=None)
