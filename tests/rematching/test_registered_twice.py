"""A rematch in which somebody may be somebody already there: no pair of theirs ends, and none is added."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.candidates.search import find_candidates

AMY = {"name": "Amy Ash", "workplace": "St X"}
TWICE = [
    ({"email": "amy@nhs.net"}, {"email": "amy@nhs.uk"}),
    (AMY, {"name": "Ash, Dr Amy", "workplace": "st x"}),
    ({"email": "amy@nhs.net"}, {"id": "amy@nhs.net"}),
]


@pytest.mark.parametrize(("old", "new"), TWICE)
@pytest.mark.parametrize("id_of_joiner", ["a", "z"])
def test_who_joins_again_is_set_aside_and_stays_so(
    old: dict[str, str], new: dict[str, str], id_of_joiner: str, tmp_path: Path
) -> None:
    people = mm.People(
        mentees=(mentee("m", **old), mentee("n")), mentors=(mentor("r"), mentor("s"), mentor("t", capacity=3))
    )
    before = mm.match(people).begin()
    joiner = mentee(
        **{"person_id": new.get("id", id_of_joiner), **{k: v for k, v in new.items() if k != "id"}}
    )
    again = mm.rematch(before, [mm.Join(joiner)])
    assert set(again.pair_ids) == set(before.pair_ids)
    assert again.freed.empty
    assert {u.person_id: u.reason for u in again.unmatched_people if u.role == "mentee"} == {
        joiner.id: "registered_twice"
    }
    again.save(tmp_path / "matching.mm")
    for matching in (again, mm.Matching.load(tmp_path / "matching.mm")):
        later = mm.rematch(matching, [mm.Join(mentor("u"))])
        assert set(later.pair_ids) == set(before.pair_ids)
        answered = mm.rematch(matching, [], same_people=[(joiner.id, "m", False)])
        assert joiner.id in {one for one, _ in answered.pair_ids}
        assert set(before.pair_ids) <= set(answered.pair_ids)
        alone = mm.rematch(matching, [mm.Leave("m")])
        assert joiner.id in {one for one, _ in alone.pair_ids}
        assert joiner.id in mm.rematch(alone, []).people.mentee_ids


def test_doubt_that_an_update_raises_ends_no_pair_until_a_person_says_that_they_are_one() -> None:
    people = mm.People(
        mentees=(mentee("e1", **AMY), mentee("e2", **AMY | {"workplace": "St Y"})),
        mentors=(mentor("r1"), mentor("r2")),
    )
    before = mm.match(people).begin()
    moved = mentee("e2", **AMY)
    again = mm.rematch(before, [mm.Update(moved)])
    assert set(again.pair_ids) == set(before.pair_ids)
    assert set(mm.rematch(again, [mm.Join(mentor("r3"))]).pair_ids) == set(before.pair_ids)
    third = mm.rematch(again, [mm.Join(mentor("r3")), mm.Join(mentee("a", **AMY))])
    assert set(third.pair_ids) == set(before.pair_ids)
    one = mm.rematch(before, [mm.Update(moved)], same_people=[("e2", "e1", True)])
    assert {m for m, _ in one.pair_ids} == {"e1"}


def test_who_was_there_first_counts_without_a_pair_too() -> None:
    before = mm.match(mm.People(mentees=(mentee("m", **AMY),)))
    again = mm.rematch(before, [mm.Join(mentee("a", **AMY)), mm.Join(mentor("r", capacity=2))])
    assert set(again.pair_ids) == {("m", "r")}
    waiting = mm.match(
        mm.People(mentees=(mentee("m", **AMY), mentee("n", name="Amy Ash")), mentors=(mentor("r"),))
    )
    [(matched, _)] = waiting.pair_ids
    other = {"m": "n", "n": "m"}[matched]
    alike = mm.rematch(waiting.begin(), [mm.Update(mentee("n", **AMY)), mm.Join(mentor("s"))])
    assert {mentee for mentee, _ in alike.pair_ids} == {matched}
    assert {u.person_id: u.reason for u in alike.unmatched_people}[other] == "registered_twice"


def test_who_joins_in_the_other_role_is_never_their_own_partner() -> None:
    people = mm.People(
        mentees=(mentee("m", **AMY, email="amy@nhs.net"), mentee("n")), mentors=(mentor("r"), mentor("s"))
    )
    before = mm.match(people).begin()
    changes = [mm.Join(mentor("a", name="Ash, Amy", capacity=9)), mm.Leave("r"), mm.Leave("s")]
    assert set(mm.rematch(before, changes).pair_ids) == {("n", "a")}
    settled = mm.rematch(before, changes, same_people=[("a", "m", False)])
    assert set(settled.pair_ids) == {("m", "a"), ("n", "a")}


def test_a_manager_is_forbidden_under_every_id_also_once_one_has_left() -> None:
    people = mm.People(
        mentees=(mentee("bo", independent_of=("M1",)), mentee("cy")),
        mentors=(mentor("M1", **AMY), mentor("amy", **AMY, capacity=2)),
    )
    matching = mm.match(people)
    assert ("bo", "amy") not in matching.pair_ids
    assert ("bo", "M1") not in matching.pair_ids
    after = mm.rematch(matching, [mm.Leave("M1")])
    assert set(after.pair_ids) == {("cy", "amy")}
    assert set(mm.rematch(after, [mm.Join(mentor("x"))]).pair_ids) == {("cy", "amy"), ("bo", "x")}


@pytest.mark.parametrize("seed", range(15))
def test_updated_candidates_are_those_of_a_new_search(seed: int) -> None:
    draw = random.Random(seed)
    names = ("Amy Ash", "Ash, Amy", "A. Ash", "Bo Birch", "Bo Elm", "")

    def drawn(one: str) -> dict[str, object]:
        return {
            "name": draw.choice(names), "workplace": draw.choice(("", "St X")),
            "email": draw.choice((None, f"{one}@nhs.net", f"{one[-1]}.x@nhs.uk")),
            "independent_of": draw.choice(((), ("r1",), ("e2",), ("Amy Ash",))),
        }  # fmt: skip

    mentees = [mentee(f"e{k}", **drawn(f"e{k}")) for k in range(6)]
    mentors = [mentor(f"r{k}", **drawn(f"r{k}")) for k in range(5)]
    try:
        matching = mm.match(mm.People(mentees=mentees[:4], mentors=mentors[:3]))
        for changes, answers in (
            ([mm.Join(mentees[4]), mm.Join(mentors[3])], ()),
            ([mm.Update(mentee("e1", **drawn("e1"))), mm.Leave("r0")], [("e4", "e0", draw.random() < 0.5)]),
            ([mm.Join(mentees[5]), mm.Join(mentors[4]), mm.Leave("e0")], [("e5", "r1", False)]),
        ):
            matching = mm.rematch(matching, changes, same_people=answers)
            right = find_candidates(matching.people, matching.policy)
            assert matching.candidates.mentee.tolist() == right.mentee.tolist()
            assert matching.candidates.mentor.tolist() == right.mentor.tolist()
            assert dict(matching.candidates.excluded) == dict(right.excluded)
    except mm.RecordError:
        return  # one address under two ids of one role
