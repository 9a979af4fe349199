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

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> again = mm.rematch(matching, [mm.Pause("e1", "r1")])
    >>> again.pair_ids, sorted(again.history.paused)
    ((('e1', 'r1'),), [('e1', 'r1')])
    """

    name = "pause"
    state = PairState.PAUSED
    contradicts = OF_A_LASTING_PAIR

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)
