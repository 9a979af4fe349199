"""What every page about a scheme says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentormatch.record.record import Record


def scheme_name(record: Record) -> str:
    """Return the name under which the scheme is registered last."""
    names = record.rows("scheme").name
    return str(names.iloc[-1]) if len(names) else "Mentoring scheme"
