"""Who takes part, where they are, and what must hold between them.

record -> places -> person -> checks, side, words -> identity -> doubles -> model -> warnings, who
"""
