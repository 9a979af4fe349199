"""`Expire`: a proposal is not answered in time."""

from __future__ import annotations

from immutabledict import immutabledict

from mentormatch.changes.base import Key, OfPair
from mentormatch.changes.history import PairState
from mentormatch.models import Frozen


class Expire(OfPair):
    """The proposed pair was not answered in time and ends; a later rematch may propose it again.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> again = mm.rematch(mm.match(people), [mm.Expire("e1", "r1")])
    >>> again.pair_ids, again.history.ended
    ((), (('e1', 'r1', <PairState.EXPIRED: 'expired'>),))
    """

    name = "expire"
    state = PairState.EXPIRED
    contradicts = immutabledict(
        dissolve="it is also dissolved",
        complete="it is also completed",
        extend="it also goes on",
        decline="it is also declined",
    )

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)
