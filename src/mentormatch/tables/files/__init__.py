"""Bytes to cells: which file it is, its encoding, its sheets.

sources -> delimited, workbooks, frames -> sheets -> two_rows -> expected
"""
