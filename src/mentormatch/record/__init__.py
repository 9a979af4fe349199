"""The scheme record: what a scheme must be able to show, kept safely.

tables -> chain -> states -> members -> runs, documents, erase -> record; store opens the database, which
migrations bring up to date
"""

from importlib.util import find_spec

from mentormatch.errors import StoreError

if find_spec("sqlalchemy") is None or find_spec("alembic") is None:
    raise StoreError("the record needs further packages: pip install 'mentormatch-engine[record]'")
