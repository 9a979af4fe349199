"""The numeric problem, its answer, and how people become a problem.

people, candidates, scores -> build -> problem; solution holds the answer
"""
