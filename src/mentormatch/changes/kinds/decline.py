"""`Decline`: a proposal is not accepted."""

from __future__ import annotations

from immutabledict import immutabledict

from mentormatch.changes.base import Key, OfPair
from mentormatch.changes.history import PairState
from mentormatch.models import Frozen


class Decline(OfPair):
    """The proposed pair is not accepted, by whom and why is not asked; it is never proposed again.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> again = mm.rematch(mm.match(people), [mm.Decline("e1", "r1")])
    >>> again.pair_ids, again.history.ended
    ((), (('e1', 'r1', <PairState.DECLINED: 'declined'>),))
    """

    name = "decline"
    state = PairState.DECLINED
    link = "avoided"
    contradicts = immutabledict(
        dissolve="it is also dissolved", complete="it is also completed", extend="it also goes on"
    )

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)
