"""Two matchings compared, one file a command: a later run, another policy or changes, other weights.

compare | what_if | sensitivity -> results
"""
