"""A first answer from prices: mentors take the sets that lose least, as long as their mentees are free."""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.engine.columns.priced import Priced
from mentormatch.engine.columns.sets import listed
from mentormatch.engine.columns.settings import SETTINGS
from mentormatch.engine.core.first_answers import keeps_rules


def greedy(priced: Priced, delta: int, deadline: float) -> Ints | None:
    """Return a matching of sets that lose at most `delta` and that keeps every rule; None if none is found.

    Where it does not reach a lower limit, the prices of rows are raised: pairs that count then come sooner.

    Raises
    ------
    OutOfTimeError
        If the deadline, a value of `time.monotonic`, passes before.
    """
    for raised in SETTINGS.raised:
        dearer = priced if raised == 1 else priced.dearer(raised, deadline)
        chosen = _taken(dearer, delta)
        if keeps_rules(priced.frame.problem, chosen):
            return chosen
        if not dearer.bound.row.any():
            break
    return None


def _taken(priced: Priced, delta: int) -> Ints:
    """Return the pairs of sets that are taken one after the other, the one that loses least first."""
    choices = priced.frame.choices
    crowded = np.zeros(choices.n_mentors, np.bool_)
    sets = listed(choices, priced.bound, priced.loss, min(delta, priced.known), crowded)
    start, member, mentee = sets.start.tolist(), sets.member.tolist(), choices.mentee.tolist()
    mentor = (np.searchsorted(choices.start, sets.member[sets.start[:-1]], "right") - 1).tolist()
    left, free = priced.frame.problem.demand.tolist(), [True] * choices.n_mentors
    chosen: list[int] = []
    for number in np.argsort(sets.loss, kind="stable").tolist():
        own = member[start[number] : start[number + 1]]
        if free[mentor[number]] and all(left[mentee[position]] for position in own):
            free[mentor[number]] = False
            chosen += own
            for position in own:
                left[mentee[position]] -= 1
    return np.sort(choices.pair[np.array(chosen, np.int64)])
