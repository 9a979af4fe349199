"""Matchings compared, one file a command: a later run, another policy, pairs dissolved, weights, mentors, ...

compare | what_if | frontier | sensitivity | recruit | fairness -> results
"""
