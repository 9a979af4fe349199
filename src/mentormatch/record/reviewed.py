"""That a person looked at pairs before they were approved: what they were shown, opened and decided."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, func, select

from mentormatch.changes.history import Pair
from mentormatch.errors import StoreError
from mentormatch.matching.result import Matching
from mentormatch.record.chain import append
from mentormatch.record.members import named, numbers, stored
from mentormatch.record.runs import propose
from mentormatch.record.tables import LIVE, metadata, pair, run


def write_review(
    db: Connection,
    day: str,
    by: str,
    shown: str,
    seen: Collection[Pair],
    decided: Mapping[Pair, str],
    matchings: Sequence[Matching],
) -> tuple[str, ...]:
    """Write a review, and propose what it led to; again it changes nothing.

    Parameters
    ----------
    day, by, shown : str
        When, who decided, and the hash of what they were shown.
    seen : collection of (str, str)
        The pairs that they opened, by ids.
    decided : mapping of (str, str) to str
        Pair -> what they decided about it.
    matchings : sequence of Matching
        To propose in this order, if the record does not propose them yet.

    Returns
    -------
    tuple of str
        Ids of the runs that have pairs to be approved; the review is noted for each of them.

    Raises
    ------
    StoreError
        If there is no run.
    """
    review, before = metadata.tables["review"], _live(db)
    for matching in matchings:
        propose(db, matching, day)
    known, after = numbers(stored(db)), _live(db)
    row = {
        "by": named(db, by, day, officer=True),
        "shown": shown,
        "seen": json.dumps(sorted([known[one], known[other]] for one, other in seen)),
        "decisions": json.dumps(sorted([known[i], known[j], what] for (i, j), what in decided.items())),
    }
    waiting = run.c.id.in_(select(pair.c.run).where(pair.c.state == "proposed"))
    query = select(run.c.id, run.c.key).where(waiting, run.c.state == "proposed")
    runs = db.execute(query.order_by(run.c.id)).all()
    of = [one.id for one in runs] or [db.scalar(select(func.max(run.c.id)))]
    if of == [None]:
        raise StoreError("the record has no run that could have been reviewed: match first")
    same = [review.c[name] == value for name, value in row.items()]
    there = set(db.scalars(select(review.c.run).where(*same)))
    changed = json.dumps({"gone": sorted(before - after), "new": sorted(after - before)})
    append(db, review, [
        {**row, "run": one, "changed": changed, "day": day} for one in of if one not in there
    ])  # fmt: skip
    return tuple(one.key for one in runs)


def _live(db: Connection) -> set[int]:
    return set(db.scalars(select(pair.c.id).where(pair.c.state.in_(LIVE))))
