"""Solvers: the only folder that imports ortools or numba.

rules (what the engine knows of each) -> network (the kernel) -> core (side rules) or cpsat (the whole model)
-> proof; `solve` chooses
"""
