"""Who comes first when capacity is short: mentees whose pair ended, and mentees who have waited.

A mentee has waited one round for every matching after which they had fewer mentors than they want, active or
proposed, until all of them are active. A mentee whose pair ended before it was completed (it was dissolved,
the mentor left, a limit no longer allows it) has waited at least one round. Who asked for it makes no
difference: it is not recorded.

Rounds with proposed mentors are no rounds of waiting. They are counted beside them and give the same
standing; otherwise a mentee could lose a proposed mentor to one who joined on the same day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Int32s, Ints
from mentormatch.changes.history import History
from mentormatch.errors import PolicyError
from mentormatch.people.model import People
from mentormatch.people.side import CAPACITY, DEMAND
from mentormatch.policy import Rematch
from mentormatch.problem.problem import LIMIT
from mentormatch.scoring import SCALE


def with_last_round(
    history: History, waiting: Collection[str], proposed: Collection[str], people: People
) -> History:
    """Return the history in which the last matching counts as a round.

    Parameters
    ----------
    waiting : collection of str
        Mentees who had fewer mentors than they want after it, or whose pair has ended since.
    proposed : collection of str
        Mentees some of whose mentors were only proposed.
    people : People
        As they are after the changes; only they are counted.
    """
    at = people.mentee_side.at
    held = set(proposed) - set(waiting)
    standing = sorted((one for one in {*held, *waiting} if one in at), key=at.__getitem__)
    waited, only = history.waited, history.proposed
    rounds = {one: waited.get(one, 0) + (one not in held) for one in standing}
    offers = {one: only.get(one, 0) + (one in held) for one in standing}
    return replace(history, waited=_above_zero(rounds), proposed=_above_zero(offers))


def _above_zero(rounds: Mapping[str, int]) -> Mapping[str, int]:
    return immutabledict({one: number for one, number in rounds.items() if number})


def rounds_of(people: People, history: History, kept: Int32s) -> Ints:
    """Return how many rounds each mentee is credited with: those waited, and those with proposed mentors.

    Parameters
    ----------
    kept : int32 array
        Mentees, by position, with a kept pair that the budget or price allows to be dissolved. They are
        credited with one round more than anyone has waited: they may move to another mentor, but no waiting
        mentee is matched instead of them.

    Returns
    -------
    int64 array, shape (n_mentees,)
    """
    rounds, at = np.zeros(len(people.mentees), np.int64), people.mentee_side.at
    for credit in (history.waited, history.proposed):
        for one, number in credit.items():
            if one in at:
                rounds[at[one]] += number
    if rounds.any():
        rounds[kept] = rounds.max() + 1
    return rounds


def most_pairs_of(people: People) -> int:
    """Return an upper bound on the number of chosen pairs."""
    demand = people.mentee_side.read(DEMAND, np.int64)
    return int(min(demand.sum(), people.mentor_side.read(CAPACITY, np.int64).sum()))


def boost_of_waiting(policy: Rematch, rounds: Ints, pairs: Ints, most_pairs: int, most_gain: int) -> Ints:
    """Return points to add to the score of each pair, so that mentees who waited come first.

    Parameters
    ----------
    rounds : int64 array, shape (n_mentees,)
    pairs : int64 array, shape (n_mentees,)
        How many candidate pairs each mentee has; they are sorted by mentee.
    most_pairs : int
        Upper bound on the number of chosen pairs.
    most_gain : int
        The most that one pair can add to the objective otherwise, in points.

    Returns
    -------
    int64 array, shape (n_pairs,)

    Raises
    ------
    PolicyError
        If the scheme is so large that one round of waiting cannot outweigh all scores in 64-bit integers.
    """
    if policy.first == "nobody" or not rounds.any():
        return np.zeros(int(pairs.sum()), np.int64)
    if policy.first == "bonus":
        return np.repeat(rounds * round(policy.bonus * SCALE), pairs)
    step = most_gain * (most_pairs + 1) + 1
    # The most that kernel and checker can sum without overflow; longer waits all count as this many rounds.
    longest = (LIMIT // (64 * (most_pairs + 1)) - most_gain) // step
    if longest < 1:
        raise PolicyError(
            [f"first = 'stage' would overflow 64-bit integers with {most_pairs} pairs; use 'bonus'"],
            "rematch",
        )
    return np.repeat(np.minimum(rounds, longest) * step, pairs)
