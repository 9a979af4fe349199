"""Numbers in a policy: each is the id that is written so, or an error; never a position."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

import mentormatch as mm
from mentormatch.errors import PolicyError
from mentormatch.policy import Policy

Write = Callable[[str], int | str]
Fields = dict[str, Any]


def scheme(draw: random.Random) -> mm.People:
    """Return people whose ids are whole numbers, small ones among them that look like positions."""
    ids = [str(number) for number in draw.sample(range(12), 8)]
    return mm.People(
        mentees=tuple(mm.Mentee(id=one, consent=True, demand=2) for one in ids[:4]),
        mentors=tuple(mm.Mentor(id=one, consent=True, capacity=3) for one in ids[4:]),
    )


def drawn(draw: random.Random, mentees: list[str], mentors: list[str], write: Write) -> list[Fields]:
    """Return one of every rule that names people or pairs, with the ids written by `write`."""
    pairs = draw.sample([[i, j] for i in mentees for j in mentors], 3)
    some, others, hours = draw.sample(mentees, 2), draw.sample(mentors, 2), draw.sample(mentors, 2)
    written = [[write(i), write(j)] for i, j in pairs]
    return [
        {"rule": "Require", "pair": written[0]},
        {"rule": "Forbid", "pair": written[1]},
        {"rule": "Keep", "pairs": written[:2]},
        {"rule": "PairCount", "pairs": written, "at_most": 3},
        {"rule": "MinimumLoad", "mentor": write(others[0]), "load": 1},
        {"rule": "MinimumLoadIfUsed", "mentor": write(others[1]), "load": 1},
        {"rule": "KeepApart", "mentees": [write(i) for i in some]},
        {"rule": "KeepApart", "mentors": [write(j) for j in others]},
        {"rule": "KeepTogether", "mentees": [write(i) for i in some]},
        {"rule": "NoMutual", "same": [[write(i), write(j)] for i, j in zip(some, others, strict=True)]},
        {"rule": "Hours", "hours": 1, "budget": [[write(j), 9] for j in hours]},
    ]


def problem_rules(people: mm.People, rule: Fields) -> tuple[object, ...]:
    return mm.match(people, Policy.model_validate({"rules": [rule]})).problem.rules


@pytest.mark.parametrize("seed", range(12))
def test_a_number_is_the_id_that_is_written_so(seed: int) -> None:
    people = scheme(random.Random(seed))
    ids = [list(people.mentee_ids), list(people.mentor_ids)]
    numbers = drawn(random.Random(seed), *ids, int)
    for rule, by_id in zip(numbers, drawn(random.Random(seed), *ids, str), strict=True):
        try:
            right = problem_rules(people, by_id)
        except mm.InfeasibleError:
            continue  # a rule that cannot hold names the same people
        assert problem_rules(people, rule) == right, rule
        policy = Policy.model_validate({"rules": [rule]})
        again = Policy.model_validate_json(policy.model_dump_json())
        assert mm.match(people, again).problem.rules == right


@pytest.mark.parametrize("seed", range(12))
def test_a_number_that_is_no_id_is_an_error_although_there_is_such_a_position(seed: int) -> None:
    draw = random.Random(seed)
    people = scheme(draw)
    mentees, mentors = list(people.mentee_ids), list(people.mentor_ids)
    strangers = [str(n) for n in range(4) if str(n) not in {*mentees, *mentors}] or ["99"]
    stranger = draw.choice(strangers)
    for side in range(2):
        ids = [mentees, mentors]
        ids[side] = [stranger, *ids[side][1:]]
        for rule in drawn(draw, *ids, int):
            if int(stranger) in _named(rule):
                with pytest.raises(PolicyError, match="there is no"):
                    problem_rules(people, rule)


def _named(rule: Fields) -> list[object]:
    fields = {key: value for key, value in rule.items() if key not in {"rule", "load", "hours", "at_most"}}
    budget = fields.pop("budget", [])
    return [*_flat(list(fields.values())), *(mentor for mentor, _ in budget)]


def _flat(value: object) -> list[object]:
    return [one for part in value for one in _flat(part)] if isinstance(value, list) else [value]


@pytest.mark.parametrize(
    "rule",
    [
        {"rule": "Require", "pair": 0},
        {"rule": "Forbid", "pair": 0},
        {"rule": "Keep", "pairs": [0, 1]},
        {"rule": "PairCount", "pairs": [0, 1], "at_most": 1},
        {"rule": "Hours", "hours": 1, "budget": [3, 3, 3, 3]},
    ],
)
def test_a_position_is_an_error(rule: Fields) -> None:
    with pytest.raises(PolicyError, match="in a policy give"):
        problem_rules(scheme(random.Random(1)), rule)


def test_one_person_by_number_and_by_id_is_named_twice() -> None:
    people = mm.People(mentees=(mm.Mentee(id="1", consent=True),), mentors=(mm.Mentor(id="2", consent=True),))
    for rule in (
        {"rule": "KeepApart", "mentees": [1, "1"]},
        {"rule": "KeepTogether", "mentees": [1, "1"]},
        {"rule": "Keep", "pairs": [[1, 2], ["1", "2"]]},
        {"rule": "Hours", "hours": 1, "budget": [[2, 3], ["2", 4]]},
    ):
        with pytest.raises(PolicyError, match="twice"):
            problem_rules(people, rule)
