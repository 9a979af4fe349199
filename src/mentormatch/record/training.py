"""Who still has to be trained, by the record."""

from __future__ import annotations

from collections.abc import Collection

from mentormatch.record.record import Record


def lacking_training(record: Record, topics: Collection[str]) -> tuple[str, ...]:
    """Return the mentors of whom training in some of these topics is not recorded, by id."""
    done = record.rows("training").groupby("person").topic.agg(set)
    known = {f"P{number}": held for number, held in done.items()}
    mentors = sorted(record.people().mentor_ids)
    return tuple(one for one in mentors if not set(topics) <= known.get(record.pseudonym(one), set()))
