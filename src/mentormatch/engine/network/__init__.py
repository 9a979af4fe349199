"""The network kernel: exact matching by shortest augmenting paths, with prices that prove it.

requirements -> bounded -> kernel/ -> solve -> spread -> lottery
"""
