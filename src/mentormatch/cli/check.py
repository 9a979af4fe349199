"""``mentormatch check``: errors and warnings in files, and whether a policy can be used for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mentormatch.cli.console import BAD_ROWS, out_console, step
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.reading import (
    names_in_rules,
    print_reading,
    read_policy,
    with_policy_warnings,
)
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.results import AsJson, TableFile, check_file, give

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mentormatch.people.meaning import Resolved
    from mentormatch.people.model import People
    from mentormatch.policy import Policy

SECONDS = 10.0
"""How long a contradiction between rules is looked for."""


@said_once
def check(
    files: PeopleFiles,
    out: TableFile = None,
    as_json: AsJson = False,
) -> None:
    """Check files without matching: list every row error, every warning, and what the policy would refuse.

    Example:
    mentormatch check --mentees mentees.csv --mentors mentors.csv
    """
    from mentormatch.errors import problem_table

    check_file(out)
    rules = read_policy(files.policy)
    reading = files.read(rules)
    reading = with_policy_warnings(reading, rules)
    print_reading(reading, in_full=True)
    right = not reading.rejected
    sentences = ["No row errors."] if right else []
    sentences += _in_doubt(reading.resolved)
    if files.policy is not None:
        first = "Fix these rows first: the policy's rules may name people in them."
        sentences.append(_tried_out(reading.people, rules) if right else first)
    table = problem_table((*reading.rejected, *reading.warnings))
    table.insert(0, "kind", ["error"] * len(reading.rejected) + ["warning"] * len(reading.warnings))
    found = {"rows": reading.counts, "problems": table, "sentences": sentences}
    give(found, table, lambda: _print(sentences), out=out, as_json=as_json)
    if not right:
        raise typer.Exit(BAD_ROWS)


def _print(sentences: list[str]) -> None:
    for sentence in sentences:
        out_console.print(sentence)


def _in_doubt(resolved: Iterable[Resolved]) -> list[str]:
    """Return how to settle whom references mean, if that is open."""
    names = {one.written for one in resolved if not one.sure}
    if not names:
        return []
    found, them = ("One name is", "it") if len(names) == 1 else (f"{len(names)} names are", "them")
    write = f"{found} in doubt: mentormatch match writes {them} to resolved.csv in its folder."
    return [f"{write} Answer {them} there, and give that file by --same-people."]


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
