"""The compiled kernel of the network: rows with units to place, columns with places, prices.

Flow: `records` -> `looking` -> `bidding` -> `searching` -> `placing`.
"""
