"""The standards for a mentoring scheme, each statement with its evidence from the record.

evidence -> statements
"""
