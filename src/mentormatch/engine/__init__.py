"""Solvers. The only place that imports ortools or numba."""

from mentormatch.engine.stages import solve

__all__ = ["solve"]
