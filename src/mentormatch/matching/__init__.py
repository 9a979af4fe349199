"""From people and a policy to a matching, and what can be asked of it.

unmatched -> base -> explain, summary, saving -> result -> arguments -> match
"""
