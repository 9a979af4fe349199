"""`Complete`: a relationship ends as contracted."""

from __future__ import annotations

from immutabledict import immutabledict

from mentormatch.changes.base import Key, OfPair
from mentormatch.changes.history import PairState
from mentormatch.models import Frozen


class Complete(OfPair):
    """The pair ends as contracted. The mentor can take another mentee; the mentee wants one mentor fewer.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> again = mm.rematch(matching, [mm.Complete("e1", "r1")])
    >>> again.history.ended, again.people.mentees[0].demand
    ((('e1', 'r1', <PairState.COMPLETED: 'completed'>),), 0)
    """

    name = "complete"
    state = PairState.COMPLETED
    demand = -1
    contradicts = immutabledict(dissolve="it is also dissolved")

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)
