"""Whether groups of people fare alike, by protected characteristics in a file that nothing else reads.

characteristics, hiding -> groups -> audit
"""
