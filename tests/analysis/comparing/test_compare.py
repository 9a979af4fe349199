"""`compare`: each difference has the causes that undoing one at a time by hand finds."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people, small_scheme
from helpers.undone import drawn_change, drawn_policy, undone
from mentormatch.scoring import Scores


@pytest.mark.parametrize("seed", range(20))
def test_causes_are_those_found_by_hand(seed: int) -> None:
    rng = Random(seed)
    people = random_people(seed).in_id_order()
    before = mm.match(people)
    after = mm.match(drawn_change(rng, people), drawn_policy(rng, mm.Policy()))
    found = mm.compare(before, after, split=0)
    wanted: dict[int, set[str]] = {number: set() for number in range(len(found.differences))}
    for key, pairs in undone(before, after):
        for number, one in enumerate(found.differences):
            was = one.mentor_before is None or (one.mentee_id, one.mentor_before) in pairs
            now = one.mentor_after is not None and (one.mentee_id, one.mentor_after) in pairs
            if was and not now:
                wanted[number].add(key)
    single = [
        {cause.key for cause in one.causes if cause.kind in {"people", "policy"}} for one in found.differences
    ]
    # Of few causes, each is also undone together with what scoring learnt.
    few = sum(cause.kind in {"people", "policy"} for cause in found.causes) <= 3
    for named, hand in zip(single, wanted.values(), strict=True):
        assert hand <= named if few and not hand else hand == named
    assert found.exact
    assert {pair for pair in before.pair_ids if pair in set(after.pair_ids)} == set(found.same)


@pytest.mark.parametrize("seed", range(5))
def test_the_same_run_is_the_same(seed: int, tmp_path: Path) -> None:
    first, second = mm.match(random_people(seed)), mm.match(random_people(seed))
    second.save(tmp_path / "b.mm")
    for other in (second, mm.Matching.load(tmp_path / "b.mm")):
        found = mm.compare(first, other)
        assert found.differences == ()
        assert found.share_changed == 0.0
        assert found.counts["same"] == len(first.pair_ids)


def test_people_are_traced_to_their_own_row() -> None:
    people = small_scheme()
    before = mm.match(people)
    after = mm.match(people.replace(mentors=people.mentors[1:]))
    found = mm.compare(before, after)
    assert {one.words for one in found.differences} == {"mentors left: r1"}


def test_of_several_people_the_one_is_named_who_alone_explains_it() -> None:
    mentees = tuple(mentee(f"e{k}", wants={f"area {k}": 3}) for k in range(3))
    mentors = tuple(mentor(f"r{k}", offers={f"area {k}": 3}) for k in range(3))
    spare = tuple(mentor(f"s{k}") for k in range(3))
    before = mm.match(mm.People(mentees=mentees, mentors=(*mentors, *spare)))
    after = mm.match(mm.People(mentees=mentees, mentors=(mentors[0], *spare)))
    causes = {one.mentee_id: one.words for one in mm.compare(before, after).differences}
    assert causes == {"e1": "mentors left: r1", "e2": "mentors left: r2"}
    grouped = mm.compare(before, after, split=1).differences
    assert {len(one.causes[0].people) for one in grouped} == {2}


def test_what_no_single_cause_explains_is_said() -> None:
    # The mentor comes within reach if either limit is as before: only both together keep the two apart.
    here, there = mm.Location(latitude=52.0, longitude=0.0), mm.Location(latitude=52.5, longitude=0.0)
    one, other = mentee("e1", location=here), mentor("r1", location=there)
    before = mm.match(mm.People(mentees=(one,), mentors=(other,)), mm.Policy(limits=mm.Limits(max_km=10.0)))
    near = mm.People(mentees=(one,), mentors=(other,))
    after = mm.match(near)
    assert mm.compare(before, after).differences[0].words == "limits.max_km"
    far = (one.replace(online=True), other.replace(online=True))
    both = mm.match(mm.People(mentees=far[:1], mentors=far[1:]))
    found = mm.compare(before, both)
    assert found.unexplained == 1
    assert found.differences[0].words == "no single cause: several together"


def test_a_person_who_left_is_named_even_where_more_is_needed() -> None:
    here, there = mm.Location(latitude=52.0, longitude=0.0), mm.Location(latitude=52.5, longitude=0.0)
    one, other = mentee("e1", location=here), mentor("r1", location=there)
    before = mm.match(mm.People(mentees=(one,), mentors=(other,)))
    after = mm.match(mm.People(mentees=(one,)), mm.Policy(limits=mm.Limits(max_km=10.0)))
    found = mm.compare(before, after).differences[0]
    assert found.words == "no single cause: several together, among them mentors left: r1"


def test_what_scoring_learns_from_everybody_is_a_cause_of_its_own() -> None:
    # Who joins may meet nobody, but makes the tag that e1 shares with r1 common.
    mentees = (mentee("e1", professional_tags=["a", "b"]),)
    mentors = (mentor("r1", professional_tags=["a"]), mentor("r2", professional_tags=["b"]))
    few = (mentee("x0", professional_tags=["b"], consent=False),)
    many = tuple(mentee(f"x{k}", professional_tags=["a"], consent=False) for k in range(9))
    before = mm.match(mm.People(mentees=(*mentees, *few), mentors=mentors))
    after = mm.match(mm.People(mentees=(*mentees, *many), mentors=mentors))
    found = mm.compare(before, after, split=0)
    assert [one.words for one in found.differences] == ["scheme as a whole"]


def test_another_program_is_the_cause_where_inputs_are_the_same() -> None:
    matching = mm.match(random_people(2))
    other = mm.match(random_people(2), mm.Policy(weights={"seniority": 9.0, "knowledge": 0.1}))
    forged = object.__new__(mm.Matching)  # pairs of other weights under the policy of the first
    vars(forged).update({name: getattr(matching, name) for name in mm.Matching.__dataclass_fields__})
    vars(forged)["solution"] = other.solution
    found = mm.compare(matching, forged)
    assert found.differences
    assert {one.causes[0].kind for one in found.differences} == {"version"}


def test_a_cause_that_cannot_be_undone_alone_is_said() -> None:
    joined = mentee("e9")
    people = small_scheme()
    before = mm.match(people)
    rule = mm.rules.Require(pair=("e9", "r3"))
    more = people.replace(mentees=(*people.mentees, joined))
    after = mm.match(more, mm.Policy(rules=(rule,)))
    found = mm.compare(before, after)
    assert [cause.key for cause in found.stuck] == ["mentees joined"]
    assert "there is no mentee 'e9'" in next(iter(found.stuck.values()))
    assert "cannot be undone by itself" in " ".join(found.causes_table["detail"])


@pytest.mark.parametrize("seed", range(6))
def test_a_rematch_is_compared_with_what_it_keeps(seed: int) -> None:
    before = mm.match(random_people(seed, 12, 6)).begin()
    leaver = before.pair_ids[0][1]
    after = mm.rematch(before, [mm.Leave(leaver)])
    found = mm.compare(before, after)
    lost = [one for one in found.differences if one.mentor_before == leaver]
    assert lost
    assert not any(cause.kind == "version" for one in found.differences for cause in one.causes)
    for one in lost:
        assert {cause.key for cause in (*one.causes, *one.among)} >= {"mentors left"} or one.causes


def test_scores_of_another_version_are_noticed() -> None:
    matching = mm.match(random_people(4))
    found = mm.compare(matching, mm.match(random_people(4).replace(mentors=random_people(4).mentors[1:])))
    assert all(cause.kind != "version" for one in found.differences for cause in one.causes)
    scores = matching.scores
    other = Scores(
        scores.criteria, np.asfortranarray(1 - scores.contributions), scores.weights,
        1_000_000 - scores.points, scores.learnt, scores.expected,
    )  # fmt: skip
    forged = mm.Matching(
        matching.people, matching.policy, matching.candidates, other, matching.problem,
        mm.solve(matching.problem.replace(score=other.points)),
    )  # fmt: skip
    found = mm.compare(matching, forged)
    assert found.differences
    assert all({cause.kind for cause in one.causes} == {"version"} for one in found.differences)


def test_only_matchings_are_compared() -> None:
    with pytest.raises(mm.ArgumentError, match="has to be a Matching"):
        mm.compare(mm.match(small_scheme()), small_scheme())  # type: ignore[arg-type]
