"""Questions about a saved matching, one file each: why these, who else, why not this pair, what would help.

explain | alternatives | why_not | relax -> asked
"""
