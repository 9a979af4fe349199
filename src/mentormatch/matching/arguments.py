"""Arguments of the wrong type, refused before anything is done with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mentormatch.errors import ArgumentError, PolicyError, RecordError, RowProblem
from mentormatch.matching.result import Matching
from mentormatch.people.model import People
from mentormatch.people.person import ROLES
from mentormatch.policy import Policy, is_public

if TYPE_CHECKING:
    from mentormatch.changes.base import Change


def people_given(people: object) -> People:
    """Return `people`, or raise `ArgumentError` if they are not `People`."""
    if isinstance(people, People):
        return people
    advice = "read them with mentormatch.read_people, or build People(mentees=..., mentors=...)"
    if hasattr(people, "columns"):
        advice = "turn the tables into people with mentormatch.read_people(mentees=..., mentors=...)"
    raise ArgumentError("people", "People", people, advice)


def check_declared(people: People, policy: Policy) -> None:
    """Raise `RecordError` if answers to criteria of the policy are not what their kinds compare."""
    problems = [
        RowProblem(role, None, one.name, "", wrong, one.expected, person.id)
        for role, everybody in zip(ROLES, (people.mentees, people.mentors), strict=True)
        for one in policy.criteria
        for person in everybody
        if (given := one.given(person, role)) is not None and (wrong := one.problem(given))
    ]
    if problems:
        raise RecordError(problems)


def policy_given(policy: object, default: Policy) -> Policy:
    """Return `policy`, or the default for None; raise `ArgumentError` if it is not a `Policy`."""
    if policy is None:
        return default
    if isinstance(policy, Policy):
        return _with_seed(policy)
    advice = "build it with Policy(weights=..., limits=...), or leave it out for the default"
    if isinstance(policy, dict):
        advice = "build it with Policy(**policy)"
    elif isinstance(policy, str) or hasattr(policy, "__fspath__"):
        advice = "read it with Policy.from_toml(path)"
    raise ArgumentError("policy", "a Policy", policy, advice)


def _with_seed(policy: Policy) -> Policy:
    if is_public(policy.seed):
        advice = (
            "commit to the inputs (mentormatch commit), and match with the commitment and the public value"
        )
        raise PolicyError([f'seed = "public" is not drawn yet: {advice}'])
    return policy


def matching_given(matching: object) -> Matching:
    """Return `matching`, or raise `ArgumentError` if it is not a `Matching`."""
    if isinstance(matching, Matching):
        return matching
    advice = "pass what mentormatch.match returned, or read one with Matching.load(path)"
    raise ArgumentError("matching", "a Matching", matching, advice)


def changes_given(changes: object) -> tuple[Change, ...]:
    """Return the changes as a tuple, or raise `ArgumentError` if they are not a list of changes."""
    from mentormatch.changes.base import Change

    expected = "a list of changes"
    if isinstance(changes, Change):
        raise ArgumentError("changes", expected, changes, "put it into a list, [change]")
    if isinstance(changes, str) or hasattr(changes, "__fspath__") or hasattr(changes, "columns"):
        raise ArgumentError("changes", expected, changes, "read them with mentormatch.read_changes")
    advice = "pass [Dissolve(mentee, mentor), Leave(person), ...], or [] for none"
    if not isinstance(changes, Iterable):
        raise ArgumentError("changes", expected, changes, advice)
    found = tuple(changes)
    for position, change in enumerate(found):
        if not isinstance(change, Change):
            raise ArgumentError(f"changes[{position}]", "a change", change, advice)
    return found
