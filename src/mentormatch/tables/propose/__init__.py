"""A proposal for a column map, from the headings and cells of forms.

signs -> columns -> column_map
"""
