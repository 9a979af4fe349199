"""The numeric problem, its answer, and how people become a problem.

rules_by_id; people, candidates, scores -> build -> problem; solution holds the answer
"""
