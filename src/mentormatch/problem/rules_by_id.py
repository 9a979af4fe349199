"""Rules of a policy that name people otherwise than by id, and whom they mean.

Who is certain is put in by id, once. A rule that forbids may be in doubt: then it stays as it was written,
and forbids for everybody who may be meant when a problem is built. Any other rule has to be certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations, product
from typing import Any

from mentormatch.arrays import first_ten
from mentormatch.errors import PolicyError, RowProblem
from mentormatch.people.meaning import Meaning, Resolved
from mentormatch.people.model import People
from mentormatch.people.person import Role
from mentormatch.people.who import Who
from mentormatch.policy import Policy
from mentormatch.rules import Forbid, KeepApart, Rule
from mentormatch.text import clean_id

Name = Callable[[Any, Role], Any]
_PAIR: tuple[Role, Role] = ("mentee", "mentor")


@dataclass(frozen=True)
class PolicyById:
    """A policy with ids wherever it is certain who is meant.

    Parameters
    ----------
    meant : mapping of str to Meaning
        What was no id, and whom it means or may mean.
    """

    policy: Policy
    meant: Mapping[str, Meaning]

    @property
    def resolved(self) -> tuple[Resolved, ...]:
        """Each reference that was no id, and whom it is taken to mean."""
        return tuple(Resolved(text, m.people, m.sure, str(m.how)) for text, m in sorted(self.meant.items()))

    @property
    def warnings(self) -> list[RowProblem]:
        """What a person should look at: whom the references are taken to mean."""
        return [RowProblem("rules", None, "", text, *m.words) for text, m in sorted(self.meant.items())]


def policy_by_id(people: People, policy: Policy) -> PolicyById:
    """Return a policy with ids wherever its rules certainly mean somebody.

    Raises
    ------
    PolicyError
        If a rule that does not forbid may mean several people, or only perhaps one; it lists all of them.
    """
    namer = _Namer(Who(people))
    rules = [namer.renamed(rule) for rule in policy.rules]
    if namer.problems:
        raise PolicyError(namer.problems, "rules")
    return PolicyById(policy.replace(rules=rules) if namer.meant else policy, namer.meant)


class _Namer:
    """Puts ids into rules, and collects what was no id and what is wrong."""

    def __init__(self, who: Who) -> None:
        self._who = who
        self.meant: dict[str, Meaning] = {}
        self.problems: list[str] = []

    def renamed(self, rule: Rule) -> Rule:
        """Return a rule with ids for everybody who is certain."""
        find = partial(self._find, forbids=isinstance(rule, (Forbid, KeepApart)))
        try:
            return _renamed(rule, find)
        except PolicyError as error:
            self.problems += [f"{rule.rule}: {problem}" for problem in error.problems]
        except ValueError as error:
            self.problems.append(f"{rule.rule}: {error}")
        return rule

    def _find(self, written: Any, role: Role, *, forbids: bool) -> Any:
        meaning = _meaning(self._who, written, role)
        if meaning is None:
            return written
        self.meant[written] = meaning
        if meaning.one is None and not forbids:
            shown = first_ten(sorted(meaning.people))
            may = "means" if meaning.sure else "may mean"
            self.problems.append(f"'{written}' {may} {shown} ({meaning.how}): give the id of one {role}")
        return meaning.one or written


def _meaning(who: Who, written: Any, role: Role) -> Meaning | None:
    """Return who is meant by what is no id; None for an id, an index, or words that mean nobody."""
    if not isinstance(written, str):
        return None
    meaning = who.meant(clean_id(written), (role,))
    return None if meaning.people in {(), (written,)} else meaning


def _renamed(rule: Rule, name: Name) -> Rule:
    """Return a rule in which a function gives the name of everybody."""
    changed: dict[str, Any] = {}
    for field in type(rule).model_fields:
        before = getattr(rule, field)
        after = _renamed_in(field, before, name)
        if after is not before and after != before:
            changed[field] = after
    return rule.replace(**changed) if changed else rule


def _renamed_in(field: str, value: Any, name: Name) -> Any:
    match field, value:
        case "mentor", str():
            return name(value, "mentor")
        case "mentees" | "mentors", tuple():
            return tuple(name(one, "mentee" if field == "mentees" else "mentor") for one in value)
        case "pair", (str(), str()):
            return _pair(value, name)
        case "pairs", tuple():
            return tuple(_pair(pair, name) for pair in value)
        case "budget", Mapping():
            found = {name(mentor, "mentor"): hours for mentor, hours in value.items()}
            if len(found) < len(value):
                raise ValueError("its budget names a mentor twice")
            return found
    return value


def _pair(pair: tuple[str, str], name: Name) -> tuple[str, str]:
    mentee, mentor = (name(one, role) for one, role in zip(pair, _PAIR, strict=True))
    return mentee, mentor


def without_doubt(who: Who, rule: Rule) -> Iterator[Rule]:
    """Yield a rule with ids: one in doubt, which only forbids, for each who may be meant."""

    def ids(written: Any, role: Role) -> list[Any]:
        meaning = _meaning(who, written, role)
        if meaning is None:
            return [written]
        return [one for one in meaning.people if one in who.ids[role] or one == meaning.one]

    if isinstance(rule, Forbid) and isinstance(rule.pair, tuple):
        each = [ids(one, role) for one, role in zip(rule.pair, _PAIR, strict=True)]
        yield from (Forbid(pair=(mentee, mentor)) for mentee, mentor in product(*each))
    elif isinstance(rule, KeepApart) and rule.mentees is not None:
        yield from (KeepApart(mentees=some) for some in _apart([ids(one, "mentee") for one in rule.mentees]))
    elif isinstance(rule, KeepApart) and rule.mentors is not None:
        yield from (KeepApart(mentors=some) for some in _apart([ids(one, "mentor") for one in rule.mentors]))
    else:
        yield rule


def _apart(each: Sequence[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield groups of whom no two may be together, given who each of some people may be."""
    if all(len(some) == 1 for some in each):
        yield tuple(dict.fromkeys(one for (one,) in each))
        return
    pairs = (pair for some, others in combinations(each, 2) for pair in product(some, others))
    yield from (pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1])
