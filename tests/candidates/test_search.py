from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.candidate_oracle import ORDER, Oracle
from helpers.candidate_people import LIMITS, policies, schemes
from helpers.small_scheme import random_people
from mentormatch.candidates import sweep
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.reasons import CODES
from mentormatch.candidates.search import (
    Candidates,
    find_candidates,
    find_candidates_of,
    why_not,
)
from mentormatch.errors import CandidateError, UnknownIdError
from mentormatch.people.geodesy import great_circle_km
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.people.places import Location
from mentormatch.policy import Limits, Policy


@pytest.fixture(autouse=True, scope="module")
def references_are_not_refused() -> Iterator[None]:
    """Let references through that name nobody's exact id: the reasons must hold without the earlier check."""
    with patch("mentormatch.people.model.find_problems", return_value=[]):
        yield


def id_pairs(people: People, candidates: Candidates) -> set[tuple[str, str]]:
    mentees, mentors = people.mentee_ids, people.mentor_ids
    return {(mentees[i], mentors[j]) for i, j in zip(candidates.mentee, candidates.mentor, strict=True)}


def spread_people(n_mentees: int, n_mentors: int, seed: int = 0, online: float = 0.2) -> People:
    """People in and around London, some limits and places missing."""
    rng = np.random.default_rng(seed)

    def common(prefix: str, i: int) -> dict[str, object]:
        place = Location(latitude=float(rng.normal(51.5, 0.3)), longitude=float(rng.normal(0, 0.5)))
        limit = rng.choice([0.0, rng.uniform(5, 50), rng.uniform(5, 50), 20.0, 500.0, np.nan])
        return {
            "id": f"{prefix}{i}",
            "consent": True,
            "location": place if rng.random() < 0.9 else None,
            "max_km": None if np.isnan(limit) else float(limit),
            "online": bool(rng.random() < online),
            "independent_of": (f"r{rng.integers(n_mentors)}",),
        }

    return People(
        mentees=tuple(Mentee.model_validate(common("e", i)) for i in range(n_mentees)),
        mentors=tuple(Mentor.model_validate(common("r", i)) for i in range(n_mentors)),
    )


def assert_agrees(people: People, policy: Policy) -> None:
    """Compare every pair, kilometre and count with the double loop."""
    oracle, found = Oracle(people, policy), find_candidates(people, policy)
    codes = [
        (i, j, oracle.codes(m, r)) for i, m in enumerate(people.mentees) for j, r in enumerate(people.mentors)
    ]
    may_meet = [(i, j) for i, j, against in codes if not against]
    assert list(zip(found.mentee.tolist(), found.mentor.tolist(), strict=True)) == may_meet
    assert dict(found.excluded) == Counter(against[0] for _, _, against in codes if against)
    assert len(found) + sum(found.excluded.values()) == len(people.mentees) * len(people.mentors)
    pairs = [(people.mentees[i], people.mentors[j]) for i, j in may_meet]
    km = [oracle.km(*pair) for pair in pairs]
    expected = np.array([np.nan if x is None else x for x in km], np.float64)
    np.testing.assert_allclose(found.km, expected, rtol=1e-9, atol=1e-6)
    assert found.online.tolist() == [not oracle.travels(*pair) for pair in pairs]


@settings(max_examples=200, deadline=None)
@given(schemes(), policies)
def test_candidates_equal_the_double_loop(people: People, policy: Policy) -> None:
    assert_agrees(people, policy)


@settings(max_examples=60, deadline=None)
@given(schemes(), policies)
def test_one_pair_and_one_person_agree_with_the_double_loop(people: People, policy: Policy) -> None:
    oracle, reasons = Oracle(people, policy), AllReasons.of(people, policy)
    table = {(m.id, r.id): oracle.codes(m, r) for m in people.mentees for r in people.mentors}
    for (mentee, mentor), codes in table.items():
        assert [e.code for e in why_not(people, policy, mentee, mentor)] == codes
    for role, side, place in (("mentee", people.mentee_ids, 0), ("mentor", people.mentor_ids, 1)):
        for position, person in enumerate(side):
            row = [codes for pair, codes in table.items() if pair[place] == person]
            counts = reasons.counts(role, position)
            assert counts == Counter(codes[0] for codes in row if codes)


@settings(max_examples=100, deadline=None)
@given(schemes(), policies)
def test_candidates_from_search_trees_equal_the_double_loop(people: People, policy: Policy) -> None:
    with patch.object(sweep, "CELLS_IN_STRIPS", -1):
        assert_agrees(people, policy)


