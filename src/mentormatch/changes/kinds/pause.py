"""`Pause`: a pair rests for a while."""

from __future__ import annotations

from mentormatch.changes.base import OF_A_LASTING_PAIR, Key, OfPair
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
    contradicts = OF_A_LASTING_PAIR

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)
