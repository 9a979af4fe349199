"""Exports of forms: rows that are no people, forms sent twice, one form for both roles.

not_people -> sent (times) -> roles -> form_rows
"""
