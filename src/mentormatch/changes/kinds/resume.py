"""`Resume`: a pair meets again after a pause."""

from __future__ import annotations

from mentormatch.changes.base import OF_A_LASTING_PAIR, Key, OfPair
from mentormatch.changes.history import PairState
from mentormatch.models import Frozen


class Resume(OfPair):
    """The pair is active again after a pause.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> paused = mm.rematch(matching, [mm.Pause("e1", "r1")])
    >>> sorted(mm.rematch(paused, [mm.Resume("e1", "r1")]).history.paused)
    []
    """

    name = "resume"
    state = PairState.ACTIVE
    contradicts = OF_A_LASTING_PAIR.set("pause", "it also pauses")

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)
