"""`Dissolve`: a pair ends without fault."""

from __future__ import annotations

from mentormatch.changes.base import Key, OfPair
from mentormatch.changes.history import PairState
from mentormatch.models import Frozen


class Dissolve(OfPair):
    """The pair is dissolved, without fault on either side, and never matched again.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> again = mm.rematch(matching, [mm.Dissolve("e1", "r1")])
    >>> again.pair_ids, again.people.dissolved, again.still_waiting["mentee_id"].tolist()
    ((), (('e1', 'r1'),), ['e1'])
    """

    name = "dissolve"
    state = PairState.DISSOLVED
    link = "dissolved"

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)
