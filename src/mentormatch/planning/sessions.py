"""`Plan`: the sessions that run, who goes to which, and why anybody cannot go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arrays import Ints, counted, first_ten
from mentormatch.engine.solve import solve
from mentormatch.errors import ProblemError
from mentormatch.people.person import Mentor
from mentormatch.planning.attendance import Attendance, attendance
from mentormatch.policy import Policy, is_public
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Stage, Status
from mentormatch.rules import MinimumLoadIfUsed, Rule
from mentormatch.tables.read_sessions import Slot, Venue

if TYPE_CHECKING:
    import pandas as pd

ORDER = ("matched", "fewest", "score")
"""As many people as possible, then as few sessions, then as little travel."""
_PER_KM = 10


@dataclass(frozen=True, eq=False)
class Plan:
    """Sessions, and who goes to which; the same people, venues and slots give the same plan.

    Parameters
    ----------
    kind : str
        What a session is called.
    sessions : DataFrame
        Columns session, venue, when, people, capacity, mean_km, max_km.
    people : DataFrame
        Columns person_id, session, venue, when, km.
    unplaced : DataFrame
        Columns person_id, reason.
    notes : tuple of str
        What is not known, and was taken to be.
    problem : Problem
        Its mentees are the people, its mentors all sessions that could run.
    solution : Solution
        With its certificate.
    """

    kind: str
    sessions: pd.DataFrame
    people: pd.DataFrame
    unplaced: pd.DataFrame
    notes: tuple[str, ...]
    problem: Problem
    solution: Solution

    def __str__(self) -> str:
        if self.solution.status is Status.UNKNOWN:
            return "No plan was found in the time allowed: allow more."
        placed = f"{len(self.people)} of {counted(self.problem.n_mentees, 'mentor')} can go to"
        travel = f"and travel {self.people.km.sum():.1f} km in all, one way"
        return f"{placed} {counted(len(self.sessions), self.kind)}, {travel}. {self._proof()}"

    def _proof(self) -> str:
        stages = {stage.objective: stage for stage in self.solution.stages}
        most, fewest, travel = (stages[name] for name in ORDER)
        if self.solution.status is Status.OPTIMAL:
            none = f"none as many to fewer {self.kind}s, and none them to as few with less travel"
            return f"Proved: no plan takes more people, {none}."
        known = [
            (most, f"more than {most.bound} cannot go"),
            (fewest, f"fewer than {fewest.bound} {self.kind}s cannot do for as many"),
            (travel, f"travel cannot be below {-travel.bound / _PER_KM:.1f} km for as many in as few"),
        ]
        return f"Not proved to be the best in the time allowed; it is proved that {_first(known)}."


def _first(known: Sequence[tuple[Stage, str]]) -> str:
    """Return the bounds in words, up to the first that is not reached: the next ones depend on it."""
    last = next((k for k, (stage, _) in enumerate(known) if stage.value != stage.bound), len(known) - 1)
    return ", ".join(words for _, words in known[: last + 1])


def planned(
    kind: str,
    people: Sequence[Mentor],
    venues: Sequence[Venue],
    slots: Sequence[Slot],
    policy: Policy,
    least: int,
    time_limit: float,
    apart: Sequence[Rule] = (),
) -> Plan:
    """Return the best plan of sessions of at least `least` people.

    Parameters
    ----------
    kind : str
    people : sequence of Mentor
        By id.
    venues, slots : sequence
        Each venue could be used once at each time.
    policy : Policy
    least : int
    time_limit : float
        Of the solver, in seconds.
    apart : sequence of rules
        Further rules, with people by position.

    Raises
    ------
    ProblemError
        If there is nobody, no venue or no slot.
    """
    lacking = (
        (people, "nobody to plan for: no mentor gave consent, or all of them are trained"),
        (
            venues,
            "no venue: give some (for learning sets the workplaces of mentors would do, if located)",
        ),
        (slots, "no time: give some"),
    )
    faults = [f"there is {what}" for some, what in lacking if not some]
    if faults:
        raise ProblemError(faults)
    venues, slots = sorted(venues, key=lambda one: one.name), sorted(slots, key=lambda one: one.order)
    could = attendance(people, venues, slots, policy)
    mentee, slot, venue = np.nonzero(could.free[:, :, None] & could.reach[:, None, :])
    n = len(venues) * len(slots)
    own: list[Rule] = [MinimumLoadIfUsed(mentor=j, load=least) for j in range(n)]
    km = np.nan_to_num(could.km[mentee, venue])
    problem = Problem(
        len(people), n, mentee, slot * len(venues) + venue, -np.rint(_PER_KM * km).astype(np.int64),
        [one.capacity for _ in slots for one in venues], 1, [*own, *apart],
        [one.id for one in people], [f"{one.name}, {at}" for at in slots for one in venues],
    )  # fmt: skip
    seed = 0 if is_public(policy.seed) else policy.seed
    solution = solve(problem, ORDER, time_limit=time_limit, seed=seed)
    why = _Reasons(problem, solution, could, venues, people, least)
    return _tables(kind, people, venues, slots, could, problem, solution, why)


def _tables(
    kind: str,
    people: Sequence[Mentor],
    venues: Sequence[Venue],
    slots: Sequence[Slot],
    could: Attendance,
    problem: Problem,
    solution: Solution,
    why: _Reasons,
) -> Plan:
    import pandas as pd

    who, at = problem.mentee[solution.chosen], problem.mentor[solution.chosen]
    used = np.unique(at)
    when, where = np.divmod(used, len(venues))
    listed = pd.DataFrame({
        "session": np.arange(1, len(used) + 1),
        "venue": [venues[k].name for k in where],
        "when": [str(slots[k]) for k in when],
    })  # fmt: skip
    own = listed.iloc[np.searchsorted(used, at)].reset_index(drop=True)
    going = own.assign(km=np.round(could.km[who, at % len(venues)], 1))
    going.insert(0, "person_id", [people[i].id for i in who])
    km = going.groupby("session").km
    sessions = listed.assign(
        people=km.size().to_numpy(), capacity=problem.capacity[used],
        mean_km=km.mean().round(1).to_numpy(), max_km=km.max().to_numpy(),
    )  # fmt: skip
    left = np.setdiff1d(np.arange(len(people)), who).tolist()
    unplaced = pd.DataFrame(
        {"person_id": [people[i].id for i in left], "reason": [why.of(i) for i in left]}, dtype=object
    )
    return Plan(
        kind, sessions, going.sort_values(["session", "person_id"], ignore_index=True), unplaced,
        _notes(people, could), problem, solution,
    )  # fmt: skip


def _notes(people: Sequence[Mentor], could: Attendance) -> tuple[str, ...]:
    silent = [one.id for one, said in zip(people, could.said, strict=True) if not said]
    nowhere = [one.id for one in people if one.location is None]
    found = []
    if len(silent) == len(people):
        found.append(
            "Nobody says when they have time, so everybody is taken to be free: a criterion of kind 'when' "
            "or 'period' in the policy reads it from the forms."
        )
    elif silent:
        found.append(f"{counted(len(silent), 'mentor')} did not say when they have time, and are taken to be "
                     f"free: {first_ten(silent)}.")  # fmt: skip
    if nowhere:
        found.append(f"It is not known where {counted(len(nowhere), 'mentor')} would set out from: "
                     f"{first_ten(nowhere)}.")  # fmt: skip
    return tuple(found)


class _Reasons:
    """Why somebody cannot go, in words."""

    def __init__(
        self,
        problem: Problem,
        solution: Solution,
        could: Attendance,
        venues: Sequence[Venue],
        people: Sequence[Mentor],
        least: int,
    ) -> None:
        self._problem, self._could, self._venues, self._people = problem, could, venues, people
        self._load: Ints = np.bincount(problem.mentor[solution.chosen], minlength=problem.n_mentors)
        self._least = least
        self._proved = any(one.objective == "matched" and one.value == one.bound for one in solution.stages)

    def of(self, person: int) -> str:
        """Return why somebody has no session."""
        could, problem = self._could, self._problem
        if not could.reach[person].any():
            return self._too_far(person)
        if not could.free[person].any():
            return "is not free for the whole of any of the times; offer other times, or ask again"
        theirs = problem.mentor[problem.pairs_of_mentee(person)].astype(np.int64)
        running = theirs[self._load[theirs] > 0]
        return "could go only to sessions " + self._taken(theirs, running)

    def _taken(self, theirs: Ints, running: Ints) -> str:
        """Return how sessions are that somebody could go to, of which some are running."""
        if len(running) and np.all(self._load[running] == self._problem.capacity[running]):
            return "that are full or do not run; a larger or a further one would help"
        if np.bincount(self._problem.mentor)[theirs].max() < self._least:
            return f"for which fewer than {self._least} people are free and near enough"
        if not self._proved:
            return "in which no place was found in the time allowed; allow more"
        if len(running):
            return "that are full or with somebody in their reporting line"
        return "that could run only with people who are needed in others"

    def _too_far(self, person: int) -> str:
        km, limit = self._could.km[person], self._could.limit[person]
        if self._people[person].location is None:
            return f"would travel {limit:g} km, but it is not known from where; ask for the postcode"
        near = int(np.nanargmin(km)) if not np.isnan(km).all() else 0
        return (
            f"is too far from all venues: the nearest, {self._venues[near].name}, is {km[near]:.1f} km away, "
            f"and they would travel {limit:g} km"
        )
