"""Whether groups of people fare alike: protected characteristics in a file of their own, read by nothing else.

characteristics, hiding -> groups -> audit
"""
