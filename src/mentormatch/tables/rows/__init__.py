"""Cells to people: which column is which, what a cell means, what is wrong with a row.

column_map -> headings -> cells -> running_numbers -> rows -> gather (with forms) -> left_out -> build_people
"""
