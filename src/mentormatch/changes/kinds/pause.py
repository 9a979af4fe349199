"""`Pause`: a pair rests for a while."""

from __future__ import annotations

from immutabledict import immutabledict

from mentormatch.changes.base import Key, OfPair
from mentormatch.changes.history import PairState
from mentormatch.models import Frozen


class Pause(OfPair):
    """The pair rests, why is not asked: it is kept like an active one, and both keep their places.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.
    """

    name = "pause"
    state = PairState.PAUSED
    contradicts = immutabledict(
        dissolve="it also ends",
        complete="it also ends",
        decline="it also ends",
        expire="it also ends",
        avoid="the two are also to avoid each other",
        leave="{role} {person} also leaves",
    )

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)
