"""Files: read within limits, written whole or not at all, the results of a run as one set.

reading | cells | writing -> folder
"""

from mentormatch.files.cells import Columns, as_text, as_typed, csv_bytes
from mentormatch.files.folder import MATCHING, RECORD, finish_set, write_set
from mentormatch.files.reading import open_file, read_file, shown, shown_name
from mentormatch.files.writing import write_atomically

__all__ = [
    "MATCHING", "RECORD", "Columns", "as_text", "as_typed", "csv_bytes", "finish_set", "open_file",
    "read_file", "shown", "shown_name", "write_atomically", "write_set",
]  # fmt: skip
