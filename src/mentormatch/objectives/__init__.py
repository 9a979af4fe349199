"""The objectives of a matching, as data: one file per objective; `Order` is their order.

`OBJECTIVES` names them all. How an engine pursues one is in `mentormatch.engine.cpsat.objectives` and
`mentormatch.engine.network`, how its value and bound are checked in `mentormatch.proof`.
"""

from __future__ import annotations

from mentormatch.objectives.balance import BALANCE, loads_at
from mentormatch.objectives.base import Direction, Linear, Objective
from mentormatch.objectives.matched import MATCHED
from mentormatch.objectives.order import DEFAULT, ORDERS, Order
from mentormatch.objectives.score import SCORE

OBJECTIVES: dict[str, Objective] = {objective.name: objective for objective in (MATCHED, SCORE, BALANCE)}
"""Name -> objective."""

__all__ = [
    "BALANCE",
    "DEFAULT",
    "MATCHED",
    "OBJECTIVES",
    "ORDERS",
    "SCORE",
    "Direction",
    "Linear",
    "Objective",
    "Order",
    "loads_at",
]
