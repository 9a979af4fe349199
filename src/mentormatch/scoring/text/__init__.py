"""Free text to comparable words: tokens, spellings, a vocabulary, encoders.

tokens, spelling -> typing_errors, vocabulary -> reading -> embedding
"""
