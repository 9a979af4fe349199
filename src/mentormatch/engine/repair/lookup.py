"""Compiled questions to the shared arrays of a state: which pair joins two people, which pairs one has."""

# Compiled functions take flat arrays: see `mentormatch.engine.network.nodes` for why they are not bundled.
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

import numpy as np

from mentormatch.engine.network.nodes import steps
from mentormatch.engine.state.kernel import N_BASE, N_MENTORS, REMOVED


@steps
def find(people, pairs, flags, order, links, tally, mentee, mentor, but, only, found):  # type: ignore[no-untyped-def]
    """Fill in the pair of each two people, where `found` is -1.

    Pairs with a flag of `but` are passed over, and, unless it is 0, those without the flag `only`.
    """
    for t in range(len(mentee)):
        person = mentee[t]
        k, last, extra = people[person]["first"], people[person]["last"], people[person]["extra"]
        while found[t] < 0 and (k < last or extra >= 0):
            if k < last:
                e = np.int64(order[k])
                k += 1
            else:
                e = np.int64(extra)
                extra = links[e - tally[N_BASE], 0]
            if pairs[e]["mentor"] == mentor[t] and not flags[e] & but and flags[e] & only == only:
                found[t] = e


@steps
def pairs_of(people, flags, order, links, tally, person, found):  # type: ignore[no-untyped-def]
    """Write the pairs of a person that are not removed to `found`; return how many there are.

    No more are written than `found` holds: call again with room for them.
    """
    side = 1 if person < tally[N_MENTORS] else 0
    k, last, extra = people[person]["first"], people[person]["last"], people[person]["extra"]
    count = 0
    while k < last or extra >= 0:
        if k < last:
            e = np.int64(order[k])
            k += 1
        else:
            e = np.int64(extra)
            extra = links[e - tally[N_BASE], side]
        if not flags[e] & REMOVED:
            if count < len(found):
                found[count] = e
            count += 1
    return count
