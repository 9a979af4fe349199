"""What has changed between one matching and the next.

base -> one file a kind, listed here -> by_id -> checks -> apply -> history
"""

from __future__ import annotations

from typing import TypeGuard

from mentormatch.changes.avoid import Avoid
from mentormatch.changes.base import Change, Kind
from mentormatch.changes.complete import Complete
from mentormatch.changes.dissolve import Dissolve
from mentormatch.changes.extend import Extend
from mentormatch.changes.join import Join
from mentormatch.changes.leave import Leave
from mentormatch.changes.settle import Settle
from mentormatch.changes.update import Update

_KINDS: tuple[Kind, ...] = (Dissolve, Leave, Join, Update, Avoid, Extend, Complete)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}
"""Name in tables -> kind, in the order in which messages list them and pairs that end enter the history."""


def is_change(given: object) -> TypeGuard[Change]:
    """Return whether something is a change of a kind that is listed, or an answer about a reference."""
    return isinstance(given, (*KINDS.values(), Settle))


__all__ = [
    "KINDS",
    "Avoid",
    "Complete",
    "Dissolve",
    "Extend",
    "Join",
    "Leave",
    "Settle",
    "Update",
    "is_change",
]
