"""Why a person has these partners or none, who else they could have, and what is against a pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arrays import Ints
from mentormatch.display.facts import as_html
from mentormatch.matching.base import MatchingData
from mentormatch.matching.costs.ahead import ahead
from mentormatch.matching.costs.free import free_to_take
from mentormatch.matching.obstacles import obstacles
from mentormatch.people.person import Role
from mentormatch.rules import Require
from mentormatch.rules.fields.pairs import positions_among
from mentormatch.scoring import SCALE, Saying

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Explanation:
    """Why a person has these partners, or none.

    Parameters
    ----------
    person_id : str
        Whose partners are explained.
    mentor_ids, mentee_ids : tuple of str
        Their mentors and their mentees.
    sentences : tuple of str
        The reasons, one per line.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> explanation = mm.match(people).explain("e1")
    >>> explanation.mentor_ids
    ('r4',)
    >>> print(explanation.sentences[0])
    e1 has mentor r4: score 1.000, ranked 1st of 2 candidates.
    """

    person_id: str
    mentor_ids: tuple[str, ...]
    mentee_ids: tuple[str, ...]
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        partners = (("Mentors", self.mentor_ids), ("Mentees", self.mentee_ids))
        facts = [(name, ", ".join(ids)) for name, ids in partners if ids]
        return as_html(f"Explanation of {self.person_id}", (*facts, ("Why", str(self))))


def explain(matching: MatchingData, person_id: str) -> Explanation:
    """Return why a person has these partners, or none; see `Matching.explain`."""
    partners: dict[Role, tuple[str, ...]] = {}
    sentences: list[str] = []
    for role, position in matching.index.roles(person_id):
        partners[role], why = _partners(matching, person_id, role, position)
        sentences += why
    return Explanation(person_id, partners.get("mentee", ()), partners.get("mentor", ()), tuple(sentences))


def _partners(
    matching: MatchingData, person_id: str, role: Role, position: int
) -> tuple[tuple[str, ...], list[str]]:
    """Return the partners that a person has in one role, and why."""
    mine = _pairs_of(matching, role, position)
    chosen = matching.solution.chosen[positions_among(matching.solution.chosen, mine)]
    if len(chosen):
        why = [line for pair in chosen.tolist() for line in _why(matching, mine, pair, role)]
        if role == "mentee":
            return tuple(matching.people.mentors[j].id for j in matching.problem.mentor[chosen]), why
        return tuple(matching.people.mentees[i].id for i in matching.problem.mentee[chosen]), why
    found = next(u for u in matching.unmatched_people if (u.person_id, u.role) == (person_id, role))
    detail = found.detail
    if found.reason in {"waiting", "not_needed"}:
        first, stop, rest = detail.partition(".")
        detail = f"{first}{_by_how_much(ahead(matching, role, position))}{stop}{rest}"
    return (), [f"{person_id} has no {'mentor' if role == 'mentee' else 'mentee'}. {detail}"]


def _by_how_much(points: int | None) -> str:
    """Return by how much others are ahead, as the end of a sentence; who they are is nobody's business."""
    if points is None:
        return ""
    if not points:
        return "; other matchings with them are as good, and the draw among equals decided"
    digits = 3 if points * 1000 >= SCALE else 6
    return f"; others are ahead by {points / SCALE:.{digits}f} of score at the least"


def _pairs_of(matching: MatchingData, role: Role, position: int) -> Ints:
    """Return the candidate pairs of one person."""
    problem = matching.problem
    return problem.pairs_of_mentee(position) if role == "mentee" else problem.pairs_of_mentor(position)


def why_pair(matching: MatchingData, pair: int) -> list[str]:
    """Return why a mentee has a mentor, by index of pair, a sentence each; the first one names both by id."""
    mine = matching.problem.pairs_of_mentee(int(matching.problem.mentee[pair]))
    return _why(matching, mine, pair, "mentee")


