"""What people choose themselves: who talks to whom, whom they would rather have, and swaps that all want.

shortlist (before matching) | blocking, swaps (of a saved matching)
"""
