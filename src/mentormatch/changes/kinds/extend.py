"""`Extend`: a pair goes on."""

from __future__ import annotations

from immutabledict import immutabledict

from mentormatch.changes.base import Key, OfPair
from mentormatch.changes.history import PairState
from mentormatch.models import Frozen


class Extend(OfPair):
    """The pair goes on: from now on it is active, and stays.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> again = mm.rematch(mm.match(people), [mm.Extend("e1", "r1")])
    >>> sorted(again.history.active)
    [('e1', 'r1')]
    """

    name = "extend"
    state = PairState.ACTIVE
    contradicts = immutabledict(
        dissolve="it also ends",
        complete="it also ends",
        avoid="the two are also to avoid each other",
        leave="{role} {person} also leaves",
    )

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)
