"""Matchings compared, one file a command: a later run, another policy or changes, weights, mentors, fairness.

compare | what_if | sensitivity | recruit | fairness -> results
"""
