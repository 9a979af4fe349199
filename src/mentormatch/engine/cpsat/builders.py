"""One builder a rule: what it adds to a `PairModel`.

Each builder takes a literal under which alone the rule holds, so that contradictions can be found. Pairs are
spoken of by their index in the problem, whether the model has a variable for them or not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mentormatch.engine.cpsat.model import Ints, TakesRows
from mentormatch.engine.cpsat.patterns import FEW_PLACES, Pattern, patterns
from mentormatch.engine.cpsat.stable_builder import add_stable
from mentormatch.problem.problem import Problem
from mentormatch.rules import (
    Floor,
    Hours,
    Keep,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    NoMutual,
    PairCount,
    Require,
    Rule,
    Stable,
)


def add_rule(model: TakesRows, rule: Rule, literal: int | None = None) -> None:
    """Add a rule that carries indices; it holds if `literal` does, or always without one.

    Raises
    ------
    ProblemError
        If its numbers are too large for CP-SAT.
    """
    _BUILDERS[type(rule)](model, rule, literal)


def _require(model: TakesRows, rule: Require, literal: int | None) -> None:
    model.at_least([_index(rule.pair)], 1, literal)


def _keep(model: TakesRows, rule: Keep, literal: int | None) -> None:
    model.at_least(np.asarray(rule.pairs, np.int64), len(rule.pairs), literal)


def _minimum_load(model: TakesRows, rule: MinimumLoad, literal: int | None) -> None:
    model.at_least(model.problem.pairs_of_mentor(_index(rule.mentor)), rule.load, literal)


def _minimum_load_if_used(model: TakesRows, rule: MinimumLoadIfUsed, literal: int | None) -> None:
    """Add ``load * used <= mentees`` and, pair by pair, ``taken <= used``: stronger than their sum."""
    problem, mentor = model.problem, _index(rule.mentor)
    pairs = problem.pairs_of_mentor(mentor)
    most = min(int(problem.capacity[mentor]), len(pairs))
    if rule.load > most:
        model.at_most(pairs, 0, literal)
    elif rule.load > 1:
        used = model.new_literal()
        model.linear(pairs, 1, low=0, terms=[(used, -rule.load)], literal=literal)
        model.imply(pairs, used, literal)


def _no_mutual(model: TakesRows, rule: NoMutual, literal: int | None) -> None:
    for one, other in mutual_pairs(model.problem, rule):
        model.at_most([one, other], 1, literal)


def mutual_pairs(problem: Problem, rule: NoMutual) -> list[tuple[int, int]]:
    """Return the pairs of pairs in which two people would mentor each other."""
    mentor_of = {_index(i): _index(j) for i, j in rule.same}
    mentee_of = {j: i for i, j in mentor_of.items()}
    at: dict[tuple[int, int], int] = {}
    for i in mentor_of:
        for pair in problem.pairs_of_mentee(i).tolist():
            if int(problem.mentor[pair]) in mentee_of:
                at[i, int(problem.mentor[pair])] = pair
    found = []
    for (i, j), pair in at.items():
        other = at.get((mentee_of[j], mentor_of[i]))
        if other is not None and pair < other:
            found.append((pair, other))
    return found


def _keep_apart(model: TakesRows, rule: KeepApart, literal: int | None) -> None:
    problem = model.problem
    if rule.mentees is not None:
        of_group = [problem.pairs_of_mentee(_index(i)) for i in rule.mentees]
        other_side = problem.mentor
    else:
        of_group = [problem.pairs_of_mentor(_index(j)) for j in rule.mentors or ()]
        other_side = problem.mentee
    if of_group:
        for pairs in _by(other_side, np.concatenate(of_group)):
            model.at_most(pairs, 1, literal)


def _by(side: Ints | np.ndarray[Any, np.dtype[np.int32]], pairs: Ints) -> list[Ints]:
    """Return the pairs apart by the person on one side."""
    order = pairs[np.argsort(side[pairs], kind="stable")]
    if not len(order):
        return []
    return np.split(order, np.flatnonzero(np.diff(side[order])) + 1)


def _keep_together(model: TakesRows, rule: KeepTogether, literal: int | None) -> None:
    """Let all have what the first has: a mentor's pairs with the group are taken together or not at all."""
    problem = model.problem
    of_group = [problem.pairs_of_mentee(_index(i)) for i in rule.mentees]
    if not of_group:
        return
    model.at_most(of_group[0], 1, literal)
    for pairs in _by(problem.mentor, np.concatenate(of_group)):
        if len(pairs) < len(of_group):
            model.at_most(pairs, 0, literal)
        else:
            for other in pairs[1:].tolist():
                model.linear([int(pairs[0]), other], [1, -1], low=0, high=0, literal=literal)


