"""Review: what a person is shown to decide on, as a workbook or a page, and what they decided, read back.

shown -> workbook | page; decisions -> settled
"""
