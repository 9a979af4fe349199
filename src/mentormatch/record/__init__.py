"""The scheme record: what a scheme must be able to show, kept safely.

tables -> chain -> states -> members -> runs, documents, erase -> record; store opens the database, which
migrations bring up to date
"""

from mentormatch.errors import StoreError
from mentormatch.extras import require

require("record", "alembic", "sqlalchemy", error=StoreError)
