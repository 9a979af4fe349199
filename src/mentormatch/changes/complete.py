"""`Complete`: a relationship ends as contracted."""

from __future__ import annotations

from immutabledict import immutabledict
from pydantic import BaseModel

from mentormatch.changes.base import Key, OfPair
from mentormatch.changes.history import PairState


class Complete(OfPair):
    """The relationship ends as contracted. The mentor's place is free; the mentee wants one mentor fewer.

    Parameters
    ----------
    mentee, mentor : str or int
        Ids, or indices in `mentormatch.repair`.
    """

    name = "complete"
    state = PairState.COMPLETED
    demand = -1
    contradicts = immutabledict(dissolve="it is dissolved as well")

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        BaseModel.__init__(self, mentee=mentee, mentor=mentor, **unknown)
