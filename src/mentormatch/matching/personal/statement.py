"""`Matching.statement`: a person's own scores and the prices of the mentors whom they may meet, sealed.

With prices that prove a matching best, each mentee has those mentors that are worth most to them: the score
of the pair, plus what any pair counts, less the price of the mentor. A mentor with a price above 0 is full.
Each person can check this alone, and if it holds for everybody, no matching is better.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np

from mentormatch.arrays import Bools, Ints, grouped
from mentormatch.errors import PolicyError
from mentormatch.matching.base import MatchingData
from mentormatch.matching.personal.sealing import Entry, Sealed, SealedList
from mentormatch.problem.build import PairIndex
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Prices, Status
from mentormatch.proof.rules import settled
from mentormatch.rules.minimum_load import MinimumLoadRecord
from mentormatch.rules.pair_count import PairCountRecord
from mentormatch.scoring import SCALE

TERMS, PRICE = "terms", "price"
"""Kinds of entries besides ``mentee`` and ``mentor``."""


@dataclass(frozen=True)
class Cutoff:
    """What decided whether a mentee got one of the mentors whom they may meet.

    Parameters
    ----------
    mentor_id : str
        Of whom it is decided.
    score : float
        Of the pair.
    cutoff : float
        A mentor who is not chosen was within reach only with a score above it, and one who is chosen stays
        the best choice down to it. At it a lottery among equally good matchings decides. It may be above 1
        (no score would have been enough) or below 0.
    chosen : bool
        Whether the mentee got this mentor.
    fixed : bool
        Whether a rule, or the matching before, requires the pair, whatever the cutoff.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> best = mm.match(people).statement("e1").cutoffs[0]
    >>> best.mentor_id, best.chosen, best.score, round(best.cutoff, 3)
    ('r4', True, 1.0, 1.0)
    """

    mentor_id: str
    score: float
    cutoff: float
    chosen: bool
    fixed: bool


@dataclass(frozen=True)
class Statement:
    """What a person needs to check their own result.

    Parameters
    ----------
    person_id : str
        Whose result it is.
    seal : str
        Hash of all entries of the matching; the same for everybody, to be published.
    sealed : tuple of Sealed
        The person's own entries, and the prices of the mentors that concern them.
    cutoffs : tuple of Cutoff
        Of a mentee: the mentors whom they may meet, the best score first.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> statement = mm.match(people).statement("e1")
    >>> len(statement.seal), [one.mentor_id for one in statement.cutoffs]
    (64, ['r4', 'r2'])
    """

    person_id: str
    seal: str
    sealed: tuple[Sealed, ...]
    cutoffs: tuple[Cutoff, ...]

    def to_json(self) -> str:
        """Return the statement as a text for a file, which the script in the documents checks."""
        found = {"person": self.person_id, "seal": self.seal, "sealed": [asdict(one) for one in self.sealed]}
        return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


class Register:
    """The sealed list of a matching, from which statements are taken.

    Raises
    ------
    PolicyError
        If the matching has no prices that settle every pair: it is not proved, was drawn, or has rules or
        objectives for which prices of mentors do not suffice.
    """

    def __init__(self, matching: MatchingData) -> None:
        self._matching, self._problem = matching, matching.problem
        self._prices = _prices_of(matching)
        self._index = PairIndex(matching.people, matching.policy, matching.candidates)
        self._settles = _Settled(self._problem, matching.solution.chosen, self._prices)
        self._order, self._start = grouped(self._problem.mentor, self._problem.n_mentors)
        if not self._settles.holds():
            raise _refused("its prices do not settle every pair")

    @cached_property
    def list(self) -> SealedList:
        """All entries."""
        return SealedList(self.entries(), _key(self._matching))

    def entries(self) -> Iterator[Entry]:
        """Yield what is sealed: the terms, each mentor's price, and an entry for each person and role."""
        yield {"kind": TERMS, "id": "", "pair": self._prices.filled}
        people = self._matching.people
        for j, mentor in enumerate(people.mentors):
            yield {"kind": PRICE, "id": mentor.id, "price": int(self._prices.mentor[j])}
            yield self._of_mentor(j)
        for i in range(len(people.mentees)):
            yield self._of_mentee(i)

    def _of_mentor(self, j: int) -> Entry:
        settles, people = self._settles, self._matching.people
        mine = self._order[self._start[j] : self._start[j + 1]]
        return {
            "kind": "mentor",
            "id": people.mentors[j].id,
            "capacity": int(self._problem.capacity[j]),
            "minimum_load": int(settles.least[j]),
            "mentees": [
                people.mentees[i].id for i in self._problem.mentee[mine[settles.chosen[mine]]].tolist()
            ],
        }

    def _of_mentee(self, i: int) -> Entry:
        problem, settles, people = self._problem, self._settles, self._matching.people
        mine = problem.pairs_of_mentee(i)
        ids = [people.mentors[j].id for j in problem.mentor[mine].tolist()]
        known = dict(zip(mine.tolist(), ids, strict=True))
        return {
            "kind": "mentee",
            "id": people.mentees[i].id,
            "demand": int(problem.demand[i]),
            "scores": dict(zip(ids, problem.score[mine].tolist(), strict=True)),
            "rules": {known[k]: int(settles.extra[k]) for k in mine[settles.extra[mine] != 0].tolist()},
            "mentors": [known[k] for k in mine[settles.chosen[mine]].tolist()],
            "required": [known[k] for k in mine[settles.required[mine]].tolist()],
            "forbidden": [known[k] for k in mine[settles.forbidden[mine]].tolist()],
        }

    def statement(self, person_id: str) -> Statement:
        """Return the statement of a person; see `Matching.statement`."""
        matching, wanted = self._matching, [(TERMS, "")]
        cutoffs: tuple[Cutoff, ...] = ()
        for role, position in PairIndex(matching.people, matching.policy, matching.candidates).roles(
            person_id
        ):
            wanted.append((role, person_id))
            if role == "mentee":
                cutoffs = tuple(sorted(self._cutoffs(position), key=lambda one: (-one.score, one.mentor_id)))
                wanted += [(PRICE, one.mentor_id) for one in cutoffs]
            elif (PRICE, person_id) not in wanted:
                wanted.append((PRICE, person_id))
        sealed = tuple(self.list.sealed(*one) for one in wanted)
        return Statement(person_id, self.list.seal, sealed, cutoffs)

    def _cutoffs(self, i: int) -> Iterator[Cutoff]:
        problem, settles = self._problem, self._settles
        mine = problem.pairs_of_mentee(i)
        free = ~(settles.required[mine] | settles.forbidden[mine])
        chosen, net = settles.chosen[mine], settles.net[mine]
        full = np.count_nonzero(chosen) == problem.demand[i]
        others = max([0, *net[free & ~chosen].tolist()])
        own = min(net[free & chosen].tolist(), default=0) if full else 0
        for k, pair in enumerate(mine.tolist()):
            needed = problem.score[pair] - net[k] + (others if chosen[k] else own)
            mentor = self._matching.people.mentors[problem.mentor[pair]].id
            score = int(problem.score[pair]) / SCALE
            yield Cutoff(mentor, score, int(needed) / SCALE, bool(chosen[k]), not free[k])


