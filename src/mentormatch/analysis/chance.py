"""The chance that a person gets nobody, whoever else may yet join and whatever the lottery decides.

Before matching, scores and later joiners are not known. So the matching is drawn again and again: some
people join who answer as people do who are there, and a lottery decides who comes first. As many people as
possible get one partner each; whoever then has none counts.
"""

from __future__ import annotations

import numpy as np

from mentormatch.arrays import Floats, Indices, Ints, grouped
from mentormatch.engine.served import served


def chance_of_nobody(
    asking: Indices,
    other: Indices,
    room: Ints,
    n_asking: int,
    *,
    draws: int,
    joiners: float,
    rng: np.random.Generator,
) -> Floats:
    """Return for each person of one side the share of draws in which they get nobody.

    Parameters
    ----------
    asking, other : int array, shape (n_pairs,)
        Candidate pairs: positions of the people who ask for one partner, and of those on the other side.
    room : int64 array, shape (n_other,)
        How many partners each person on the other side takes.
    joiners : float
        How many people join on each side in each draw, as a share of those who are there. Each is drawn
        from these people, with replacement, and has the candidates of the person drawn.

    Returns
    -------
    float64 array, shape (n_asking,)
        1.0 exactly where there are no candidates; nan without draws. The standard error is at most
        ``0.5 / sqrt(draws)``.

    Examples
    --------
    Two mentees, one mentor, nobody joins:

    >>> rng = np.random.default_rng(0)
    >>> chance = chance_of_nobody(
    ...     np.array([0, 1]), np.array([0, 0]), np.array([1]), 2, draws=50, joiners=0, rng=rng
    ... )
    >>> float(chance.sum())
    1.0
    """
    if not n_asking or not draws:
        return np.full(n_asking, np.nan)
    order, first = grouped(asking, n_asking)
    column = other.astype(np.int32)[order]
    n_joiners, more = round(joiners * n_asking), round(joiners * len(room))
    nobody = np.zeros(n_asking, np.int64)
    for _ in range(draws):
        requests = np.concatenate([np.arange(n_asking), rng.integers(n_asking, size=n_joiners)])
        lottery = rng.permutation(len(requests))
        copies = np.bincount(rng.integers(len(room), size=more), minlength=len(room)) if more else 0
        got = np.empty(len(requests), np.bool_)
        got[lottery] = served(first, column, requests[lottery], room * (1 + copies))
        nobody += ~got[:n_asking]
    return nobody / draws
