"""Parquet files as Arrow tables, opened safely; pyarrow, which reads them, is an extra."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from mentormatch.extras import require
from mentormatch.tables.files.sheets import file_error

if TYPE_CHECKING:
    import pyarrow as pa

MAX_INFLATED = 2 * 2**30
"""Most bytes that a file may hold once it is inflated."""


def opened(data: bytes, name: str) -> pa.Table:
    """Return the table in a parquet file.

    Parameters
    ----------
    data : bytes
        Contents of the file.
    name : str
        Name for messages.

    Raises
    ------
    RecordError
        If pyarrow is missing, or if the file is damaged or would not fit in memory.
    """
    require(
        "arrow",
        "pyarrow",
        error=lambda wrong: file_error(name, f"is parquet; {wrong}", "that, or a CSV file"),
    )
    from pyarrow import ArrowException, parquet

    try:
        file = parquet.ParquetFile(BytesIO(data))
        groups = map(file.metadata.row_group, range(file.metadata.num_row_groups))
        if sum(group.total_byte_size for group in groups) > MAX_INFLATED:
            raise file_error(name, "is too large once it is inflated", f"at most {MAX_INFLATED // 2**30} GiB")
        return file.read()
    except (ArrowException, OSError) as error:
        wrong = "is damaged: not all of it can be read as parquet"
        raise file_error(name, wrong, "the file as it was written, copied again") from error
