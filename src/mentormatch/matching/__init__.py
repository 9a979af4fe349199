"""From people and a policy to a matching, and what can be asked of it.

match -> result -> explain, unmatched, summary, saving
"""
