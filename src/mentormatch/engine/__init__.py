"""Solvers. The only place that imports ortools or numba."""

from mentormatch.engine.changing import Repaired, repair
from mentormatch.engine.snapshot import State
from mentormatch.engine.solve import solve

__all__ = ["Repaired", "State", "repair", "solve"]
