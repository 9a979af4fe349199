"""Organisations and their shares of the filled places: who belongs to which, what each gives and is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mentormatch.arrays import Ints, first_ten, grouped
from mentormatch.errors import PolicyError, did_you_mean
from mentormatch.people.model import People
from mentormatch.people.person import ROLES
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import Shares
from mentormatch.problem.described import Traits, word
from mentormatch.problem.problem import Problem
from mentormatch.rules import PairCount
from mentormatch.text import folded

PLACE = 10**9
"""Targets and credits are whole billionths of a place, so that they are added and compared exactly."""
RULE = "(policy: shares)"
"""What the rules that keep shares are called, at the end of their name."""


def without_shares(problem: Problem) -> Problem:
    """Return a problem without the rules that keep shares; the problem itself if it has none."""
    others = [one for one in problem.rules if not (isinstance(one, PairCount) and one.name.endswith(RULE))]
    return problem if len(others) == len(problem.rules) else problem.replace(rules=others)


@dataclass(frozen=True)
class Counts:
    """How many places the mentees of each organisation have in a matching.

    Parameters
    ----------
    places : tuple of int or None
        In the order of the organisations; None if no numbers were found in time, so that none are kept.
    proved : bool
        Whether it is proved that none are closer to the targets.
    """

    places: tuple[int, ...] | None
    proved: bool


@dataclass(frozen=True, eq=False)
class Organisations(FieldsOnly):
    """Everybody's organisation.

    Parameters
    ----------
    names : tuple of str
        In alphabetical order; an empty one for people who gave none, if there are any.
    of_mentee, of_mentor : int64 arrays, shapes (n_mentees,) and (n_mentors,)
        Positions in `names`.
    quotas : tuple of float or None
        What each gives, if the policy says so.
    credits : int64 array, shape (n_organisations,)
        From earlier rounds, in billionths of a place.
    by_capacity : bool
        Whether an organisation gives the capacity of its mentors, and not the demand of its mentees.
    what : str
        The field in words.
    """

    names: tuple[str, ...]
    of_mentee: Ints
    of_mentor: Ints
    quotas: tuple[float, ...] | None
    credits: Ints
    by_capacity: bool
    what: str

    @classmethod
    def of(cls, people: People, shares: Shares, traits: Traits) -> Organisations:
        """Return the organisations of some people.

        Raises
        ------
        PolicyError
            If somebody has several, or if quotas name one that nobody has.
        """
        holders = {role: traits.holders(role, shares.field) for role in ROLES}
        written = {folded(name): name for name in shares.credits}
        for role in reversed(ROLES):
            written |= {key: name for key, (name, _) in holders[role].items()}
        problems = [
            f"nobody has the {word(shares.field)} '{name}' of quotas{did_you_mean(name, written.values())}"
            for name in shares.quotas
            if folded(name) not in written
        ]
        some = {role: sum(len(positions) for _, positions in holders[role].values()) for role in ROLES}
        if some["mentee"] < len(people.mentees) or some["mentor"] < len(people.mentors):
            written[""] = ""
        keys = sorted(written)
        sides = []
        for role, ids in zip(ROLES, (people.mentee_ids, people.mentor_ids), strict=True):
            side = np.zeros(len(ids), np.int64)  # an empty name is the first
            times = np.zeros(len(ids), np.int64)
            for key, (_, positions) in holders[role].items():
                side[positions] = keys.index(key)
                times[positions] += 1
            if np.any(times > 1):
                several = first_ten([ids[k] for k in np.flatnonzero(times > 1).tolist()])
                problems.append(f"several values for {word(shares.field)} at {several}: expected one each")
            sides.append(side)
        if problems:
            raise PolicyError([f"shares: {problem}" for problem in problems])
        quotas, due = (
            {folded(name): n for name, n in one.items()} for one in (shares.quotas, shares.credits)
        )
        return cls(
            tuple(written[key] for key in keys), sides[0], sides[1],
            tuple(quotas.get(key, 0.0) for key in keys) if quotas else None,
            np.array([round(due.get(key, 0.0) * PLACE) for key in keys], np.int64),
            shares.by == "capacity", word(shares.field),
        )  # fmt: skip

    def gives(self, problem: Problem) -> Sequence[float]:
        """Return what each organisation gives."""
        if self.quotas is not None:
            return self.quotas
        side, most = (
            (self.of_mentor, problem.capacity) if self.by_capacity else (self.of_mentee, problem.demand)
        )
        found = np.zeros(len(self.names), np.int64)
        np.add.at(found, side, most)
        return found.tolist()

    def targets(self, problem: Problem, places: int) -> Ints:
        """Return the share that each organisation is due of some places, with its credit, in billionths."""
        gives = [Fraction(n) for n in self.gives(problem)]
        unit = places * PLACE / total if (total := sum(gives)) else Fraction(0)
        return np.array([round(n * unit) for n in gives], np.int64) + self.credits

    def places(self, problem: Problem, chosen: Ints) -> Ints:
        """Return how many of the chosen pairs each organisation's mentees have."""
        return np.bincount(self.of_mentee[problem.mentee[chosen]], minlength=len(self.names))

    def distances(self, problem: Problem, places: Sequence[int]) -> list[int]:
        """Return how far each organisation's number is from its target, in billionths, the farthest first."""
        off = np.abs(self.targets(problem, sum(places)) - np.array(places, np.int64) * PLACE)
        return sorted(off.tolist(), reverse=True)

    def ceilings(self, problem: Problem, places: Sequence[int]) -> list[PairCount]:
        """Return rules under which no organisation's mentees have more places than these.

        As many as can be filled leave each of them no choice but to have all of its own.
        """
        order, start = grouped(self.of_mentee[problem.mentee], len(self.names))
        return [
            PairCount(
                pairs=order[start[k] : start[k + 1]], at_most=most,
                name=f"mentees with {self._with(name)} {RULE}",
            )
            for k, (most, name) in enumerate(zip(places, self.names, strict=True))
        ]  # fmt: skip

    def _with(self, name: str) -> str:
        return f"{self.what} '{name}'" if name else f"no {self.what}"
