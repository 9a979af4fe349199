"""The forms of a scheme: data in TOML, printed and to be filled in, and their answers read into the record.

form -> printed | answers
"""
