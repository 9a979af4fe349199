"""Where to recruit: what one more mentee at a mentor would gain, and which further mentors would gain most.

profiles -> recruit
"""
