"""What each pair loses against the bound, and the sets of each mentor that lose little: the columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.arrays import Bools, Ints
from mentormatch.engine.clock import look
from mentormatch.engine.columns.ascent import Bound
from mentormatch.engine.columns.choices import Choices
from mentormatch.engine.columns.oracle import Scratch, pair_losses, sets_within
from mentormatch.engine.columns.settings import SETTINGS
from mentormatch.engine.compiled import FAR


@dataclass(frozen=True, eq=False)
class Sets:
    """Sets of mentees, each for one mentor.

    Parameters
    ----------
    start : int64 array, shape (n_sets + 1,)
    member : int64 array
        Positions: ``member[start[s]:start[s + 1]]`` are the pairs of set s.
    loss : int64 array, shape (n_sets,)
        What each loses against its mentor's best set.
    crowded : bool array, shape (n_mentors,)
        Mentors with too many sets to list; none of theirs is.
    """

    start: Ints
    member: Ints
    loss: Ints
    crowded: Bools

    def __len__(self) -> int:
        return len(self.loss)


def losses(choices: Choices, bound: Bound, reach: int, deadline: float) -> Ints:
    """Return the least loss of a set with each pair, by position; FAR above `reach`.

    Raises
    ------
    OutOfTimeError
        If the deadline, a value of `time.monotonic`, passes before.
    """
    loss = np.full(choices.n_positions, FAR, np.int64)
    work = Scratch.of(choices.menu)
    for first in range(0, choices.n_mentors, SETTINGS.mentors_at_once):
        look(deadline)
        last = min(first + SETTINGS.mentors_at_once, choices.n_mentors)
        pair_losses(choices.menu, bound.value, bound.best, reach, SETTINGS.nodes, first, last, work, loss)
    return loss


def listed(choices: Choices, bound: Bound, loss: Ints, delta: int, crowded: Bools) -> Sets:
    """Return the sets that lose at most `delta`, without empty ones and those of crowded mentors."""
    work, crowded = Scratch.of(choices.menu), crowded.copy()
    n_sets, n_members = 4 * choices.n_mentors + 100, 10 * choices.n_mentors + 100
    while True:
        members, ends, lost = (np.zeros(n, np.int64) for n in (n_members, n_sets, n_sets))
        need_sets, need_members = sets_within(
            choices.menu,
            bound.value,
            bound.best,
            delta,
            SETTINGS.sets,
            loss,
            work,
            members,
            ends,
            lost,
            crowded,
        )
        if need_sets <= n_sets and need_members <= n_members:
            break
        n_sets, n_members = max(need_sets, n_sets), max(need_members, n_members)
    start = np.concatenate(([0], ends[:need_sets]))
    return Sets(start, members[:need_members], lost[:need_sets], crowded)
