"""Results as people hand them on: tables with names, a row a person for letters, a workbook.

named -> letters | workbook -> handed_on
"""
