"""Files in, people or changes out.

files -> rows -> read_people; files -> changes -> read_changes
"""
