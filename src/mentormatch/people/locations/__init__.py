"""How people write where they are.

postcodes (one form for each way of writing a postcode, or a part of one), sites (by name) -> people.places
"""
