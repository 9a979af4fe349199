"""A solved problem, kept so that it can be repaired.

base, versions -> state; kernel repairs its prices and pairs
"""
