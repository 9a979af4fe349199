"""Arguments of another type than expected, refused before anything is done with them."""

from __future__ import annotations

from collections.abc import Iterable

from mentormatch.changes.base import Change
from mentormatch.errors import ArgumentError
from mentormatch.matching.result import Matching
from mentormatch.people.model import People
from mentormatch.policy import Policy


def people_given(people: object) -> People:
    """Return people as they were given; an `ArgumentError` if they are something else."""
    if isinstance(people, People):
        return people
    advice = "read them with mentormatch.read_people, or build People(mentees=..., mentors=...)"
    if hasattr(people, "columns"):
        advice = "turn the tables into people with mentormatch.read_people(mentees=..., mentors=...)"
    raise ArgumentError("people", "People", people, advice)


def policy_given(policy: object, default: Policy) -> Policy:
    """Return the policy given, or the default for None; an `ArgumentError` if it is something else."""
    if policy is None:
        return default
    if isinstance(policy, Policy):
        return policy
    advice = "build it with Policy(weights=..., limits=...), or leave it out for the default"
    if isinstance(policy, dict):
        advice = "build it with Policy(**policy)"
    elif isinstance(policy, str) or hasattr(policy, "__fspath__"):
        advice = "read it with Policy.from_toml(path)"
    raise ArgumentError("policy", "a Policy", policy, advice)


def matching_given(matching: object) -> Matching:
    """Return the matching given; an `ArgumentError` if it is something else."""
    if isinstance(matching, Matching):
        return matching
    advice = "give what mentormatch.match returned, or read one with Matching.load(path)"
    raise ArgumentError("matching", "a Matching", matching, advice)


def changes_given(changes: object) -> tuple[Change, ...]:
    """Return the changes given; an `ArgumentError` if they are no list of changes."""
    expected = "a list of changes"
    if isinstance(changes, Change):
        raise ArgumentError("changes", expected, changes, "put it into a list, [change]")
    if isinstance(changes, str) or hasattr(changes, "__fspath__") or hasattr(changes, "columns"):
        raise ArgumentError("changes", expected, changes, "read them with mentormatch.read_changes")
    advice = "give [Dissolve(mentee, mentor), Leave(person), ...], or [] for none"
    if not isinstance(changes, Iterable):
        raise ArgumentError("changes", expected, changes, advice)
    found = tuple(changes)
    for position, change in enumerate(found):
        if not isinstance(change, Change):
            raise ArgumentError(f"changes[{position}]", "a change", change, advice)
    return found
