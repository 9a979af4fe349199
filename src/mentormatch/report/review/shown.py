"""`shown`: what a person is shown to decide on, the same in a workbook and on a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from itertools import islice
from math import isnan

import numpy as np

from mentormatch.candidates.reasons import PERSON_CODES
from mentormatch.errors import PolicyError
from mentormatch.matching.base import MatchingData
from mentormatch.matching.costs.cost import Cost, cost_by_repair, cost_of
from mentormatch.matching.costs.free import free_to_take
from mentormatch.matching.costs.relax import relax
from mentormatch.matching.explain import why_pair
from mentormatch.matching.summary import facts_of
from mentormatch.matching.unmatched import Unmatched
from mentormatch.proof.rules import settled
from mentormatch.report.handed_on import PAIR
from mentormatch.report.named import everybody, with_names
from mentormatch.scoring import SCALE

ALTERNATIVES, SOLVED, RELAXED, SECONDS = 3, 100, 20, 10.0
"""How many alternatives a mentee is shown with, how many costs may need solving, how many people without a
partner are asked about, and how long each such answer may take."""


@dataclass(frozen=True)
class Alternative:
    """Another mentor whom a mentee could have.

    Parameters
    ----------
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
    mentee_about, mentor_about : str
        Role and workplace.
    score, known : float
        The score, and the share of its weight that is known, 0 to 1.
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
class ShownUnmatched(Unmatched):
    """A person without a partner, by name, and the least that would have to be relaxed to get them one."""

    name: str = ""
    relaxations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """All that a person is shown to decide on.

    Parameters
    ----------
    key : str
        Hash of all the rest.
    matching : str
        `hash_of` the matching, by which decisions are known to be about it.
    facts : tuple of (str, str)
        The matching in a few lines; what was not worked out is among them.
    pairs : tuple of ShownPair
        In the order of the mentees' names.
    """

    key: str
    matching: str
    facts: tuple[tuple[str, str], ...]
    pairs: tuple[ShownPair, ...]
    unmatched: tuple[ShownUnmatched, ...]


