"""Small random schemes with values for every criterion, and their candidate pairs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from mentormatch.candidates.search import Candidates
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Scoring
from mentormatch.scoring import Scorer
from mentormatch.scoring.text.tags import Entries

BOTH = ("x1", "x2")
MENTEES = ("a", "b", *BOTH)
MENTORS = ("r", "s", "t", *BOTH)
WORDS = ("QI", "qi", "R", "C++", "A&E", "audit", "audits", "hiking", "the", "and", "emergency medicine", "IT")
TAGS = (
    "Cardiology",
    "cardiology",
    "cardiolgy",
    "A&E",
    "emergency medicine",
    "N/A",
    "Stroke",
    "ENT",
    "safety",
)
AREAS = ("Audit", "audit ", "QI", "quality improvement", "Mentoring", "ENT")
STATEMENTS = ("I speak up", "i  speak up", "Safety first", "Ask, do not tell")
SYNONYMS = {"emergency medicine": "A&E", "quality improvement": "QI"}

texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.just("N/A")
tags = st.lists(st.sampled_from(TAGS), max_size=4).map(tuple)
scorings = st.builds(
    Scoring,
    ideal_gap=st.sampled_from([-1.0, 0.0, 2.0, 2.5]),
    gap_tolerance=st.sampled_from([0.5, 3.0, 4.0]),
    travel_scale_km=st.sampled_from([10.0, 50.0]),
    synonyms=st.sampled_from([{}, SYNONYMS]),
    tag_similarity=st.sampled_from([80.0, 88.0, 100.0]),
    vocabulary=st.sampled_from(["health", "none"]),
)


def levels(keys: Sequence[str]) -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(keys), st.integers(1, 5), max_size=3)


FIELDS = {
    "max_km": st.sampled_from([None, None, 0.0, 10.0, 40.0]),
    "professional_interests": texts,
    "personal_interests": texts,
    "professional_tags": tags,
    "personal_tags": tags,
    "seniority": st.none() | st.integers(0, 9),
    "answers": levels(STATEMENTS),
    "values": tags,
    "prefers": st.lists(st.sampled_from([*MENTEES, *MENTORS, "nobody"]), max_size=3).map(tuple),
    "wants": levels(AREAS),
    "offers": levels(AREAS),
}
ALL_FIELDS = tuple(FIELDS)


@st.composite
def schemes(draw: st.DrawFn, *names: str) -> tuple[People, Candidates]:
    """Return people, some of them in both roles, and a random subset of their pairs in random order.

    Only the fields named are drawn: all of them take their time.
    """
    mentee_ids = draw(st.lists(st.sampled_from(MENTEES), unique=True, max_size=4))
    mentor_ids = draw(st.lists(st.sampled_from(MENTORS), unique=True, max_size=4))
    mentee_fields = {name: FIELDS[name] for name in names if name != "offers"}
    mentor_fields = {name: FIELDS[name] for name in names if name != "wants"}
    people = People(
        mentees=tuple(draw(st.builds(Mentee, id=st.just(i), **mentee_fields)) for i in mentee_ids),
        mentors=tuple(draw(st.builds(Mentor, id=st.just(i), **mentor_fields)) for i in mentor_ids),
    )
    pairs = [(i, j) for i in range(len(mentee_ids)) for j in range(len(mentor_ids))]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    distances = st.sampled_from([0.0, 5.0, 10.0, 33.3, 500.0, math.nan])
    km = [draw(distances) for _ in chosen]
    return people, candidates_of(people, chosen, km)


def candidates_of(
    people: People, pairs: Sequence[tuple[int, int]] | None = None, km: Sequence[float] | None = None
) -> Candidates:
    """Return candidates: all pairs, by default 1 km apart."""
    n_mentees, n_mentors = len(people.mentees), len(people.mentors)
    if pairs is None:
        pairs = [(i, j) for i in range(n_mentees) for j in range(n_mentors)]
    arrays = (
        np.array([i for i, _ in pairs], np.int32),
        np.array([j for _, j in pairs], np.int32),
        np.ones(len(pairs)) if km is None else np.array(km, np.float64),
        np.zeros(len(pairs), np.bool_),
    )
    for array in arrays:
        array.flags.writeable = False
    return Candidates(n_mentees, n_mentors, *arrays, {})


def pairs_of(people: People, candidates: Candidates) -> list[tuple[Mentee, Mentor, float]]:
    found = zip(candidates.mentee.tolist(), candidates.mentor.tolist(), candidates.km.tolist(), strict=True)
    return [(people.mentees[i], people.mentors[j], km) for i, j, km in found]


def one(scorer: Scorer, mentee: Mentee, mentor: Mentor, km: float = 1.0, **scoring: object) -> float:
    """Return the score of one pair in a scheme of two."""
    people = People(mentees=(mentee,), mentors=(mentor,))
    return float(scorer.score(people, candidates_of(people, km=[km]), Scoring(**scoring))[0])


def mean(values: Sequence[float]) -> float:
    """Return the mean of the known values, nan if there are none."""
    known = [v for v in values if not math.isnan(v)]
    return sum(known) / len(known) if known else math.nan


def assert_same(found: np.ndarray, expected: Sequence[float]) -> None:
    assert found.dtype == np.float64
    assert found.shape == (len(expected),)
    np.testing.assert_allclose(found, np.array(expected, np.float64), rtol=0, atol=1e-12)
    known = found[~np.isnan(found)]
    assert ((known >= 0) & (known <= 1)).all()


def tags_by_row(people: People, field: str, scoring: Scoring) -> list[set[str]]:
    table = Entries.of(people, field, scoring).table(scoring)[0]
    sets: list[set[str]] = [set() for _ in range(table.n_rows)]
    for row, word in zip(table.row, table.word, strict=True):
        sets[row].add(table.words[word])
    return sets


def tag_cosine(people: People, sets: list[set[str]], i: int, j: int) -> float:
    """Return the cosine of two rows' tags by its definition: rare tags weigh more, a person counts once."""
    if not sets[i] or not sets[j]:
        return math.nan
    having: dict[str, set[str]] = {}
    for person, own in zip((*people.mentees, *people.mentors), sets, strict=True):
        having.setdefault(person.id, set()).update(own)
    some = [own for own in having.values() if own]
    weight = {
        tag: 1 + math.log((1 + len(some)) / (1 + sum(tag in own for own in some)))
        for tag in sets[i] | sets[j]
    }
    shared, mine, theirs = (
        sum(weight[tag] for tag in sorted(own)) for own in (sets[i] & sets[j], sets[i], sets[j])
    )
    return shared / math.sqrt(mine * theirs)
