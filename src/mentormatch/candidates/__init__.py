"""Which pairs may meet, and why the others may not.

people -> scheme -> reasons, radius -> search
"""
