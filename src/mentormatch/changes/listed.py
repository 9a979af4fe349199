"""The kinds of changes."""

from __future__ import annotations

from typing import TypeGuard

from mentormatch.changes.base import Change, Kind, OfPair
from mentormatch.changes.kinds.avoid import Avoid
from mentormatch.changes.kinds.complete import Complete
from mentormatch.changes.kinds.decline import Decline
from mentormatch.changes.kinds.dissolve import Dissolve
from mentormatch.changes.kinds.expire import Expire
from mentormatch.changes.kinds.extend import Extend
from mentormatch.changes.kinds.join import Join
from mentormatch.changes.kinds.leave import Leave
from mentormatch.changes.kinds.pause import Pause
from mentormatch.changes.kinds.resume import Resume
from mentormatch.changes.kinds.settle import Settle
from mentormatch.changes.kinds.update import Update

_KINDS: tuple[Kind, ...] = (
    Dissolve, Leave, Join, Update, Avoid, Extend, Complete, Decline, Expire, Pause, Resume,
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
"""Name in tables -> kind, in the order in which messages list them and pairs that end enter the history."""

_OF_PAIRS = frozenset(kind for kind in _KINDS if issubclass(kind, OfPair))


def is_change(given: object) -> TypeGuard[Change]:
    """Return whether something is a change of a kind that is listed, or an answer about a reference."""
    return isinstance(given, (*KINDS.values(), Settle))


def is_change_of_pair(given: object) -> TypeGuard[OfPair]:
    """Return whether something is a change of a pair, of a kind that is listed."""
    # The class of a model is asked for its instances through pydantic, which takes longer than a change.
    return type(given) in _OF_PAIRS or (isinstance(given, OfPair) and is_change(given))


__all__ = [
    "KINDS",
    "Avoid",
    "Complete",
    "Decline",
    "Dissolve",
    "Expire",
    "Extend",
    "Join",
    "Leave",
    "Pause",
    "Resume",
    "Settle",
    "Update",
    "is_change",
    "is_change_of_pair",
]
