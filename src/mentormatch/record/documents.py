"""Documents: rows that say what was agreed, met, trained, answered; and what is read from them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, Table, func, select

from mentormatch.errors import EventError, StoreError, a_kind, did_you_mean
from mentormatch.record.members import find_pair, named
from mentormatch.record.states import find_run
from mentormatch.record.tables import MOVES, event, metadata, pair

if TYPE_CHECKING:
    import pandas as pd

DOCUMENTS = frozenset({
    "agreement", "answer", "challenge", "concern", "ending", "feedback", "meeting", "officer", "resource",
    "review", "scheme", "signature", "skill", "training",
})  # fmt: skip
"""Tables that `Record.add` writes to."""
FEWEST = 3
"""Feedback is shown from so many people up, so that nobody's answer can be told."""


def day_text(day: date | None) -> str:
    """Return a day as it is written; today if there is none.

    Raises
    ------
    EventError
        If it has not come yet.
    """
    today = datetime.now(UTC).date()
    if isinstance(day, datetime) or (day is not None and day > today):
        raise EventError("a day is a date that is not in the future: give the day on which it happened")
    return (day or today).isoformat()


def row_of(db: Connection, table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as it is written: people and pairs by number, days and yes or no as text and number.

    Raises
    ------
    StoreError
        If a column is unknown or missing, or names nobody.
    """
    columns = {one.name: one for one in table.columns if one.name not in {"id", "salt", "state"}}
    unknown = [name for name in values if name not in columns]
    missing = [name for name, one in columns.items() if not one.nullable and values.get(name) is None]
    if unknown or missing:
        words = [f"it has no {unknown[0]}{did_you_mean(unknown[0], columns)}"] if unknown else []
        words += [f"it needs {', '.join(_needed(columns[name]) for name in missing)}"] if missing else []
        raise StoreError(f"this is no {table.name}: {'; '.join(words)}")
    return {name: _value(db, columns[name], value) for name, value in values.items() if value is not None}


def _needed(column: Column[Any]) -> str:
    words = column.info["words"]
    return f"{column.name} ({words})" if words else column.name


def _value(db: Connection, column: Column[Any], value: Any) -> Any:
    if not _fits(column, value):
        raise StoreError(f"{column.name} of {column.table.name} is {column.info['words']}")
    of = next((key.column.table.name for key in column.foreign_keys), "")
    if of == "person":
        officer = column.name in {"by", "raised_with"} or column.table.name == "officer"
        return named(db, value, day_text(None), officer=officer)
    if of in {"pair", "run"}:
        return find_pair(db, value) if of == "pair" else find_run(db, value)[0]
    if isinstance(value, date):
        value = value.isoformat()
    elif isinstance(value, Mapping):
        value = json.dumps(dict(value))
    kind = column.type.python_type
    if not isinstance(value, kind):
        expected = "a whole number" if kind is int else "text"
        raise StoreError(f"{column.name} has to be {expected}, but is {a_kind(value)}")
    return int(value) if isinstance(value, bool) else value


def _fits(column: Column[Any], value: Any) -> bool:
    """Return whether a value is one of the words, or within the range, of its column."""
    words = str(column.info["words"])
    if numbers := re.fullmatch(r"\D+(\d+) to (\d+)", words):
        return isinstance(value, int) and int(numbers[1]) <= value <= int(numbers[2])
    return words in {"", "a day", "yes or no"} or (isinstance(value, str) and value in words.split(" or "))


def by_pseudonym(text: str, known: Mapping[str, int]) -> str:
    """Return words of ours in which everybody is named by their pseudonym."""
    there = sorted((who for who in known if who in text), key=len, reverse=True)
    names = "|".join(map(re.escape, there))
    return re.sub(rf"(?<!\w)(?:{names})(?!\w)", lambda found: f"P{known[found[0]]}", text) if names else text


def frame_of(db: Connection, name: str) -> pd.DataFrame:
    """Return the rows of a table, with people and pairs by number."""
    import pandas as pd

    if name not in metadata.tables:
        raise StoreError(f"there is no table of that name{did_you_mean(name, metadata.tables)}")
    columns = [one for one in metadata.tables[name].columns if one.name != "salt"]
    rows = db.execute(select(*columns).order_by(columns[0])).all()
    return pd.DataFrame(rows, columns=[one.name for one in columns])


def results_of(db: Connection, kind: str, mentor: int | None) -> pd.DataFrame:
    """Return the means of a kind of feedback, on a mentor or all."""
    import pandas as pd

    table = metadata.tables["feedback"]
    query = select(table.c.kind, table.c.by, table.c.ratings).join(pair, pair.c.id == table.c.pair)
    query = query.where(table.c.kind == kind)
    query = query if mentor is None else query.where(pair.c.mentor == mentor)
    found = means_of(pd.DataFrame(db.execute(query).all(), columns=["kind", "by", "ratings"]))
    return found[["question", "answers", "mean"]]


def means_of(feedback: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of each question, by kind, that at least three people have answered."""
    import pandas as pd

    rows = feedback[["kind", "by", "ratings"]].to_numpy()
    given = [(kind, by, *item) for kind, by, ratings in rows for item in json.loads(ratings).items()]
    of = pd.DataFrame(given, columns=["kind", "by", "question", "level"]).groupby(["kind", "question"])
    found = pd.DataFrame({"people": of["by"].nunique(), "answers": of.size(), "mean": of["level"].mean()})
    return found[found.people >= FEWEST].reset_index()


def pairs_as_of(db: Connection, day: date) -> pd.DataFrame:
    """Return the pairs as they were at the end of a day."""
    import pandas as pd

    known = event.c.pair.is_not(None), event.c.day <= day.isoformat()
    last = select(func.max(event.c.id)).where(*known).group_by(event.c.pair)
    query = select(pair.c.id, pair.c.mentee, pair.c.mentor, event.c.event).join(
        event, event.c.pair == pair.c.id
    )
    became = {what: to for (_, what), to in MOVES["pair"].items()}
    rows = [
        (number, f"P{mentee}", f"P{mentor}", became[what])
        for number, mentee, mentor, what in db.execute(query.where(event.c.id.in_(last)).order_by(pair.c.id))
    ]
    return pd.DataFrame(rows, columns=["pair", "mentee", "mentor", "state"])
