"""Arguments put into the form in which they are worked with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mentormatch.arguments import check_arguments
from mentormatch.errors import PolicyError, RecordError, RowProblem
from mentormatch.people.model import People
from mentormatch.people.person import ROLES
from mentormatch.policy import Policy, is_public

if TYPE_CHECKING:
    from mentormatch.changes.base import Change


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


def policy_given(policy: Policy | None, default: Policy) -> Policy:
    """Return `policy`, or the default for None; raise `PolicyError` if its seed is not drawn yet."""
    if policy is None:
        return default
    if is_public(policy.seed):
        advice = (
            "commit to the inputs (mentormatch commit), and match with the commitment and the public value"
        )
        raise PolicyError([f'seed = "public" is not drawn yet: {advice}'])
    return policy


def changes_given(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes as a tuple; raise `ArgumentError` if an iterator held something else."""
    found = tuple(changes)
    check_arguments(changes_given, {"changes": found})
    return found
