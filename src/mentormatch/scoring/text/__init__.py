"""Free text and tags to comparable words: tokens, spellings, a vocabulary, encoders.

tokens, spelling -> typing_errors, vocabulary -> reading, tags -> embedding
"""
