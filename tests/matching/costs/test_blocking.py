"""Blocking pairs, against their definition in plain Python."""

from __future__ import annotations

import random

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.matching.costs.blocking import blocking_pairs, judged_by
from mentormatch.rules import Forbid, MinimumLoad, Stable


def likes(matching: mm.Matching, by: str, one: str, other: str) -> float:
    """How well a person likes another; more is better."""
    if by == "scores":
        pair = matching.index.pair(*((one, other) if one in matching.people.mentee_ids else (other, one)))
        return float(matching.scores.points[pair])
    everybody = {*matching.people.mentee_ids, *matching.people.mentor_ids}
    person = next(p for p in (*matching.people.mentees, *matching.people.mentors) if p.id == one)
    wishes = [wish for wish in person.prefers if wish in everybody]
    return -float(wishes.index(other)) if other in wishes else -1000.0


def reference(matching: mm.Matching, by: str) -> list[tuple[str, str]]:
    """All pairs who would both rather have each other, as the words say."""
    people, chosen = matching.people, set(matching.pair_ids)
    most = {("e", m.id): m.demand for m in people.mentees} | {("r", m.id): m.capacity for m in people.mentors}
    found = []
    for k in range(matching.problem.n_pairs):
        i, j = people.mentees[matching.problem.mentee[k]].id, people.mentors[matching.problem.mentor[k]].id
        mine, theirs = [b for a, b in chosen if a == i], [a for a, b in chosen if b == j]
        wants = len(mine) < most["e", i] or any(
            likes(matching, by, i, b) < likes(matching, by, i, j) for b in mine
        )
        takes = len(theirs) < most["r", j] or any(
            likes(matching, by, j, a) < likes(matching, by, j, i) for a in theirs
        )
        if (i, j) not in chosen and k not in matching.problem.forbidden and wants and takes:
            found.append((i, j))
    return found


def listing(seed: int) -> mm.People:
    """A random scheme in which mentors have wishes too, and nobody is in both roles."""
    people, rng = random_people(seed), random.Random(seed)
    both = {*people.mentee_ids} & {*people.mentor_ids}
    mentees = [
        m.replace(prefers=[one for one in m.prefers if one not in both])
        for m in people.mentees
        if m.id not in both
    ]
    mentors = [
        m.replace(prefers=rng.sample([e.id for e in mentees], 3)) for m in people.mentors if m.id not in both
    ]
    return people.replace(mentees=mentees, mentors=mentors)


@pytest.mark.parametrize("by", ["wishes", "scores"])
@pytest.mark.parametrize("seed", range(12))
def test_they_are_what_the_words_say(seed: int, by: str) -> None:
    matching = mm.match(listing(seed), mm.Policy(weights={"preferences": seed % 3}))
    if seed % 2 and matching.problem.n_pairs:
        k = seed % matching.problem.n_pairs
        pair = (
            matching.people.mentees[matching.problem.mentee[k]].id,
            matching.people.mentors[matching.problem.mentor[k]].id,
        )
        matching = mm.match(matching.people, mm.Policy(rules=[Forbid(pair=pair)]))
    found = blocking_pairs(matching, by)
    people, problem = matching.people, matching.problem
    ids = [(people.mentees[problem.mentee[k]].id, people.mentors[problem.mentor[k]].id) for k in found]
    assert ids == reference(matching, by)
    if judged_by(matching) == by:
        assert (
            list(zip(matching.blocking_pairs.mentee_id, matching.blocking_pairs.mentor_id, strict=True))
            == ids
        )


@pytest.mark.parametrize("by", ["wishes", "scores"])
@pytest.mark.parametrize("seed", range(6))
def test_a_stable_matching_has_none(seed: int, by: str) -> None:
    matching = mm.match(listing(seed), mm.Policy(rules=[Stable(by=by)]))
    assert matching.blocking_pairs.empty
    what = {"wishes": "their wishes", "scores": "the scores"}[by]
    assert ("Blocking pairs", f"no two would both rather have each other, by {what}") in matching.facts


def test_what_the_summary_says() -> None:
    mentees = [mentee("e1", prefers=["r1"]), mentee("e2", prefers=["r1"])]
    mentors = [mentor("r1", prefers=["e2"]), mentor("r2")]
    rules = [MinimumLoad(mentor="r2", load=1), Forbid(pair=("e1", "r2"))]
    matching = mm.match(mm.People(mentees=mentees, mentors=mentors), mm.Policy(rules=rules))
    assert matching.pair_ids == (("e1", "r1"), ("e2", "r2"))
    assert "1 pair would both rather have each other, by their wishes" in matching.summary()
    row = matching.blocking_pairs.iloc[0]
    assert (row.mentee_id, row.mentor_id, row.mentee_wish, row.mentor_wish, row.mentee_has) == (
        "e2",
        "r1",
        1,
        1,
        "r2",
    )


def test_where_nobody_wishes_the_summary_is_silent() -> None:
    matching = mm.match(mm.People(mentees=[mentee("e1")], mentors=[mentor("r1")]))
    assert "Blocking pairs" not in dict(matching.facts)
    assert matching.blocking_pairs.empty
    assert judged_by(matching) == "scores"