@pytest.mark.parametrize("strips", [-1, sweep.CELLS_IN_STRIPS])
@pytest.mark.parametrize("sizes", [(60, 50), (9, 80), (80, 9)])
@pytest.mark.parametrize("limits", [{}, {"max_km": 20.0}, {"max_km": 20.0, "online": False}])
def test_candidates_equal_the_double_loop_over_many_limits(
    limits: dict[str, object], sizes: tuple[int, int], strips: int
) -> None:
    with patch.object(sweep, "CELLS_IN_STRIPS", strips):
        assert_agrees(spread_people(*sizes), Policy.model_validate({"limits": limits}))


@settings(max_examples=150, deadline=None)
@given(schemes(), policies, st.data())
def test_pairs_of_some_people_are_those_rows_of_all(
    people: People, policy: Policy, data: st.DataObject
) -> None:
    mentees, mentors = (
        data.draw(st.sets(st.sampled_from(range(len(side)))) if side else st.just(set()))
        for side in (people.mentees, people.mentors)
    )
    some = (np.array(list(side), np.int64) for side in (mentees, mentors))
    found, whole = find_candidates_of(people, policy, *some), find_candidates(people, policy)
    rows = [i in mentees or j in mentors for i, j in zip(whole.mentee, whole.mentor, strict=True)]
    for name in ("mentee", "mentor", "km", "online"):
        np.testing.assert_array_equal(getattr(found, name), getattr(whole, name)[rows])
    oracle = Oracle(people, policy)
    codes = [
        oracle.codes(m, r)
        for i, m in enumerate(people.mentees)
        for j, r in enumerate(people.mentors)
        if i in mentees or j in mentors
    ]
    assert dict(found.excluded) == Counter(against[0] for against in codes if against)


def test_pairs_of_all_mentees_or_all_mentors_are_all_pairs() -> None:
    people, policy = spread_people(40, 30), Policy.model_validate({"limits": {"max_km": 20.0}})
    whole, nobody = find_candidates(people, policy), np.zeros(0, np.int64)
    reasons = AllReasons.of(people, policy)
    for sides in ((np.arange(40)[::-1], nobody), (nobody, np.arange(30)), (np.arange(40), np.arange(30))):
        found = find_candidates_of(people, policy, *sides, reasons)
        np.testing.assert_array_equal(found.mentor, whole.mentor)
        np.testing.assert_array_equal(found.km, whole.km)
        assert list(found.excluded.items()) == list(whole.excluded.items())
        assert (found.mentee.dtype, found.grounds) == (np.int32, reasons)
    assert len(find_candidates_of(people, policy, nobody, nobody)) == 0


