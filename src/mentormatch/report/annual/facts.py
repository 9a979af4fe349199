"""Figures of a period, from the rows of the record; counts of small groups are hidden in them already.

A pair goes on from the day it began to meet to the day it ended, both included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.record.documents import means_of
from mentormatch.record.follow_up import TOPICS
from mentormatch.report.hidden import may_sum, shown_parts

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record

Parts = Mapping[str, int | None]
"""Part of a whole -> how many; None where that is hidden."""
CHANGES = "changes"
"""Item of the standards under which changes in response to feedback are answered."""
KINDS = {
    "mentee_on_mentor": "Mentees on their mentors",
    "mentee_on_scheme": "Mentees on the scheme",
    "mentor_on_scheme": "Mentors on the scheme",
    "mentor_reflection": "Mentors on their own part",
}
_NEVER = "9999-12-31"
_WAITS = {"up to 4 weeks": 28, "up to 3 months": 91, "up to 6 months": 182, "longer": np.inf}
"""How long a mentee waited -> days at most."""


def facts(record: Record, begins: date, ends: date) -> dict[str, Any]:
    """Return the figures of a period.

    Parameters
    ----------
    begins, ends : date
        Its first and its last day, both included.

    Returns
    -------
    dict
        Days, counts of people and pairs; `Parts` of them, and of meetings and mentors; sums, which are None
        where they are hidden; and lists of feedback and changes.
    """
    first, last = begins.isoformat(), ends.isoformat()
    every = lives(record)
    pairs = every[(every.began <= last) & (every.ended >= first)]
    over, started = pairs[pairs.ended <= last], int((pairs.began >= first).sum())
    feedback, answers = (
        rows[rows.day.between(first, last)] for rows in map(record.rows, ("feedback", "answer"))
    )
    changes = answers[(answers.list == "standards") & (answers.item == CHANGES)]
    return {
        "begins": begins, "ends": ends, "mentees": pairs.mentee.nunique(), "mentors": pairs.mentor.nunique(),
        "pairs": len(pairs), "at_start": len(pairs) - started, "began": started,
        "ended": len(over), "at_end": len(pairs) - len(over),
        **_endings(record, over),
        **_contracts(record, over, len(pairs), last),
        **_meetings(record, first, last, anybody=len(pairs) > 0),
        **_training(record, pairs.mentor, first, last),
        **_waits(record, every, first, last),
        "feedback": means_of(feedback).to_dict("records"),
        "changes": changes.sort_values("day", kind="stable")[["day", "answer"]].to_dict("records"),
    }  # fmt: skip


def lives(record: Record) -> pd.DataFrame:
    """Return the pairs that have begun to meet.

    Returns
    -------
    DataFrame
        By number: the columns of a pair; began, ended (days; the last of all days if they have not), how (the
        event that ended it, if one did).
    """
    pairs, events = record.rows("pair").set_index("id"), record.rows("event")
    ends = events[events.event.isin(("complete", "dissolve", "end"))].set_index("pair")
    began = events[events.event == "begin"].groupby("pair").day.min()
    pairs = pairs.assign(began=began, ended=ends.day, how=ends.event)
    pairs = pairs[pairs.began.notna()].fillna({"ended": _NEVER})
    # Days are as they were typed, so that a pair may have ended before it began.
    return pairs.assign(began=pairs.began.where(pairs.began <= pairs.ended, pairs.ended))


def parts(counts: Mapping[str, Any], whole: int | None = 0) -> Parts:
    """Return the parts of a whole, hidden if one of them is small, or the whole is hidden."""
    shown = shown_parts([int(n) for n in counts.values()])
    return dict.fromkeys(counts) if whole is None else dict(zip(counts, shown, strict=True))


def _endings(record: Record, over: pd.DataFrame) -> dict[str, Any]:
    """Return how pairs ended, and whether early endings were confirmed; never why."""
    early = over.index[over.how != "complete"]
    said = record.rows("ending").set_index("pair").significant.reindex(early)
    outcomes = parts({"completed": len(over) - len(early), "ended early": len(early)})
    answers = {"confirmed": said.notna().sum(), "not confirmed yet": said.isna().sum()}
    confirmed = parts(answers, outcomes["ended early"])
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
    whole = with_agreement["with an agreement"]
    reached = {"all agreed meetings held": (held >= agreed).sum(), "fewer held": (held < agreed).sum()}
    # The meetings that were agreed would say how many pairs agreed on them.
    shown = whole is not None and may_sum(whole, pairs)
    return {
        "with_agreement": with_agreement,
        "contracts": parts(reached, whole),
        "agreed": int(agreed.sum()) if shown else None,
        "held": int(held[known].sum()) if shown else None,
    }


def _meetings(record: Record, first: str, last: str, *, anybody: bool) -> dict[str, Any]:
    found = record.rows("meeting")
    found = found[found.day.between(first, last)]
    shown = found.pair.nunique() >= LEAST or not (anybody or len(found))
    modes = parts({"in person": (found.online == 0).sum(), "online": (found.online == 1).sum()})
    return {
        "meetings": len(found) if shown else None,
        "hours": round(int(found.minutes.sum()) / 60, 1) if shown else None,
        "modes": modes if shown else dict.fromkeys(modes),
        "months": _by_month(found, first, last) if shown else {},
    }


def _by_month(meetings: pd.DataFrame, first: str, last: str) -> Parts:
    """Return how many meetings there were in each month; or quarter, if months would be hidden."""
    import pandas as pd

    months, in_month = pd.period_range(first, last, freq="M"), Counter(meetings.day.str[:7])
    for size in (1, 3):
        spans = [months[k : k + size] for k in range(0, len(months), size)]
        names = [" to ".join(dict.fromkeys(span[[0, -1]].strftime("%b %Y"))) for span in spans]
        counts = [sum(in_month[f"{month}"] for month in span) for span in spans]
        found = parts(dict(zip(names, counts, strict=True)))
        if None not in found.values():
            return found
    return {}


def _training(record: Record, mentors: pd.Series[int], first: str, last: str) -> dict[str, Parts]:
    """Return how many mentors were trained in each topic by the last day, and refreshed in the period."""
    training = record.rows("training")
    training = training[training.person.isin(mentors) & (training.day <= last)]
    trained = {f"trained in {topic}": training[training.topic == topic] for topic in TOPICS}
    trained["refreshed"] = training[(training.topic == "refresher") & (training.day >= first)]
    done = {name: rows.person.nunique() for name, rows in trained.items()}
    return {name: parts({"yes": n, "no": mentors.nunique() - n}) for name, n in done.items()}


def _waits(record: Record, every: pd.DataFrame, first: str, last: str) -> dict[str, Any]:
    """Return how long mentees waited who met their first mentor in the period, but for who joined later."""
    import pandas as pd

    met = every.groupby("mentee").began.min().rename("met").reset_index()
    events = record.rows("event")
    joined = met[met.met.between(first, last)].merge(
        events[events.event == "join"], left_on="mentee", right_on="person"
    )
    joined = joined[joined.day <= joined.met].groupby("mentee")[["day", "met"]].max()
    days = (pd.to_datetime(joined.met) - pd.to_datetime(joined.day)).dt.days
    counts = pd.cut(days, [-1, *_WAITS.values()], labels=list(_WAITS)).value_counts(sort=False)
    return {
        "waits": parts(dict(zip(_WAITS, counts, strict=True))),
        "median_wait": float(days.median()) if len(days) >= LEAST else None,
    }
