"""Cells to people: which column is which, what a cell means, what is wrong with a row.

column_map -> headings -> cells -> rows -> gather -> left_out -> build_people
"""
