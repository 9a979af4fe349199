"""Files in; people, postcode tables or changes out.

files -> rows (with forms) -> read_people; files -> read_places; files -> changes -> read_changes
"""
