"""Rules in words, with ids, and what stands against them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

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

_SHOWN = 10


def in_words(problem: Problem, rule: Rule) -> str:
    """Return what a rule asks for, with ids, and what stands against it."""
    return _WORDS[type(rule)](problem, rule)


def _require(problem: Problem, rule: Require) -> str:
    pair = int(rule.pair)  # type: ignore[arg-type]  # a problem's rules carry indices
    i, j = int(problem.mentee[pair]), int(problem.mentor[pair])
    return (
        f"{problem.mentee_name(i)} is to be with {problem.mentor_name(j)} "
        f"({_wants(problem, i)}; {_places(problem, j)})"
    )


def _keep(problem: Problem, rule: Keep) -> str:
    n = len(rule.pairs)
    return f"{n} pair{'' if n == 1 else 's'} made before are to stay: {_pairs(problem, rule.pairs)}"


def _minimum_load(problem: Problem, rule: MinimumLoad | MinimumLoadIfUsed) -> str:
    mentor = int(rule.mentor)
    none_or = "" if isinstance(rule, MinimumLoad) else "no mentee or "
    return (
        f"{problem.mentor_name(mentor)} is to have {none_or}at least {rule.load} mentees "
        f"({_places(problem, mentor)}; {len(problem.pairs_of_mentor(mentor))} mentees may meet them)"
    )


def _no_mutual(problem: Problem, rule: NoMutual) -> str:  # noqa: ARG001
    return "people who are both mentee and mentor do not mentor each other"


def _keep_apart(problem: Problem, rule: KeepApart) -> str:
    if rule.mentees is not None:
        return f"no two of {_names(rule.mentees, problem.mentee_name)} are to share a mentor"
    return f"no two of {_names(rule.mentors or (), problem.mentor_name)} are to share a mentee"


def _keep_together(problem: Problem, rule: KeepTogether) -> str:
    return f"{_names(rule.mentees, problem.mentee_name)} are to have one mentor together, or none"


def _pair_count(problem: Problem, rule: PairCount) -> str:
    ends = [
        f"at {end} {count}"
        for end, count in (("least", rule.at_least), ("most", rule.at_most))
        if count is not None
    ]
    return f"{' and '.join(ends)} of {len(rule.pairs)} pairs are to be made: {_pairs(problem, rule.pairs)}"


def _hours(problem: Problem, rule: Hours) -> str:  # noqa: ARG001
    return "mentors are to stay within their budgets of hours"


def _floor(problem: Problem, rule: Floor) -> str:  # noqa: ARG001
    return f"every matched mentee is to have a total score of at least {rule.total}"


def _stable(problem: Problem, rule: Stable) -> str:  # noqa: ARG001
    return "no mentee and mentor are to rather have each other than whom they have"


def _pairs(problem: Problem, pairs: Iterable[Any]) -> str:
    def name(pair: int) -> str:
        mentee, mentor = int(problem.mentee[pair]), int(problem.mentor[pair])
        return f"{problem.mentee_name(mentee)} with {problem.mentor_name(mentor)}"

    return _names(pairs, name)


def _names(people: Iterable[Any], name: Callable[[int], str]) -> str:
    indices = list(people)
    more = f" and {len(indices) - _SHOWN} more" if len(indices) > _SHOWN else ""
    return ", ".join(name(int(index)) for index in indices[:_SHOWN]) + more


def _wants(problem: Problem, mentee: int) -> str:
    n = int(problem.demand[mentee])
    return f"the mentee wants {n} mentor{'' if n == 1 else 's'}"


def _places(problem: Problem, mentor: int) -> str:
    n = int(problem.capacity[mentor])
    return f"the mentor has {n} place{'' if n == 1 else 's'}"


_WORDS: dict[type, Callable[[Problem, Any], str]] = {
    Require: _require,
    Keep: _keep,
    MinimumLoad: _minimum_load,
    MinimumLoadIfUsed: _minimum_load,
    NoMutual: _no_mutual,
    KeepApart: _keep_apart,
    KeepTogether: _keep_together,
    PairCount: _pair_count,
    Hours: _hours,
    Floor: _floor,
    Stable: _stable,
}
