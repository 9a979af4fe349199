"""``mentormatch scheme``: the scheme record on the command line.

app -> start, matchings, events, documents, due, held -> opened
"""