def shown(matching: MatchingData) -> Shown:
    """Return what a person is shown to decide on: pairs, alternatives and their costs, who has nobody.

    Notes
    -----
    Costs come from repairs. Where these cannot find them, at most `SOLVED` are found by solving, if the
    matching is proved; and at most `RELAXED` unmatched mentees are asked about. The facts say so.
    """
    pairs = tuple(_pairs(matching))
    unmatched, left_out = _unmatched(matching)
    facts = [(name, text) for name, text in facts_of(matching) if name != "Solver"]  # seconds differ
    facts.append(("Seed", str(matching.policy.seed)))
    if unknown := sum(other.cost is None for one in pairs for other in one.alternatives):
        facts.append(
            ("Costs not worked out", f"of {unknown} alternatives: each takes solving, from a proved matching")
        )
    if left_out:
        facts.append(("Relaxations not worked out", f"for {left_out} unmatched mentees: ask `relax` of them"))
    found = Shown("", hash_of(matching), tuple(facts), pairs, unmatched)
    text = json.dumps(asdict(found), sort_keys=True, ensure_ascii=False)
    return replace(found, key=sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def hash_of(matching: MatchingData) -> str:
    """Return the hash of a matching: of its people, its policy, its pairs and their scores."""
    points = matching.scores.points[matching.solution.chosen].tolist()
    parts = (
        matching.people.model_dump_json(), matching.policy.model_dump_json(), matching.pair_ids, points
    )  # fmt: skip
    return sha256(json.dumps(parts).encode()).hexdigest()


def _pairs(matching: MatchingData) -> Iterator[ShownPair]:
    frame = matching.pairs[["mentee_id", "mentor_id", "score", "known", "km"]]
    details = {"name": "name", "role": "role", "workplace": "workplace"}
    named = with_names(frame.assign(pair=matching.solution.chosen), matching.people, PAIR, details)
    alternatives = _Alternatives(matching)
    others = {one: alternatives.of(one) for one in dict.fromkeys(named.mentee_id)}
    for one in named.to_dict("records"):
        yield ShownPair(
            one["mentee_id"], one["mentor_id"],
            one["mentee_name"] or one["mentee_id"], one["mentor_name"] or one["mentor_id"],
            _about(one["mentee_role"], one["mentee_workplace"]),
            _about(one["mentor_role"], one["mentor_workplace"]),
            one["score"], round(one["known"], 4), None if isnan(one["km"]) else round(one["km"], 1),
            _words(matching, one["mentee_id"], one["mentor_id"], one["pair"]), others[one["mentee_id"]],
        )  # fmt: skip


def _about(*parts: str) -> str:
    return ", ".join(filter(None, parts))


class _Alternatives:
    """The alternatives of mentees, and what they cost; only so many of the costs are found by solving."""

    def __init__(self, matching: MatchingData) -> None:
        # What another pair costs is not known where the answer that it is compared with is not proved.
        self._matching, self._left = matching, SOLVED if matching.gap == 0.0 else 0
        problem, chosen = matching.problem, matching.solution.chosen
        self._open = np.ones(problem.n_pairs, np.bool_)
        self._open[chosen] = self._open[settled(problem)[1]] = False
        self._full = np.bincount(problem.mentor[chosen], minlength=problem.n_mentors) >= problem.capacity

    def of(self, mentee_id: str) -> tuple[Alternative, ...]:
        """Return the alternatives of a mentee that cost least by the prices, or have capacity, in order."""
        matching, problem, points = self._matching, self._matching.problem, self._matching.scores.points
        all_mine = problem.pairs_of_mentee(matching.index.mentee(mentee_id))
        mine, kept = all_mine[self._open[all_mine]], matching.kept
        least = self._full[problem.mentor[mine]] if kept is None else kept.at_least(mine)
        ranked = mine[np.lexsort((mine, -points[mine], least))].tolist()
        costs = ((pair, self._cost(pair, mentee_id)) for pair in ranked)
        found = dict(islice((one for one in costs if one[1] is None or one[1].possible), ALTERNATIVES))
        chosen = matching.solution.chosen
        asked = np.array([*found, *np.intersect1d(all_mine, chosen)], np.int64)
        free = free_to_take(problem, chosen, asked, "mentee").tolist()
        others = [self._alternative(*one, is_free) for one, is_free in zip(found.items(), free, strict=False)]
        return tuple(sorted(others, key=_dearness))

    def _alternative(self, pair: int, cost: Cost | None, free: bool) -> Alternative:
        mentor = self._matching.people.mentors[self._matching.problem.mentor[pair]]
        return Alternative(
            mentor.id, mentor.name or mentor.id, int(self._matching.scores.points[pair]) / SCALE,
            cost.total_score if cost is not None and cost.exact else None,
            0 if cost is None else cost.matched or 0, None if cost is None else len(cost.moves) - 1, free,
        )  # fmt: skip

    def _cost(self, pair: int, mentee_id: str) -> Cost | None:
        matching = self._matching
        cost = cost_by_repair(matching, pair)
        if cost is None and self._left:
            self._left -= 1
            mentor_id = matching.people.mentors[matching.problem.mentor[pair]].id
            cost = cost_of(matching, mentee_id, mentor_id, SECONDS)
        return cost


def _dearness(one: Alternative) -> tuple[bool, int, float, bool, float]:
    return one.cost is None, one.fewer, one.cost or 0.0, not one.free, -one.score


def _words(matching: MatchingData, mentee_id: str, mentor_id: str, pair: int) -> tuple[str, ...]:
    """Return why two are a pair, without their ids: whoever reads it knows them by name."""
    first, back, *rest = why_pair(matching, pair)
    first = first.removeprefix(f"{mentee_id} has mentor {mentor_id}: ").capitalize()
    back = back.replace(f"for {mentor_id}, {mentee_id} is", "For the mentor, the mentee is", 1)
    # What a criterion says of the two is a line of its own below its score, further in.
    lines = re.sub(r"\n {4}(.*)", r" (\1)", "\n".join([first, back, *rest])).split("\n")
    return tuple(line.strip() for line in lines)


def _unmatched(matching: MatchingData) -> tuple[tuple[ShownUnmatched, ...], int]:
    """Return those without a partner, and for how many mentees no relaxations were worked out."""
    names, people = everybody(matching.people), matching.unmatched_people
    asking = [one for one in people if one.role == "mentee" and one.reason not in PERSON_CODES]
    relaxed = {one: found for one in asking[:RELAXED] if (found := _relaxations(matching, one)) is not None}
    rows = [
        ShownUnmatched(
            **vars(one), name=names[one.person_id].name or one.person_id, relaxations=relaxed.get(one, ())
        )
        for one in people
    ]
    return tuple(rows), len(asking) - len(relaxed)


def _relaxations(matching: MatchingData, mentee: Unmatched) -> tuple[str, ...] | None:
    try:
        found = relax(matching, mentee.person_id, SECONDS)
    except PolicyError:  # the file of a matching lacks criteria of one's own
        return None
    return tuple(one.detail for one in found if one.role == "mentee")
