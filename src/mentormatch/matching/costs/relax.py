"""The least that would have to be relaxed to get a person a partner, and what others would lose.

One kind of relaxation a function: each finds the smallest change for which *every* best matching has the
person in it, whatever the lottery draws, which is so if the best matching without them is worse.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from mentormatch.arrays import Bools, Floats, Int32s, Ints, counted
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.reach import within
from mentormatch.candidates.search import Candidates, reasons_of
from mentormatch.engine.rules import engine_rules
from mentormatch.errors import UnknownIdError
from mentormatch.matching.base import MatchingData
from mentormatch.matching.costs.relaxed import Change, Outcome, Person, Relaxing
from mentormatch.people.person import Role
from mentormatch.people.side import SENIORITY
from mentormatch.problem.build import asked_rules, indexed_rules
from mentormatch.problem.rules_by_id import without_doubt
from mentormatch.problem.shares import RULE, without_shares
from mentormatch.proof.rules import settled
from mentormatch.rules import Forbid, NoMutual, Rule
from mentormatch.scoring import SCALE, score_more

_TRIED = 20
"""Of other people for whom something could be relaxed one by one, so many are tried, the best score first."""


@dataclass(frozen=True)
class Relaxation:
    """The smallest change of one kind that would get a person a partner, verified by solving.

    Parameters
    ----------
    person_id : str
        Who would have a partner.
    role : {"mentee", "mentor"}
    kind : str
        ``km``: the person travels farther. ``online``: the person accepts meeting online. ``seniority_gap``:
        a smaller minimum gap, for this person alone. ``training``: a mentor is trained. ``capacity``: a
        mentor takes more mentees. ``demand``: a mentee wants more mentors. ``rule``: without a rule.
    amount : float or None
        Kilometres, levels of the gap, or how many more; under rules on several pairs, only one more is tried.
    at : str
        Id of the person whose training, capacity or demand it is, or the rule in words; else empty.
    partner_ids : tuple of str
        Whom the person would have.
    matched : int
        How many pairs more there would be in all.
    others_matched : int
        How many pairs fewer all others would have.
    others_score : float
        How much less score all others would have together (a pair's best score is 1); negative if more.
    exact : bool
        Whether the matching is proved to be the best under the relaxation.
    detail : str
        The same in a sentence.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": f"e{k}", "consent": True} for k in (1, 2)],
    ...     mentors=[{"id": "r1", "consent": True}],
    ... )
    >>> waiting = mm.match(people).unmatched_people[0].person_id
    >>> [(one.kind, one.amount) for one in mm.match(people).relax(waiting)]
    [('capacity', 1.0)]
    """

    person_id: str
    role: Role
    kind: str
    amount: float | None
    at: str
    partner_ids: tuple[str, ...]
    matched: int
    others_matched: int
    others_score: float
    exact: bool
    detail: str = ""


COLUMNS = tuple(field.name for field in fields(Relaxation))
"""Columns of a table of relaxations."""


def relax(matching: MatchingData, person_id: str, time_limit: float = 60.0) -> tuple[Relaxation, ...]:
    """Return the smallest relaxation of each kind that would match a person; see `Matching.relax`."""
    found: list[Relaxation] = []
    relaxing = Relaxing(matching, time_limit)
    side = {"mentee": matching.problem.mentee, "mentor": matching.problem.mentor}
    for role, position in matching.index.roles(person_id):
        if position not in side[role][matching.solution.chosen]:
            found += _Asked(matching, relaxing, role, position).all()
    return tuple(found)


class _Asked:
    """One person without a partner, and how everybody on the other side stands to them."""

    def __init__(self, matching: MatchingData, relaxing: Relaxing, role: Role, position: int) -> None:
        self.matching, self.relaxing = matching, relaxing
        self.role, self.position = role, position
        self.me: Person = (role, position)
        people = matching.people
        mine, theirs = (
            (people.mentees, people.mentors) if role == "mentee" else (people.mentors, people.mentees)
        )
        self.ids, self.id = [one.id for one in theirs], mine[position].id
        self.other: Role = "mentor" if role == "mentee" else "mentee"

    def all(self) -> Iterator[Relaxation]:
        """Yield what is possible, one relaxation a kind."""
        if self.floor is None:
            return
        for found in (self.km(), self.online(), self.gap(), self.training(), self.units(), *self.rules()):
            if found is not None:
                yield replace(found, detail=_sentence(self.matching, found))

    @cached_property
    def reasons(self) -> AllReasons:
        return reasons_of(self.matching.candidates, self.matching.people, self.matching.policy)

    @cached_property
    def floor(self) -> tuple[tuple[int, ...], ...] | None:
        """The value of the best matching in which the person has nobody; None if it is not known in time."""
        solution = self.matching.solution
        if solution.gap == 0.0 and solution.drawn is None:
            return self.relaxing.now()
        found = self.relaxing.best(Change(), self.me)
        return None if found is None else found.value

    def pairs(self, others: Ints) -> tuple[Ints, Ints]:
        """Return mentee and mentor of the person's pairs with others."""
        mine = np.full(len(others), self.position)
        return (mine, others) if self.role == "mentee" else (others, mine)

    @cached_property
    def candidates(self) -> Ints:
        """The person's candidate pairs, by index, that no rule forbids."""
        problem = self.matching.problem
        mine = (problem.pairs_of_mentee if self.role == "mentee" else problem.pairs_of_mentor)(self.position)
        return np.setdiff1d(mine, settled(without_shares(problem))[1])

    @property
    def theirs(self) -> Int32s:
        """The other person of each candidate pair of the matching."""
        problem = self.matching.problem
        return problem.mentor if self.role == "mentee" else problem.mentee

    @cached_property
    def only(self) -> dict[str, Bools]:
        """Code of an exclusion -> whom it alone rules out."""
        pairs = self.pairs(np.arange(len(self.ids)))
        masks = {reason.code: reason.mask(*pairs) for reason in self.reasons.in_order}
        total = np.sum(list(masks.values()), axis=0)
        return {code: mask & (total == 1) for code, mask in masks.items()}

    def ruled_out(self, *codes: str) -> Ints:
        """Return whom one of these exclusions alone rules out."""
        masks = [self.only[code] for code in codes if code in self.only]
        return np.flatnonzero(np.logical_or.reduce(masks)) if masks else np.zeros(0, np.int64)

    def km(self) -> Relaxation | None:
        # Pairs that could only meet online score more where they can meet in person.
        reach, online = self.reasons.scheme.reach, self.matching.candidates.online[self.candidates]
        there = self.theirs[self.candidates[online]].astype(np.int64)
        others: Ints = np.concatenate((self.ruled_out("too_far"), there))
        km = reach.km(*self.pairs(others))
        limits = reach.mentor_limit if self.role == "mentee" else reach.mentee_limit
        far = within(km, limits[others])
        return self.least("km", others[far], km[far], online=False)

    def online(self) -> Relaxation | None:
        reach, others = self.reasons.scheme.reach, self.ruled_out("too_far", "place_unknown")
        ready = reach.mentor_online if self.role == "mentee" else reach.mentee_online
        mine = reach.mentee_online if self.role == "mentee" else reach.mentor_online
        if not self.matching.policy.limits.online or mine[self.position]:
            return None
        others = others[ready[others]]
        found = self.least("online", others, np.zeros(len(others)), online=True)
        return None if found is None else replace(found, amount=None)

    def gap(self) -> Relaxation | None:
        scheme, others = self.reasons.scheme, self.ruled_out("seniority_gap")
        mentee, mentor = self.pairs(others)
        gap = (scheme.mentor_side.read(SENIORITY, np.float64)[mentor]
               - scheme.mentee_side.read(SENIORITY, np.float64)[mentee])  # fmt: skip
        known = ~np.isnan(gap)
        found = self.least("seniority_gap", others[known], -gap[known])
        return None if found is None else replace(found, amount=-(found.amount or 0.0) + 0.0)

    def training(self) -> Relaxation | None:
        others = self.ruled_out("not_trained")
        if self.role == "mentor":
            found = self.least("training", others, np.zeros(len(others)))
            return None if found is None else replace(found, amount=None, at=self.id)
        change = self.change(*self.pairs(others))
        assert change.found is not None  # noqa: S101  (it is made of pairs)
        best = change.found.mentor[np.argsort(-change.points, kind="stable")[:_TRIED]]
        return next(filter(None, map(self._trained, best.tolist())), None)

    def _trained(self, mentor: int) -> Relaxation | None:
        """Return what training a mentor, who then may meet other mentees as well, would do."""
        mentees = np.arange(len(self.matching.people.mentees))
        mentors = np.full_like(mentees, mentor)
        out = [
            reason.mask(mentees, mentors) for reason in self.reasons.in_order if reason.code != "not_trained"
        ]
        open_to = np.flatnonzero(~np.logical_or.reduce(out))
        change = self.change(open_to, np.full_like(open_to, mentor))
        then = self.relaxing.best(change)
        return None if then is None else self._if_sure("training", change, then, self.ids[mentor])

    def units(self) -> Relaxation | None:
        """Return the least of capacity, or of demand, at one candidate: of several, the best in total."""
        by_score = np.argsort(-self.matching.scores.points[self.candidates], kind="stable")
        others = self.theirs[self.candidates[by_score]].tolist()
        if not self.relaxing.by_repair:  # each try is solved from scratch
            return next(filter(None, (self._units_at(other, 1) for other in others[:_TRIED])), (None,))[-1]
        # With room for everybody whom a candidate may meet, there is room for this person.
        best, most = None, int(np.bincount(self.theirs)[others].max(initial=0))
        for other in others:
            found = self._units_at(other, most)
            if found is not None and (best is None or found[:2] > best[:2]):
                best, most = found, -found[0]
        return None if best is None else best[-1]

    def _units_at(self, other: int, most: int) -> tuple[int, tuple[tuple[int, ...], ...], Relaxation] | None:
        """Return less the least amount at one candidate that is enough, the value then, and the relaxation.

        More of one side never makes a person of the other one worth less (Shapley, "Complements and
        substitutes in the optimal assignment problem", 1962), so that halving the range finds it.
        """
        kind = "capacity" if self.role == "mentee" else "demand"
        low, high, found, amount = 1, most, None, most
        while low <= high:
            change = Change(more={(self.other, other): amount})
            then = self.relaxing.best(change)
            sure = None if then is None else self._if_sure(kind, change, then, self.ids[other])
            if then is not None and sure is not None:
                found, high = (-amount, then.value, replace(sure, amount=float(amount))), amount - 1
            elif found is None:
                return None
            else:
                low = amount + 1
            amount = (low + high) // 2
        return found

    def rules(self) -> Iterator[Relaxation | None]:
        """Yield what the matching would be without each of the policy's rules."""
        matching, problem = self.matching, self.matching.problem
        if not problem.rules:
            return
        asked = asked_rules(matching.people, matching.policy, self.reasons)
        given = indexed_rules(matching.index, asked, matching.scores.points, matching.terms)
        rest, said_by = problem.rules[len(given) :], engine_rules(problem)
        for rule in dict.fromkeys(rule for rule, _ in given):
            both = zip(said_by, given, strict=False)
            words = "; ".join(said.words() for said, (other, _) in both if other == rule)
            left = [one for other, one in given if other != rule]
            yield self._without(f"{rule.rule}: {words}", [*left, *rest])
        if any(isinstance(one, NoMutual) for one in rest):
            left = [one for one in problem.rules if not isinstance(one, NoMutual)]
            yield self._without("two people may not mentor each other (policy: mutual_pairs)", left)
        bare = without_shares(problem)
        if bare is not problem:
            yield self._without(f"places are shared between organisations {RULE}", bare.rules)

    def _without(self, words: str, rules: Sequence[Rule]) -> Relaxation | None:
        problem = self.matching.problem
        freed, where = problem.replace(rules=rules), np.arange(problem.n_pairs)
        then = self.relaxing.solved(freed, where, Change())
        if then is None or not self._has(then):
            return None
        units = freed.demand.copy(), freed.capacity.copy()
        units[self.role == "mentor"][self.position] = 0
        less = self.relaxing.solved(freed.replace(demand=units[0], capacity=units[1]), where, Change())
        if less is not None and less.value >= then.value:
            return None
        return self.relaxation("rule", then, words)

    def least(
        self, kind: str, others: Ints, need: Floats, *, online: bool | None = None
    ) -> Relaxation | None:
        """Return the relaxation by the least amount that is enough, of pairs each with the amount it needs.

        More pairs of one person never make a matching worse, so that halving the range finds it.
        """
        order = np.argsort(need, kind="stable")
        others, need = others[order], need[order]
        change = self.change(*self.pairs(others), online=online)
        levels = np.unique(need)

        def then(level: int) -> Outcome | None:
            few = self.first(change, others[need <= levels[level]])
            found = self.relaxing.best(few)
            return (
                found if found is not None and self.floor is not None and found.value > self.floor else None
            )

        low, high = 0, len(levels) - 1
        best = then(high) if len(levels) else None
        while best is not None and low < high:
            middle = (low + high) // 2
            found = then(middle)
            low, high, best = (low, middle, found) if found is not None else (middle + 1, high, best)
        return None if best is None else replace(self.relaxation(kind, best), amount=float(levels[low]))

    def _if_sure(self, kind: str, change: Change, then: Outcome, at: str) -> Relaxation | None:
        """Return a relaxation if every best matching under it has the person."""
        if not self._has(then):
            return None
        without = self.relaxing.best(change, self.me)
        return (
            None if without is not None and without.value >= then.value else self.relaxation(kind, then, at)
        )

    def _mine(self, then: Outcome) -> Bools:
        return np.asarray((then.mentee if self.role == "mentee" else then.mentor) == self.position)

    def _has(self, then: Outcome) -> bool:
        return bool(np.any(self._mine(then)))

    def relaxation(self, kind: str, then: Outcome, at: str = "") -> Relaxation:
        """Return an outcome as a relaxation."""
        mine, points = self._mine(then), self.matching.scores.points
        partners = (then.mentor if self.role == "mentee" else then.mentee)[mine].tolist()
        lost, gained = len(then.lost), len(then.points)
        return Relaxation(
            person_id=self.id, role=self.role, kind=kind, amount=None, at=at,
            partner_ids=tuple(self.ids[one] for one in partners),
            matched=gained - lost,
            others_matched=lost - int(np.count_nonzero(~mine)),
            others_score=int(points[then.lost].sum() - then.points[~mine].sum()) / SCALE,
            exact=then.exact,
        )  # fmt: skip

    def change(self, mentee: Ints, mentor: Ints, *, online: bool | None = None) -> Change:
        """Return further pairs with their scores, and `online` as whether they may only meet online."""
        matching, reach = self.matching, self.reasons.scheme.reach
        keys = np.sort(self.reasons.scheme.keys(mentee, mentor))
        mentee, mentor = np.divmod(np.setdiff1d(keys, self.never), max(matching.problem.n_mentors, 1))
        km = reach.km(mentee, mentor)
        only_online = ~within(km, reach.limit(mentee, mentor)) if online is None else np.full(len(km), online)
        found = Candidates(
            matching.candidates.n_mentees, matching.candidates.n_mentors,
            mentee.astype(np.int32), mentor.astype(np.int32), km, only_online, {},
        )  # fmt: skip
        if not len(found):
            return Change(found)
        more = score_more(matching.people, found, matching.policy, matching.scores_with_learnt)
        return self.split(found, more.points)

    def split(self, found: Candidates, points: Ints) -> Change:
        """Return pairs with their scores as a change: those that are candidate pairs already apart."""
        scheme, candidates, mine = self.reasons.scheme, self.matching.candidates, self.candidates
        keys = scheme.keys(found.mentee, found.mentor)
        known = scheme.keys(candidates.mentee[mine], candidates.mentor[mine])
        old = np.isin(keys, known)
        again = mine[np.searchsorted(known, keys[old])]
        return Change(_those(found, ~old), points[~old], again, points[old])

    def first(self, change: Change, others: Ints) -> Change:
        """Return a change with its pairs with some others alone."""
        assert change.found is not None  # noqa: S101  (it is made of pairs)
        new = change.found.mentor if self.role == "mentee" else change.found.mentee
        which, again = np.isin(new, others), np.isin(self.theirs[change.again], others)
        return Change(
            _those(change.found, which), change.points[which], change.again[again], change.again_points[again]
        )

    @cached_property
    def never(self) -> Ints:
        """Keys of pairs that are not made whatever is relaxed: a rule forbids them, or they have ended."""
        index = self.matching.index
        rules = (rule for rule in self.matching.policy.rules if isinstance(rule, Forbid))
        pairs = {
            one.pair for rule in rules for one in without_doubt(index.who, rule) if isinstance(one, Forbid)
        }
        pairs |= {(mentee, mentor) for mentee, mentor, _ in self.matching.history.ended}
        found = []
        for pair in pairs:
            with suppress(UnknownIdError):  # somebody who has gone
                if isinstance(pair, tuple):
                    found.append((index.mentee(str(pair[0])), index.mentor(str(pair[1]))))
        mentee, mentor = np.array(found, np.int64).reshape(-1, 2).T
        return np.unique(self.reasons.scheme.keys(mentee, mentor))


