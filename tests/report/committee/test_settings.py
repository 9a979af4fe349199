"""A policy in words: all that differs, nobody's id, words for every key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import mentormatch as mm
from mentormatch.candidates.reasons import PERSON_CODES
from mentormatch.matching.unmatched import UNMATCHED_WORDS
from mentormatch.objectives import OBJECTIVES
from mentormatch.policy import Shares
from mentormatch.report.committee.settings import settings
from mentormatch.report.rendering import Templates
from mentormatch.rules import Rule

WORDS = tomllib.loads(Templates().file("matching_words.toml").read_text("utf-8"))
ELSEWHERE = {"weights", "criteria", "rules", "seed", "shares"}


def keys() -> Iterator[str]:
    for name, value in mm.Policy().model_dump().items():
        if isinstance(value, Mapping) and name not in ELSEWHERE:
            yield from (f"{name}.{key}" for key in value)
        elif name not in ELSEWHERE:
            yield name
    yield from (f"shares.{name}" for name in Shares.model_fields)


def test_every_key_objective_rule_and_reason_has_words() -> None:
    assert set(WORDS["keys"]) == set(keys())
    assert set(WORDS["objectives"]) == set(OBJECTIVES)
    assert set(WORDS["rules"]) == {one.__name__ for one in get_args(get_args(Rule)[0])}
    assert set(WORDS["reasons"]) == {*PERSON_CODES, *UNMATCHED_WORDS, "own"}


def test_what_differs_is_told_and_nothing_else() -> None:
    assert settings(mm.Policy(), WORDS["keys"]) == []
    policy: dict[str, Any] = {
        "limits": {"max_km": 30, "training_required": True, "required_knowledge": {"mentoring": 2}},
        "objective": ["matched", "balance", "score"],
        "scoring": {"synonyms": {f"w{k}": "x" for k in range(9)}},
        "shares": {"field": "workplace", "quotas": {"A": 1.5}},
        "seed": 7,
        "rules": [{"rule": "Require", "pair": ["secret1", "secret2"]}],
        "weights": {"travel": 9},
    }
    found = settings(mm.Policy.model_validate(policy), {})
    assert found == [
        ("limits.max_km", "30", "none"),
        ("limits.training_required", "yes", "no"),
        ("limits.required_knowledge", "mentoring: 2", "none"),
        ("scoring.synonyms", "9 entries", "none"),
        ("objective", "matched, then balance, then score", "matched, then score"),
        ("shares.field", "workplace", "none"),
        ("shares.by", "capacity", "none"),
        ("shares.quotas", "A: 1.5", "none"),
    ]
