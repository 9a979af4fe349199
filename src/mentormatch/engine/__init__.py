"""Solvers: the only place that imports ortools or numba.

problem -> network (the kernel) -> core (side rules) or cpsat (the whole model) -> proof; `solve` chooses
"""
