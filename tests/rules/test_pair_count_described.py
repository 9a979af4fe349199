"""People described by what they have in common: what can be said, and what is left of it."""

from __future__ import annotations

import pytest

from helpers.rule_lookup import ByNumber
from mentormatch.errors import PolicyError, ProblemError
from mentormatch.policy import Policy
from mentormatch.problem.problem import Problem
from mentormatch.rules import Described, PairCount
from mentormatch.rules.pair_count import left_of


class Some(ByNumber):
    """Mentors e0 to e4; only "ward 4" and "ward 5" are anybody's group."""

    def mentor(self, person_id: str) -> int:
        if person_id == "r9":
            raise PolicyError(["nobody"])
        return super().mentor(person_id)

    def has(self, _role: str, trait: str, value: str | None) -> bool:
        return trait == "groups" and value in {None, "ward 4", "ward 5"}


def test_one_value_is_a_list_of_one() -> None:
    assert Described(groups="ward 4") == Described(groups=["ward 4"])
    assert list(Described(role="GP", groups=["b", "a"]).values) == [
        ("groups", "b"),
        ("groups", "a"),
        ("role", "GP"),
    ]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"groups": []},
        {"groups": ""},
        {"groups": [" "]},
        {"groups": 4},
        {"group": "a"},
        {"each": "capacity"},
    ],
)
def test_bad_descriptions(given: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        Described(**given)
    with pytest.raises(PolicyError):
        PairCount(mentors=given, at_most=1)


@pytest.mark.parametrize(
    "given",
    [
        {"at_most": 1},
        {"mentors": {"groups": "a"}},
        {"mentors": {"groups": "a"}, "pairs": [["e1", "r1"]], "at_most": 1},
        {"mentors": {"each": "groups"}, "mentees": {"each": "workplace"}, "at_most": 1},
        {"mentors": ["r1", "r1"], "at_most": 1},
    ],
)
def test_bad_rules(given: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        PairCount(**given)


def test_in_a_policy() -> None:
    rule = {"rule": "PairCount", "mentors": {"groups": "ward 4"}, "mentees": ["e1", "e2"], "at_most": 2}
    policy = Policy(rules=[rule])
    assert policy.rules == (
        PairCount(mentors=Described(groups=("ward 4",)), mentees=("e1", "e2"), at_most=2),
    )
    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert hash(policy.rules[0]) != hash(policy.rules[0].replace(mentees=("e1",)))


def test_a_misspelt_key_is_named_with_the_nearest_one() -> None:
    with pytest.raises(PolicyError, match=r"'rules.0.PairCount.mentors.group' \(did you mean 'groups'\?\)"):
        Policy(rules=[{"rule": "PairCount", "mentors": {"group": "ward 4"}, "at_most": 2}])
    with pytest.raises(PolicyError, match=r"'rules.0.PairCount.mentor' \(did you mean 'mentors'\?\)"):
        Policy(rules=[{"rule": "PairCount", "mentor": {"groups": "ward 4"}, "at_most": 2}])


def test_a_problem_takes_indices_only() -> None:
    with pytest.raises(ProblemError, match="its pair must be an index"):
        Problem(1, 1, [0], [0], [1], rules=[PairCount(mentors={"groups": "ward 4"}, at_most=1)])


def test_what_is_left() -> None:
    two = Described(groups=("ward 4", "ward 6"))
    assert left_of(two, "mentor", Some()) == Described(groups="ward 4")
    assert left_of(Described(groups="ward 6"), "mentor", Some()) is None
    assert left_of(Described(groups="ward 4", role="GP"), "mentor", Some()) is None
    assert left_of(Described(each="groups"), "mentor", Some()) == Described(each="groups")
    assert left_of(Described(each="role"), "mentor", Some()) is None
    assert left_of(None, "mentor", Some()) is None
