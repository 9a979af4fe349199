"""What is due: facts of pairs and mentors, read by one query each, and the days that follow from them.

Each kind of thing is one line of `_OF_PAIRS` or `_OF_MENTORS`, or a query of its own. None says anything of
what people talk about, or why a pair ended.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, select, text

from mentormatch.people.person import ROLES
from mentormatch.record.tables import LIVE, chain, personal

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.policy import FollowUp

    Days = pd.Series[Any]
    """A day for each row, or none."""

COLUMNS = ("urgency", "due", "what", "pair", "mentee", "mentor", "command", "uid")
_PAIRS = text("""
SELECT p.id AS pair, p.mentee, p.mentor, p.state, v.day AS approved, e.accepted, e.began, e.moved, e.ended,
    s.day AS paused, s.until, a.day AS agreed, a.meetings, a.weeks_between, a.months,
    (SELECT max(day) FROM meeting WHERE pair = p.id) AS met,
    (SELECT count(*) FROM meeting WHERE pair = p.id) AS held,
    (SELECT max(person) - min(person) FROM signature WHERE agreement = a.id) AS signed,
    f.by_mentee, f.by_mentor
FROM pair p
LEFT JOIN (SELECT run, max(day) AS day FROM event WHERE event = 'approve' GROUP BY run) v ON v.run = p.run
LEFT JOIN (
    SELECT pair, min(CASE event WHEN 'accept' THEN day END) AS accepted,
        min(CASE event WHEN 'begin' THEN day END) AS began,
        max(CASE WHEN event IN ('accept', 'begin', 'resume') THEN day END) AS moved,
        max(CASE WHEN event IN ('complete', 'dissolve', 'end') THEN day END) AS ended,
        max(CASE event WHEN 'pause' THEN id END) AS pause
    FROM event WHERE pair IS NOT NULL GROUP BY pair
) e ON e.pair = p.id
LEFT JOIN event s ON s.id = e.pause
LEFT JOIN agreement a ON a.id = (SELECT max(id) FROM agreement WHERE pair = p.id)
LEFT JOIN (
    SELECT g.pair, max(CASE WHEN g."by" = q.mentee THEN day END) AS by_mentee,
        max(CASE WHEN g."by" = q.mentor THEN day END) AS by_mentor
    FROM feedback g JOIN pair q ON q.id = g.pair GROUP BY g.pair
) f ON f.pair = p.id
LEFT JOIN ending n ON n.pair = p.id
WHERE p.state IN ('proposed', 'accepted', 'active', 'paused')
    OR (p.state IN ('dissolved', 'ended') AND n.id IS NULL AND e.began IS NOT NULL)
    OR (p.state = 'completed' AND e.ended >= :since)
ORDER BY p.id
""")
_TRAINED = text("""
SELECT person AS mentor, max(day) AS trained, max(due) AS ahead, min(CASE WHEN due <= :day AND NOT EXISTS (
        SELECT * FROM training u
        WHERE u.person = t.person AND u.id > t.id AND u.topic IN (t.topic, 'refresher')
    ) THEN due END) AS due,
    max(CASE topic WHEN 'concept' THEN 1 ELSE 0 END) + max(CASE topic WHEN 'skills' THEN 2 ELSE 0 END)
    + max(CASE topic WHEN 'model' THEN 4 ELSE 0 END)
    + max(CASE topic WHEN 'confidentiality' THEN 8 ELSE 0 END) AS topics
