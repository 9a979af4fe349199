"""Contradictions among rules that settle single pairs and minimum loads, found by a flow.

Rules that require pairs take demand and capacity away; what is left has to supply the minimum loads. Where it
does not, a smallest cut of the flow from the mentors who still need mentees to the mentees who are free names
the mentors concerned (Hall's theorem): no solver is needed, and time grows with the pairs of those mentors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.rules.base import EngineRule
from mentormatch.problem.problem import Problem
from mentormatch.rules.minimum_load import MinimumLoadRecord

_Rule = EngineRule[Any]
_LARGE = 2**31 - 1
"""The largest capacity that scipy's flow takes."""


def find_shortage(problem: Problem, rules: Sequence[_Rule]) -> list[_Rule]:
    """Return rules among these that contradict each other, not necessarily the fewest; empty if none found.

    Only what rules require, forbid and ask of loads is looked at, so that contradictions with other rules
    are not found.
    """
    required = {rule: pairs for rule in rules if len(pairs := rule.required())}
    forbidden = {rule: pairs for rule in rules if len(pairs := rule.forbidden())}
    taken, barred = _mask(problem, required.values()), _mask(problem, forbidden.values())
    both = np.flatnonzero(taken & barred)
    if len(both):
        return _naming({**required, **forbidden}, both)
    for side, most in ((problem.mentee, problem.demand), (problem.mentor, problem.capacity)):
        load = np.bincount(side[taken], minlength=len(most))
        over = np.flatnonzero(load > most)
        if len(over):
            return _naming(required, np.flatnonzero(taken & (side == over[0])))
    least = np.zeros(problem.n_mentors, np.int64)
    for rule in rules:
        rule.raise_loads(least)
    mentors, mentees = _short(problem, taken, barred, least)
    if not mentors.any():
        return []
    pairs = np.flatnonzero(mentors[problem.mentor])
    loads = [rule for rule in rules if isinstance(rule.record, MinimumLoadRecord)]
    mine = [rule for rule in loads if mentors[rule.record.mentor]]
    # Rules that take the mentees whom they could have, and those that keep others away.
    away = np.flatnonzero(taken & mentees[problem.mentee])
    return [*mine, *_naming(required, away), *_naming(forbidden, pairs[barred[pairs]])]


def _mask(problem: Problem, pairs: Iterable[Ints]) -> Bools:
    found = np.zeros(problem.n_pairs, np.bool_)
    for some in pairs:
        found[some] = True
    return found


def _naming(rules: dict[_Rule, Ints], pairs: Ints) -> list[_Rule]:
    """Return the rules about any of these pairs."""
    wanted = set(pairs.tolist())
    return [rule for rule, own in rules.items() if not wanted.isdisjoint(own.tolist())]


def _short(problem: Problem, taken: Bools, barred: Bools, least: Ints) -> tuple[Bools, Bools]:
    """Return mentors who cannot all reach their minimum load, and the mentees whom they could have."""
    mentors, mentees = np.zeros(problem.n_mentors, np.bool_), np.zeros(problem.n_mentees, np.bool_)
    load = np.bincount(problem.mentor[taken], minlength=problem.n_mentors)
    need = np.where(least > load, least - load, 0)
    beyond = np.flatnonzero(least > problem.capacity)
    if len(beyond):
        mentors[beyond[0]] = True
        return mentors, mentees
    needy = np.flatnonzero(need)
    left = problem.demand - np.bincount(problem.mentee[taken], minlength=problem.n_mentees)
    pairs = np.flatnonzero((need[problem.mentor] > 0) & ~taken & ~barred)
    # Nodes: source, mentors who need mentees, mentees, sink.
    at = np.zeros(problem.n_mentors, np.int64)
    at[needy] = np.arange(len(needy)) + 1
    first, sink = 1 + len(needy), 1 + len(needy) + problem.n_mentees
    tail = np.concatenate((np.zeros(len(needy)), at[problem.mentor[pairs]], np.arange(first, sink)))
    head = np.concatenate((at[needy], first + problem.mentee[pairs], np.full(problem.n_mentees, sink)))
    most = np.concatenate((need[needy], np.ones(len(pairs)), left)).clip(max=_LARGE)
    graph = csr_array(
        (most.astype(np.int32), (tail.astype(int), head.astype(int))), shape=(sink + 1, sink + 1)
    )
    found = maximum_flow(graph, 0, sink)
    if found.flow_value < need.sum():
        rest = csr_array(graph - found.flow)
        rest.eliminate_zeros()
        reached = breadth_first_order(rest, 0, return_predecessors=False)
        mentors[needy[reached[(reached > 0) & (reached < first)] - 1]] = True
        mentees[problem.mentee[pairs[mentors[problem.mentor[pairs]]]]] = True
    return mentors, mentees
