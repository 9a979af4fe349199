"""Side rules solved on the few pairs that can still matter, and proved for all pairs.

first_answers -> multipliers -> losses -> model -> solve
"""
