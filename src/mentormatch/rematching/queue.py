"""Who comes first when places are short: those whose pair ended, and those who have waited.

A mentee has waited one round for every matching in a row after which they had fewer mentors than they want. A
pair that is proposed has not ended the wait: only one that has begun does, so that nobody is unseated by
people who have not waited longer. Whose pair has ended otherwise than as contracted (it was dissolved, the
mentor left, a limit forbids it) has waited one round at least. Who asked for it plays no part: nobody knows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Int32s, Ints
from mentormatch.errors import PolicyError
from mentormatch.people.model import People
from mentormatch.policy import Rematch
from mentormatch.problem.problem import LIMIT
from mentormatch.scoring import SCALE


def waited_rounds(
    before: Mapping[str, int], waiting: Collection[str], short: Collection[str], people: People
) -> Mapping[str, int]:
    """Return how many rounds each mentee has waited; those who have not are left out.

    Parameters
    ----------
    before : mapping of str to int
        The same, before the last matching.
    waiting : collection of str
        Mentees who want more mentors than they had pairs that have begun, after it.
    short : collection of str
        Mentees whose pair has ended since, and who want as many mentors as before.
    people : People
        As they are now; nobody else is counted.
    """
    rounds = {mentee: before.get(mentee, 0) + 1 for mentee in {*waiting, *short}}
    return immutabledict({m.id: rounds[m.id] for m in people.mentees if m.id in rounds})


def rounds_of(people: People, waited: Mapping[str, int], kept: Int32s) -> Ints:
    """Return how many rounds each mentee counts for.

    Parameters
    ----------
    people : People
    waited : mapping of str to int
    kept : int32 array
        Mentees, by position, whose pair may be broken though it is to be kept. They count for one round more
        than anybody has waited: they may be given another mentor, but nobody who waits takes their place.

    Returns
    -------
    int64 array, shape (n_mentees,)
    """
    rounds = np.fromiter((waited.get(m.id, 0) for m in people.mentees), np.int64, len(people.mentees))
    if rounds.any():
        rounds[kept] = rounds.max() + 1
    return rounds


def boost_of_waiting(policy: Rematch, rounds: Ints, mentee: Int32s, places: int, most: int) -> Ints:
    """Return points on top of the score of each pair, so that those who waited come first.

    Parameters
    ----------
    policy : Rematch
    rounds : int64 array, shape (n_mentees,)
    mentee : int32 array, shape (n_pairs,)
    places : int
        How many pairs can be made at most.
    most : int
        The most that the objective can gain by one pair otherwise, in points.

    Returns
    -------
    int64 array, shape (n_pairs,)

    Raises
    ------
    PolicyError
        If the scheme is so large that no whole numbers could put one round of waiting before all scores.
    """
    if policy.first == "nobody" or not rounds.any():
        return np.zeros(len(mentee), np.int64)
    if policy.first == "bonus":
        return (rounds * round(policy.bonus * SCALE))[mentee]
    step = most * (places + 1) + 1
    # What the network kernel and the checker can still add up: more rounds than that count alike.
    longest = (LIMIT // (64 * (places + 1)) - most) // step
    if longest < 1:
        raise PolicyError(
            [f"first = 'stage' cannot be reckoned for {places} places in whole numbers; use 'bonus'"],
            "rematch",
        )
    return (np.minimum(rounds, longest) * step)[mentee]
