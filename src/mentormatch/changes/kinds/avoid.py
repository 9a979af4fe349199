"""`Avoid`: two people must not be paired."""

from __future__ import annotations

from mentormatch.changes.base import Key, OfPair
from mentormatch.models import Frozen


class Avoid(OfPair):
    """The two must not be paired from now on; if they are a pair, it ends.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> again = mm.rematch(matching, [mm.Avoid("e1", "r1")])
    >>> again.pair_ids, again.people.avoided
    ((), (('e1', 'r1'),))
    """

    name = "avoid"
    link = "avoided"
    needs_pair = False

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        Frozen.__init__(self, mentee=mentee, mentor=mentor, **unknown)
