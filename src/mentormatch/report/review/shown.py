"""`shown`: what a person is shown to decide on, the same in a workbook and on a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from math import isnan

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.errors import PolicyError
from mentormatch.matching.base import MatchingData
from mentormatch.matching.costs.cost import Cost, cost_by_repair, cost_of
from mentormatch.matching.costs.free import free_to_take
from mentormatch.matching.costs.relax import relax
from mentormatch.matching.explain import why_pair
from mentormatch.matching.summary import facts_of
from mentormatch.people.person import Person
from mentormatch.progress import Progress
from mentormatch.proof.rules import settled
from mentormatch.report.named import everybody
from mentormatch.scoring import SCALE
from mentormatch.text import folded

ALTERNATIVES, SOLVED, RELAXED, SECONDS = 3, 100, 20, 10.0
"""How many alternatives a mentee is shown with, how many costs may need solving, how many people without a
partner are asked about, and how long each such answer may take."""

_ALONE = frozenset({"no_consent", "not_trained", "no_places", "required_knowledge", "registered_twice"})
"""Reasons for which nothing that others give would get a person a partner."""


@dataclass(frozen=True)
class Alternative:
    """Another mentor whom a mentee could have.

    Parameters
    ----------
    mentor_id, mentor_name : str
    score : float
        Of the mentee with this mentor, 0 to 1.
    cost : float or None
        How much less total score the best matching with this pair has; None if that is not known.
    fewer : int
        How many pairs fewer it has.
    moves : int or None
        How many others would have other mentors; None if that is not known.
    free : bool
        Whether the mentee could have this mentor with nobody else moving.
    """

    mentor_id: str
    mentor_name: str
    score: float
    cost: float | None
    fewer: int
    moves: int | None
    free: bool


@dataclass(frozen=True)
class ShownPair:
    """A pair as it is shown.

    Parameters
    ----------
    mentee_id, mentor_id, mentee_name, mentor_name : str
    mentee_about, mentor_about : str
        Role and workplace.
    score, known : float
        The score, and the share of its weight that is known, 0 to 1.
    km : float or None
    words : tuple of str
        What the score comes from, a sentence each.
    alternatives : tuple of Alternative
        Those that cost least by the prices of the matching, the cheapest first.
    """

    mentee_id: str
    mentor_id: str
    mentee_name: str
    mentor_name: str
    mentee_about: str
    mentor_about: str
    score: float
    known: float
    km: float | None
    words: tuple[str, ...]
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class ShownUnmatched:
    """A person without a partner as they are shown.

    Parameters
    ----------
    person_id, role, name, reason, detail, advice : str
        As in `mentormatch.matching.unmatched.Unmatched`.
    relaxations : tuple of str
        The least that would have to be relaxed for them to get a partner, a sentence each.
    """

    person_id: str
    role: str
    name: str
    reason: str
    detail: str
    advice: str
    relaxations: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """All that a person is shown to decide on.

    Parameters
    ----------
    key : str
        Hash of all the rest.
    matching : str
        `hash_of` the matching, by which decisions are known to be about it.
    title : str
    facts : tuple of (str, str)
        The matching in a few lines; what was not worked out is among them.
    pairs : tuple of ShownPair
        In the order of the mentees' names.
    unmatched : tuple of ShownUnmatched
    """

    key: str
    matching: str
    title: str
    facts: tuple[tuple[str, str], ...]
    pairs: tuple[ShownPair, ...]
    unmatched: tuple[ShownUnmatched, ...]


def shown(matching: MatchingData, progress: Progress | None = None) -> Shown:
    """Return what a person is shown to decide on: pairs, alternatives and their costs, who has nobody.

    Parameters
    ----------
    matching : Matching
    progress : callable, optional
        Called with a sentence now and then.

    Notes
    -----
    Costs come from repairs. Where these cannot find them, at most `SOLVED` are found by solving, if the
    matching is proved; and at most `RELAXED` unmatched mentees are asked about. The facts say so.
    """
    say = progress or (lambda _: None)
    pairs = tuple(_pairs(matching, _Costs(matching), say))
    unmatched, left_out = _unmatched(matching, say)
    facts = [(name, text) for name, text in facts_of(matching) if name != "Solver"]  # seconds differ
    facts.append(("Seed", str(matching.policy.seed)))
    if unknown := sum(other.cost is None for one in pairs for other in one.alternatives):
        facts.append(
            ("Costs not worked out", f"of {unknown} alternatives: each takes solving, from a proved matching")
        )
    if left_out:
        facts.append(("Relaxations not worked out", f"for {left_out} unmatched mentees: ask `relax` of them"))
    found = Shown("", hash_of(matching), "Review of a matching", tuple(facts), pairs, unmatched)
    text = json.dumps(asdict(found), sort_keys=True, ensure_ascii=False)
    return replace(found, key=sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def hash_of(matching: MatchingData) -> str:
    """Return the hash of a matching: of its people, its policy, its pairs and their scores."""
    points = matching.scores.points[matching.solution.chosen].tolist()
    parts = (
        matching.people.model_dump_json(), matching.policy.model_dump_json(), matching.pair_ids, points
    )  # fmt: skip
    return sha256(json.dumps(parts).encode()).hexdigest()


class _Costs:
    """The alternatives of mentees, and what they cost."""

    def __init__(self, matching: MatchingData) -> None:
        # What another pair costs is not known where the answer that it is compared with is not proved.
        self.matching, self._left = matching, SOLVED if matching.gap == 0.0 else 0
        problem, chosen = matching.problem, matching.solution.chosen
        self._open = np.ones(problem.n_pairs, np.bool_)
        self._open[chosen] = self._open[settled(problem)[1]] = False
        load = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors)
        self._full = load >= problem.capacity

    def of_mentee(self, mentee: int) -> Iterator[Alternative]:
        """Yield the cheapest alternatives of a mentee."""
        matching, problem = self.matching, self.matching.problem
        points, all_mine = matching.scores.points, problem.pairs_of_mentee(mentee)
        mine = all_mine[self._open[all_mine]]
        kept = matching.kept
        least = self._full[problem.mentor[mine]] if kept is None else kept.at_least(mine)
        n = 0
        for at in np.lexsort((mine, -points[mine], least)).tolist():
            pair, mentor = int(mine[at]), matching.people.mentors[problem.mentor[mine[at]]]
            cost = self._cost(pair, mentee, mentor.id)
            if cost is not None and not cost.possible:
                continue
            lost = None if cost is None or not cost.exact else cost.total_score
            yield Alternative(
                mentor.id, mentor.name or mentor.id, int(points[pair]) / SCALE, lost,
                0 if cost is None else cost.matched or 0, None if cost is None else len(cost.moves) - 1,
                self._is_free(pair, all_mine),
            )  # fmt: skip
            n += 1
            if n == ALTERNATIVES:
                break

    def _is_free(self, pair: int, mine: Ints) -> bool:
        chosen = self.matching.solution.chosen
        asked = np.append(np.intersect1d(mine, chosen), pair)
        return bool(free_to_take(self.matching.problem, chosen, asked, "mentee")[-1])

    def _cost(self, pair: int, mentee: int, mentor_id: str) -> Cost | None:
        cost = cost_by_repair(self.matching, pair)
        if cost is None and self._left:
            self._left -= 1
            cost = cost_of(self.matching, self.matching.people.mentees[mentee].id, mentor_id, SECONDS)
        return cost


def _pairs(matching: MatchingData, costs: _Costs, say: Progress) -> Iterator[ShownPair]:
    problem, people = matching.problem, matching.people
    named = [(people.mentees[problem.mentee[one]], people.mentors[problem.mentor[one]], one)
             for one in matching.solution.chosen.tolist()]  # fmt: skip
    others: dict[int, tuple[Alternative, ...]] = {}
    for n, (mentee, mentor, pair) in enumerate(sorted(named, key=lambda one: (*_order(one[0]), one[2]))):
        if n % 100 == 0:
            say(f"Explaining pairs: {n} of {len(named)}")
        at = int(problem.mentee[pair])
        if at not in others:
            others[at] = tuple(sorted(costs.of_mentee(at), key=_dearness))
        km = float(matching.candidates.km[pair])
        yield ShownPair(
            mentee.id, mentor.id, mentee.name or mentee.id, mentor.name or mentor.id,
            about(mentee), about(mentor), int(matching.scores.points[pair]) / SCALE,
            round(float(matching.scores.known(np.array([pair]))[0]), 4), None if isnan(km) else round(km, 1),
            tuple(_words(matching, pair, mentee.id, mentor.id)), others[at],
        )  # fmt: skip


def _dearness(one: Alternative) -> tuple[bool, int, float, bool, float]:
    return one.cost is None, one.fewer, one.cost or 0.0, not one.free, -one.score


def _order(person: Person) -> tuple[bool, str, str]:
    return not person.name, folded(person.name), person.id


def about(person: Person) -> str:
    """Return role and workplace of a person."""
    return ", ".join(filter(None, [person.role, person.workplace]))


def _words(matching: MatchingData, pair: int, mentee_id: str, mentor_id: str) -> Iterator[str]:
    """Yield why two are a pair, without their ids, which whoever reads it knows by name."""
    first, back, *rest = why_pair(matching, pair)
    yield first.removeprefix(f"{mentee_id} has mentor {mentor_id}: ").capitalize()
    yield back.replace(f"for {mentor_id}, {mentee_id} is", "For the mentor, the mentee is", 1).strip()
    waiting = ""
    for line in rest:
        if line.startswith("    ") and waiting:
            waiting += f" ({line.strip()})"
            continue
        if waiting:
            yield waiting
        waiting = line.strip()
    if waiting:
        yield waiting


def _unmatched(matching: MatchingData, say: Progress) -> tuple[tuple[ShownUnmatched, ...], int]:
    """Return those without a partner, and for how many mentees no relaxations were looked for."""
    names, asked, left_out, rows = everybody(matching.people), 0, 0, []
    for one in matching.unmatched_people:
        relaxations: tuple[str, ...] | None = ()
        if one.role == "mentee" and one.reason not in _ALONE:
            asked += 1
            say(f"What would have to be relaxed: mentee {asked}")
            relaxations = _relaxations(matching, one.person_id) if asked <= RELAXED else None
            left_out += relaxations is None
        name = names[one.person_id].name or one.person_id
        said = one.reason, one.detail, one.advice, relaxations or ()
        rows.append(ShownUnmatched(one.person_id, one.role, name, *said))
    return tuple(rows), left_out


def _relaxations(matching: MatchingData, person_id: str) -> tuple[str, ...] | None:
    """Return what would have to be relaxed; None where that cannot be worked out."""
    try:
        found = relax(matching, person_id, SECONDS)
    except PolicyError:  # the file of a matching lacks criteria of one's own
        return None
    return tuple(one.detail for one in found if one.role == "mentee")