def _pair_count(model: TakesRows, rule: PairCount, literal: int | None) -> None:
    pairs = np.asarray(rule.pairs, np.int64)
    if rule.at_least is not None:
        model.at_least(pairs, rule.at_least, literal)
    if rule.at_most is not None:
        model.at_most(pairs, rule.at_most, literal)


def _hours(model: TakesRows, rule: Hours, literal: int | None) -> None:
    """Let each mentor's pairs fit the budget; pairs that exceed it alone are left out."""
    problem = model.problem
    hours, budget = rule.per_pair(problem.n_pairs), rule.per_mentor(problem.n_mentors)
    model.at_most(np.flatnonzero(hours > budget[problem.mentor]), 0, literal)
    for mentor in range(problem.n_mentors):
        pairs = problem.pairs_of_mentor(mentor)
        pairs = pairs[(hours[pairs] > 0) & (hours[pairs] <= budget[mentor])]
        places = min(int(problem.capacity[mentor]), len(pairs))
        if np.sort(hours[pairs])[::-1][:places].sum() <= budget[mentor]:
            continue
        unit = int(np.gcd.reduce(hours[pairs]))
        own, most = hours[pairs] // unit, int(budget[mentor]) // unit
        sizes = tuple(np.unique(own)[::-1].tolist())
        packed = patterns(sizes, places, most) if places <= FEW_PLACES else None
        if packed is not None:
            _choose(model, packed, pairs, own, literal)
        else:
            name = f"Hours of {problem.mentor_name(mentor)}"
            model.linear(pairs, own, high=most, literal=literal, name=name)


def _choose(
    model: TakesRows, packed: Sequence[Pattern], pairs: Ints, hours: Ints, literal: int | None
) -> None:
    """Choose one pattern; let it have as many places of each size or more as pairs that need so much."""
    chosen = [model.new_literal() for _ in packed]
    model.linear([], 1, low=1, high=1, terms=[(z, 1) for z in chosen], literal=literal)
    for size in np.unique(hours).tolist():
        room = [sum(place >= size for place in pattern) for pattern in packed]
        terms = [(z, -n) for z, n in zip(chosen, room, strict=True)]
        model.linear(pairs[hours >= size], 1, high=0, terms=terms, literal=literal)


def _floor(model: TakesRows, rule: Floor, literal: int | None) -> None:
    """Leave out what is too little for a single mentor; weigh the totals of those who may have several."""
    problem = model.problem
    score = rule.per_pair(problem.score)
    single = problem.demand[problem.mentee] <= 1
    model.at_most(np.flatnonzero(single & (score < rule.total)), 0, literal)
    for mentee in np.flatnonzero(problem.demand > 1).tolist():
        pairs = problem.pairs_of_mentee(mentee)
        if not len(pairs):
            continue
        if _highest_total(score[pairs], int(problem.demand[mentee])) < rule.total:
            model.at_most(pairs, 0, literal)
        elif -_highest_total(-score[pairs], int(problem.demand[mentee])) < rule.total:
            _total(model, rule.total, pairs, score[pairs], literal)


def _highest_total(score: Ints, demand: int) -> int:
    """Return the most that a matched mentee's scores can add up to."""
    best = np.sort(score)[::-1][:demand]
    return int(best[0] + np.maximum(best[1:], 0).sum())


def _total(model: TakesRows, total: int, pairs: Ints, score: Ints, literal: int | None) -> None:
    """Add ``total * matched <= scores`` for one mentee."""
    problem = model.problem
    matched = model.new_literal()
    model.imply(pairs, matched, literal)
    # Beyond the floor a score counts no more, unless another one could take it back.
    score = np.minimum(score, max(total, 0)) if score.min() >= 0 else score
    name = f"Floor of {problem.mentee_name(int(problem.mentee[pairs[0]]))}"
    model.linear(pairs, score, low=0, terms=[(matched, -total)], literal=literal, name=name)


def _index(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("a rule of a problem carries indices")
    return value


_BUILDERS: dict[type, Callable[[TakesRows, Any, int | None], None]] = {
    Require: _require,
    Keep: _keep,
    MinimumLoad: _minimum_load,
    MinimumLoadIfUsed: _minimum_load_if_used,
    NoMutual: _no_mutual,
    KeepApart: _keep_apart,
    KeepTogether: _keep_together,
    PairCount: _pair_count,
    Hours: _hours,
    Floor: _floor,
    Stable: add_stable,
}
