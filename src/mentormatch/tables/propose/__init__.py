"""A proposal for a column map, from the headings and cells of forms.

signs | form -> words -> roles -> columns -> lists | sent | workplaces -> proposal -> column_map
"""
