"""The measurements that a process of `rematch.py` can make, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rematch_end_to_end import frontier, rematch
from rematch_endurance import endurance
from rematch_work import many, single, snapshots

TASKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "single": single,
    "many": many,
    "snapshots": snapshots,
    "endurance": endurance,
    "rematch": rematch,
    "frontier": frontier,
}
