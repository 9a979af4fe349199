"""``mentormatch check``: errors and warnings in files, and whether a policy can be used for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mentormatch.cli.console import BAD_ROWS, out_console, step
from mentormatch.cli.options import (
    Columns,
    Dissolved,
    Links,
    Mentees,
    Mentors,
    PeopleFile,
    PlacesFile,
    PolicyFile,
    SamePeople,
    SheetName,
)
from mentormatch.cli.reading import (
    names_in_rules,
    print_reading,
    read,
    read_policy,
    with_policy_warnings,
)

if TYPE_CHECKING:
    from mentormatch.people.model import People
    from mentormatch.policy import Policy

SECONDS = 10.0
"""How long a contradiction between rules is looked for."""


def check(  # noqa: PLR0913, PLR0917  (one parameter per option)
    mentees: Mentees = None,
    mentors: Mentors = None,
    people: PeopleFile = None,
    columns: Columns = None,
    policy: PolicyFile = None,
    places: PlacesFile = None,
    links: Links = None,
    dissolved: Dissolved = None,
    same_people: SamePeople = None,
    sheet: SheetName = None,
) -> None:
    """Check files without matching: list every row error, every warning, and what the policy would refuse."""
    rules = read_policy(policy)
    reading = read(mentees, mentors, people, columns, places, links, dissolved, same_people, sheet, rules)
    reading = with_policy_warnings(reading, rules)
    print_reading(reading)
    if reading.rejected:
        if policy is not None:
            out_console.print("Fix these rows first: the policy's rules may name people in them.")
        raise typer.Exit(BAD_ROWS)
    out_console.print("No row errors.")
    if policy is not None:
        out_console.print(_tried_out(reading.people, rules))


def _tried_out(people: People, policy: Policy) -> str:
    """Return that a policy can be used for people; whatever a match would refuse is raised as there."""
    from mentormatch.matching.match import match
    from mentormatch.policy import is_public
    from mentormatch.problem.solution import Status

    if is_public(policy.seed):
        policy = policy.replace(seed=0)  # what is refused does not depend on it
    named = names_in_rules(people, policy)
    with step("Trying out the policy"):
        found = match(people, named.policy, time_limit=SECONDS)
    if found.status is Status.UNKNOWN:
        return f"The policy names people who may meet; whether all rules hold is open after {SECONDS:.0f} s."
    return "The policy can be used for these people."
