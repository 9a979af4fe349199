"""`Extend`: a pair goes on."""

from __future__ import annotations

from immutabledict import immutabledict
from pydantic import BaseModel

from mentormatch.changes.base import Key, OfPair
from mentormatch.changes.history import PairState


class Extend(OfPair):
    """The pair goes on: from now on it is active, and stays.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.
    """

    name = "extend"
    state = PairState.ACTIVE
    contradicts = immutabledict(
        dissolve="it ends as well",
        complete="it ends as well",
        avoid="the two are to avoid each other as well",
        leave="{role} {person} leaves as well",
    )

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        BaseModel.__init__(self, mentee=mentee, mentor=mentor, **unknown)
