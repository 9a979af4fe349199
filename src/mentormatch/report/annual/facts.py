"""Figures of a period, from the rows of the record; counts of small groups are hidden in them already.

A pair goes on from the day it began to meet to the day it ended, both included.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.record.documents import FEWEST
from mentormatch.report.hidden import may_sum, shown_parts

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record

Parts = Mapping[str, int | None]
"""Part of a whole -> how many; None where that is hidden."""
CHANGES = "changes"
"""Item of the standards under which changes in response to feedback are answered."""
TOPICS = ("concept", "skills", "model", "confidentiality")
KINDS = {
    "mentee_on_mentor": "Mentees on their mentors",
    "mentee_on_scheme": "Mentees on the scheme",
    "mentor_on_scheme": "Mentors on the scheme",
    "mentor_reflection": "Mentors on their own part",
}
_NEVER = "9999-12-31"
_WAITS = {"up to 4 weeks": 28, "up to 3 months": 91, "up to 6 months": 182, "longer": np.inf}
"""How long a mentee waited -> days at most."""


class Question(NamedTuple):
    """A question of the feedback: people who answered it, answers, and their mean, 1 to 5."""

    kind: str
    question: str
    people: int
    answers: int
    mean: float


@dataclass(frozen=True)
class Facts:
    """Figures of a scheme from one day to another, both included.

    Parameters
    ----------
    begins, ends : date
    mentees, mentors : int
        People of the pairs that went on.
    at_start, began, ended, at_end : int
        Pairs; what went on before and began is what ended and goes on.
    parts : mapping of str to Parts
        How pairs ended (outcomes, confirmed, significant), whether they held the meetings agreed
        (with_agreement, contracts), where and when they met (modes, months), how long mentees waited for
        their first mentor (waits; not of those who joined later), whether mentors were refreshed, and what
        they were trained in by the last day (trained in TOPIC).
    all_confirmed : bool
        Whether every early ending was confirmed.
    agreed, held : int or None
        Meetings of the pairs that ended with an agreement.
    meetings : int or None
    hours, median_wait : float or None
    feedback : tuple of Question
        Questions that three people or more have answered.
    changes : tuple of (str, str)
        Days, and what was changed in response to feedback.
    """

    begins: date
    ends: date
    mentees: int
    mentors: int
    at_start: int
    began: int
    ended: int
    at_end: int
    parts: Mapping[str, Parts]
    all_confirmed: bool
    agreed: int | None
    held: int | None
    meetings: int | None
    hours: float | None
    median_wait: float | None
    feedback: tuple[Question, ...]
    changes: tuple[tuple[str, str], ...]

    @property
    def pairs(self) -> int:
        """Pairs that went on at some time in the period."""
        return self.at_start + self.began


def facts(record: Record, begins: date, ends: date) -> Facts:
    """Return the figures of a period.

    Parameters
    ----------
    record : Record
    begins, ends : date
        Its first and its last day.
    """
    first, last = begins.isoformat(), ends.isoformat()
    every = lives(record)
    pairs = every[(every.began <= last) & (every.ended >= first)]
    over, started = pairs[pairs.ended <= last], pairs.began >= first
    found: dict[str, Any] = {
        **_endings(record, over),
        **_contracts(record, over, len(pairs), last),
        **_meetings(record, first, last, anybody=len(pairs) > 0),
        **_training(record, pairs.mentor.unique().tolist(), first, last),
        **_waits(record, every, first, last),
    }
    return Facts(
        begins, ends, pairs.mentee.nunique(), pairs.mentor.nunique(),
        int((~started).sum()), int(started.sum()), len(over), len(pairs) - len(over),
        {name: found.pop(name) for name in list(found) if isinstance(found[name], Mapping)},
        feedback=_feedback(record, first, last), changes=_changes(record, first, last), **found,
    )  # fmt: skip


def lives(record: Record) -> pd.DataFrame:
    """Return the pairs that have begun to meet.

    Returns
    -------
    DataFrame
        By number: mentee, mentor, points, began, ended (days; the last of all days if they have not), how
        (completed, early or nothing).
    """
    pairs, events = record.rows("pair").set_index("id"), record.rows("event")
    began = events[events.event == "begin"].groupby("pair").day.min()
    ends = events[events.event.isin(("complete", "dissolve", "end"))].set_index("pair")
    pairs = pairs.assign(began=began, ended=ends.day, how=ends.event.map({"complete": "completed"}))
    pairs = pairs[pairs.began.notna()].astype({"how": object})
    pairs = pairs.assign(how=pairs.how.where(pairs.how.notna() | pairs.ended.isna(), "early"))
    pairs = pairs.assign(ended=pairs.ended.fillna(_NEVER))
    # Days are as they were typed, so that a pair may have ended before it began.
    pairs = pairs.assign(began=pairs.began.where(pairs.began <= pairs.ended, pairs.ended))
    return pairs[["mentee", "mentor", "points", "began", "ended", "how"]]


def parts(counts: Mapping[str, Any], whole: int | None = 0) -> Parts:
    """Return the parts of a whole, hidden if one of them is small, or the whole is hidden."""
    numbers = [int(n) for n in counts.values()]
    return dict.fromkeys(counts) if whole is None else dict(zip(counts, shown_parts(numbers), strict=True))


def _within(rows: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    return rows[(rows.day >= first) & (rows.day <= last)]


def _endings(record: Record, over: pd.DataFrame) -> dict[str, Any]:
    """Return how pairs ended, and whether early endings were confirmed; never why."""
    early = over.index[over.how == "early"]
    said = record.rows("ending").set_index("pair").significant.reindex(early)
    outcomes = parts({"completed": len(over) - len(early), "ended early": len(early)})
    confirmed = parts(
        {"confirmed": said.notna().sum(), "not confirmed yet": said.isna().sum()}, outcomes["ended early"]
    )
    significant = {
        "no significant event": (said == "none").sum(),
        "what occurred was referred": (said == "referred").sum(),
    }
    return {
        "outcomes": outcomes,
        "confirmed": confirmed,
        "significant": parts(significant, confirmed["confirmed"]),
        "all_confirmed": bool(said.notna().all()),
    }


def _contracts(record: Record, over: pd.DataFrame, pairs: int, last: str) -> dict[str, Any]:
    """Return what the agreements of pairs that ended say of meetings, and how many were held."""
    agreed = record.rows("agreement").groupby("pair").meetings.last().reindex(over.index).astype(float)
    meetings = record.rows("meeting")
    held = meetings[meetings.day <= last].groupby("pair").size().reindex(over.index, fill_value=0)
    known = agreed.notna()
    with_agreement = parts({"with an agreement": known.sum(), "without one on record": (~known).sum()})
    reached = {"all agreed meetings held": (held >= agreed).sum(), "fewer held": (held < agreed).sum()}
    # The meetings that were agreed would say how many pairs agreed on them.
    shown = with_agreement["with an agreement"] is not None and may_sum(int(known.sum()), pairs)
    return {
        "with_agreement": with_agreement,
        "contracts": parts(reached, with_agreement["with an agreement"]),
        "agreed": int(agreed.sum()) if shown else None,
        "held": int(held[known].sum()) if shown else None,
    }


def _meetings(record: Record, first: str, last: str, *, anybody: bool) -> dict[str, Any]:
    """Return how many meetings there were; months are put together to quarters if some would be hidden."""
    found = _within(record.rows("meeting"), first, last)
    shown = found.pair.nunique() >= LEAST or not (anybody or len(found))
    by_month = found.day.map(lambda day: f"{date.fromisoformat(day):%b %Y}").value_counts()
    months = {one: int(by_month.get(one, 0)) for one in _months(first, last)}
    names = list(months)
    quarters = {
        " to ".join(dict.fromkeys((names[k], names[min(k + 2, len(names) - 1)]))):
            sum(months[one] for one in names[k : k + 3])
        for k in range(0, len(names), 3)
    }  # fmt: skip
    finest = next((one for one in map(parts, (months, quarters)) if None not in one.values()), {})
    modes = parts({"in person": (found.online == 0).sum(), "online": (found.online == 1).sum()})
    return {
        "meetings": len(found) if shown else None,
        "hours": round(int(found.minutes.sum()) / 60, 1) if shown else None,
        "modes": modes if shown else dict.fromkeys(modes),
        "months": finest if shown else {},
    }


def _months(first: str, last: str) -> list[str]:
    months = np.arange(first[:7], np.datetime64(last[:7]) + 1, dtype="datetime64[M]")
    return [f"{one.item():%b %Y}" for one in months]


def _training(record: Record, mentors: Sequence[int], first: str, last: str) -> dict[str, Parts]:
    """Return how many mentors were trained in each topic by the last day, and refreshed in the period."""
    training = record.rows("training")
    training = training[training.person.isin(mentors) & (training.day <= last)]

    def of(rows: pd.DataFrame) -> Parts:
        done = rows.person.nunique()
        return parts({"yes": done, "no": len(mentors) - done})

    of_topic = {f"trained in {topic}": of(training[training.topic == topic]) for topic in TOPICS}
    return {**of_topic, "refreshed": of(training[(training.topic == "refresher") & (training.day >= first)])}


def _feedback(record: Record, first: str, last: str) -> tuple[Question, ...]:
    """Return the mean of each question that enough people have answered."""
    levels: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in _within(record.rows("feedback"), first, last).to_dict("records"):
        for question, level in json.loads(row["ratings"]).items():
            levels.setdefault((row["kind"], question), []).append((row["by"], level))
    order = list(KINDS)
    return tuple(
        Question(kind, question, people, len(found), sum(level for _, level in found) / len(found))
        for (kind, question), found in sorted(
            levels.items(), key=lambda one: (order.index(one[0][0]), one[0])
        )
        if (people := len({who for who, _ in found})) >= FEWEST
    )


def _changes(record: Record, first: str, last: str) -> tuple[tuple[str, str], ...]:
    rows = _within(record.rows("answer"), first, last)
    rows = rows[(rows.list == "standards") & (rows.item == CHANGES)].sort_values("day", kind="stable")
    return tuple(zip(rows.day, rows.answer, strict=True))


def _waits(record: Record, every: pd.DataFrame, first: str, last: str) -> dict[str, Any]:
    """Return how long mentees waited who met their first mentor in the period."""
    met = every.groupby("mentee").began.min().rename("met").reset_index()
    met = met[(met.met >= first) & (met.met <= last)]
    events = record.rows("event")
    joined = met.merge(events[events.event == "join"], left_on="mentee", right_on="person")
    joined = joined[joined.day <= joined.met].groupby("mentee")[["day", "met"]].max()
    days = (joined.met.to_numpy("datetime64[D]") - joined.day.to_numpy("datetime64[D]")).astype(np.int64)
    at = np.searchsorted(list(_WAITS.values()), days)
    counts = np.bincount(at, minlength=len(_WAITS))
    return {
        "waits": parts(dict(zip(_WAITS, counts, strict=True))),
        "median_wait": float(np.median(days)) if len(days) >= LEAST else None,
    }
