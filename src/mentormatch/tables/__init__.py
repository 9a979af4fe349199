"""Files in, people, places or changes out.

files -> rows -> read_people; files -> read_places; files -> changes -> read_changes
"""
