"""Questions about a saved matching, one file each: why these partners, who else, why not this pair.

explain | alternatives | why_not -> asked
"""
