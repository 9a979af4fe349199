"""What happens to pairs, people, runs, concerns and challenges: one machine, whose moves are in `tables`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Table, select, update

from mentormatch.arguments import check_arguments
from mentormatch.errors import EventError, StoreError
from mentormatch.record.chain import Row, append
from mentormatch.record.tables import MOVES, event, path, run

PairKey = int | tuple[str, str]
"""Number of a pair, or the ids of mentee and mentor."""
_AT_ONCE = 500


def begin(
    db: Connection, table: Table, rows: Sequence[Row], what: str, day: str, by: int | None = None
) -> range:
    """Write rows in the state in which they begin, and return their numbers."""
    state = MOVES[table.name]["", what]
    written = append(db, table, [{**row, "state": state} for row in rows])
    append(db, event, [{"event": what, table.name: one, "day": day, "by": by} for one in written])
    return written


def happen(
    db: Connection,
    table: Table,
    rows: Sequence[int],
    what: str,
    day: str,
    *,
    by: int | None = None,
    until: str | None = None,
) -> None:
    """Write that something happened to some rows of a table, which brings them into their next state.

    Raises
    ------
    EventError
        If it cannot happen in the state in which one of them is; nothing is written then.
    StoreError
        If there is no such row.
    """
    moves = MOVES[table.name]
    after: dict[str, list[int]] = defaultdict(list)
    unknown = set(rows)
    for part in _parts(rows):
        for number, state in db.execute(select(table.c.id, table.c.state).where(table.c.id.in_(part))):
            if (state, what) not in moves:
                possible = ", ".join(name for before, name in moves if before == state)
                follows = f"expected {possible}, but got {what}" if possible else f"no {what} can follow"
                raise EventError(f"{table.name} {number} is {state}: {follows}")
            after[moves[state, what]].append(number)
            unknown.discard(number)
    if unknown:
        raise StoreError(
            f"there is no {table.name} {min(unknown)}: mentormatch scheme due lists what is open"
        )
    for state, numbers in after.items():
        for part in _parts(numbers):
            db.execute(update(table).where(table.c.id.in_(part)).values(state=state))
    append(
        db, event,
        [{"event": what, table.name: one, "day": day, "by": by, "until": until} for one in rows],
    )  # fmt: skip


def lead(db: Connection, table: Table, row: int, to: str, day: str) -> bool:
    """Bring a row into a state by the shortest way, and return whether there is one."""
    state = db.scalar(select(table.c.state).where(table.c.id == row))
    way = path(table.name, str(state), to)
    for what in way or ():
        happen(db, table, [row], what, day)
    return way is not None


def find_run(db: Connection, key: str) -> tuple[int, str]:
    """Return number and state of a run, by its id or the beginning of that.

    Raises
    ------
    StoreError
        If there is no such run, or more than one.
    """
    check_arguments(find_run, locals())
    found = db.execute(select(run.c.id, run.c.state).where(run.c.key.startswith(key, autoescape=True))).all()
    if len(found) != 1 or not key:
        raise StoreError("there is no such run in the record: give its id as it was printed")
    return found[0].id, found[0].state


def _parts(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))
