"""From a solved state and some changes to the new best answer.

changes -> translate -> delta -> network -> repair
"""
