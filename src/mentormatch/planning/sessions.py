"""`Plan`: the sessions that run, who goes to which, and why anybody cannot go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arrays import counted, first_ten
from mentormatch.engine.solve import solve
from mentormatch.errors import ProblemError
from mentormatch.people.person import Mentor
from mentormatch.planning.attendance import Attendance, attendance
from mentormatch.policy import Policy, is_public
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution, Status
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

    Examples
    --------
    >>> leeds = mm.Location(latitude=53.8, longitude=-1.5)
    >>> people = mm.People(mentors=[mm.Mentor(id=f"r{k}", consent=True, location=leeds) for k in range(6)])
    >>> venues = [mm.Venue("Library", mm.Location(latitude=53.8, longitude=-1.55), capacity=12)]
    >>> plan = mm.plan_workshops(people, venues, [mm.Slot("Monday", "14:00-16:00")])
    >>> plan.people.iloc[0].to_dict()
    {'person_id': 'r0', 'session': 1, 'venue': 'Library', 'when': 'Monday 14:00-16:00', 'km': 3.3}
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
        # A bound holds for what is reached in the stages before it.
        known = [f"more than {most.bound} cannot go"]
        if most.value == most.bound:
            known.append(f"fewer than {fewest.bound} {self.kind}s cannot do for as many")
            if fewest.value == fewest.bound:
                known.append(f"travel cannot be below {-travel.bound / _PER_KM:.1f} km for as many in as few")
        return f"Not proved to be the best in the time allowed; it is proved that {', '.join(known)}."


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
    people : sequence of Mentor
        By id.
    venues, slots : sequence
        Each venue could be used once at each time.
    time_limit : float
        Of the solver, in seconds.
    apart : sequence of rules
        Further rules, with people by position.

    Raises
    ------
    ProblemError
        If there is nobody, no venue or no slot.
    """
    import pandas as pd

    lacking = {
        "nobody to plan for: no mentor gave consent, or all of them are trained": people,
        "no venue: give some (for learning sets the workplaces of mentors would do, if located)": venues,
        "no time: give some": slots,
    }
    faults = [f"there is {what}" for what, some in lacking.items() if not some]
    if faults:
        raise ProblemError(faults)
    venues, slots = sorted(venues, key=lambda one: one.name), sorted(slots, key=lambda one: one.order)
    could = attendance(people, venues, slots, policy)
    mentee, slot, venue = np.nonzero(could.free[:, :, None] & could.reach[:, None, :])
    sessions = [(venue, slot) for slot in slots for venue in venues]
    own: list[Rule] = [MinimumLoadIfUsed(mentor=j, load=least) for j in range(len(sessions))]
    km = np.nan_to_num(could.km[mentee, venue])
    problem = Problem(
        len(people), len(sessions), mentee, slot * len(venues) + venue,
        -np.rint(_PER_KM * km).astype(np.int64), [one.capacity for one, _ in sessions], 1, [*own, *apart],
        [one.id for one in people], [f"{one.name}, {at}" for one, at in sessions],
    )  # fmt: skip
    seed = 0 if is_public(policy.seed) else policy.seed
    solution = solve(problem, ORDER, time_limit=time_limit, seed=seed)
    why = _Reasons(problem, solution, could, venues, people, least)
    going, running = _going(people, sessions, could, problem, solution)
    left = [i for i, one in enumerate(people) if one.id not in set(going.person_id)]
    unplaced = {"person_id": [people[i].id for i in left], "reason": [why.of(i) for i in left]}
    return Plan(
        kind, running, going, pd.DataFrame(unplaced, dtype=object), _notes(people, could), problem, solution
    )


def _going(
    people: Sequence[Mentor],
    sessions: Sequence[tuple[Venue, Slot]],
    could: Attendance,
    problem: Problem,
    solution: Solution,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return who goes to which session, and the sessions that run."""
    import pandas as pd

    who, at = problem.mentee[solution.chosen], problem.mentor[solution.chosen]
    used, number = np.unique(at, return_inverse=True)
    going = pd.DataFrame({
        "person_id": [people[i].id for i in who],
        "session": number + 1,
        "venue": [sessions[j][0].name for j in at],
        "when": [str(sessions[j][1]) for j in at],
        "km": np.round(could.km[who, at % could.km.shape[1]], 1),
    }).sort_values(["session", "person_id"], ignore_index=True)  # fmt: skip
    running = going.groupby(["session", "venue", "when"], as_index=False).agg(
        people=("person_id", "size"), mean_km=("km", "mean"), max_km=("km", "max")
    )
    running.insert(4, "capacity", problem.capacity[used])
    return going, running.round({"mean_km": 1})


def _notes(people: Sequence[Mentor], could: Attendance) -> tuple[str, ...]:
    silent = [one.id for one, said in zip(people, could.said, strict=True) if not said]
    nowhere = [one.id for one in people if one.location is None]
    found = []
    if silent:
        found.append(
            "Nobody says when they have time, so everybody is taken to be free: a criterion of kind 'when' "
            "or 'period' in the policy reads it from the forms."
            if len(silent) == len(people)
            else f"{counted(len(silent), 'mentor')} did not say when they have time, and are taken to be "
            f"free: {first_ten(silent)}."
        )
    if nowhere:
        whom = counted(len(nowhere), "mentor")
        found.append(f"It is not known where {whom} would set out from: {first_ten(nowhere)}.")
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Reasons:
    """Why somebody cannot go, in words."""

    problem: Problem
    solution: Solution
    could: Attendance
    venues: Sequence[Venue]
    people: Sequence[Mentor]
    least: int

    def of(self, person: int) -> str:
        """Return why somebody has no session."""
        if not self.could.reach[person].any():
            return self._too_far(person)
        if not self.could.free[person].any():
            return "is not free for the whole of any of the times; offer other times, or ask again"
        return f"could go only to sessions {self._taken(person)}"

    def _taken(self, person: int) -> str:
        """Return how the sessions are that somebody could go to."""
        problem, chosen = self.problem, self.solution.chosen
        theirs = problem.mentor[problem.pairs_of_mentee(person)].astype(np.int64)
        load = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)[theirs]
        runs = load > 0
        if runs.any() and np.all(load[runs] == problem.capacity[theirs][runs]):
            return "that are full or do not run; a larger or a further one would help"
        if np.bincount(problem.mentor)[theirs].max() < self.least:
            return f"for which fewer than {self.least} people are free and near enough"
        if any(one.objective == "matched" and one.value != one.bound for one in self.solution.stages):
            return "in which no place was found in the time allowed; allow more"
        if runs.any():
            return "that are full or with somebody in their reporting line"
        return "that could run only with people who are needed in others"

    def _too_far(self, person: int) -> str:
        km, limit = self.could.km[person], self.could.limit[person]
        if np.isnan(km).all():
            return f"would travel {limit:g} km, but it is not known from where or to where; ask for postcodes"
        near = int(np.nanargmin(km))
        return (
            f"is too far from all venues: the nearest, {self.venues[near].name}, is {km[near]:.1f} km away, "
            f"and they would travel {limit:g} km"
        )