class _Settled:
    """What prices say of each pair."""

    def __init__(self, problem: Problem, chosen: Ints, prices: Prices) -> None:
        self._problem, self._prices = problem, prices
        required, forbidden = settled(problem)
        self.chosen = _mask(problem, chosen)
        self.required, self.forbidden = _mask(problem, required), _mask(problem, forbidden)
        self.extra = np.zeros(problem.n_pairs, np.int64)
        for position, price in prices.rules:
            record = problem.records[position]
            if isinstance(record, PairCountRecord):
                self.extra[record.pairs] += price
        self.least = np.zeros(problem.n_mentors, np.int64)
        for record in problem.records:
            if isinstance(record, MinimumLoadRecord):
                self.least[record.mentor] = max(self.least[record.mentor], record.load)
        self.net: Ints = (problem.score + prices.filled - self.extra) - np.asarray(prices.mentor)[
            problem.mentor
        ]

    def holds(self) -> bool:
        """Return whether every check that people can make will hold."""
        problem, mentee_price = self._problem, np.asarray(self._prices.mentee)
        got = np.bincount(problem.mentee[self.chosen], minlength=problem.n_mentees)
        load = np.bincount(problem.mentor[self.chosen], minlength=problem.n_mentors)
        gain = self.net - mentee_price[problem.mentee]
        free, price = ~(self.required | self.forbidden), np.asarray(self._prices.mentor)
        return bool(
            np.all(gain[free & self.chosen] >= 0)
            and np.all(gain[free & ~self.chosen] <= 0)
            and np.all((mentee_price == 0) | (got == problem.demand))
            and np.all((price <= 0) | (load == problem.capacity))
            and np.all((price >= 0) | (load == self.least))
        )


def _mask(problem: Problem, pairs: Ints) -> Bools:
    found = np.zeros(problem.n_pairs, np.bool_)
    found[pairs] = True
    return found


def _prices_of(matching: MatchingData) -> Prices:
    if matching.status is not Status.OPTIMAL:
        raise _refused("it is not proved to be the best, or was drawn from several")
    stage = next((one for one in matching.solution.stages if one.objective == "score"), None)
    if stage is None or stage.prices is None:
        why = "the objective has no score" if stage is None else "its rules are proved by the solver"
        raise _refused(f"{why}, so mentors have no prices")
    prices = stage.prices
    if prices.sets:
        raise _refused("its rules are proved by sets of mentees, so mentors have no prices")
    if prices.scale != 1 or prices.load or prices.points:
        raise _refused("the objective has balance, for which prices of mentors do not suffice")
    return prices


def _refused(why: str) -> PolicyError:
    return PolicyError([f"nobody can check this matching alone: {why}"], "statement")


def _key(matching: MatchingData) -> bytes:
    """Return a secret that follows from all that the scheme holds, and that nobody outside it can know."""
    found = sha256(matching.people.model_dump_json().encode())
    found.update(matching.policy.model_dump_json().encode())
    for array in (matching.problem.score, matching.solution.chosen):
        found.update(np.ascontiguousarray(array, np.int64).tobytes())
    return found.digest()


def as_rows(statement: Statement) -> list[dict[str, Any]]:
    """Return the cutoffs as rows, for a table."""
    return [asdict(one) for one in statement.cutoffs]
