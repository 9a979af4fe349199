"""Which rules contradict each other: a smallest set, in words."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from mentormatch.engine.clock import OutOfTimeError
from mentormatch.engine.cpsat.model import PairModel
from mentormatch.engine.cpsat.run import run
from mentormatch.engine.cpsat.shortage import find_shortage
from mentormatch.engine.rules import engine_rules
from mentormatch.engine.rules.base import EngineRule
from mentormatch.errors import CertificateError, InfeasibleError
from mentormatch.problem.problem import Problem

_Rule = EngineRule[Any]
_LEAST_SECONDS = 0.5


def contradiction(problem: Problem, seed: int, deadline: float = 0.0) -> InfeasibleError:
    """Return the error that names rules that cannot all hold, with none to spare.

    Rules that settle pairs and loads are looked at first, without a solver. Otherwise the solver returns a
    set of assumptions that contradict each other (objective off, presolve off, one worker). Then each rule is
    left out in turn, and stays out if the others still contradict each other. If time runs out, the rules
    named still contradict each other, but some might be spared; if not even that is known, they are all the
    rules.

    Parameters
    ----------
    deadline : float
        Value of `time.monotonic` at which to stop, but at least half a second is allowed.

    Raises
    ------
    CertificateError
        If the rules can in fact all hold.
    """
    deadline = max(deadline, time.monotonic() + _LEAST_SECONDS)
    rules = engine_rules(problem)
    short = find_shortage(problem, rules)

    def contradict(some: Sequence[_Rule]) -> bool:
        return bool(find_shortage(problem, some) if short else _assumed(problem, some, deadline, seed))

    core = short or _assumed(problem, rules, deadline, seed)
    if core == []:
        raise CertificateError("the engine found no answer, but the rules do not contradict each other")
    rules = core or rules
    # Those about the most pairs are left out first, as the others say more of what is wrong.
    for rule in sorted(rules, key=lambda rule: len(rule.required()), reverse=True):
        if time.monotonic() >= deadline:
            break
        fewer = [r for r in rules if r is not rule]
        if contradict(fewer):
            rules = fewer
    return InfeasibleError([rule.given for rule in rules], [rule.words() for rule in rules])


def _assumed(problem: Problem, rules: Sequence[_Rule], deadline: float, seed: int) -> list[_Rule] | None:
    """Return the rules that contradict each other, an empty list if none do, or None if time ran out."""
    try:
        model = PairModel(problem, deadline=deadline)
        literals = {}
        for rule in rules:
            literal = model.new_literal()
            rule.build(model, literal)
            literals[literal] = rule
    except OutOfTimeError:
        return None
    model.assume(list(literals))
    result = run(model, deadline, seed, presolve=False)
    if not result.infeasible:
        return None if result.chosen is None else []
    core = set(result.core)
    return [rule for literal, rule in literals.items() if not core or literal in core]
