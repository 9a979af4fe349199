"""Updates against finding and scoring everything from scratch."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import candidate_people
from helpers.candidate_people import MENTEES, MENTORS, links, policies, schemes
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.candidates.reasons import Scheme
from mentormatch.candidates.search import Candidates, find_candidates
from mentormatch.errors import CandidateError, PolicyError
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Policy, Scoring
from mentormatch.rematching.update_pairs import Updated, update_pairs
from mentormatch.scoring import Scores, Seniority, Travel, score_more, score_pairs


@pytest.fixture(autouse=True, scope="module")
def references_are_not_refused() -> Iterator[None]:
    """Accept references that are no exact id: updates must be right without the earlier check."""
    with patch("mentormatch.people.model.find_problems", return_value=[]):
        yield


def found(people: People, policy: Policy) -> tuple[Candidates, Scores]:
    candidates = find_candidates(people, policy)
    return candidates, score_pairs(people, candidates, policy)


def assert_same_candidates(one: Candidates, other: Candidates) -> None:
    assert (one.n_mentees, one.n_mentors) == (other.n_mentees, other.n_mentors)
    for name in ("mentee", "mentor", "km", "online"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert mine.dtype == theirs.dtype
        np.testing.assert_array_equal(mine, theirs)
        assert not mine.flags.writeable
    assert list(one.excluded.items()) == list(other.excluded.items())


def assert_same_scores(
    one: Scores, other: Scores, rows: Any = slice(None), others: Any = slice(None)
) -> None:
    assert one.criteria == other.criteria
    np.testing.assert_array_equal(one.contributions[rows], other.contributions[others])
    np.testing.assert_array_equal(one.points[rows], other.points[others])
    np.testing.assert_array_equal(one.weights, other.weights)


def assert_exact(
    before: People, after: People, candidates: Candidates, scores: Scores, policy: Policy, updated: Updated
) -> None:
    assert_same_candidates(updated.candidates, find_candidates(after, policy))
    kept = np.flatnonzero(updated.origin >= 0)
    origin = updated.origin[kept]
    ids = [
        [(people.mentee_ids[i], people.mentor_ids[j]) for i, j in zip(*pairs, strict=True)]
        for people, pairs in (
            (before, (candidates.mentee[origin], candidates.mentor[origin])),
            (after, (updated.candidates.mentee[kept], updated.candidates.mentor[kept])),
        )
    ]
    assert ids[0] == ids[1]
    assert_same_scores(updated.scores, scores, kept, origin)
    # Kept or found again, a pair is scored with what was learnt.
    assert_same_scores(updated.scores, score_more(after, updated.candidates, policy, updated.scores))


@st.composite
def changes(draw: st.DrawFn, people: People) -> People:
    """Draw who leaves, joins and changes, and other links; everyone else stays the same object."""
    sides = {}
    for name, ids, make in (
        ("mentees", MENTEES, candidate_people.mentee),
        ("mentors", MENTORS, candidate_people.mentor),
    ):
        now = {p.id: p for p in getattr(people, name)}
        for person_id in draw(st.lists(st.sampled_from(ids), unique=True, max_size=2)):
            if person_id in now and draw(st.booleans()):
                del now[person_id]
            else:
                now[person_id] = draw(make(person_id))
        sides[name] = tuple(sorted(now.values(), key=lambda p: p.id))
    for name in ("links", "dissolved"):
        sides[name] = draw(st.just(getattr(people, name)) | links)
    return people.replace(**sides)


@settings(max_examples=100)
@given(schemes(), policies, st.data())
def test_updates_find_what_a_fresh_search_finds(people: People, policy: Policy, data: st.DataObject) -> None:
    before = people.in_id_order()
    candidates, scores = found(before, policy)
    for _ in range(3):
        after = data.draw(changes(before))
        updated = update_pairs(before, after, candidates, scores, policy)
        assert_exact(before, after, candidates, scores, policy, updated)
        before, candidates, scores = after, updated.candidates, updated.scores


def reworked(rng: random.Random, people: People, others: People) -> People:
    """Exchange some people for those of `others`, let some leave and some join."""
    sides = {}
    for name in ("mentees", "mentors"):
        now = {p.id: p for p in getattr(people, name)}
        new = {p.id: p for p in getattr(others, name)}
        for person_id in rng.sample(sorted({*now, *new}), 3):
            if person_id in now and (person_id not in new or rng.random() < 0.4):
                del now[person_id]
            else:
                now[person_id] = new[person_id]
        sides[name] = tuple(sorted(now.values(), key=lambda p: p.id))
    return people.replace(**sides)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("loaded", [False, True])
def test_chains_of_updates_of_people_who_fill_in_everything(seed: int, loaded: bool) -> None:
    rng = random.Random(seed)
    policy = Policy.model_validate({"limits": {"minimum_seniority_gap": -2, "independence_levels": 3}})
    before = random_people(seed, 14, 12).in_id_order()
    candidates, scores = found(before, policy)
    if loaded:
        candidates, scores = replace(candidates, grounds=None), replace(scores, learnt=())
    kept = 0
    for number in range(4):
        after = reworked(rng, before, random_people(100 * seed + number, 14, 12))
        updated = update_pairs(before, after, candidates, scores, policy)
        assert_exact(before, after, candidates, scores, policy, updated)
        kept += np.count_nonzero(updated.origin >= 0)
        before, candidates, scores = after, updated.candidates, updated.scores
    assert kept


def test_scores_equal_fresh_ones_where_words_and_tags_stay_as_common() -> None:
    people, policy = random_people(5, 14, 12).in_id_order(), Policy(scoring={"unknown": "left_out"})
    first = people.mentors[0].replace(prefers=people.mentee_ids[:1])  # or everybody would move
    people = people.replace(mentors=(first, *people.mentors[1:]))
    candidates, scores = found(people, policy)
    rng = random.Random(1)

    def other(person: Any) -> Any:
        return person.replace(
            seniority=rng.randint(1, 6),
            answers={"s1": rng.randint(1, 5)},
            prefers=rng.sample(people.mentee_ids if isinstance(person, Mentor) else people.mentor_ids, 2),
        )

    after = people.replace(
        mentees=tuple(other(p) if rng.random() < 0.3 else p for p in people.mentees),
        mentors=tuple(other(p) if rng.random() < 0.3 else p for p in people.mentors),
    )
    updated = update_pairs(people, after, candidates, scores, policy)
    assert (updated.origin < 0).any()
    assert (updated.origin >= 0).any()
    assert_same_scores(updated.scores, score_pairs(after, updated.candidates, policy))


def ids_found_again(people: People, updated: Updated) -> set[tuple[str, str]]:
    candidates = updated.candidates
    return {
        (people.mentee_ids[candidates.mentee[k]], people.mentor_ids[candidates.mentor[k]])
        for k in np.flatnonzero(updated.origin < 0)
    }


def updated_by(
    before: People, change: Callable[[People], dict[str, Any]], **limits: object
) -> tuple[People, Updated]:
    policy = Policy.model_validate({"limits": limits})
    after = before.replace(**change(before))
    candidates, scores = found(before, policy)
    updated = update_pairs(before, after, candidates, scores, policy)
    assert_exact(before, after, candidates, scores, policy, updated)
    return after, updated


SIMPLE = People(
    mentees=tuple(mentee(i) for i in ("e1", "e2", "e3")), mentors=tuple(mentor(i) for i in ("r1", "r2", "r3"))
)


def test_nothing_changed_keeps_everything() -> None:
    _, updated = updated_by(SIMPLE, lambda _: {})
    assert updated.origin.tolist() == list(range(9))
    assert not updated.origin.flags.writeable


def test_a_person_leaves() -> None:
    _, updated = updated_by(SIMPLE, lambda p: {"mentors": p.mentors[1:]})
    assert updated.origin.tolist() == [1, 2, 4, 5, 7, 8]


def test_all_leave_and_others_come() -> None:
    _, updated = updated_by(SIMPLE, lambda _: {"mentees": (mentee("e4"),), "mentors": (mentor("r4"),)})
    assert updated.origin.tolist() == [-1]
    updated_by(SIMPLE, lambda _: {"mentees": ()})
    updated_by(People(), lambda _: {"mentees": SIMPLE.mentees, "mentors": SIMPLE.mentors})


def test_a_reporting_line_through_a_person_who_joins_excludes_pairs_of_others() -> None:
    # e1 below x, who is no mentor; once x joins as a mentee below r1, e1 is two levels below r1.
    before = SIMPLE.replace(mentees=(mentee("e1", independent_of=("x",)), *SIMPLE.mentees[1:]))
    after, updated = updated_by(
        before, lambda p: {"mentees": (*p.mentees, mentee("x", independent_of=("r1",)))}
    )
    assert ("e1", "r1") not in {
        (after.mentee_ids[i], after.mentor_ids[j])
        for i, j in zip(updated.candidates.mentee, updated.candidates.mentor, strict=True)
    }
    assert updated.candidates.excluded["not_independent"] == 2


def test_a_reporting_line_that_ends_allows_pairs_of_others() -> None:
    middle = mentee("x", independent_of=("r1",))
    before = SIMPLE.replace(mentees=(mentee("e1", independent_of=("x",)), *SIMPLE.mentees[1:], middle))
    after, updated = updated_by(before, lambda p: {"mentees": (*p.mentees[:3], mentee("x"))})
    assert ("e1", "r1") in ids_found_again(after, updated)
    updated_by(before, lambda p: {"mentees": p.mentees[:3]})


def test_links_and_dissolved_pairs_of_people_who_did_not_change() -> None:
    _, updated = updated_by(SIMPLE, lambda _: {"dissolved": (("e1", "r1"),), "links": (("e2", "r2"),)})
    assert dict(updated.candidates.excluded) == {"dissolved": 1, "not_independent": 1}
    both = SIMPLE.replace(dissolved=(("e1", "r1"),), links=(("e1", "r1"),))
    _, updated = updated_by(both, lambda _: {"dissolved": ()})
    assert dict(updated.candidates.excluded) == {"not_independent": 1}


def test_a_name_that_now_fits_another_person() -> None:
    before = SIMPLE.replace(
        mentees=(mentee("e1", avoids=("Ann Lee",)), *SIMPLE.mentees[1:]),
        mentors=(mentor("r1", name="ann  lee"), *SIMPLE.mentors[1:]),
    )
    # It now means the person whose id it is: e1 may meet r1.
    after, updated = updated_by(
        before, lambda p: {"mentors": (mentor("Ann Lee", name="Bo Birch"), *p.mentors)}
    )
    assert ("e1", "r1") in ids_found_again(after, updated)


def test_preferences_move_up_when_a_person_leaves() -> None:
    before = SIMPLE.replace(mentees=(mentee("e1", prefers=("r1", "r2")), *SIMPLE.mentees[1:]))
    after, updated = updated_by(before, lambda p: {"mentors": p.mentors[1:]})
    assert ids_found_again(after, updated) == {("e1", "r2"), ("e1", "r3")}
    assert updated.scores.of("preferences")[0] == 1.0
    # And when a listed person joins, in any spelling.
    wish = SIMPLE.replace(mentees=(mentee("e1", prefers=("R4", "r2")), *SIMPLE.mentees[1:]))
    _, updated = updated_by(wish, lambda p: {"mentors": (*p.mentors, mentor("r4"))})
    assert updated.scores.of("preferences")[:4].tolist() == [0.0, 0.5, 0.0, 1.0]


def test_an_equal_copy_is_found_again_and_scores_the_same() -> None:
    people = random_people(3).in_id_order()
    after, updated = updated_by(people, lambda p: {"mentees": tuple(m.replace() for m in p.mentees)})
    assert (updated.origin == -1).all()
    assert_same_scores(updated.scores, score_pairs(after, updated.candidates, Policy()))


@dataclass(frozen=True)
class Namesakes:
    """A custom criterion, which reads everyone at each call."""

    name: str = "namesakes"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> np.ndarray:
        assert (len(people.mentees), len(people.mentors)) == (candidates.n_mentees, candidates.n_mentors)
        return np.full(len(candidates), 1 / len(people.mentors))


def test_custom_criteria_get_everyone_and_only_new_pairs() -> None:
    candidates = find_candidates(SIMPLE, Policy())
    scorers = (Seniority(), Namesakes(), Travel())
    policy = Policy(weights={"travel": 0})
    scores = score_pairs(SIMPLE, candidates, policy, scorers)
    after = SIMPLE.replace(mentors=(*SIMPLE.mentors, mentor("r4")))
    for some in (scores, replace(scores, learnt=())):
        updated = update_pairs(SIMPLE, after, candidates, some, policy, scorers)
        assert updated.scores.criteria == ("seniority", "namesakes")
        new = updated.origin < 0
        np.testing.assert_array_equal(updated.scores.of("namesakes"), np.where(new, 0.25, np.float32(1 / 3)))
    with pytest.raises(PolicyError, match="'namesakes' is a criterion of these scores"):
        update_pairs(SIMPLE, after, candidates, replace(scores, learnt=()), policy)


@dataclass(frozen=True)
class Asked:
    """A criterion that notes how many pairs it is asked to score; the fewer mentors, the higher it scores."""

    notes: list[str]
    name: str = "asked"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> np.ndarray:
        self.notes.append(f"{self.name} {len(candidates)}")
        return np.full(len(candidates), 1 / len(people.mentors))


@dataclass(frozen=True)
class Crowd(Asked):
    """The same, for the first mentee alone."""

    name: str = "crowd"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> np.ndarray:
        return np.where(candidates.mentee == 0, super().score(people, candidates, scoring), 0.5)

    def moved(self, before: Scheme, after: Scheme) -> tuple[np.ndarray, np.ndarray]:
        return np.array([0]), np.array([], np.int64)


@dataclass(frozen=True)
class Taught(Asked):
    """A criterion that notes when it learns how many mentors there are."""

    name: str = "taught"

    def learn(self, people: People, scoring: Scoring) -> Learnt:
        self.notes.append("learns")
        return Learnt(self.notes, len(people.mentors))


@dataclass(frozen=True)
class Learnt:
    notes: list[str]
    n: int
    name: str = "taught"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> np.ndarray:
        self.notes.append(f"{self.name} {len(candidates)}")
        return np.full(len(candidates), 1 / self.n)


@pytest.mark.parametrize("loaded", [False, True])
def test_learning_waits_for_pairs_that_are_found(loaded: bool) -> None:
    notes: list[str] = []
    scorers = (Taught(notes), Crowd(notes))
    candidates = find_candidates(SIMPLE, Policy())
    scores = score_pairs(SIMPLE, candidates, Policy(), scorers)
    scores = replace(scores, learnt=()) if loaded else scores
    notes.clear()
    fewer = SIMPLE.replace(mentors=SIMPLE.mentors[:-1])
    updated = update_pairs(SIMPLE, fewer, candidates, scores, Policy(), scorers)
    assert notes == ["crowd 2"]
    assert updated.origin.tolist() == [-1, -1, 3, 4, 6, 7]
    notes.clear()
    more = fewer.replace(mentors=(*fewer.mentors, mentor("r4")))
    found = update_pairs(fewer, more, updated.candidates, updated.scores, Policy(), scorers)
    assert notes == [*(["learns"] if loaded else []), "taught 3", "crowd 3", "crowd 2"]
    np.testing.assert_array_equal(found.scores.of("taught"), np.float32(1 / 3))  # of the first scheme
    assert found.scores.of("crowd").tolist() == [np.float32(1 / 3)] * 3 + [0.5] * 6


def test_too_many_pairs_are_refused() -> None:
    policy = Policy.model_validate({"limits": {"max_pairs": 9}})
    candidates, scores = found(SIMPLE, policy)
    after = SIMPLE.replace(mentors=(*SIMPLE.mentors, mentor("r4")))
    with pytest.raises(CandidateError, match="more than 9 pairs may meet"):
        update_pairs(SIMPLE, after, candidates, scores, policy)


def test_the_arguments_are_not_changed() -> None:
    people = random_people(4).in_id_order()
    candidates, scores = found(people, Policy())
    kept = [a.copy() for a in (candidates.mentee, candidates.mentor, candidates.km, scores.contributions)]
    update_pairs(people, people.replace(mentors=people.mentors[2:]), candidates, scores, Policy())
    for was, now in zip(
        kept, (candidates.mentee, candidates.mentor, candidates.km, scores.contributions), strict=True
    ):
        np.testing.assert_array_equal(was, now)
    assert isinstance(people.mentees[0], Mentee)
