"""What real forms contain that is no error, but not as expected either: it is read, and it is said how.

rows.rows (cells to entries) -> locations (warnings about where people are)
"""
