"""What has changed between one matching and the next.

base -> one file a kind, listed here -> checks -> apply -> history
"""

from __future__ import annotations

from typing import TypeGuard

from mentormatch.changes.avoid import Avoid
from mentormatch.changes.base import Change, Kind
from mentormatch.changes.complete import Complete
from mentormatch.changes.decline import Decline
from mentormatch.changes.dissolve import Dissolve
from mentormatch.changes.expire import Expire
from mentormatch.changes.extend import Extend
from mentormatch.changes.join import Join
from mentormatch.changes.leave import Leave
from mentormatch.changes.pause import Pause
from mentormatch.changes.resume import Resume
from mentormatch.changes.update import Update

_KINDS: tuple[Kind, ...] = (
    Dissolve, Leave, Join, Update, Avoid, Extend, Complete, Decline, Expire, Pause, Resume,
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
"""Name in tables -> kind, in the order in which messages list them and pairs that end enter the history."""


def is_change(given: object) -> TypeGuard[Change]:
    """Return whether something is a change of a kind that is listed."""
    return isinstance(given, tuple(KINDS.values()))


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
    "Update",
    "is_change",
]
