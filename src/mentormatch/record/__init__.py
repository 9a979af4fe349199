"""The scheme record: what a scheme must be able to show, kept safely.

tables -> chain -> states -> members -> runs, erase -> record; store opens the database, migrations upgrade it
"""
