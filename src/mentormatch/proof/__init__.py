"""The checker: it confirms an answer and its bound without any solver.

problem, solution -> rules -> prices, sets, levels -> certificate
"""
