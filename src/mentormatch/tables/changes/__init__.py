"""Rows to changes.

join -> rows
"""
