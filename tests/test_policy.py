"""The policy file: defaults, errors that name the nearest key, immutability."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from mentormatch.errors import PolicyError
from mentormatch.policy import DEFAULT_WEIGHTS, Limits, Policy
from mentormatch.rules import MinimumLoad, NoMutual, Require


def from_text(tmp_path: Path, text: str) -> Policy:
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    return Policy.from_toml(tmp_path / "policy.toml")


def test_an_empty_file_equals_the_defaults(tmp_path: Path) -> None:
    assert from_text(tmp_path, "") == Policy()


def test_everything_that_can_be_set(tmp_path: Path) -> None:
    policy = from_text(
        tmp_path,
        """
        seed = 7
        objective = ["score"]
        mutual_pairs = true
        [weights]
        travel = 0
        [limits]
        max_km = 25.0
        online = false
        independence_levels = 3
        training_required = true
        trained_since = 2024-01-01
        minimum_seniority_gap = 1
        minimum_knowledge = 2
        required_knowledge = { mentoring = 3 }
        max_pairs = 1000
        [scoring]
        ideal_gap = 1.5
        gap_tolerance = 3
        travel_scale_km = 10
        synonyms = { "A&E" = "emergency medicine" }
        tag_similarity = 95
        [[rules]]
        rule = "Require"
        pair = ["e1", "r1"]
        [[rules]]
        rule = "MinimumLoad"
        mentor = "r2"
        load = 1
        """,
    )
    assert policy.weights == {**DEFAULT_WEIGHTS, "travel": 0.0}
    assert policy.limits.required_knowledge == {"mentoring": 3}
    assert policy.rules == (Require(pair=("e1", "r1")), MinimumLoad(mentor="r2", load=1))
    assert Policy.model_validate_json(policy.model_dump_json()) == policy


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sed = 1", "unknown key 'sed' (did you mean 'seed'?)"),
        ("[limits]\nmax_kmm = 3", "unknown key 'limits.max_kmm' (did you mean 'max_km'?)"),
        ("[scoring]\nideal = 3", "unknown key 'scoring.ideal' (did you mean 'ideal_gap'?)"),
        ("[limits]\nmax_km = -3", "limits.max_km"),
        ("[limits]\nmax_km = nan", "limits.max_km"),
        ("[weights]\ntravel = inf", "weights.travel"),
        ('objective = ["score", "matched"]', "matched has to come first"),
        ('objective = ["matched", "leximim 5"]', "'leximim 5' is not one of"),
        ('[[rules]]\nrule = "Requir"\npair = ["a", "b"]', "rules.0"),
        ("seed = 1.5", "seed"),
        ("= 3", "cannot be read as TOML"),
        (f"seed = {'9' * 5000}", "cannot be read as TOML"),
        (f"x = {'[' * 50_000}", "it is nested too deeply"),
        ('[[rules]]\nrule = "Hours"\nhours = 9223372036854775808\nbudget = { r1 = 1 }', "must be at most"),
    ],
)
def test_invalid_policies_are_reported(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(PolicyError) as caught:
        from_text(tmp_path, text)
    assert says in str(caught.value)
    assert str(caught.value).startswith("policy.toml: ")


def test_all_problems_are_reported_together(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        from_text(tmp_path, "sed = 1\n[limits]\nmax_kmm = 1\nmax_km = -1\n")
    assert len(caught.value.problems) == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"nowhere\.toml"):
        Policy.from_toml(tmp_path / "nowhere.toml")


def test_frozen_and_hashable_sections() -> None:
    policy = Policy()
    with pytest.raises(ValidationError):
        policy.seed = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        policy.weights["travel"] = 3  # type: ignore[index]
    assert hash(policy) == hash(Policy())


def test_replace_is_validated() -> None:
    assert Policy().replace(seed=3).seed == 3
    with pytest.raises(PolicyError):
        Policy().replace(seed=-1)
    assert Policy().replace(limits=Limits(max_km=3)).limits.max_km == 3


def test_rules_find_their_indices() -> None:
    class Lookup:
        def mentee(self, person_id: str) -> int:
            return int(person_id.strip("er"))

        mentor = mentee

        def pair(self, mentee_id: str, mentor_id: str) -> int:
            return 10 * self.mentee(mentee_id) + self.mentor(mentor_id)

    lookup = Lookup()
    assert Require(pair=("e1", "r2")).indexed(lookup) == Require(pair=12)
    assert MinimumLoad(mentor="r3", load=2).indexed(lookup) == MinimumLoad(mentor=3, load=2)
    assert MinimumLoad(mentor=3, load=2).indexed(lookup) == MinimumLoad(mentor=3, load=2)
    assert Require(pair=("e1", 2)).indexed(lookup) == Require(pair=12)
    with pytest.raises(PolicyError, match="give the ids of both"):
        Require(pair=5).indexed(lookup)
    assert NoMutual(same=(("e1", "r1"), (2, 2))).indexed(lookup) == NoMutual(same=((1, 1), (2, 2)))


def test_a_policy_that_is_written_is_read_again_as_the_same(tmp_path: Path) -> None:
    policy = Policy(
        seed=7,
        weights={"travel": 0.25, "Our own: criterion": 3},
        limits={"max_km": 12.5, "trained_since": "2022-03-01", "required_knowledge": {"mentoring = 1": 2}},
        scoring={"synonyms": {'A"E': "emergency\\medicine"}},
        rules=(
            Require(pair=("e1", "r1")),
            MinimumLoad(mentor="=r2", load=2),
            {"rule": "PairCount", "pairs": [["e1", "r1"], ["e2", "r2"]], "at_most": 1},
            {"rule": "Hours", "hours": 12, "budget": {"r 1": 24}},
        ),
        explore=0.02,
    )
    policy.to_toml(tmp_path / "policy.toml", about="First line.\n\nThird = line.")
    assert Policy.from_toml(tmp_path / "policy.toml") == policy
    assert (
        (tmp_path / "policy.toml")
        .read_text(encoding="utf-8")
        .startswith("# First line.\n#\n# Third = line.\n")
    )
    Policy().to_toml(tmp_path / "policy.toml")
    assert Policy.from_toml(tmp_path / "policy.toml") == Policy()


@pytest.mark.parametrize("share", [-0.1, 0.6, float("nan")])
def test_explore_is_a_share(share: float) -> None:
    with pytest.raises(PolicyError, match="explore"):
        Policy(explore=share)
