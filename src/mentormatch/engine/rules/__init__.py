"""What the engine knows of each rule: one file per rule, each with a subclass of `EngineRule`.

record -> build (rows of a model), words (in errors), prune (a first answer), cut (a part of the problem),
and what the network kernel uses of it

A test finds rules that are missing from `ENGINE_RULES`.
"""

from __future__ import annotations

from typing import Any

from mentormatch.engine.rules.base import EngineRule, TakesRows
from mentormatch.engine.rules.floor import FloorInEngine
from mentormatch.engine.rules.forbid import ForbidInEngine
from mentormatch.engine.rules.hours import HoursInEngine
from mentormatch.engine.rules.keep import KeepInEngine
from mentormatch.engine.rules.keep_apart import KeepApartInEngine
from mentormatch.engine.rules.keep_together import KeepTogetherInEngine
from mentormatch.engine.rules.minimum_load import MinimumLoadInEngine
from mentormatch.engine.rules.minimum_load_if_used import MinimumLoadIfUsedInEngine
from mentormatch.engine.rules.no_mutual import NoMutualInEngine
from mentormatch.engine.rules.pair_count import PairCountInEngine
from mentormatch.engine.rules.require import RequireInEngine
from mentormatch.engine.rules.stable import StableInEngine
from mentormatch.problem.problem import Problem
from mentormatch.rules import (
    Floor,
    Forbid,
    Hours,
    Keep,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    NoMutual,
    PairCount,
    Require,
    Stable,
)

ENGINE_RULES: dict[type, type[EngineRule[Any]]] = {
    Require: RequireInEngine,
    Forbid: ForbidInEngine,
    Keep: KeepInEngine,
    MinimumLoad: MinimumLoadInEngine,
    MinimumLoadIfUsed: MinimumLoadIfUsedInEngine,
    NoMutual: NoMutualInEngine,
    KeepApart: KeepApartInEngine,
    KeepTogether: KeepTogetherInEngine,
    PairCount: PairCountInEngine,
    Hours: HoursInEngine,
    Floor: FloorInEngine,
    Stable: StableInEngine,
}


def engine_rules(problem: Problem) -> list[EngineRule[Any]]:
    """Return the engine's rules of a problem, in the order of its rules."""
    both = zip(problem.rules, problem.records, strict=True)
    return [ENGINE_RULES[type(given)](problem, given, record) for given, record in both]


def add_rules(model: TakesRows) -> None:
    """Add all rules of its problem to a model.

    Raises
    ------
    ProblemError
        If the numbers of a rule are too large for CP-SAT.
    """
    for rule in engine_rules(model.problem):
        rule.build(model)