def _why(matching: MatchingData, mine: Ints, pair: int, role: Role) -> list[str]:
    problem, scores = matching.problem, matching.scores
    rank = 1 + int(np.count_nonzero(scores.points[mine] > scores.points[pair]))
    mentee = matching.people.mentees[problem.mentee[pair]].id
    mentor = matching.people.mentors[problem.mentor[pair]].id
    together = f"{mentee} has mentor {mentor}" if role == "mentee" else f"{mentor} mentors {mentee}"
    score = scores.points[pair] / SCALE
    lines = [f"{together}: score {score:.3f}, ranked {ordinal(rank)} of {count(len(mine), 'candidate')}."]
    back = problem.pairs_of_mentor(int(problem.mentor[pair]))
    one, other = mentor, mentee
    if role == "mentor":
        back, one, other = problem.pairs_of_mentee(int(problem.mentee[pair])), mentee, mentor
    rank = 1 + int(np.count_nonzero(scores.points[back] > scores.points[pair]))
    lines.append(f"  for {one}, {other} is ranked {ordinal(rank)} of {count(len(back), 'candidate')}")
    if pair in matching.terms.kept:
        lines.append("  they were a pair in the matching before, which the rematch keeps")
    if any(isinstance(rule, Require) and rule.pair == pair for rule in problem.rules):
        lines.append("  the policy requires this pair (rule Require)")
    if matching.chances is not None:
        chance = f"{100 * matching.chances[pair]:.0f}%"
        lines.append(f"  drawn with a chance of {chance} from nearly best matchings (policy: explore)")
    return lines + _mattered_most(matching, mine, pair) + _contributions(matching, pair)


