"""What people can gain or lose by what they say: properties that docs/explanation/incentives.md promises."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import mentormatch as mm
from mentormatch.people.places import Location
from mentormatch.scoring import SCALE, score_more

TAGS = ("audit", "exams", "teaching", "research", "stroke", "cardiology")
VALUES = ("safety", "independence", "participation")
STATEMENTS = ("I plan", "I speak up", "I ask first")
FIELDS = ("professional_tags", "seniority", "values", "answers", "location")
OF_ROLE = {"mentee": (*FIELDS, "wants"), "mentor": (*FIELDS, "offers")}
RARE = ("professional_tags", "values")
BLANK: dict[str, Any] = {"seniority": None, "location": None, "answers": {}, "wants": {}, "offers": {}}


def answers_of(rng: random.Random, role: str) -> dict[str, Any]:
    """Return a full set of answers, distances nearly continuous so that pairs seldom tie."""
    levels = {area: rng.randint(1, 5) for area in rng.sample(TAGS, 2)}
    return {
        "professional_tags": tuple(rng.sample(TAGS, rng.randint(1, 4))),
        "seniority": rng.randint(1, 3) + 3 * (role == "mentor"),
        "values": tuple(rng.sample(VALUES, rng.randint(1, 3))),
        "answers": {statement: rng.randint(1, 5) for statement in STATEMENTS},
        "location": Location(latitude=51 + rng.random() / 2, longitude=rng.random() / 2),
        "wants" if role == "mentee" else "offers": levels,
    }


def scheme(
    rng: random.Random,
    n_mentees: int,
    n_mentors: int,
    known: float = 1.0,
    *,
    wishes: bool = True,
    **more: Any,
) -> mm.People:
    """Return people who may all meet, and left some answers blank."""
    mentee_ids, mentor_ids = [f"e{k}" for k in range(n_mentees)], [f"r{k}" for k in range(n_mentors)]

    def one(person_id: str, role: str, others: list[str]) -> Any:
        given = {name: value for name, value in answers_of(rng, role).items() if rng.random() < known}
        prefers = tuple(rng.sample(others, rng.randint(0, min(3, len(others))))) if wishes else ()
        make = mm.Mentee if role == "mentee" else mm.Mentor
        return make(id=person_id, consent=True, prefers=prefers, **given, **more)

    return mm.People(
        mentees=tuple(one(i, "mentee", mentor_ids) for i in mentee_ids),
        mentors=tuple(one(i, "mentor", mentee_ids) for i in mentor_ids),
    )


def side_of(people: mm.People, person_id: str) -> str:
    return "mentees" if person_id in people.mentee_ids else "mentors"


def person(people: mm.People, person_id: str) -> Any:
    return next(one for one in getattr(people, side_of(people, person_id)) if one.id == person_id)


def saying(people: mm.People, person_id: str, **fields: Any) -> mm.People:
    """Return the people, one of whom says something else."""
    side = side_of(people, person_id)
    changed = tuple(one.replace(**fields) if one.id == person_id else one for one in getattr(people, side))
    return people.replace(**{side: changed})


def points(matching: mm.Matching) -> dict[tuple[str, str], int]:
    """Return the points of every candidate pair."""
    people, candidates = matching.people, matching.candidates
    mentee = [people.mentee_ids[i] for i in candidates.mentee.tolist()]
    mentor = [people.mentor_ids[j] for j in candidates.mentor.tolist()]
    return dict(zip(zip(mentee, mentor, strict=True), matching.scores.points.tolist(), strict=True))


def served(matching: mm.Matching) -> set[str]:
    return {one for pair in matching.pair_ids for one in pair}


def names_anybody(people: mm.People, side: str) -> bool:
    return any(one.prefers for one in getattr(people, side))


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize(("n_mentees", "n_mentors"), [(7, 4), (4, 7)])
def test_a_wish_at_the_end_of_the_list_never_lowers_anything(
    seed: int, n_mentees: int, n_mentors: int
) -> None:
    rng = random.Random(seed)
    people = scheme(rng, n_mentees, n_mentors, rng.choice([0.6, 1.0]))
    one = rng.choice(people.mentee_ids if n_mentees > n_mentors else people.mentor_ids)
    others = people.mentor_ids if n_mentees > n_mentors else people.mentee_ids
    further = [other for other in others if other not in person(people, one).prefers]
    wishing = saying(people, one, prefers=(*person(people, one).prefers, rng.choice(further)))
    before, after = mm.match(people), mm.match(wishing)
    assert names_anybody(people, side_of(people, one))  # or a whole side begins to count
    then, now = points(before), points(after)
    assert all(now[pair] >= then[pair] for pair in then if one in pair)
    assert all(now[pair] == then[pair] for pair in then if one not in pair)
    assert one not in served(before) or one in served(after)


@pytest.mark.parametrize("seed", range(15))
def test_the_first_wish_in_a_scheme_leaves_the_order_of_all_other_pairs(seed: int) -> None:
    rng = random.Random(seed)
    people = scheme(rng, 6, 3, rng.choice([0.6, 1.0]), wishes=False)
    one, wish = rng.choice(people.mentee_ids), rng.choice(people.mentor_ids)
    before, after = mm.match(people), mm.match(saying(people, one, prefers=(wish,)))
    then, now = points(before), points(after)
    counted = before.scores.weights[before.scores.counted].sum()
    scale = counted / (counted + before.policy.weights["preferences"])
    for pair, score in now.items():
        assert score == pytest.approx(then[pair] * scale, abs=2) or pair == (one, wish)
    assert now[one, wish] > then[one, wish] or then[one, wish] == SCALE
    assert one not in served(before) or one in served(after)


@pytest.mark.parametrize("seed", range(15))
def test_a_wish_that_cannot_be_met_counts_as_none(seed: int) -> None:
    rng = random.Random(seed)
    people = scheme(rng, 6, 4, 0.8)
    one, wish = rng.choice(people.mentee_ids), rng.choice(people.mentor_ids)
    people = saying(people, one, prefers=(), avoids=(wish,))
    wishing = saying(people, one, prefers=(wish,))
    assert points(mm.match(wishing)) == points(mm.match(people))
    assert mm.match(wishing).pair_ids == mm.match(people).pair_ids


@pytest.mark.parametrize("seed", range(15))
def test_a_wish_in_front_lowers_those_after_it_by_less_than_a_place(seed: int) -> None:
    rng = random.Random(seed)
    people = scheme(rng, 4, 6)
    one = rng.choice(people.mentee_ids)
    listed = rng.sample(people.mentor_ids, 4)
    then = mm.match(saying(people, one, prefers=listed[1:]))
    now = mm.match(saying(people, one, prefers=listed))
    for rank, mentor in enumerate(listed[1:], 1):
        pair = [*points(now)].index((one, mentor))
        fall = float(then.scores.of("preferences")[pair] - now.scores.of("preferences")[pair])
        assert fall == pytest.approx((rank / 4 - (rank - 1) / 3) / 2)  # half of it is the mentors' side
        assert 0 < fall <= 1 / 4


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_a_larger_travel_limit_never_lowers_ones_own_chance(seed: int, role: str) -> None:
    rng = random.Random(seed)
    short = (7, 4) if role == "mentee" else (4, 7)
    people = scheme(rng, *short)
    for one in (*people.mentee_ids, *people.mentor_ids):
        people = saying(people, one, max_km=rng.uniform(5, 60), online=rng.random() < 0.5)
    one = rng.choice(people.mentee_ids if role == "mentee" else people.mentor_ids)
    more = rng.choice([None, 1.5 * person(people, one).max_km, 200.0])
    before, after = mm.match(people), mm.match(saying(people, one, max_km=more))
    then, now = points(before), points(after)
    assert now.keys() >= then.keys()
    assert all(now[pair] >= then[pair] for pair in then if one in pair)
    assert all(now[pair] == then[pair] for pair in then if one not in pair)
    assert one not in served(before) or one in served(after)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_an_answer_left_blank_is_no_better_than_the_average_answer(seed: int, role: str) -> None:
    rng = random.Random(seed)
    people = scheme(rng, 5, 5)
    everybody = getattr(people, f"{role}s")
    one = rng.choice(everybody)

    def own(fields: dict[str, Any]) -> float:
        found = points(mm.match(saying(people, one.id, **fields)))
        return float(np.mean([score for pair, score in found.items() if one.id in pair]))

    for name in OF_ROLE[role]:
        given = [own({name: getattr(other, name)}) for other in everybody if other is not one]
        assert own({name: BLANK.get(name, ())}) <= np.mean(given) + 1


@pytest.mark.parametrize("seed", range(25))
def test_what_a_person_says_changes_other_pairs_by_its_effect_on_the_means_alone(seed: int) -> None:
    rng = random.Random(seed)
    people = scheme(rng, 8, 6, rng.choice([0.5, 0.8, 1.0]))
    one = rng.choice(people.mentee_ids)
    other = {name: value for name, value in answers_of(rng, "mentee").items() if rng.random() < 0.7}
    other |= {name: getattr(person(people, one), name) for name in RARE}  # their rarity: see the next test
    before = mm.match(people)
    after = mm.match(saying(people, one, **{name: BLANK.get(name, ()) for name in OF_ROLE["mentee"]} | other))
    then, now = before.scores, after.scores
    assert then.expected.keys() == now.expected.keys()
    moved = {name: abs(now.expected[name] - then.expected[name]) for name in then.expected}
    total = then.weights[then.counted].sum()
    for k, (mentee, _) in enumerate(points(before)):
        if mentee == one:
            continue
        most = 0.0
        for c, name in enumerate(then.criteria):
            parts = [by for key, by in moved.items() if key.startswith(f"{name}.")]
            apart = abs(float(now.contributions[k, c]) - float(then.contributions[k, c]))
            if np.isnan(then.contributions[k, c]):
                most += then.weights[c] * moved.get(name, 0.0)
            elif apart:
                assert apart <= np.mean(parts) + 1e-6
                most += then.weights[c] * apart
        assert abs(now.points[k] - then.points[k]) <= SCALE * most / total + 2
    # Each of the means is one of all known pairs, of which 6 are this person's.
    for name in then.criteria:
        if name in moved:
            known = min(np.count_nonzero(~np.isnan(scores.of(name))) for scores in (then, now))
            parts = [by for key, by in moved.items() if key.startswith(f"{name}.")]
            assert moved[name] <= len(people.mentors) / (known + 1) + (np.mean(parts) if parts else 0) + 1e-6


def rarity(people: mm.People, field: str) -> dict[str, float]:
    """Return the weight of every tag, by hand."""
    having = [set(getattr(one, field)) for one in (*people.mentees, *people.mentors) if getattr(one, field)]
    words = set().union(*having)
    return {w: 1 + np.log((1 + len(having)) / (1 + sum(w in own for own in having))) for w in words}


@pytest.mark.parametrize("seed", range(25))
def test_tags_of_one_person_change_other_pairs_by_how_rare_they_make_them_alone(seed: int) -> None:
    rng = random.Random(seed)
    people = scheme(rng, 8, 6)
    one = rng.choice(people.mentee_ids)
    before = mm.match(people)
    after = mm.match(saying(people, one, **{name: answers_of(rng, "mentee")[name] for name in RARE}))
    held = score_more(after.people, after.candidates, mm.Policy(), before.scores)
    others = [k for k, (mentee, _) in enumerate(points(before)) if mentee != one]
    # With the weights of before, not one bit is another; with those of now, only what tags weigh is.
    assert np.array_equal(held.contributions[others], before.scores.contributions[others], equal_nan=True)
    for name, field in (("professional_interests", "professional_tags"), ("values", "values")):
        then, now = rarity(people, field), rarity(after.people, field)
        most = max(max(then[w] / now[w], now[w] / then[w]) for w in then.keys() & now.keys()) ** 2
        for k in others:
            was, is_ = before.scores.of(name)[k], after.scores.of(name)[k]
            assert was / most - 1e-6 <= is_ <= was * most + 1e-6


def tagged(person_id: str, tags: tuple[str, ...], **fields: Any) -> dict[str, Any]:
    return {"id": person_id, "consent": True, "professional_tags": tags, **fields}


@pytest.mark.parametrize("seed", range(25))
def test_a_wish_for_a_mentor_who_is_taken_does_not_cost_the_other_one(seed: int) -> None:
    rng = random.Random(seed)
    of_r2 = rng.sample(TAGS, 4)
    both = tuple(of_r2[: rng.randint(2, 4)])
    other = (of_r2[0], *rng.sample(sorted(set(TAGS) - set(of_r2)), rng.randint(1, 2)))
    people = mm.People(
        mentees=(
            mm.Mentee(**tagged("anna", both, prefers=("r1",))),
            mm.Mentee(**tagged("ben", both, prefers=("r1",))),
            mm.Mentee(**tagged("carl", other)),
        ),
        mentors=(mm.Mentor(**tagged("r1", both)), mm.Mentor(**tagged("r2", tuple(of_r2)))),
    )
    assert mm.match(people).unmatched.person_id.tolist() == ["carl"]


@pytest.mark.parametrize("seed", range(40))
def test_who_fits_well_in_all_comes_before_who_gave_one_tag_alone(seed: int) -> None:
    rng = random.Random(seed)
    answered, asked = answers_of(rng, "mentee"), answers_of(rng, "mentor")
    asked["professional_tags"] = (rng.choice(answered["professional_tags"]),)
    full = mm.Mentee(id="full", consent=True, **answered)
    blank = mm.Mentee(**tagged("blank", asked["professional_tags"]))
    people = mm.People(mentees=(blank, full), mentors=(mm.Mentor(id="r", consent=True, **asked),))
    alone = mm.match(mm.People(mentees=(full,), mentors=people.mentors)).pairs
    if alone.score[0] >= 0.65:
        assert mm.match(people).pair_ids == (("full", "r"),)


@pytest.mark.parametrize("seed", range(20))
def test_who_insists_gets_their_mentor_and_who_lists_more_is_served_too(seed: int) -> None:
    rng = random.Random(seed)
    ids = [f"r{k}" for k in range(rng.randint(2, 5))]
    listed = rng.sample(ids, rng.randint(2, len(ids)))
    names = rng.sample(["flexible", "insisting"], 2)
    wishes = {"flexible": listed, "insisting": listed[:1]}
    people = mm.People(
        mentees=tuple(mm.Mentee(**tagged(one, ("audit",), prefers=wishes[one])) for one in names),
        mentors=tuple(mm.Mentor(**tagged(one, ("audit",))) for one in ids),
    )
    found = dict(mm.match(people).pair_ids)
    assert found == {"insisting": listed[0], "flexible": listed[1]}


@pytest.mark.parametrize("seed", range(20))
def test_who_lives_nearer_gets_the_place_whatever_the_limits(seed: int) -> None:
    rng = random.Random(seed)
    near, far = sorted(rng.uniform(0.01, 0.4) for _ in range(2))  # 1 to 44 km
    mentees = (
        mm.Mentee(
            id="near", consent=True, location=Location(latitude=51 + near, longitude=0), max_km=115 * near
        ),
        mm.Mentee(id="far", consent=True, location=Location(latitude=51 + far, longitude=0), max_km=1000),
    )
    mentor = mm.Mentor(id="r", consent=True, location=Location(latitude=51, longitude=0))
    assert mm.match(mm.People(mentees=mentees, mentors=(mentor,))).pair_ids == (("near", "r"),)
