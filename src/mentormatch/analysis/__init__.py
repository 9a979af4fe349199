"""What looks at a scheme before matching, or at several matchings.

Flow: people and matchings -> analysis -> frozen results with tables, text and JSON.
"""
