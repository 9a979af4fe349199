"""Read the files named on the command line, and print the row errors and warnings in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mentormatch.cli.console import SHOWN, err_console, print_problems

if TYPE_CHECKING:
    from mentormatch.people.model import People
    from mentormatch.policy import Policy
    from mentormatch.problem.rules_by_id import PolicyById
    from mentormatch.tables.read_people import Reading


def read_policy(path: Path | None) -> Policy:
    """Return the policy in a file, or the default one."""
    from mentormatch.policy import Policy

    return Policy() if path is None else Policy.from_toml(path)


def with_credits(policy: Policy, path: Path | None) -> Policy:
    """Return a policy with the credits in a file, if there is one."""
    from mentormatch.errors import PolicyError
    from mentormatch.tables.read_credits import read_credits

    if path is None:
        return policy
    if policy.shares is None:
        raise PolicyError(["has no section [shares], which --credits are for"], "policy")
    credits_before = read_credits(path, policy.shares.field)
    return policy.replace(shares=policy.shares.replace(credits=credits_before))


def with_policy_warnings(reading: Reading, policy: Policy) -> Reading:
    """Return the reading with the warnings that follow from the policy, at the rows that people see."""
    from mentormatch.matching.policy_warnings import with_warnings

    return with_warnings(reading, policy)


def with_ratings(reading: Reading, ratings: Path | None) -> Reading:
    """Return the reading with people whose ratings after talks are their wishes, if there are any."""
    from mentormatch.tables.read_ratings import rated

    if ratings is None:
        return reading
    people, count = rated(ratings, reading.people)
    err_console.print(str(count))
    return replace(reading, people=people, counts={**reading.counts, "ratings": count})


def print_reading(reading: Reading, *, in_full: bool = False) -> None:
    """Print how many rows were read, accepted and rejected, then row errors and warnings.

    Those that only say how something was read are counted, unless everything is asked for.
    """
    for rows in reading.counts.values():
        err_console.print(str(rows))
    most = len(reading.rejected) + len(reading.warnings) if in_full else SHOWN
    elsewhere = ": mentormatch check lists them"
    if reading.rejected:
        print_problems("Rows with errors", reading.rejected, most=most, others=elsewhere)
    shown = [one for one in reading.warnings if in_full or not one.as_read]
    if shown:
        title = "Warnings (no row is left out for them)"
        print_problems(title, shown, "warning", most=most, others=elsewhere)
    if others := len(reading.warnings) - len(shown):
        found = "One way in which" if others == 1 else f"{others} ways in which"
        err_console.print(f"{found} words in cells were read: mentormatch check lists them.")


def names_in_rules(people: People, policy: Policy) -> PolicyById:
    """Return a policy with ids, and print whom its rules are taken to mean where they have none."""
    from mentormatch.problem.rules_by_id import policy_by_id

    named = policy_by_id(people, policy)
    if named.meant:
        print_problems("Names in rules of the policy", named.warnings, "warning")
    return named