def _mattered_most(matching: MatchingData, mine: Ints, pair: int) -> list[str]:
    """Return the criterion by which a pair is most above the average of the person's other candidates."""
    scores, others = matching.scores, mine[mine != pair]
    if not len(others) or not len(scores.criteria):
        return []
    otherwise = np.array([scores.expected.get(name, np.nan) for name in scores.criteria])
    counted, both = [], (np.array([pair]), others)
    for pairs in both:
        own = np.where(np.isnan(scores.contributions[pairs]), otherwise, scores.contributions[pairs])
        weights = np.where(np.isnan(own), 0.0, scores.weights)
        total = np.maximum(weights.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        counted.append((np.nan_to_num(own) * weights / total).mean(axis=0))
    more = counted[0] - counted[1]
    best = int(np.argmax(more))
    if more[best] < 0.0005:
        return []
    average = count(len(others), "other candidate")
    return [f"  what mattered most: {scores.criteria[best]}, {more[best]:.3f} above the average of {average}"]


_UNKNOWN = {
    "expected": "what is unknown counts as expected in the scheme",
    "zero": "what is unknown counts as 0",
    "left_out": "what is unknown is left out",
}
"""What counts where a criterion is unknown, by ``scoring.unknown``."""


def _words(matching: MatchingData, pair: int) -> dict[str, str]:
    """Return what the scores of a pair come from, by criterion, as far as the criteria can say it."""
    mentee = matching.people.mentees[matching.problem.mentee[pair]]
    mentor = matching.people.mentors[matching.problem.mentor[pair]]
    km, scoring = float(matching.candidates.km[pair]), matching.policy.scoring
    saying = [one for one in matching.scorers if isinstance(one, Saying)]
    return {one.name: one.said(mentee, mentor, km, scoring) for one in saying}


def _contributions(matching: MatchingData, pair: int) -> list[str]:
    """Return what each criterion contributes to the score of a pair, one per line.

    The weights sum to 100%, and the contributions to the score.
    """
    scores = matching.scores
    own = dict(zip(scores.criteria, scores.contributions[pair].tolist(), strict=True))
    unknown = {name for name, score in own.items() if np.isnan(score)}
    counted = {name: scores.expected.get(name) if name in unknown else score for name, score in own.items()}
    parts = [
        (weight * score, name, score, weight)
        for (name, score), weight in zip(counted.items(), scores.weights.tolist(), strict=True)
        if score is not None
    ]
    parts.sort(key=lambda part: (part[1] in unknown, -part[0], part[1]))
    percents = apportioned([weight for *_, weight in parts], 100)
    thousandths = apportioned([part for part, *_ in parts], round(1000 * scores.points[pair] / SCALE))
    words, lines = _words(matching, pair), []
    for (_, name, score, _), percent, part in zip(parts, percents, thousandths / 1000, strict=True):
        given = "unknown, so " * (name in unknown)
        lines.append(f"  {name}: {given}{score:.2f} x {percent}% of the weight = {part:.3f}")
        if name not in unknown and words.get(name):
            lines.append(f"    {words[name]}")
    if unknown.intersection(compress(scores.criteria, scores.counted)):
        (known,) = scores.known(np.array([pair]))
        meaning = _UNKNOWN[matching.policy.scoring.unknown]
        lines.insert(0, f"  {known:.0%} of the weight is known; {meaning}")
    left_out = [name for name, score in counted.items() if score is None]
    return [*lines, f"  not counted: {', '.join(left_out)}"] if left_out else lines


def apportioned(parts: Sequence[float], whole: int) -> Ints:
    """Return whole numbers in proportion to some parts that sum to `whole`: the largest remainders go up.

    Examples
    --------
    >>> apportioned([1.0, 1.0, 1.0], 100).tolist()
    [34, 33, 33]
    """
    exact = np.array(parts, np.float64)
    total = exact.sum()
    if total <= 0:
        return np.zeros(len(exact), np.int64)
    exact *= whole / total
    found = np.floor(exact).astype(np.int64)
    up = np.argsort(found - exact, kind="stable")[: whole - int(found.sum())]
    found[up] += 1
    return found


def ordinal(n: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, ..."""
    ending = "th" if n % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def count(n: int, thing: str) -> str:
    """Return a number of things: 1 candidate, 2 candidates."""
    return f"{n} {thing}{'' if n == 1 else 's'}"


def alternatives(matching: MatchingData, person_id: str) -> pd.DataFrame:
    """Return every candidate partner of a person; see `Matching.alternatives`."""
    problem, chosen = matching.problem, matching.solution.chosen
    role, position = matching.index.roles(person_id)[0]
    mine = _pairs_of(matching, role, position)
    side, limit = problem.mentor, problem.capacity
    if role == "mentor":
        side, limit = problem.mentee, problem.demand
    ranked = mine[np.argsort(-matching.scores.points[mine], kind="stable")]
    load = np.bincount(side[chosen], minlength=len(limit))
    frame = matching.frame(ranked)
    frame["chosen"] = np.isin(ranked, chosen)
    frame["free_places"] = (limit - load)[side[ranked]]
    frame["free"] = free_to_take(problem, chosen, ranked, role)
    return frame


def against(matching: MatchingData, mentee_id: str, mentor_id: str) -> list[str]:
    """Return what is against adding a candidate pair to the matching as it is, a clause each.

    Raises
    ------
    UnknownIdError, PolicyError
        As `mentormatch.Matching.cost_of`.
    """
    problem, chosen = matching.problem, matching.solution.chosen
    pair = matching.index.pair(mentee_id, mentor_id)
    mentee, mentor = int(problem.mentee[pair]), int(problem.mentor[pair])
    clauses = []
    if np.count_nonzero(problem.mentee[chosen] == mentee) >= problem.demand[mentee]:
        clauses.append(f"{problem.mentee_name(mentee)} has as many mentors as wanted")
    if np.count_nonzero(problem.mentor[chosen] == mentor) >= problem.capacity[mentor]:
        clauses.append(f"{problem.mentor_name(mentor)} is full")
    ended = frozenset(matching.terms.ended.tolist())
    return clauses + obstacles(problem, chosen, np.array([pair]), ended)[0]
