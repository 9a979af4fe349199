"""What looks at a scheme before matching, at several matchings, or at more than a matching holds.

Flow: people and matchings -> analysis -> frozen results with tables, text and JSON.
"""
