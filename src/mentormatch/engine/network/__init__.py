"""The network kernel: exact matching by shortest augmenting paths, with prices that prove it.

requirements -> remainder -> bounded -> kernel -> solve -> lottery
"""
