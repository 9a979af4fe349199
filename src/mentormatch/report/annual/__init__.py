"""The annual report of a scheme: figures of a year from its record, and the page that shows them.

facts, needs -> plots -> page
"""
