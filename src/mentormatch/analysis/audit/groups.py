"""What is compared between groups: match rates, mean scores and mean waits, with 95% intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.arrays import Bools, Floats
from mentormatch.matching.base import MatchingData
from mentormatch.people.person import Role
from mentormatch.scoring import SCALE
from mentormatch.scoring.learn.quality import Estimate

_BEYOND = 0.025
"""Chance beyond either end of an interval."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """What a matching did for each person in a role who takes part: with consent, and a demand or capacity.

    Parameters
    ----------
    matched : bool array, shape (n_people,)
        Whether they have a partner at least.
    score : float64 array, shape (n_people,)
        Mean score of their pairs, 0 to 1; nan for those without.
    waited : float64 array, shape (n_people,), or None
        Rounds that a mentee has waited; None for mentors, and where nobody has.
    """

    ids: tuple[str, ...]
    matched: Bools
    score: Floats
    waited: Floats | None

    @classmethod
    def of(cls, matching: MatchingData, role: Role) -> Outcomes:
        """Return the outcomes of everybody in a role."""
        problem, chosen = matching.problem, matching.solution.chosen
        people = matching.people.mentees if role == "mentee" else matching.people.mentors
        side = (problem.mentee if role == "mentee" else problem.mentor)[chosen]
        limit = problem.demand if role == "mentee" else problem.capacity
        pairs = np.bincount(side, minlength=len(limit))
        total = np.bincount(side, matching.scores.points[chosen] / SCALE, len(limit))
        score = np.divide(total, pairs, out=np.full(len(limit), np.nan), where=pairs > 0)
        there = np.flatnonzero(limit > 0)
        waits = matching.history.waited if role == "mentee" else {}
        waited = np.array([waits.get(people[k].id, 0) for k in there], np.float64)
        return cls(
            tuple(people[k].id for k in there),
            pairs[there] > 0,
            score[there],
            waited if waited.any() else None,
        )


@dataclass(frozen=True)
class Group:
    """How one group of people fares.

    Parameters
    ----------
    characteristic, role, name : str
        Column of the table, mentee or mentor, and what the column holds for the group.
    people, matched : int
        How many take part, and how many of them have a partner.
    rate : Estimate
        Share of them that is matched; the interval is that of Clopper and Pearson.
    score : Estimate
        Mean over the matched of the mean score of their pairs, 0 to 1; Student's interval.
    waited : Estimate or None
        Mean rounds waited of mentees; Student's interval. None if nobody has waited, or if counts under the
        limit would show.
    rate_ratio, score_ratio : float or None
        Rate and score relative to the best group that is shown; None for everybody.

    Notes
    -----
    Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
    Biometrika 26 (1934) 404-413.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = [mm.Mentee(id=f"e{k}", consent=True) for k in range(60)]
    >>> mentor = mm.Mentor(id="r1", consent=True, capacity=60)
    >>> matching = mm.match(mm.People(mentees=mentees, mentors=(mentor,)))
    >>> ages = pd.DataFrame({"id": matching.people.mentee_ids, "age": ["under 40", "40 and over"] * 30})
    >>> group = mm.audit(matching, ages).groups[1]
    >>> group.name, group.people, group.matched, group.rate.value, group.rate_ratio
    ('40 and over', 30, 30, 1.0, 1.0)
    """

    characteristic: str
    role: Role
    name: str
    people: int
    matched: int
    rate: Estimate
    score: Estimate
    waited: Estimate | None = None
    rate_ratio: float | None = None
    score_ratio: float | None = None


def group_of(characteristic: str, role: Role, name: str, members: Bools, outcomes: Outcomes) -> Group:
    """Return how the members of a group fare, waits left out."""
    people, matched = int(members.sum()), int(outcomes.matched[members].sum())
    scores = outcomes.score[members & outcomes.matched]
    return Group(characteristic, role, name, people, matched, rate_of(matched, people), mean_of(scores, 1.0))


def waits_may_be_shown(waited: Floats, groups: list[Bools]) -> bool:
    """Return whether in each group enough people have waited, and enough have not."""
    counts = [int((waited[one] > 0).sum()) for one in groups]
    return all(LEAST <= n <= one.sum() - LEAST for n, one in zip(counts, groups, strict=True))


def rate_of(hits: int, number: int) -> Estimate:
    """Return a share with the exact interval of Clopper and Pearson (1934), 95%.

    Examples
    --------
    >>> str(rate_of(8, 10))
    '0.800 (0.444 to 0.975)'
    """
    from scipy.stats import beta

    low = float(beta.ppf(_BEYOND, hits, number - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - _BEYOND, hits + 1, number - hits)) if hits < number else 1.0
    return Estimate(hits / number, low, high)


def mean_of(values: Floats, most: float = np.inf) -> Estimate:
    """Return a mean with Student's 95% interval, within 0 and `most`."""
    from scipy.stats import t

    mean = float(values.mean())
    half = float(t.ppf(1 - _BEYOND, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return Estimate(mean, max(0.0, mean - half), min(most, mean + half))
