"""Solvers. The only place that imports ortools."""