@settings(max_examples=60, deadline=None)
@given(schemes(), policies, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(people: People, policy: Policy, random) -> None:
    rows = {
        name: random.sample(getattr(people, name), len(getattr(people, name))) for name in People.model_fields
    }
    shuffled = People(**{name: tuple(some) for name, some in rows.items()})
    before, after = find_candidates(people, policy), find_candidates(shuffled, policy)
    assert id_pairs(people, before) == id_pairs(shuffled, after)
    assert before.excluded == after.excluded


def renamed(people: People, new: dict[str, str]) -> People:
    def swapped(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new.get(i, i) for i in ids)

    def person(p: Mentee | Mentor) -> Mentee | Mentor:
        changes = {"id": new[p.id], "independent_of": swapped(p.independent_of), "avoids": swapped(p.avoids)}
        return p.replace(
            **changes, **({"supervises": swapped(p.supervises)} if isinstance(p, Mentor) else {})
        )

    return People(
        mentees=tuple(map(person, people.mentees)),
        mentors=tuple(map(person, people.mentors)),
        links=tuple(map(swapped, people.links)),
        dissolved=tuple(map(swapped, people.dissolved)),
    )


@settings(max_examples=60, deadline=None)
@given(schemes(), policies)
def test_names_of_ids_do_not_matter(people: People, policy: Policy) -> None:
    # People whose references are all ids: what a name or a differently spelt id fits changes with the ids.
    ids = {*people.mentee_ids, *people.mentor_ids}
    plain = renamed(people, {i: i for i in ids})
    exact = People(
        mentees=tuple(_exact(m, ids) for m in plain.mentees),
        mentors=tuple(_exact(m, ids) for m in plain.mentors),
        links=tuple(link for link in plain.links if ids.issuperset(link)),
        dissolved=tuple(pair for pair in plain.dissolved if ids.issuperset(pair)),
    )
    other = renamed(exact, {i: f"person {n}" for n, i in enumerate(sorted(ids, reverse=True))})
    before, after = find_candidates(exact, policy), find_candidates(other, policy)
    np.testing.assert_array_equal(before.mentee, after.mentee)
    np.testing.assert_array_equal(before.mentor, after.mentor)
    assert before.excluded == after.excluded


def _exact(person, ids):
    kept = {
        name: tuple(i for i in getattr(person, name, ()) if i in ids) for name in ("independent_of", "avoids")
    }
    if isinstance(person, Mentor):
        kept["supervises"] = tuple(i for i in person.supervises if i in ids)
    return person.replace(**kept, name="", email=None)


@settings(max_examples=60, deadline=None)
@given(schemes(), policies, st.sampled_from(["links", "dissolved"]), st.data())
def test_another_conflict_never_adds_a_pair(people: People, policy: Policy, kind: str, data) -> None:
    some = st.sampled_from([*people.mentee_ids, *people.mentor_ids, "Ann Lee", "Dr Outside"])
    more = people.replace(**{kind: (*getattr(people, kind), data.draw(st.tuples(some, some)))})
    before, after = find_candidates(people, policy), find_candidates(more, policy)
    assert id_pairs(more, after) <= id_pairs(people, before)


@pytest.mark.parametrize("strips", [-1, sweep.CELLS_IN_STRIPS])
@pytest.mark.parametrize("size", [1, 7, 100, 1_000])
@pytest.mark.parametrize("limits", [{}, {"max_km": 20.0, "independence_levels": 3}])
def test_size_of_blocks_does_not_matter(size: int, strips: int, limits: dict[str, object]) -> None:
    people, policy = spread_people(60, 50, seed=1), Policy.model_validate({"limits": limits})
    whole = find_candidates(people, policy)
    assert whole.excluded["not_independent"] > 50
    with (
        patch.object(sweep, "PAIRS_A_BLOCK", size),
        patch.object(sweep, "CELLS_A_BLOCK", 2 * size),
        patch.object(sweep, "CELLS_IN_STRIPS", strips),
    ):
        parts = find_candidates(people, policy)
    for name in ("mentee", "mentor", "km", "online"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))
    assert whole.excluded == parts.excluded


def test_arrays_are_sorted_narrow_and_read_only() -> None:
    found = find_candidates(spread_people(40, 30), Policy())
    assert len(found) > 0
    assert (found.mentee.dtype, found.mentor.dtype) == (np.int32, np.int32)
    assert (found.km.dtype, found.online.dtype) == (np.float64, np.bool_)
    keys = found.mentee.astype(np.int64) * found.n_mentors + found.mentor
    assert (np.diff(keys) > 0).all()
    assert not any(a.flags.writeable for a in (found.mentee, found.mentor, found.km, found.online))
    with pytest.raises(TypeError):
        found.excluded["too_far"] = 0  # type: ignore[index]


def test_kilometres_are_great_circle_kilometres() -> None:
    people = spread_people(40, 30)
    found = find_candidates(people, Policy())
    known = ~np.isnan(found.km)
    here = [people.mentees[i].location for i in found.mentee[known]]
    there = [people.mentors[j].location for j in found.mentor[known]]
    sides = [[getattr(p, axis) for p in side] for side in (here, there) for axis in ("latitude", "longitude")]
    np.testing.assert_allclose(found.km[known], great_circle_km(*sides), rtol=1e-9, atol=1e-9)


E1 = Mentee(id="e1", consent=True)
R1 = Mentor(id="r1", consent=True)


@pytest.mark.parametrize(
    ("mentees", "mentors"),
    [
        ((), ()),
        ((E1,), ()),
        ((), (R1,)),
        ((Mentee(id="e1"),), (Mentor(id="r1"),)),
        ((E1,), (Mentor(id="r1"),)),
    ],
)
def test_nobody_to_meet_is_an_empty_answer(mentees: tuple[Mentee, ...], mentors: tuple[Mentor, ...]) -> None:
    policy = Policy.model_validate(
        {"limits": {"max_km": 5.0, "minimum_knowledge": 1, "minimum_seniority_gap": 1}}
    )
    for some in (Policy(), policy):
        found = find_candidates(People(mentees=mentees, mentors=mentors), some)
        assert len(found) == 0
        assert sum(found.excluded.values()) == len(mentees) * len(mentors)
        assert (found.mentee.dtype, found.km.dtype) == (np.int32, np.float64)


