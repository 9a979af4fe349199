"""Free text to comparable words: tokens, a vocabulary, a scheme's own abbreviations, encoders.

tokens -> vocabulary, shorthand -> reading -> embedding
"""
