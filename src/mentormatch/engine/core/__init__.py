"""Side rules solved on the few pairs that can still matter, and proved for all pairs.

settings -> first_answers -> multipliers -> losses -> model -> search -> solve
"""
