"""What a coordinator decides on, sends and shows: pages, documents, e-mails, workbooks, tables with names.

named -> letters | workbook -> handed_on; rendering -> word -> one file or folder a report
"""
