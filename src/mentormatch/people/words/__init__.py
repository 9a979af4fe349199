"""Words of names, ids and addresses: the forms in which they compare, and words one typing error apart.

titles, lookalikes -> forms, neighbours -> people.identity, people.doubles
"""
