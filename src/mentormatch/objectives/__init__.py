"""The objectives of a matching, as data: one file per objective; `Order` is their order.

`OBJECTIVES` names them all. How an engine pursues one is in `mentormatch.engine.cpsat.objectives` and
`mentormatch.engine.network`, how its value and bound are checked in `mentormatch.proof`.
"""

from __future__ import annotations

from mentormatch.objectives.balance import BALANCE, loads_at
from mentormatch.objectives.base import Direction, Linear, Objective
from mentormatch.objectives.fewest import FEWEST
from mentormatch.objectives.leximin import LEXIMIN, WORST_OFF, Leximin, totals
from mentormatch.objectives.matched import MATCHED
from mentormatch.objectives.order import DEFAULT, OBJECTIVES, ORDERS, Order
from mentormatch.objectives.preference import PREFERENCE, ranks_wished
from mentormatch.objectives.score import SCORE

__all__ = [
    "BALANCE",
    "DEFAULT",
    "FEWEST",
    "LEXIMIN",
    "MATCHED",
    "OBJECTIVES",
    "ORDERS",
    "PREFERENCE",
    "SCORE",
    "WORST_OFF",
    "Direction",
    "Leximin",
    "Linear",
    "Objective",
    "Order",
    "loads_at",
    "ranks_wished",
    "totals",
]
