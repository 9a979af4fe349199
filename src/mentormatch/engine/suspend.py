"""What has happened is never refused: rules that cannot hold because of it are done without.

A rule that only forbids is never suspended: it holds if nobody is matched, so others contradict it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from mentormatch.errors import InfeasibleError
from mentormatch.rules import Rule

S = TypeVar("S")
Suspensions = dict[int, InfeasibleError]
"""Position of a rule -> the contradiction for which it is suspended."""


def solve_what_holds(
    rules: Sequence[Rule],
    solve: Callable[[tuple[Rule, ...], float], S],
    fixed: Collection[int],
    time_limit: float,
) -> tuple[S, Suspensions]:
    """Solve under as many of the rules as can hold.

    Of rules that contradict each other, the last one that may be is suspended; what it forbids still holds. A
    rule that can hold after all, since another one was suspended after it, is put back: none is suspended in
    vain, though fewer others might have done.

    Parameters
    ----------
    solve : callable
        Solves the problem under some rules within some seconds; raises `InfeasibleError`.
    fixed : collection of int
        Positions of rules that are never suspended.
    time_limit : float
        Seconds, in all.

    Raises
    ------
    InfeasibleError
        If rules contradict each other none of which may be suspended.
    """
    deadline = time.monotonic() + time_limit
    suspended: Suspensions = {}

    def attempt(without: Collection[int]) -> S:
        left = (rule.prohibition() if at in without else rule for at, rule in enumerate(rules))
        return solve(tuple(rule for rule in left if rule is not None), max(deadline - time.monotonic(), 0.1))

    while True:
        try:
            found = attempt(suspended)
            break
        except InfeasibleError as error:
            named = [at for at, rule in enumerate(rules) if at not in suspended and rule in error.rules]
            may = [at for at in named if at not in fixed and rules[at].prohibition() != rules[at]]
            if not may:
                raise
            suspended |= dict.fromkeys(may if time.monotonic() > deadline else may[-1:], error)
    for at in list(suspended)[:-1]:
        fewer = {other: error for other, error in suspended.items() if other != at}
        try:
            found = attempt(fewer)
        except InfeasibleError:
            continue
        suspended = fewer
    return found, suspended
