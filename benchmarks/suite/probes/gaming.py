"""What a mentee gains by saying less, or something else, than is true; and what that does to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

import mentormatch as mm
from mentormatch.arrays import Floats
from mentormatch.rematching.update_pairs import update_pairs
from mentormatch.scoring import SCALE
from suite.data.people import drawn
from suite.probes.unknown import HIDDEN, hidden, policy_of, with_effects
from suite.registry import Facts, probe

PEOPLE = 40
SHARE = 0.25
"""Of the answers of everybody else that are unknown."""


@dataclass(frozen=True, eq=False)
class Scheme:
    """A scheme in which some answers are unknown, and its scores."""

    people: mm.People
    policy: mm.Policy
    candidates: mm.Candidates
    scores: mm.Scores

    def pairs(self, position: int) -> np.ndarray:
        """Return the candidate pairs of a mentee."""
        return np.flatnonzero(self.candidates.mentee == position)

    def saying(self, position: int, fields: Mapping[str, Any]) -> mm.People:
        """Return the people, one of whom says something else."""
        mentees = list(self.people.mentees)
        mentees[position] = mentees[position].replace(**fields)
        return self.people.replace(mentees=tuple(mentees))

    def gains(self, position: int, fields: Mapping[str, Any]) -> Floats:
        """Return by how much the score of each of a mentee's pairs rises if they say something else."""
        after = self.saying(position, fields)
        found = update_pairs(self.people, after, self.candidates, self.scores, self.policy)
        own = self.pairs(position)
        return np.asarray((found.scores.points[own] - self.scores.points[own]) / SCALE)


def scheme_of(n: int, seed: int) -> Scheme:
    """Return a scheme in which every fourth answer is unknown."""
    people, policy = drawn(n, "scarce", seed, text=False).people.in_id_order(), policy_of("expected")
    candidates = mm.find_candidates(people, policy)
    truth = mm.score_pairs(people, candidates, policy)
    people = hidden(people, truth, candidates, {"how": "at random", "share": SHARE}, seed)
    candidates = mm.find_candidates(people, policy)
    return Scheme(people, policy, candidates, mm.score_pairs(people, candidates, policy))


def one_tag(scheme: Scheme, position: int) -> Facts:
    """Give one tag alone: the one that most mentors gave."""
    own = scheme.people.mentees[position].professional_tags
    common = Counter(chain.from_iterable(one.professional_tags for one in scheme.people.mentors))
    return {"professional_tags": sorted(own, key=lambda tag: (-common[tag], tag))[:1]}


def one_statement(scheme: Scheme, position: int) -> Facts:
    """Answer one statement alone: the one in which this person agrees most with all mentors."""
    own = scheme.people.mentees[position].answers

    def apart(statement: str) -> float:
        theirs = [one.answers[statement] for one in scheme.people.mentors if statement in one.answers]
        return float(np.mean(np.abs(np.array(theirs) - own[statement]))) if theirs else 9.0

    return {"answers": {statement: own[statement] for statement in sorted(own, key=apart)[:1]}}


def middle(scheme: Scheme, position: int) -> Facts:
    """Answer 3 to every statement."""
    return {"answers": dict.fromkeys(scheme.people.mentees[position].answers, 3)}


def blank_if_low(scheme: Scheme, position: int) -> Facts:
    """Leave blank what scores below what is expected, knowing all scores."""
    own, fields = scheme.pairs(position), {}
    for name, (criterion, empty) in HIDDEN.items():
        scores = scheme.scores.of(criterion)[own]
        known = scores[~np.isnan(scores)]
        if name != "offers" and len(known) and known.mean() < scheme.scores.expected[criterion]:
            fields[name] = empty
    return fields


def wishes_for_all(scheme: Scheme, position: int) -> Facts:
    """List everybody whom one may meet, the best score first."""
    own = scheme.pairs(position)
    best = own[np.argsort(-scheme.scores.points[own], kind="stable")]
    return {"prefers": [scheme.people.mentor_ids[j] for j in scheme.candidates.mentor[best].tolist()]}


TRICKS: Mapping[str, Callable[[Scheme, int], Facts]] = {
    "one tag": one_tag,
    "one statement": one_statement,
    "middle": middle,
    "blank if low": blank_if_low,
    "wishes for all": wishes_for_all,
}


def _own_gains(scheme: Scheme, some: list[int], trick: str) -> Iterator[Floats]:
    for position in some:
        fields = TRICKS[trick](scheme, position)
        if (
            any(getattr(scheme.people.mentees[position], name) for name in fields)
            or trick == "wishes for all"
        ):
            yield scheme.gains(position, fields)


def _on_others(
    scheme: Scheme, some: list[int], points: Callable[[mm.Scores], np.ndarray]
) -> Iterator[Floats]:
    """Yield by how much the scores of others' pairs change if a mentee gives the answers of another one."""
    then = points(scheme.scores)
    for position in some[:5]:
        other = scheme.people.mentees[some[-1]]
        fields = {name: getattr(other, name) for name in HIDDEN if name != "offers"}
        after = mm.score_pairs(scheme.saying(position, fields), scheme.candidates, scheme.policy)
        others = scheme.candidates.mentee != position
        yield np.abs(points(after) - then)[others] / SCALE


@probe("gaming")
def gaming(case: Facts) -> Facts:
    """Let some mentees say something else, each alone."""
    scheme = scheme_of(case["n"], case["seed"])
    may_meet = np.unique(scheme.candidates.mentee)
    some = np.random.default_rng(case["seed"]).permutation(may_meet)[:PEOPLE].tolist()
    if case["trick"] in TRICKS:
        found = list(_own_gains(scheme, some, case["trick"]))
    elif case["trick"] == "effects on others":
        found = list(_on_others(scheme, some, lambda scores: with_effects(scores, scheme.candidates)))
    else:
        found = list(_on_others(scheme, some, lambda scores: scores.points))
    return {
        "people": len(found),
        "mean": float(np.mean([own.mean() for own in found])),
        "best person": float(np.max([own.mean() for own in found])),
        "best pair": float(np.max([own.max() for own in found])),
    }
