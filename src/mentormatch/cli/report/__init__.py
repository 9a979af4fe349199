"""Commands that write what a coordinator decides on, sends and shows.

given -> one file a report -> app
"""
