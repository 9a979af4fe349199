"""`Stable` from wishes or scores: definitions in plain Python, all matchings of small schemes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import mentormatch as mm
from helpers.rule_reference import answers
from helpers.small_scheme import mentee, mentor
from mentormatch.errors import PolicyError, ProblemError
from mentormatch.problem.ranks import Ranks
from mentormatch.rules import Forbid, Stable
from mentormatch.text import folded

BY = ("wishes", "scores")


def drawn_people(seed: int) -> mm.People:
    """Three mentees and three mentors, some of whom list some of the others, with ties of score."""
    rng = random.Random(seed)
    e, r = [f"e{k}" for k in range(3)], [f"r{k}" for k in range(3)]

    def wishes(others: list[str]) -> list[str]:
        return rng.sample([*others, "outsider"], rng.randint(0, 3))

    mentees = [
        mentee(i, prefers=wishes(r), seniority=rng.randint(1, 3), demand=rng.choice([0, 1, 1, 2]),
               avoids=rng.sample(r, rng.choice([0, 0, 1])))
        for i in e
    ]  # fmt: skip
    mentors = [
        mentor(
            i,
            prefers=wishes(e) if seed % 3 else [],
            seniority=rng.randint(3, 5),
            capacity=rng.choice([0, 1, 1, 2]),
        )
        for i in r
    ]
    return mm.People(mentees=mentees, mentors=mentors)


def likes(matching: mm.Matching, by: str, pair: int) -> tuple[float, float]:
    """How well the mentee of a pair likes its mentor, and the reverse; more is better."""
    one = matching.people.mentees[matching.problem.mentee[pair]]
    other = matching.people.mentors[matching.problem.mentor[pair]]
    if by == "scores":
        score = float(matching.scores.points[pair])
        return score, score
    ids = {"mentee": set(matching.people.mentee_ids), "mentor": set(matching.people.mentor_ids)}

    def place(chooser: mm.Mentee | mm.Mentor, liked: str, role: str) -> float:
        there = [folded(wish) for wish in chooser.prefers if wish in ids[role]]
        return -float(there.index(folded(liked))) if folded(liked) in there else -np.inf

    return place(one, other.id, "mentor"), place(other, one.id, "mentee")


def blocks(matching: mm.Matching, chosen: tuple[int, ...], by: str, pair: int) -> bool:
    problem = matching.problem
    if pair in chosen or pair in problem.forbidden:
        return False
    for side, most, own in ((problem.mentee, problem.demand, 0), (problem.mentor, problem.capacity, 1)):
        person = side[pair]
        partners = [k for k in chosen if side[k] == person]
        room = len(partners) < most[person]
        if not room and not any(
            likes(matching, by, k)[own] < likes(matching, by, pair)[own] for k in partners
        ):
            return False
    return True


def stable_matchings(matching: mm.Matching, by: str) -> Iterator[tuple[int, ...]]:
    for chosen in answers(matching.problem, []):
        if not any(pair in chosen for pair in matching.problem.forbidden) and not any(
            blocks(matching, chosen, by, pair) for pair in range(matching.problem.n_pairs)
        ):
            yield chosen


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("seed", range(30))
def test_the_best_of_all_stable_matchings(seed: int, by: str) -> None:
    people = drawn_people(seed)
    some = mm.match(people).candidates
    rules: list[mm.rules.Rule] = [Stable(by=by)]
    if seed % 4 == 0 and len(some):
        rules.append(Forbid(pair=(people.mentees[some.mentee[0]].id, people.mentors[some.mentor[0]].id)))
    found = mm.match(people, mm.Policy(rules=rules))
    points = found.scores.points
    best = max((len(chosen), int(points[list(chosen)].sum())) for chosen in stable_matchings(found, by))
    assert (found.solution.n_matched, found.points) == best
    assert found.status is mm.Status.OPTIMAL
    assert mm.certify(found.problem, found.solution).feasible


@pytest.mark.parametrize("by", BY)
def test_a_policy_says_it_in_one_word(by: str, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(f'[[rules]]\nrule = "Stable"\nby = "{by}"\n', encoding="utf-8")
    policy = mm.Policy.from_toml(file)
    assert policy.rules == (Stable(by=by),)
    policy.to_toml(file)
    assert mm.Policy.from_toml(file) == policy


def test_a_policy_that_does_not_say_how() -> None:
    for wrong in ({}, {"mentee_rank": [1]}, {"by": "wishes", "mentee_rank": [1], "mentor_rank": [1]}):
        with pytest.raises(PolicyError, match='needs by = "wishes" or "scores"'):
            Stable(**wrong)
    with pytest.raises(ProblemError, match='by = "wishes" is for a policy'):
        mm.Problem(1, 1, [0], [0], [1], rules=[Stable(by="wishes")])


def test_saved_and_loaded(tmp_path: Path) -> None:
    matching = mm.match(drawn_people(1), mm.Policy(rules=[Stable(by="wishes")]))
    matching.save(tmp_path / "m.mm")
    again = mm.Matching.load(tmp_path / "m.mm")
    assert again.problem.rules == matching.problem.rules
    assert again.policy == matching.policy


def wished() -> mm.People:
    """e1 and e2 both wish for r1, who takes one and wishes for e1."""
    mentees = [mentee("e1", prefers=["r1", "r2"]), mentee("e2", prefers=["r1", "r2"])]
    return mm.People(mentees=mentees, mentors=[mentor("r1", prefers=["e1", "e2"]), mentor("r2")])


def test_a_rematch_is_stable_among_those_who_are_free() -> None:
    policy = mm.Policy(rules=[Stable(by="wishes")])
    matching = mm.match(wished(), policy).begin()
    assert matching.pair_ids == (("e1", "r1"), ("e2", "r2"))
    # r1 has room for e2 now, who would rather have r1; but e2 and r2 are active, and stay.
    changes = [mm.Dissolve("e1", "r1"), mm.Join(mentor("r3")), mm.Join(mentee("e3", prefers=["r3"]))]
    again = mm.rematch(matching, changes)
    assert again.suspended == ()
    assert ("e2", "r2") in again.pair_ids
    assert ("e3", "r3") in again.pair_ids or ("e1", "r3") in again.pair_ids


def test_a_pair_that_is_required_does_not_contradict_it() -> None:
    required = mm.rules.Require(pair=("e2", "r1"))
    for more in ((required,), (mm.rules.Keep(pairs=(("e2", "r1"),)),)):
        matching = mm.match(wished(), mm.Policy(rules=[Stable(by="wishes"), *more]))
        assert matching.pair_ids == (("e1", "r2"), ("e2", "r1"))
        assert matching.blocking_pairs.mentee_id.tolist() == ["e1"]


def test_a_pair_that_has_ended_does_not_block() -> None:
    policy = mm.Policy(rules=[Stable(by="wishes")])
    matching = mm.match(wished(), policy).begin()
    again = mm.rematch(matching, [mm.Complete("e1", "r1")])
    later = mm.rematch(again, [mm.Update(mentee("e1", prefers=["r1"]))])
    assert again.suspended == later.suspended == ()
    assert ("e1", "r1") not in later.pair_ids


def test_anybody_wishes() -> None:
    matching = mm.match(wished())
    ranks = Ranks(matching.people, matching.candidates, matching.scores.points)
    assert ranks.anybody_wishes
    assert [rank.tolist() for rank in ranks.by_wishes] == [[0, 1, 0, 1], [0, 2, 1, 2]]
    nobody = mm.match(mm.People(mentees=[mentee("e1")], mentors=[mentor("r1")]))
    assert not Ranks(nobody.people, nobody.candidates, nobody.scores.points).anybody_wishes
