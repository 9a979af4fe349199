"""Protected characteristics, which never enter matching: how forms in many languages ask for them.

words -> people.record, tables.rows.headings, scoring.combine
"""
