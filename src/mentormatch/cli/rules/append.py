"""A rule about one pair is added to the end of a policy file; all that is there stays as it is."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mentormatch.cli.console import out_console, step
from mentormatch.cli.given.options import File, file_option
from mentormatch.cli.questions.asked import matching_from, person_asked
from mentormatch.errors import PolicyError
from mentormatch.files import read_file, shown_name, write_atomically

if TYPE_CHECKING:
    from mentormatch.people.model import People
    from mentormatch.policy import Policy

Kind = Literal["Require", "Forbid"]
Mentee = Annotated[
    str, typer.Argument(help="The mentee: an id; with --from a name, too.", show_default=False)
]
Mentor = Annotated[
    str, typer.Argument(help="The mentor: an id; with --from a name, too.", show_default=False)
]
PolicyToChange = Annotated[Path, file_option("The policy (TOML) to add the rule to.", "--policy")]
Against = Annotated[File, file_option("A matching (matching.mm): its people are to fit the rule.", "--from")]

SECONDS = 10.0
"""How long a contradiction with other rules is looked for."""

_SAYS: dict[Kind, str] = {"Require": "locks", "Forbid": "bans"}
_OTHER: dict[Kind, Kind] = {"Require": "Forbid", "Forbid": "Require"}
_LARGEST = 64 * 2**20


def append_rule(kind: Kind, mentee: str, mentor: str, policy: Path, before: Path | None) -> None:
    """Add a rule about one pair to a policy file, completely or not at all, and say so.

    Raises
    ------
    PolicyError, InfeasibleError
        If the file cannot be used, decides the opposite already, or could not be used with the rule; it is
        not changed then.
    OutputError
        If it cannot be written.
    """
    from mentormatch.policy import Policy

    rules = Policy.from_toml(policy)
    file = shown_name(policy)
    people = matching_from(before).people if before is not None else None
    pair = _pair(mentee, mentor, people, file)
    both = f"{pair[0]} and {pair[1]}"
    if _decides(rules, kind, pair):
        out_console.print(f"{file} {_SAYS[kind]} {both} already; nothing was written.")
        return
    if _decides(rules, _OTHER[kind], pair):
        other = _OTHER[kind]
        wrong = f"it {_SAYS[other]} {both} (rule {other}); take that rule out first"
        raise PolicyError([wrong], file)
    data = read_file(policy, _LARGEST)
    after = data + _lines(kind, pair, data)
    changed = _checked(after, rules, file, kind, pair)
    if people is not None:
        _try_out(people, changed)
    write_atomically(policy.resolve(), after)
    out_console.print(f"{file} {_SAYS[kind]} {both} now (rule {kind}). It counts from the next match on.")


def _pair(mentee: str, mentor: str, people: People | None, file: str) -> tuple[str, str]:
    from mentormatch.text import clean_id

    if people is not None:
        return person_asked(people, mentee, ("mentee",)), person_asked(people, mentor, ("mentor",))
    try:
        return clean_id(mentee), clean_id(mentor)
    except ValueError as error:
        raise PolicyError([f"an id {error}"], file) from None


def _decides(policy: Policy, kind: Kind, pair: tuple[str, str]) -> bool:
    """Return whether a policy has such a rule about a pair."""
    from mentormatch.rules import Forbid, Require
    from mentormatch.rules.fields.pairs import ids_of_pair

    of_pairs = [rule for rule in policy.rules if isinstance(rule, (Require, Forbid))]
    return any(rule.rule == kind and ids_of_pair(rule.pair) == pair for rule in of_pairs)


def _lines(kind: Kind, pair: tuple[str, str], data: bytes) -> bytes:
    """Return the lines to add, with the line ends that the file has."""
    end = "\r\n" if b"\r\n" in data else "\n"
    ids = ", ".join(json.dumps(one, ensure_ascii=False) for one in pair)
    lines = ["[[rules]]", f'rule = "{kind}"', f"pair = [{ids}]", ""]
    if data and not data.endswith(b"\n"):
        lines = ["", "", *lines]
    elif data:
        lines = ["", *lines]
    return end.join(lines).encode()


def _checked(after: bytes, before: Policy, file: str, kind: Kind, pair: tuple[str, str]) -> Policy:
    """Return the policy with the rule, once it is sure that the text says this and nothing else."""
    from mentormatch.policy import Policy

    try:
        found = Policy.model_validate(tomllib.loads(after.decode("utf-8-sig")))
    except (ValueError, PolicyError):
        wrong = (
            "its rules are a list (rules = [...]), to which no lines can be added: add "
            f'{{ rule = "{kind}", pair = {json.dumps(list(pair), ensure_ascii=False)} }} to it'
        )
        raise PolicyError([wrong], file) from None
    expected = [*before.rules, *found.rules[-1:]]
    if before.replace(rules=tuple(expected)) != found or not _decides(found, kind, pair):
        raise PolicyError(["the rule would not be read as it is meant; add it by hand"], file)
    return found


def _try_out(people: People, policy: Policy) -> None:
    """Match with the rule, to find out whether that is possible; the result is not kept."""
    from mentormatch.matching.match import match

    with step("Trying out the rule"):
        match(people, policy, time_limit=SECONDS)
