"""`Avoid`: two are not to be paired."""

from __future__ import annotations

from pydantic import BaseModel

from mentormatch.changes.base import Key, OfPair


class Avoid(OfPair):
    """The two are not to be paired from now on; if they are a pair, it ends.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.
    """

    name = "avoid"
    link = "avoided"
    needs_pair = False

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        BaseModel.__init__(self, mentee=mentee, mentor=mentor, **unknown)
