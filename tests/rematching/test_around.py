"""A matching around decisions keeps what it has to and moves as few others as possible, by brute force."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.errors import InfeasibleError
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Answer, Solution, Status
from mentormatch.proof.certificate import certify
from mentormatch.record.record import Record
from mentormatch.rematching.around import rematch_around, with_proof
from mentormatch.rules import Forbid, KeepTogether, Require

Pair = tuple[str, str]


def decided(matching: mm.Matching, draw: random.Random) -> dict[Pair, str]:
    return {pair: draw.choice(["accept", "lock", "forbid", "", ""]) for pair in matching.pair_ids}


def asked(matching: mm.Matching, given: dict[Pair, str]) -> mm.Policy:
    rules = {"lock": Require, "forbid": Forbid}
    new = [rules[what](pair=pair) for pair, what in given.items() if what in rules]
    return matching.policy.replace(rules=(*matching.policy.rules, *new))


def answers(
    problem: Problem, open_pairs: list[int], chosen: tuple[int, ...] = ()
) -> Iterator[tuple[int, ...]]:
    """Yield every choice within capacity and demand."""
    yield chosen
    for at, pair in enumerate(open_pairs):
        more = (*chosen, pair)
        if (np.bincount(problem.mentee[[*more]], minlength=problem.n_mentees) <= problem.demand).all() and (
            np.bincount(problem.mentor[[*more]], minlength=problem.n_mentors) <= problem.capacity
        ).all():
            yield from answers(problem, open_pairs[at + 1 :], more)


def feasible(problem: Problem, chosen: tuple[int, ...]) -> bool:
    answer = Answer.of(np.sort(np.array(chosen, np.int64)), problem.score)
    return certify(problem, Solution(answer, Status.FEASIBLE)).feasible


@pytest.mark.parametrize("seed", range(40))
def test_nobody_moves_without_need(seed: int) -> None:
    matching = mm.match(random_people(seed, 6, 4))
    problem, points = matching.problem, matching.scores.points
    if problem.n_pairs > 15:
        pytest.skip("too many to try all")
    given = decided(matching, random.Random(seed))
    stays = [pair for pair, what in given.items() if what in {"accept", "lock"}]
    found = rematch_around(matching, stays, asked(matching, given))
    was = dict(zip(matching.pair_ids, matching.solution.chosen.tolist(), strict=True))
    had = {int(problem.mentee[one]) for one in was.values()}
    must = {was[pair] for pair in stays}
    banned = {was[pair] for pair, what in given.items() if what == "forbid"}

    def value(chosen: tuple[int, ...]) -> tuple[int, int, int, int]:
        those = [int(problem.mentee[one]) in had for one in chosen]
        return len(chosen), sum(those), len({*chosen} & {*was.values()}), int(points[[*chosen]].sum())

    able = [
        one for one in answers(problem, [k for k in range(problem.n_pairs) if k not in banned])
        if must <= {*one}
        and feasible(problem, one)
    ]  # fmt: skip
    assert value(tuple(found.solution.chosen.tolist())) == max(map(value, able))
    certificate = found.solution.certificate
    assert certificate is not None
    assert certificate.proved
    assert found.history.waited == matching.history.waited


def test_most_seeds_are_tried() -> None:
    sizes = [mm.match(random_people(seed, 6, 4)).problem.n_pairs for seed in range(40)]
    assert sum(n <= 15 for n in sizes) >= 25


@pytest.mark.parametrize(
    "order", [("matched", "balance"), ("worst_off", "score"), ("matched", "leximin 3", "score")]
)
@pytest.mark.parametrize("first", ["stage", "bonus", "nobody"])
def test_other_objectives_and_orders_of_waiting_keep_what_has_to_stay(
    order: tuple[str, ...], first: str
) -> None:
    policy = mm.Policy(objective=order, rematch=mm.Rematch(first=first))
    matching = mm.match(random_people(5), policy)
    given = decided(matching, random.Random(7))
    stays = [pair for pair, what in given.items() if what in {"accept", "lock"}]
    found = rematch_around(matching, stays, asked(matching, given))
    assert {*stays} <= {*found.pair_ids}
    assert not [pair for pair, what in given.items() if what == "forbid" and pair in found.pair_ids]
    later = mm.rematch(found, [])
    assert not [pair for pair, what in given.items() if what == "forbid" and pair in later.pair_ids]
    assert {pair for pair, what in given.items() if what == "lock"} <= {*later.pair_ids}


@pytest.mark.parametrize("first", ["stage", "bonus", "nobody"])
def test_whoever_waits_does_not_take_the_place_of_a_mentee_who_had_a_mentor(first: str) -> None:
    """Without the first pair, either the one who waits is matched, or two pairs move."""
    mentees = [
        mentee("e1", prefers=["r1"]),
        mentee("e2", prefers=["r2"]),
        mentee("e3", avoids=["r2"], professional_tags=["x"]),
    ]
    mentors = [mentor("r1", prefers=["e1"], professional_tags=["x"]), mentor("r2", prefers=["e2"])]
    policy = mm.Policy(rematch=mm.Rematch(first=first), weights={"preferences": 1.0})
    matching = mm.match(mm.People(mentees=mentees, mentors=mentors), policy)
    assert set(matching.pair_ids) == {("e1", "r1"), ("e2", "r2")}
    found = rematch_around(matching, [], policy.replace(rules=(Forbid(pair=("e1", "r1")),)))
    assert set(found.pair_ids) == {("e1", "r2"), ("e2", "r1")}


def test_a_lock_that_cannot_hold_is_named_and_no_rule_is_given_up() -> None:
    mentees = [mentee("e1"), mentee("e2")]
    people = mm.People(mentees=mentees, mentors=[mentor("r1", capacity=2), mentor("r2", capacity=2)])
    policy = mm.Policy(rules=[KeepTogether(mentees=["e1", "e2"])])
    matching = mm.match(people, policy)
    (one, other) = matching.pair_ids
    rules = (*policy.rules, Require(pair=one), Forbid(pair=other))
    with pytest.raises(InfeasibleError, match=f"{one[0]}.*{one[1]}"):
        rematch_around(matching, [one], policy.replace(rules=rules))


def test_what_a_record_proposes_is_proved_again(tmp_path: object) -> None:
    with Record.open(f"{tmp_path}/scheme.db") as record:
        record.import_people(random_people(3))
        solved = record.match()
        record.propose(solved)
        read = record.matching()
        again = with_proof(read)
    assert read.status is Status.FEASIBLE
    assert again.status is Status.OPTIMAL
    assert again.pair_ids == read.pair_ids == solved.pair_ids
    assert again.kept is not None
    worse = with_proof(
        mm.rematch(solved, [], solved.policy.replace(rules=(Forbid(pair=solved.pair_ids[0]),)))
    )
    assert worse.status is Status.OPTIMAL


def test_a_worse_matching_of_a_record_has_no_proof(tmp_path: object) -> None:
    with Record.open(f"{tmp_path}/scheme.db") as record:
        record.import_people(random_people(3))
        run = record.propose(record.match())
        record.approve(run, "A Coordinator", without=[record.matching().pair_ids[0]])
        left = with_proof(record.matching())
    assert left.status is Status.FEASIBLE
    assert left.solution.certificate is not None
    assert left.solution.certificate.feasible
