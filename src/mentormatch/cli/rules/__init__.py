"""Decisions about single pairs that a policy file holds as rules, one word each.

lock | ban -> append
"""
