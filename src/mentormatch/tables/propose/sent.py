"""A form that some people sent twice: which column says when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mentormatch.tables.exports.times import times_of
from mentormatch.tables.propose.columns import Column
from mentormatch.tables.propose.form import Form
from mentormatch.tables.propose.signs import time_rank
from mentormatch.text import folded


@dataclass(frozen=True, slots=True)
class Sent:
    """The column that says when a form was sent.

    Parameters
    ----------
    people : int
        How many sent it more than once.
    """

    heading: str
    people: int


def sent_again(form: Form, columns: Iterable[Column]) -> Sent | None:
    """Return the column of times, if somebody sent the form twice and every row has a time."""
    own = next((column.heading for column in columns if column.field == "id"), None)
    if own is None:
        return None
    ids = Counter(folded(cell) if "@" in cell else cell for cell in form.cells(own))
    again = sum(1 for n in ids.values() if n > 1)
    ranked = sorted((rank, one) for one in form.headings if (rank := time_rank(one)) is not None)
    times = (one for _, one in ranked if _are_times(form.all_cells(one)))
    heading = next(times, None)
    return Sent(heading, again) if again and heading is not None else None


def _are_times(cells: list[str]) -> bool:
    return all(any(found) for found in times_of(cells))
