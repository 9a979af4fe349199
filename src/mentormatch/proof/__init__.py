"""The checker: it confirms an answer and its bound, and knows no solver.

problem, solution -> rules -> certificate
"""
