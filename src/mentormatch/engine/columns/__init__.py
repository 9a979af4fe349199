"""Side rules solved by choosing one set of mentees for each mentor, and proved for all sets.

settings -> choices, beside -> oracle -> ascent -> sets -> model, greedy -> solve
"""