def test_all_in_one_place_are_found() -> None:
    # Many points in one spot are the worst case of a search tree.
    place = Location(latitude=51.5, longitude=-0.1)
    people = People(
        mentees=tuple(Mentee(id=f"e{i}", consent=True, location=place, max_km=0.0) for i in range(300)),
        mentors=tuple(Mentor(id=f"r{i}", consent=True, location=place) for i in range(200)),
    )
    found = find_candidates(people, Policy())
    assert len(found) == 60_000
    assert not found.km.any()


def test_too_many_pairs_are_refused_with_the_first_block_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    people = spread_people(40, 30)
    n_pairs = len(find_candidates(people, Policy()))
    enough = Policy.model_validate({"limits": {"max_pairs": n_pairs}})
    assert len(find_candidates(people, enough)) == n_pairs
    with pytest.raises(CandidateError, match=r"more than \d+ pairs may meet.*max_km.*max_pairs"):
        find_candidates(people, Policy.model_validate({"limits": {"max_pairs": n_pairs - 1}}))
    made, block = [], sweep.Sweep._block
    monkeypatch.setattr(sweep, "PAIRS_A_BLOCK", 30)
    monkeypatch.setattr(sweep.Sweep, "_block", lambda *given: made.append(block(*given)) or made[-1])
    find_candidates(people, enough)
    assert sum(len(one.mentee) for one in made) == n_pairs
    made.clear()
    with pytest.raises(CandidateError):
        find_candidates(people, Policy.model_validate({"limits": {"max_pairs": n_pairs // 2}}))
    assert sum(len(one.mentee) for one in made[:-1]) <= n_pairs // 2
    assert sum(len(one.mentee) for one in made) > n_pairs // 2


def test_reasons_that_thin_out_the_pairs_count_before_refusing() -> None:
    people = People(
        mentees=tuple(E1.replace(id=f"e{i}", seniority=i) for i in range(10)),
        mentors=(R1.replace(seniority=5),),
    )
    limits = {"max_pairs": 1, "minimum_seniority_gap": 5}
    assert len(find_candidates(people, Policy.model_validate({"limits": limits}))) == 1


def test_unknown_ids_are_errors_that_name_the_nearest() -> None:
    people = People(mentees=(E1,), mentors=(R1,))
    with pytest.raises(UnknownIdError, match="did you mean 'e1'"):
        why_not(people, Policy(), "e11", "r1")
    with pytest.raises(UnknownIdError, match=r"there is no mentor 'e1' \(it is the id of a mentee"):
        why_not(people, Policy(), "e1", "e1")


def test_codes_are_stable() -> None:
    # Other programs and saved matchings refer to them.
    assert CODES == ORDER


def test_every_limit_is_drawn() -> None:
    assert LIMITS.keys() | {"max_pairs"} == Limits.model_fields.keys()


@pytest.mark.parametrize("seed", range(3))
def test_pairs_are_found_by_the_positions_of_their_people(seed: int) -> None:
    candidates = find_candidates(random_people(seed, 15, 12).in_id_order(), Policy())
    index = {pair: k for k, pair in enumerate(zip(*map(np.ndarray.tolist, candidates.sides), strict=True))}
    mentee, mentor = (side.ravel() for side in np.indices((candidates.n_mentees, candidates.n_mentors)))
    expected = [index.get(pair, -1) for pair in zip(mentee.tolist(), mentor.tolist(), strict=True)]
    assert candidates.find(mentee, mentor).tolist() == expected
    assert candidates.find(mentee[:0], mentor[:0]).tolist() == []
    nobody = find_candidates(People(mentees=[Mentee(id="e")], mentors=[Mentor(id="r")]), Policy())
    assert nobody.find(np.array([0]), np.array([0])).tolist() == [-1]


@given(schemes(), policies)
def test_first_reasons_count_as_the_search_does(people: People, policy: Policy) -> None:
    reasons = AllReasons.of(people, policy)
    mentee, mentor = (side.ravel() for side in np.indices((len(people.mentees), len(people.mentors))))
    counted = {code: n for code, n in reasons.first_reasons(mentee, mentor).items() if n}
    assert counted == dict(find_candidates(people, policy).excluded)