def _those(found: Candidates, which: Bools) -> Candidates:
    """Return some of the pairs."""
    return replace(
        found, mentee=found.mentee[which], mentor=found.mentor[which], km=found.km[which],
        online=found.online[which],
    )  # fmt: skip


def _sentence(matching: MatchingData, found: Relaxation) -> str:
    """Return a relaxation in a sentence."""
    whom = " and ".join(found.partner_ids)
    limits = matching.policy.limits
    amount = found.amount or 0.0
    start = {
        "km": f"Travelling up to {_km(amount)} km",
        "online": "Accepting to meet online",
        "seniority_gap": f"A minimum seniority gap of {amount:g} instead of {limits.minimum_seniority_gap}, "
                         f"for {found.person_id} alone,",
        "training": f"Training {found.at}",
        "capacity": f"{_more(amount, 'mentee')} at {found.at}",
        "demand": f"{_more(amount, 'mentor')} for {found.at}",
        "rule": f"Leaving out a rule ({found.at})",
    }[found.kind]  # fmt: skip
    return f"{start} would match {found.person_id} with {whom}; {_for_others(found)}."


def _more(amount: float, what: str) -> str:
    return f"One more {what}" if amount == 1 else f"{amount:g} more {what}s"


def _km(amount: float) -> str:
    """Return kilometres rounded up, so that they are enough."""
    return f"{math.ceil(amount * 10) / 10:g}"


def _for_others(found: Relaxation) -> str:
    parts = []
    if found.others_matched:
        fewer = "fewer" if found.others_matched > 0 else "more"
        parts.append(f"{counted(abs(found.others_matched), 'pair')} {fewer}")
    if found.others_score:
        less = "less" if found.others_score > 0 else "more"
        parts.append(f"{abs(found.others_score):.3f} {less} score in all")
    return f"all others would have {' and '.join(parts)}" if parts else "it would cost nobody else anything"
