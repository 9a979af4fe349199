"""What the fields of rules may hold, and how it is checked.

numbers, people -> pairs
"""
