"""Side rules solved on the few pairs that can still matter, and proved for all.

first_answers -> multipliers -> losses -> model -> solve
"""
