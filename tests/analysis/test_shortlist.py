"""Whom each mentee talks to: numbers of talks against what any choice can reach."""

from __future__ import annotations

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.errors import PolicyError
from mentormatch.rules import Forbid, MinimumLoad, Stable


def simple(n_mentees: int, n_mentors: int, **fields: object) -> mm.People:
    return mm.People(
        mentees=[mentee(f"e{k}") for k in range(n_mentees)],
        mentors=[mentor(f"r{k}", **fields) for k in range(n_mentors)],
    )


@pytest.mark.parametrize("talks", [1, 2, 3])
@pytest.mark.parametrize("seed", range(8))
def test_everybody_talks_with_as_many_as_there_are_and_evenly(seed: int, talks: int) -> None:
    people = random_people(seed)
    found = mm.shortlist(people, talks=talks)
    problem = found.matching.problem
    wanted = np.array([m.demand and max(m.demand, talks) for m in found.matching.people.mentees])
    there = np.bincount(problem.mentee, minlength=problem.n_mentees)
    assert found.talks_of_mentees.tolist() == np.minimum(wanted, there).tolist()
    # No pair moved from a mentor to another would make them more even.
    load, chosen = found.talks_of_mentors, set(found.matching.solution.chosen.tolist())
    for one in chosen:
        for other in problem.pairs_of_mentee(int(problem.mentee[one])).tolist():
            if other not in chosen:
                assert load[problem.mentor[other]] + 1 >= load[problem.mentor[one]]


@pytest.mark.parametrize("most", [1, 2, 4])
@pytest.mark.parametrize("seed", range(5))
def test_no_mentor_has_more_talks_than_the_ceiling(seed: int, most: int) -> None:
    people = random_people(seed)
    found = mm.shortlist(people, talks=3, most=most)
    assert found.talks_of_mentors.max() <= most
    # Below the ceiling the talks are the best: those of a match with these numbers.
    same = people.replace(
        mentees=[m.replace(demand=m.demand and 3) for m in people.mentees],
        mentors=[m.replace(capacity=m.capacity and most) for m in people.mentors],
    )
    best = mm.match(same, mm.Policy(mutual_pairs=True))
    assert (best.solution.n_matched, best.points) == (
        found.matching.solution.n_matched,
        found.matching.points,
    )


def test_the_table_goes_out() -> None:
    found = mm.shortlist(simple(4, 3), talks=2)
    assert found.table.columns.tolist() == [
        "mentee_id", "mentor_id", "score", "km", "online", "mentee_rating", "mentor_rating",
    ]  # fmt: skip
    assert found.table.mentee_id.tolist() == sorted([f"e{k}" for k in range(4)] * 2)
    assert set(found.table.mentee_rating) == set(found.table.mentor_rating) == {""}
    assert found.summary().splitlines() == [
        "Talks              8",
        "Mentees with all   4 of 4",
        "Mentees with none  0",
        "Talks of mentors   2 to 3 each, by 3 mentors",
    ]


def test_of_the_rules_those_hold_that_forbid_a_pair() -> None:
    people = simple(2, 2, minimum_load=1)
    rules = [Forbid(pair=("e0", "r0")), MinimumLoad(mentor="r0", load=1), Stable(by="scores")]
    found = mm.shortlist(people, mm.Policy(rules=rules, explore=0.1), talks=2)
    assert found.matching.pair_ids == (("e0", "r1"), ("e1", "r0"), ("e1", "r1"))


def test_who_takes_no_part_has_no_talks() -> None:
    people = mm.People(
        mentees=[mentee("e1"), mentee("e2", demand=0), mentee("e3", consent=False), mentee("e4", demand=3)],
        mentors=[mentor("r1"), mentor("r2", capacity=0), mentor("r3"), mentor("r4")],
    )
    found = mm.shortlist(people, talks=2)
    assert found.talks_of_mentees.tolist() == [2, 0, 0, 3]
    assert found.talks_of_mentors[1] == 0


def test_numbers_that_are_none() -> None:
    for wrong in ({"talks": 0}, {"most": 0}):
        with pytest.raises(PolicyError, match="at least 1"):
            mm.shortlist(simple(1, 1), **wrong)


def test_nobody() -> None:
    assert mm.shortlist(mm.People()).facts[-1] == ("Talks of mentors", "none")
