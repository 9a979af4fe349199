"""From files to rows to people: the steps behind `mentormatch.tables.read_people`.

A table passes through `sources` (path or frame), `delimited`, `workbooks` or `frames` (to a `Sheet` of text),
`headings` with `columns` (to a plan), `rows` (cells to entries), `gathering` (all tables), `admission` (rows
judged together) and `intake` (to `People`).
"""
