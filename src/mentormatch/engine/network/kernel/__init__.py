"""The compiled kernel of the network: rows with units to place, columns with places, prices.

pairs -> cut -> order -> placing (records: looking -> bidding -> searching, heap), large blocks in threads
"""
