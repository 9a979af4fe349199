"""Two matchings compared, each difference traced to its causes; what other policies would do.

inputs, causes -> comparison -> compare -> what_if | sensitivity
"""
