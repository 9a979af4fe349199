"""What stands beside the figures of a period: next year's needs, fairness between groups, organisations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.analysis.audit.audit import Audit, audit_of
from mentormatch.analysis.audit.groups import Outcomes
from mentormatch.analysis.audit.hiding import shown_groups
from mentormatch.people.person import ROLES
from mentormatch.record.tables import LIVE
from mentormatch.report.annual.facts import Facts, Parts, lives, parts
from mentormatch.scoring import SCALE

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record
    from mentormatch.tables.files.sources import Source

OTHERS = "others together"


@dataclass(frozen=True)
class Needs:
    """What the next period needs, as the record is now.

    Parameters
    ----------
    mentees, mentors : int
        Who take part, with consent.
    waiting, wanted : int
        Mentees who want a mentor, or one more, and how many they want.
    free : int
        Places of mentors that are not taken.
    joined : int
        Mentees who joined in the period.
    lapsing, untrained : Parts
        Of the mentors of pairs that go on: whose training lapses by the end of the next period, or is not
        recorded.
    """

    mentees: int
    mentors: int
    waiting: int
    wanted: int
    free: int
    joined: int
    lapsing: Parts
    untrained: Parts

    @property
    def short(self) -> int:
        """Places that are missing if as many mentees join again."""
        return max(0, self.wanted + self.joined - self.free)


def needs(record: Record, found: Facts) -> Needs:
    """Return what the next period needs."""
    people, numbers = record.people(), _numbers(record)
    live = record.rows("pair")
    live = live[live.state.isin(LIVE)]
    has = {role: live[role].value_counts() for role in ROLES}
    mentees = [one for one in people.mentees if one.consent]
    mentors = [one for one in people.mentors if one.consent]
    wanted = [max(0, one.demand - int(has["mentee"].get(numbers[one.id], 0))) for one in mentees]
    free = [max(0, one.capacity - int(has["mentor"].get(numbers[one.id], 0))) for one in mentors]
    events = record.rows("event")
    events = events[(events.event == "join") & (events.day >= f"{found.begins}")]
    joined = set(events[events.day <= f"{found.ends}"].person)
    due = record.due(found.ends + (found.ends - found.begins))
    going = live[live.run.isin(record.rows("approval").run)].mentor.nunique()

    def of(what: str, yes: str, no: str) -> Parts:
        concerned = int((due.what == what).sum())
        return parts({yes: concerned, no: going - concerned})

    return Needs(
        len(mentees), len(mentors), sum(map(bool, wanted)), sum(wanted), sum(free),
        sum(numbers[one.id] in joined for one in people.mentees),
        of("refresher is due", "lapses", "does not lapse"),
        of("training is not recorded", "not recorded in full", "recorded"),
    )  # fmt: skip


def _numbers(record: Record) -> dict[str, int]:
    """Return the number of everybody whom the record knows by an id."""
    rows = record.rows("personal")
    rows = rows[rows.kind.isin(ROLES)]
    return dict(zip(rows.key, rows.person.astype(int), strict=True))


def fairness(record: Record, found: Facts, groups: Source) -> Audit:
    """Compare how groups of people fared: who had a partner in the period, and the scores of their pairs.

    Parameters
    ----------
    record : Record
    found : Facts
        Of the period.
    groups : path or DataFrame
        As for `mentormatch.audit`; nothing of it is kept.
    """
    numbers, since = _numbers(record), record.rows("person").set_index("id").since
    pairs = lives(record)
    pairs = pairs[(pairs.began <= f"{found.ends}") & (pairs.ended >= f"{found.begins}")]
    people = record.people()
    outcomes = {}
    for role, table in zip(ROLES, (people.mentees, people.mentors), strict=True):
        mean = pairs.groupby(role).points.mean() / SCALE
        ids = [
            one.id for one in table
            if one.consent and (since[numbers[one.id]] <= f"{found.ends}" or numbers[one.id] in mean.index)
        ]  # fmt: skip
        score = np.array([mean.get(numbers[one], np.nan) for one in ids], np.float64)
        outcomes[role] = Outcomes(tuple(ids), ~np.isnan(score), score, None)
    return audit_of(outcomes, groups)


def balance(record: Record) -> pd.DataFrame | None:
    """Return what each organisation gives, is due and has, if the policy has shares; small ones together.

    Returns
    -------
    DataFrame or None
        Columns organisation, gives, due, has (places of the pairs that are proposed or go on).
    """
    import pandas as pd

    policy = record.policy()
    table = None if policy is None or policy.shares is None else record.matching().shares
    if table is None:
        return None
    frame = pd.DataFrame({
        "organisation": table.iloc[:, 0].astype(str), "gives": table.intake.astype(float),
        "due": table.target.astype(float), "has": table.matched,
    })  # fmt: skip
    gives = np.floor(frame.gives.to_numpy()).astype(np.int64)
    shown = shown_groups(frame.has.to_numpy(np.int64), gives)
    others = frame[~shown]
    totals = [OTHERS, others.gives.sum(), others.due.sum(), others.has.sum()]
    together = pd.DataFrame([totals], columns=frame.columns) if shown.any() and len(others) else frame[:0]
    return pd.concat([frame[shown], together], ignore_index=True)
