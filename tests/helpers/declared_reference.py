"""Criteria of a policy from their definitions (docs/reference/criteria.md), in plain Python: pair by pair.

It shares nothing with the library: a criterion is the table of the policy, an answer what a person gave.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

NOTHING = {"n/a", "none", "-", "prefer not to say"}


def words(given: Any, synonyms: dict[str, str]) -> set[str]:
    """Return the words of an answer by entries, with words for no answer left out."""
    entries = [given] if isinstance(given, str) else list(given or ())
    plain = {" ".join(entry.lower().split()) for entry in entries} - NOTHING
    return {synonyms.get(word, word) for word in plain}


def number(criterion: dict[str, Any], given: Any) -> float:
    """Return the number of an answer, or the position of a word in the order."""
    if given is None:
        return math.nan
    if criterion["kind"] == "near":
        return float(given)
    return float([word.lower() for word in criterion["order"]].index(given.lower()))


def reach(criterion: dict[str, Any]) -> float:
    """Return the distance from the ideal at which the score is 0."""
    return float(criterion.get("tolerance") or len(criterion["order"]))


def apart(criterion: dict[str, Any], one: Any, other: Any) -> float:
    """Return how far two answers are from the ideal difference."""
    return abs(number(criterion, other) - number(criterion, one) - criterion.get("ideal", 0))


def in_common(criterion: dict[str, Any], one: Any, other: Any) -> float:
    """Return the hours or days that two answers have in common; nan if one is missing."""
    if not one or not other:
        return math.nan
    if criterion["kind"] == "period":
        (a, b), (c, d) = PERIODS[one], PERIODS[other]
        return max(0.0, min(b, d) - max(a, c) + 1)
    hours = [set().union(*(HOURS[entry] for entry in entries)) for entries in (one, other)]
    return float(len(hours[0] & hours[1])) if all(hours) else math.nan


def weights(everybody: list[Any], synonyms: dict[str, str]) -> Callable[[str], float]:
    """Return what an entry weighs where people gave these answers: the more, the rarer it is."""
    given = [found for one in everybody if (found := words(one, synonyms))]
    return lambda word: 1 + math.log((1 + len(given)) / (1 + sum(word in one for one in given)))


def alike(word: str) -> float:
    """Return that an entry weighs as much as any other."""
    return 1.0


def score(  # noqa: PLR0911  (a kind a formula)
    criterion: dict[str, Any],
    one: Any,
    other: Any,
    synonyms: dict[str, str],
    weight: Callable[[str], float] = alike,
) -> float:
    """Return what a criterion scores for a mentee's and a mentor's answer; nan if one is missing."""
    kind = criterion["kind"]
    if kind in {"near", "order"}:
        far = apart(criterion, one, other)
        return math.nan if math.isnan(far) else max(0.0, 1 - far / reach(criterion))
    if kind == "offered":
        if not one or not other:
            return math.nan
        return sum(min(other.get(area, 0) / level, 1) for area, level in one.items()) / len(one)
    if kind in {"when", "period"}:
        return min(in_common(criterion, one, other) / criterion["enough"], 1.0)  # nan stays nan
    a, b = words(one, synonyms), words(other, synonyms)
    if not a or not b:
        return math.nan
    if kind == "shared":
        return sum(map(weight, a & b)) / math.sqrt(sum(map(weight, a)) * sum(map(weight, b)))
    return float(bool(a & b) == (kind == "same"))


def may_meet(criterion: dict[str, Any], one: Any, other: Any, synonyms: dict[str, str]) -> bool:
    """Return whether a criterion that is a must lets two people meet."""
    kind = criterion["kind"]
    if math.isnan(score(criterion, one, other, synonyms)):
        return bool(criterion.get("unknown") == "allow")
    if kind in {"near", "order"}:
        return apart(criterion, one, other) <= reach(criterion) * (1 - criterion.get("at_least", 0.0))
    if kind == "offered":
        met = sum(other.get(area, 0) >= level for area, level in one.items())
        return met >= criterion.get("at_least", 1)
    if kind in {"when", "period"}:
        return in_common(criterion, one, other) >= criterion.get("at_least", 1)  # in whole hours
    both = words(one, synonyms) & words(other, synonyms)
    if kind == "different":
        return not both
    return len(both) >= criterion.get("at_least", 1)


CRITERIA: list[dict[str, Any]] = [
    {"name": "languages", "kind": "shared"},
    {"name": "topics", "kind": "offered"},
    {"name": "site", "kind": "same"},
    {"name": "manager", "kind": "different"},
    {"name": "years", "kind": "near", "ideal": 5, "tolerance": 4},
    {
        "name": "often",
        "kind": "order",
        "order": ["Never", "Sometimes", "Often", "Always"],
        "ideal": 1,
        "tolerance": 2,
    },
    {"name": "hours", "kind": "when", "enough": 4},
    {"name": "dates", "kind": "period", "enough": 60},
]
"""One of each kind that has a formula of its own; `text` is that of interests."""

LANGUAGES = ("Welsh", "WELSH", "English", "Cymraeg", "Polish", "n/a")
HOURS = {
    "Mon am": {(0, hour) for hour in range(7, 12)},
    "Mon 9:00-12:00 UTC-2": {(0, hour) for hour in range(11, 14)},
    "weekdays 11am to 1pm": {(day, hour) for day in range(5) for hour in (11, 12)},
    "Sun night": {(6, hour) for hour in range(21, 24)} | {(0, hour) for hour in range(7)},
    "Sat not available": set(),
}
PERIODS = {
    "2026-01-01 to 31 January 2026": (1, 31),
    "from 2026-01-31": (31, math.inf),
    "until Feb 2026": (-math.inf, 59),
    "2026-02-10 to 2026-05-01": (41, 121),
}
SYNONYMS = {"cymraeg": "welsh"}


def answers(draw: random.Random) -> dict[str, Any]:
    """Return random answers to `CRITERIA`, some of them missing."""
    given: dict[str, Any] = {
        "languages": tuple(draw.sample(LANGUAGES, draw.randint(1, 3))),
        "topics": {area: draw.randint(1, 5) for area in draw.sample(["audit", "exams", "law"], 2)},
        "site": (draw.choice(["Fen", "Wold", "fen "]),),
        "manager": (draw.choice(["Dr Ash", "Dr Elm", "-"]),),
        "years": float(draw.randint(0, 12)),
        "often": draw.choice(["never", "Sometimes", "Often", "always"]),
        "hours": tuple(draw.sample(list(HOURS), draw.randint(1, 2))),
        "dates": draw.choice(list(PERIODS)),
    }
    return {name: one for name, one in given.items() if draw.random() < 0.85}
