"""Who takes part, where they are, and what must hold between them.

places -> person -> checks -> model -> warnings
"""
