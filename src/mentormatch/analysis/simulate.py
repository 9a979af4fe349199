"""What a scheme's own history would have been if it had matched on other days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from mentormatch.arguments import check_arguments
from mentormatch.candidates.search import find_candidates, ids_of_pairs
from mentormatch.changes.kinds.update import Update
from mentormatch.errors import InfeasibleError, PolicyError
from mentormatch.matching.arguments import policy_given
from mentormatch.matching.match import match
from mentormatch.matching.result import Matching
from mentormatch.people.model import People
from mentormatch.people.person import ROLES, Person, Role
from mentormatch.policy import Policy
from mentormatch.rematching.rematch import rematch
from mentormatch.scoring import SCALE, score_pairs
from mentormatch.tables.read_dates import Stay, read_dates

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.tables.files.sources import Source

Key = tuple[Role, str]


@dataclass(frozen=True)
class Made:
    """A pair that a schedule made.

    Parameters
    ----------
    schedule : str
        ``arrival``, ``weekly``, ``monthly`` or ``cohort``.
    mentee_id, mentor_id : str
        The two of the pair.
    day : date
        When it was made.
    waited : int
        Days since the mentee joined, whatever mentors they had meanwhile.
    score : float
        In [0, 1], as the pair scores with everybody in the scheme, so that schedules can be compared; as it
        scored on the day for two who may not meet then.

    Examples
    --------
    >>> import pandas as pd
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 4}}],
    ...     mentors=[{"id": "r1", "consent": True, "offers": {"audit": 4}}],
    ... )
    >>> dates = pd.DataFrame({"person": ["r1", "e1"], "joined": ["2026-01-01", "2026-01-05"]})
    >>> made = mm.simulate(people, dates).made[0]
    >>> made.schedule, made.day.isoformat(), made.waited, made.score
    ('arrival', '2026-01-05', 0, 1.0)
    """

    schedule: str
    mentee_id: str
    mentor_id: str
    day: date
    waited: int
    score: float


@dataclass(frozen=True, eq=False, repr=False)
class Simulation:
    """What each schedule would have made of a scheme's history.

    Parameters
    ----------
    mentees : tuple of str
        Ids of those who ever took part.
    left : mapping of str to date
        Mentee -> the day on which they left, of those who did.
    days : mapping of str to tuple of date
        Schedule -> the days on which it matches.
    made : tuple of Made
        All pairs, in the order in which they were made.

    Examples
    --------
    >>> import pandas as pd
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 4}}],
    ...     mentors=[{"id": "r1", "consent": True, "offers": {"audit": 4}}],
    ... )
    >>> dates = pd.DataFrame({"person": ["r1", "e1"], "joined": ["2026-01-01", "2026-01-05"]})
    >>> mm.simulate(people, dates).table[["schedule", "matched", "wait"]]
      schedule  matched  wait
    0  arrival        1   0.0
    1   weekly        1   3.0
    2  monthly        1  27.0
    3   cohort        1  86.0
    """

    mentees: tuple[str, ...]
    left: Mapping[str, date]
    days: Mapping[str, tuple[date, ...]]
    made: tuple[Made, ...]

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The pairs made; columns schedule, mentee_id, mentor_id, day, waited (days), score."""
        import pandas as pd

        columns = [field.name for field in fields(Made)]
        return pd.DataFrame([[getattr(one, name) for name in columns] for one in self.made], columns=columns)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each schedule.

        Returns
        -------
        DataFrame
            Columns schedule; matchings (on how many days it matches); matched (mentees who ever had a
            mentor); wait and longest (days from joining to the first mentor, mean and maximum, of those who
            had one); left (mentees who left before they had one); waiting (who were still without one in the
            end); pairs; score (mean of the pairs).
        """
        import pandas as pd

        return pd.DataFrame([self._row(schedule) for schedule in self.days])

    def _row(self, schedule: str) -> dict[str, Any]:
        made = [one for one in self.made if one.schedule == schedule]
        first = {one.mentee_id: one.waited for one in reversed(made)}
        never = set(self.mentees) - first.keys()
        return {
            "schedule": schedule,
            "matchings": len(self.days[schedule]),
            "matched": len(first),
            "wait": _mean(first.values()),
            "longest": max(first.values(), default=None),
            "left": len(never & self.left.keys()),
            "waiting": len(never - self.left.keys()),
            "pairs": len(made),
            "score": _mean(one.score for one in made),
        }


def _mean(numbers: Iterable[float]) -> float:
    some = list(numbers)
    return sum(some) / len(some) if some else float("nan")


def simulate(
    people: People,
    dates: Source,
    policy: Policy | None = None,
    *,
    cohorts: Sequence[date] = (),
    time_limit: float = 60.0,
) -> Simulation:
    """Match a scheme's own history on arrival, weekly, monthly and by cohort, and compare.

    Parameters
    ----------
    people : People
        Everybody who ever took part.
    dates : path or DataFrame
        When they joined and left: columns ``person``, ``joined`` and, if any, ``role`` and ``left``, with
        dates as year-month-day. Who has no date of joining was there from the first day in the table.
    policy : Policy, optional
        By which every schedule matches; the defaults if it is left out.
    cohorts : sequence of date
        Days on which cohorts are matched; the first days of the quarters if it is left out.
    time_limit : float
        Seconds for the solver, for each matching.

    Returns
    -------
    Simulation
        The pairs of each schedule, with how long people waited.

    Raises
    ------
    ArgumentError
        If `dates` is neither a path nor a table in memory, or another argument has the wrong type.
    ProblemError
        If a number is out of range.
    RecordError
        If the table cannot be read, or nobody has a date of joining; lists every bad row.
    PolicyError
        If rules of the policy cannot hold while nobody is there.

    Notes
    -----
    ``arrival`` matches on every day on which somebody joins or leaves; ``weekly`` every seventh day from the
    first; ``monthly`` on each first of a month; a day before which nothing has happened is left out. On each
    day the best matching of those who are there is found, given the pairs that the policy keeps: all are
    taken to have begun. Whoever leaves does so on their day, with or without a mentor, which ends their
    pairs; nobody else is assumed to give up waiting, or to leave earlier for having waited.

    Examples
    --------
    >>> import pandas as pd
    >>> mentee = mm.Mentee(id="e1", consent=True, wants={"audit": 4})
    >>> mentor = mm.Mentor(id="r1", consent=True, offers={"audit": 4})
    >>> dates = pd.DataFrame({"person": ["r1", "e1"], "joined": ["2026-01-01", "2026-01-05"]})
    >>> mm.simulate(mm.People(mentees=(mentee,), mentors=(mentor,)), dates).table.wait.tolist()
    [0.0, 3.0, 27.0, 86.0]
    """
    check_arguments(simulate, locals())
    people, policy = people.in_id_order(), policy_given(policy, Policy())
    stays = read_dates(dates, people)
    first = min(one.joined for one in stays.values() if one.joined is not None)
    happens = {day for one in stays.values() for day in (one.joined, one.left) if day and day >= first}
    history = _History(people, policy, stays, first, time_limit)
    on = {
        "arrival": happens,
        "weekly": {_weekly(day, first) for day in happens},
        "monthly": {_monthly(day, 1) for day in happens},
        "cohort": set(cohorts) or {_monthly(day, 3) for day in happens},
    }
    days = {schedule: tuple(sorted(some)) for schedule, some in on.items()}
    made = [one for schedule, some in days.items() for one in history.made(schedule, some)]
    part = [m.id for m in people.mentees if m.consent and m.demand]
    left = {i: day for i in part if (day := history.stay("mentee", i).left) is not None}
    return Simulation(tuple(part), left, days, tuple(made))


def _weekly(day: date, first: date) -> date:
    """Return the day on which a week ends, counted from the first one, on or after a day."""
    return day + timedelta(days=(first - day).days % 7)


def _monthly(day: date, months: int) -> date:
    """Return the first day of a month, or of a quarter, on or after a day."""
    month = 12 * day.year + day.month - 1 + (day.day > 1)
    month += -month % months
    return date(month // 12, month % 12 + 1, 1)


class _History:
    """Who was there when, and what pairs score."""

    def __init__(
        self, people: People, policy: Policy, stays: Mapping[Key, Stay], first: date, time_limit: float
    ) -> None:
        self._people, self._policy, self._stays = people, policy, stays
        self._first, self._time_limit = first, time_limit
        self._records: dict[Key, Person] = {
            (role, one.id): one
            for role, side in zip(ROLES, (people.mentees, people.mentors), strict=True)
            for one in side
            if one.consent
        }
        candidates = find_candidates(people, policy)
        points = score_pairs(people, candidates, policy).points.tolist()
        ids = ids_of_pairs(people, candidates, np.arange(len(points)))
        self._points = dict(zip(ids, points, strict=True))

    def stay(self, role: Role, person_id: str) -> Stay:
        """Return when a person is there."""
        return self._stays.get((role, person_id), Stay())

    def made(self, schedule: str, days: Iterable[date]) -> Iterator[Made]:
        """Yield the pairs that matching on these days makes."""
        matching = self._nobody()
        there: set[Key] = set()
        for day in days:
            now = {key for key in self._records if self._is_there(key, day)}
            changes = [Update(_as(self._records[key], key in now)) for key in sorted(there ^ now)]
            if not changes:
                continue
            before = set(matching.pair_ids)
            matching = rematch(matching, changes, time_limit=self._time_limit).begin()
            there = now
            points = matching.scores.points[matching.solution.chosen].tolist()
            for pair, then in zip(matching.pair_ids, points, strict=True):
                if pair not in before:
                    since = self.stay("mentee", pair[0]).joined or self._first
                    score = self._points.get(pair, then) / SCALE
                    yield Made(schedule, *pair, day, (day - since).days, score)

    def _is_there(self, key: Key, day: date) -> bool:
        stay = self.stay(*key)
        return (stay.joined or self._first) <= day and (stay.left is None or day < stay.left)

    def _nobody(self) -> Matching:
        """Return the matching before anybody has joined: all are known, and none takes part."""
        people = self._people.replace(
            mentees=tuple(_as(one, False) for one in self._people.mentees),
            mentors=tuple(_as(one, False) for one in self._people.mentors),
        )
        try:
            return match(people, self._policy, time_limit=self._time_limit)
        except (InfeasibleError, PolicyError) as error:
            wrong = f"it has rules that cannot hold before anybody has joined; leave them out here ({error})"
            raise PolicyError([wrong], "policy") from error


def _as(person: Any, there: bool) -> Any:
    """Return a person who takes part, or does not."""
    return person if person.consent == there else person.replace(consent=there)
