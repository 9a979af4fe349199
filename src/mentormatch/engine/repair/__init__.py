"""From a solved state and some changes to the next best answer.

changes -> translate -> delta -> network -> repair
"""
