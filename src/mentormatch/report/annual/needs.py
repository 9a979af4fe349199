"""What stands beside the figures of a period: next year's needs, fairness between groups, organisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from mentormatch.analysis.audit.audit import Audit, audit_of
from mentormatch.analysis.audit.groups import Outcomes
from mentormatch.analysis.audit.hiding import shown_groups
from mentormatch.people.person import ROLES, Role
from mentormatch.record.tables import LIVE
from mentormatch.report.annual.facts import Parts, lives, parts
from mentormatch.report.forms.answers import skills_needed
from mentormatch.scoring import SCALE

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record
    from mentormatch.tables.files.sources import Source

OTHERS = "others together"
_SKILLS = 5


def needs(record: Record, begins: date, ends: date) -> dict[str, Any]:
    """Return what the period after another needs, as the record is now.

    Parameters
    ----------
    begins, ends : date
        Of the other period.

    Returns
    -------
    dict
        Who take part (mentees, mentors); mentees waiting for a mentor, or one more, and how many they want;
        places free; mentees who joined in the period, and the places that would be short if as many join
        again. Of the mentors of pairs that go on, `Parts` whose training lapses by the end of the period, or
        is not recorded. The skills in which mentors see themselves as least expert.
    """
    import pandas as pd

    people, number = record.people(), _numbers(record)
    limits = {
        "mentee": {number[one.id]: one.demand for one in people.mentees if one.consent},
        "mentor": {number[one.id]: one.capacity for one in people.mentors if one.consent},
    }
    live, events = record.rows("pair"), record.rows("event")
    live = live[live.state.isin(LIVE)]

    def left(role: Role) -> pd.Series[float]:
        limit = pd.Series(limits[role], dtype=float)
        return limit.sub(live[role].value_counts(), fill_value=0).clip(lower=0)

    new = events.person[(events.event == "join") & events.day.between(f"{begins}", f"{ends}")]
    joined = new[new.isin([number[one] for one in people.mentee_ids])].nunique()
    due = record.due(ends + (ends - begins)).what
    going = live[live.run.isin(record.rows("approval").run)].mentor.nunique()

    def of_mentors(what: str, yes: str, no: str) -> Parts:
        concerned = (due == what).sum()
        return parts({yes: concerned, no: going - concerned})

    wanted, free = int(left("mentee").sum()), int(left("mentor").sum())
    return {
        "mentees": len(limits["mentee"]), "mentors": len(limits["mentor"]),
        "waiting": int((left("mentee") > 0).sum()), "wanted": wanted, "free": free, "joined": joined,
        "short": max(0, wanted + joined - free),
        "lapsing": of_mentors("refresher is due", "lapses", "does not lapse"),
        "untrained": of_mentors("training is not recorded", "not recorded in full", "recorded"),
        "skills": skills_needed(record).head(_SKILLS).to_dict("records"),
    }  # fmt: skip


def _numbers(record: Record) -> Mapping[str, int]:
    """Return the number of everybody whom the record knows by an id."""
    rows = record.rows("personal")
    rows = rows[rows.kind.isin(ROLES)]
    return dict(zip(rows.key, rows.person.astype(int), strict=True))


def fairness(record: Record, begins: date, ends: date, groups: Source) -> Audit:
    """Compare how groups of people fared: who had a partner in the period, and the scores of their pairs.

    Parameters
    ----------
    groups : path or DataFrame
        As for `mentormatch.audit`; nothing of it is kept.
    """
    number, since = _numbers(record), record.rows("person").set_index("id").since
    pairs = lives(record)
    pairs = pairs[(pairs.began <= f"{ends}") & (pairs.ended >= f"{begins}")]
    people = record.people()
    outcomes = {}
    for role, table in zip(ROLES, (people.mentees, people.mentors), strict=True):
        mean = pairs.groupby(role).points.mean() / SCALE
        numbers = {one.id: number[one.id] for one in table if one.consent}
        ids = [one for one, n in numbers.items() if since[n] <= f"{ends}" or n in mean.index]
        score = mean.reindex([numbers[one] for one in ids]).to_numpy(np.float64)
        outcomes[role] = Outcomes(tuple(ids), ~np.isnan(score), score, None)
    return audit_of(outcomes, groups)


def balance(record: Record) -> pd.DataFrame | None:
    """Return what each organisation gives, is due and has, if the policy has shares; small ones together.

    Returns
    -------
    DataFrame or None
        Columns organisation, gives, due, has (places of the pairs that are proposed or go on).
    """
    policy = record.policy()
    table = None if policy is None or policy.shares is None else record.matching().shares
    if table is None:
        return None
    frame = table.iloc[:, [0]].set_axis(["organisation"], axis=1)
    frame = frame.assign(gives=table.intake, due=table.target, has=table.matched)
    shown = shown_groups(frame.has.to_numpy(np.int64), np.floor(frame.gives).to_numpy(np.int64))
    together = frame.assign(organisation=frame.organisation.where(shown, OTHERS), hidden=~shown)
    together = together.groupby(["hidden", "organisation"], as_index=False).sum()
    return together.drop(columns="hidden") if shown.any() else frame[:0]
