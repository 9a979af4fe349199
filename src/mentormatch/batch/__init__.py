"""Many schemes in one run: each in a process of its own, failures reported, the rest goes on.

jobs -> run -> backends
"""