FROM training t
WHERE person IN (SELECT mentor FROM pair WHERE state IN ('proposed', 'accepted', 'active', 'paused'))
GROUP BY person
""")
TOPICS = ("concept", "skills", "model", "confidentiality")
_OTHERS = (
    ("concern", 1, "concern is open", "move concern {id} close --by NAME",
     "SELECT id, day FROM concern WHERE state = 'open'"),
    ("support", 1, "mentors have no support contact", "add officer role=supervision person=NAME", """
        SELECT 0 AS id, min(since) AS day FROM person
        WHERE EXISTS (SELECT * FROM pair WHERE state IN ('accepted', 'active', 'paused'))
        AND NOT EXISTS (SELECT * FROM officer o JOIN person w ON w.id = o.person
            WHERE w.state = 'in' AND o.role IN ('supervision', 'escalation'))"""),
    ("run", 2, "matching is not approved", "approve {run} --by NAME", """
        SELECT r.id, substr(r.key, 1, 12) AS run, e.day FROM run r JOIN event e ON e.run = r.id
        WHERE r.state = 'proposed' AND EXISTS (SELECT * FROM pair
            WHERE run = r.id AND state = 'proposed')"""),
    ("challenge", 2, "challenge is open", "move challenge {id} answer --by NAME",
     "SELECT id, day FROM challenge WHERE state = 'open'"),
    ("checklist", 3, "{list} checklist has no answers", "add answer list={list} item=ITEM answer=YES", """
        SELECT q.n AS id, q.list, CASE q.n WHEN 3 THEN s.ends ELSE s.begins END AS day FROM scheme s, (
            SELECT 1 AS n, 'foundations' AS list UNION ALL SELECT 2, 'managing' UNION ALL SELECT 3, 'review'
        ) q WHERE s.id = (SELECT max(id) FROM scheme) AND q.list NOT IN (SELECT list FROM answer)"""),
)  # fmt: skip
"""Kind, urgency, what is due, the command, and the query for what neither pairs nor mentors tell."""


class _Item(NamedTuple):
    """Kind, urgency, what is due, the command, and the day for each row."""

    kind: str
    urgency: int
    what: str
    command: str
    days: Callable[[pd.DataFrame, FollowUp], Days]


def _unsigned(f: pd.DataFrame, t: FollowUp) -> Days:
    # Both have signed if not all signatures are by one person.
    since = f.agreed.fillna(f.accepted).where(f.state.isin(("accepted", "active", "paused")))
    return _later(since.where(~(f.signed.astype(float) > 0)), t.agreement_days)


def _length(f: pd.DataFrame) -> Days:
    """Return when the agreed length is over: after its months, or with the last of its meetings."""
    over = _months_later(f.began, f.months)
    return over.where(~(f.held >= f.meetings), f.met).where(f.state.isin(("active", "paused")))


def _feedback(f: pd.DataFrame, said: Days, t: FollowUp) -> Days:
    """Return when somebody is asked for feedback: every so often, and when the two have completed."""
    asked = f.ended.where((f.state == "completed") & ~(said >= f.ended))
    return asked.fillna(_later(said.fillna(f.began), 7 * t.feedback_weeks).where(f.state == "active"))


_OF_PAIRS = (
    _Item("ending", 1, "early ending is not confirmed", "add ending pair={pair} significant=none by=NAME",
          lambda f, _: f.ended.where(f.state.isin(("dissolved", "ended")))),
    _Item("offer", 2, "offer is not answered", "accept {pair}",
          lambda f, t: _later(f.approved, t.offer_days).where(f.state == "proposed")),
    _Item("pause", 2, "pause is over", "resume {pair}",
          lambda f, t: f.until.fillna(_later(f.paused, 7 * t.pause_weeks)).where(f.state == "paused")),
    _Item("meeting", 2, "meeting is late", "meeting {pair} --minutes MINUTES",
          lambda f, t: _later(f[["met", "moved"]].max(axis=1), 7 * (f.weeks_between + t.grace_weeks))
          .where(f.state.isin(("accepted", "active")))),
    _Item("agreement", 3, "agreement is missing", "add agreement pair={pair}",
          lambda f, t: _unsigned(f, t).where(f.agreed.isna())),
    _Item("signature", 3, "agreement is not signed by both", "sign {pair}",
          lambda f, t: _unsigned(f, t).where(f.agreed.notna())),
    _Item("length", 3, "agreed length is reached", "complete {pair}", lambda f, _: _length(f)),
    _Item("mentee", 3, "feedback of the mentee", "feedback {pair} mentee_on_mentor P{mentee} QUESTION=LEVEL",
          lambda f, t: _feedback(f, f.by_mentee, t)),
    _Item("mentor", 3, "feedback of the mentor", "feedback {pair} mentor_reflection P{mentor} QUESTION=LEVEL",
          lambda f, t: _feedback(f, f.by_mentor, t)),
)  # fmt: skip
_OF_MENTORS = (
    _Item("training", 3, "training is not recorded", "training P{mentor} {missing}",
          lambda f, _: f.approved.where(f.missing != "")),
    _Item("refresher", 3, "refresher is due", "training P{mentor} refresher",
          lambda f, t: f.due.fillna(_months_later(f.trained.where(~(f.ahead > f.day)), t.refresher_months))),
)  # fmt: skip


def due(db: Connection, thresholds: FollowUp, day: date) -> pd.DataFrame:
    """Return what is due by a day; see `Record.due`."""
    import pandas as pd

    pairs = _pairs(db, thresholds, day)
    found = [
        *_items(_OF_PAIRS, pairs, thresholds, day),
        *_items(_OF_MENTORS, _mentors(db, pairs, thresholds, day), thresholds, day),
        *_others(db, day),
    ]
    frame = pd.DataFrame(found, columns=list(COLUMNS))
    # Its first entry stands for the record.
    record = str(db.scalar(select(chain.c.hash).where(chain.c.seq == 1)))[:12]
    frame = frame.assign(uid=frame.uid.astype(str) + f"@{record}")
    return frame.sort_values(["urgency", "due", "uid"], kind="stable", ignore_index=True)


def _pairs(db: Connection, thresholds: FollowUp, day: date) -> pd.DataFrame:
    since = day - timedelta(weeks=thresholds.feedback_weeks)
    dates = ("approved", "accepted", "began", "moved", "ended", "paused", "until", "met", "agreed",
             "by_mentee", "by_mentor")  # fmt: skip
    f = _read(db, _PAIRS, dates, since=since.isoformat())
    latest = "SELECT weeks_between, months, meetings FROM scheme ORDER BY id DESC LIMIT 1"
    registered = db.execute(text(latest)).first() or (thresholds.meeting_weeks, thresholds.months, np.inf)
    for name, value in zip(("weeks_between", "months", "meetings"), registered, strict=True):
        f[name] = f[name].astype(float).fillna(value)
    return f


def _mentors(db: Connection, pairs: pd.DataFrame, thresholds: FollowUp, day: date) -> pd.DataFrame:
    """Return the mentors of pairs that were released and go on, and what they were trained in."""
    live = pairs[pairs.state.isin(LIVE) & pairs.approved.notna()]
    f = live.groupby("mentor")[["approved"]].min().reset_index()
    f = f.merge(
        _read(db, _TRAINED, ("trained", "due", "ahead"), day=day.isoformat()), on="mentor", how="left"
    )
    missing = {
        bits: " ".join(t for at, t in enumerate(TOPICS) if t in thresholds.training and not bits >> at & 1)
        for bits in range(2 ** len(TOPICS))
    }
    return f.assign(day=np.datetime64(day), missing=f.topics.fillna(0).astype(int).map(missing))


def _others(db: Connection, day: date) -> Iterable[tuple[Any, ...]]:
    for kind, urgency, what, command, query in _OTHERS:
        for row in db.execute(text(query)).mappings():
            if row["day"] is not None and row["day"] <= day.isoformat():
                typed = f"mentormatch scheme {command.format_map(row)}"
                said = what.format_map(row)
                yield urgency, row["day"], said, "", "", "", typed, f"{kind}-{row['id']}"


def _items(
    kinds: Iterable[_Item], f: pd.DataFrame, thresholds: FollowUp, day: date
) -> Iterable[tuple[Any, ...]]:
    """Yield a row for everything that is due by a day; its last value stays the same from day to day."""
    of_pair = "pair" in f
    named = f[["pair", "mentee", "mentor"] if of_pair else ["mentor", "missing"]]
    for one in kinds:
        when = one.days(f, thresholds)
        late = when <= np.datetime64(day)
        for row in named[late].assign(day=when[late].dt.strftime("%Y-%m-%d")).to_dict("records"):
            pair, mentee = (str(row["pair"]), f"P{row['mentee']}") if of_pair else ("", "")
            typed = f"mentormatch scheme {one.command.format_map(row)}"
            key = f"{one.kind}-{pair or row['mentor']}"
            yield one.urgency, row["day"], one.what, pair, mentee, f"P{row['mentor']}", typed, key


def _read(db: Connection, query: Any, dates: Iterable[str], **values: str) -> pd.DataFrame:
    import pandas as pd

    found = db.execute(query, values)
    names = list(found.keys())
    columns = dict(zip(names, zip(*found.all(), strict=True), strict=False)) or dict.fromkeys(names, ())
    days = {name: np.array(columns[name], "datetime64[D]") for name in dates}
    return pd.DataFrame({**columns, **days})


def _later(since: Days, days: Any) -> Days:
    later: Days = since + np.asarray(days, "timedelta64[D]")
    return later


def _months_later(since: Days, months: Any) -> Days:
    """Return the same day so many months later, or the last day of that month."""
    import pandas as pd

    days = since.to_numpy("datetime64[D]")
    month = days.astype("datetime64[M]")
    into = days - month.astype("datetime64[D]")
    later = month + np.asarray(months).astype("timedelta64[M]")
    last = (later + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return pd.Series(np.minimum(later.astype("datetime64[D]") + into, last), since.index)


def with_names(db: Connection, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with names and ids in the place of pseudonyms, for the eyes of the coordinator."""
    columns = [name for name in ("mentee", "mentor", "person") if name in frame]
    numbers = sorted({int(one[1:]) for name in columns for one in frame[name] if one})
    names: dict[str, str] = {}
    for begin in range(0, len(numbers), 500):
        part = personal.c.person.in_(numbers[begin : begin + 500])
        for row in db.execute(select(personal).where(personal.c.kind.in_((*ROLES, "officer")), part)):
            data = json.loads(row.data)
            name = data.get("name", "") if row.kind in ROLES else ""
            names[f"P{row.person}"] = f"{name} ({row.key})" if name else row.key
    return frame.assign(**{name: [names.get(one, one) for one in frame[name]] for name in columns})


_STATUS = """
SELECT kind || 's' AS what, count(*) AS number FROM personal WHERE kind IN ('mentee', 'mentor') GROUP BY kind
UNION ALL SELECT 'mentees without a mentor', count(*) FROM personal q WHERE kind = 'mentee' AND NOT EXISTS (
    SELECT * FROM pair WHERE mentee = q.person AND state IN ('proposed', 'accepted', 'active', 'paused'))
UNION ALL SELECT 'pairs ' || state, count(*) FROM pair GROUP BY state
UNION ALL SELECT 'runs ' || state, count(*) FROM run GROUP BY state
UNION ALL SELECT 'meetings', count(*) FROM meeting
UNION ALL SELECT 'answers to feedback', count(*) FROM feedback
"""


def status(db: Connection) -> pd.DataFrame:
    """Return how many people, pairs, runs, meetings and answers there are; see `Record.status`."""
    import pandas as pd

    return pd.DataFrame(db.execute(text(_STATUS)).all(), columns=["what", "number"])
