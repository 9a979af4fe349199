"""Amounts in words: how many, how far, how long.

amounts -> counts, distances
"""
