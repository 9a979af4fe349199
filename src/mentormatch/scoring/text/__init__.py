"""What free text is about: words, names of one thing, a scheme's own abbreviations.

tokens -> vocabulary, shorthand -> reading -> embedding
"""
