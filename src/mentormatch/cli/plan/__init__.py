"""Commands that plan when and where people come together.

given -> workshops, learning_sets -> app
"""
