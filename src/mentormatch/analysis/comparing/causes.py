"""What differs between the inputs of two matchings, in causes that can be undone one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Literal

from mentormatch.analysis.comparing.inputs import Inputs
from mentormatch.arrays import counted, first_ten
from mentormatch.models import Frozen
from mentormatch.people.model import with_register_of
from mentormatch.people.person import ROLES, Mentee, Mentor, Role
from mentormatch.policy import Policy
from mentormatch.rematching.result import Exchange

Kind = Literal["people", "policy", "rematch", "scheme", "version", "together"]

_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "identity": ("name", "email"),
    "location": ("workplace", "postcode", "location"),
    "travel": ("max_km", "online"),
    "interests": (
        "motivation", "other", "professional_interests", "personal_interests", "professional_tags",
        "personal_tags",
    ),
    "knowledge": ("wants", "offers"),
    "capacity": ("capacity", "minimum_load", "hours_a_month"),
    "training": ("trained", "trained_on"),
    "reporting lines": ("independent_of", "supervises"),
}  # fmt: skip
"""Fields that are undone together, since they are answers to one question, or bound to each other."""
_GROUP_OF = {field: group for group, fields in _TOGETHER.items() for field in fields}
_LISTS = {
    "links": ("links",),
    "dissolved": ("dissolved",),
    "avoided": ("avoided",),
    "who is meant": ("meanings", "placed", "known_as"),
}
"""Fields of `People` besides the records, undone together."""
_NAMING = frozenset(_TOGETHER["identity"])
_ELSEWHERE = ("rematch", "follow_up")
"""Parts of a policy that change no matching; what a rematch keeps is among the terms."""
_NAMED = 3


@dataclass(frozen=True)
class Cause:
    """Something that differs between two matchings.

    Parameters
    ----------
    kind : {"people", "policy", "rematch", "scheme", "version", "together"}
        Rows of people; a key of the policy; what a rematch keeps and whom it puts first; what scoring has
        learnt from the scheme as a whole; the program; or all causes of one kind together.
    key : str
        What differs, such as ``mentors left``, ``location`` or ``limits.max_km``.
    detail : str
        The same with its extent: which fields, or from which value to which. No data of people.
    people : tuple of str
        Ids of those whose rows differ.

    Examples
    --------
    >>> mentee = mm.Mentee(id="e1", consent=True, wants={"audit": 3})
    >>> mentors = [mm.Mentor(id=i, consent=True, offers={"audit": n}) for i, n in (("r1", 2), ("r2", 4))]
    >>> few = mm.match(mm.People(mentees=(mentee,), mentors=mentors[:1]))
    >>> more = mm.match(mm.People(mentees=(mentee,), mentors=mentors))
    >>> [(cause.kind, cause.key, cause.people) for cause in mm.compare(few, more).causes]
    [('people', 'mentors joined', ('r2',)), ('scheme', 'scheme as a whole', ())]
    """

    kind: Kind
    key: str
    detail: str
    people: tuple[str, ...] = ()

    def named(self, first: Sequence[str] = ()) -> str:
        """Return the cause with those of `first` whose rows differ, or with all its people if few."""
        if self.kind == "together":
            return self.key
        mine = [one for one in first if one in self.people]
        if not mine and len(self.people) > _NAMED:
            return f"{self.key} ({len(self.people)} people)"
        return f"{self.key}: {', '.join(mine or self.people)}" if self.people else self.key


Undo = Callable[[Inputs], Inputs]


@dataclass(frozen=True, eq=False)
class Step:
    """A cause, and how to undo it in the inputs after; `edits` are its rows, if it has any."""

    cause: Cause
    undo: Undo
    edits: tuple[Edit, ...] = ()

    def parts(self, before: Inputs) -> list[Step]:
        """Return the same for each of its people alone."""
        by_person: dict[str, list[Edit]] = {}
        for edit in self.edits:
            by_person.setdefault(edit.person, []).append(edit)
        return [_of_edits(self.cause.key, edits, before) for edits in by_person.values()]


@dataclass(frozen=True)
class Edit:
    """One row that differs; without fields it is in one of the two schemes only."""

    role: Role
    person: str
    fields: tuple[str, ...] = ()


def causes_of(before: Inputs, after: Inputs) -> list[Step]:
    """Return what differs, each with what undoes it."""
    steps = [*_policy(before.policy, after.policy), *_people(before, after)]
    if before.terms != after.terms:
        cause = Cause("rematch", "rematch", "Which pairs are kept or not made again, and who comes first.")
        steps.append(Step(cause, lambda inputs: replace(inputs, terms=before.terms)))
    return steps


def needed_by(step: Step, exchange: Exchange) -> bool:
    """Return whether a pair of an exchange could not be in one of the schemes, since a person is missing."""
    mentee, was, now = exchange
    away = {("mentee", mentee), ("mentor", was), ("mentor", now)}
    return any(not edit.fields and (edit.role, edit.person) in away for edit in step.edits)


def together(kind: Kind, steps: Sequence[Step]) -> Step:
    """Return all causes of a kind as one."""
    of_kind = [step for step in steps if step.cause.kind == kind]
    everybody = tuple(sorted({one for step in of_kind for one in step.cause.people}))
    keys = first_ten([step.cause.key for step in of_kind])
    cause = Cause("together", f"{kind} together", f"Only together: {keys}.", everybody)
    edits = tuple(edit for step in of_kind for edit in step.edits)
    return Step(cause, lambda inputs: reduce(lambda now, step: step.undo(now), of_kind, inputs), edits)


def _people(before: Inputs, after: Inputs) -> Iterator[Step]:
    groups: dict[str, list[Edit]] = {}
    for role, (was, now) in _sides(before, after).items():
        for person in sorted(was.keys() | now.keys()):
            one, other = was.get(person), now.get(person)
            if one is None or other is None:
                what = "joined" if one is None else "left"
                groups.setdefault(f"{role}s {what}", []).append(Edit(role, person))
            elif one is not other and one != other:
                for group, fields in _differing(one, other).items():
                    groups.setdefault(group, []).append(Edit(role, person, fields))
    yield from (_of_edits(key, edits, before) for key, edits in groups.items())
    for key, fields in _LISTS.items():
        old = {field: getattr(before.people, field) for field in fields}
        if any(set(getattr(after.people, field)) != set(value) for field, value in old.items()):
            yield Step(Cause("people", key, f"The list {key} differs."), _undoing_lists(old))


def _undoing_lists(old: Mapping[str, Any]) -> Undo:
    return lambda inputs: replace(inputs, people=inputs.people.replace(**old))


def _sides(
    before: Inputs, after: Inputs
) -> dict[Role, tuple[dict[str, Mentee | Mentor], dict[str, Mentee | Mentor]]]:
    return {role: (_side(before, role), _side(after, role)) for role in ROLES}


def _side(inputs: Inputs, role: Role) -> dict[str, Mentee | Mentor]:
    people = inputs.people.mentees if role == "mentee" else inputs.people.mentors
    return {one.id: one for one in people}


def _differing(one: Mentee | Mentor, other: Mentee | Mentor) -> dict[str, tuple[str, ...]]:
    """Return group -> the fields in it that differ."""
    found: dict[str, tuple[str, ...]] = {}
    for field in type(one).model_fields:
        if getattr(one, field) != getattr(other, field):
            group = _GROUP_OF.get(field, field)
            found[group] = (*found.get(group, ()), field)
    return found


def _of_edits(key: str, edits: Sequence[Edit], before: Inputs) -> Step:
    ids = tuple(sorted({edit.person for edit in edits}))
    fields = sorted({field for edit in edits for field in edit.fields})
    who = counted(len(ids), "person") if len(ids) == 1 else f"{len(ids)} people"
    changed = f"{who} changed in {', '.join(fields)}." if fields else f"{who} {key.rsplit(maxsplit=1)[-1]}."

    def undo(inputs: Inputs) -> Inputs:
        return _undone(inputs, before, edits)

    return Step(Cause("people", key, changed, ids), undo, tuple(edits))


def _undone(inputs: Inputs, before: Inputs, edits: Sequence[Edit]) -> Inputs:
    """Return the inputs in which these rows are as before."""
    sides = {f"{role}s": _edited(_side(inputs, role), _side(before, role), edits, role) for role in ROLES}
    changed = {name: rows for name, rows in sides.items() if rows is not None}
    people = inputs.people.replace(**changed)
    if all(edit.fields and not _NAMING.intersection(edit.fields) for edit in edits):
        people = with_register_of(inputs.people, people)  # words mean the same people as before
    return replace(inputs, people=people)


def _edited(
    now: dict[str, Mentee | Mentor], was: Mapping[str, Mentee | Mentor], edits: Sequence[Edit], role: Role
) -> tuple[Mentee | Mentor, ...] | None:
    mine = [edit for edit in edits if edit.role == role]
    for edit in mine:
        old = was.get(edit.person)
        if old is None:
            del now[edit.person]
        elif edit.person not in now:
            now[edit.person] = old
        else:
            now[edit.person] = now[edit.person].replace(**{f: getattr(old, f) for f in edit.fields})
    return tuple(now[one] for one in sorted(now)) if mine else None


def _policy(before: Policy, after: Policy) -> Iterator[Step]:
    by_part = {"weights": _weights, "criteria": _criteria, "rules": _rules}
    for key in Policy.model_fields:
        one, other = getattr(before, key), getattr(after, key)
        if key in by_part:
            yield from by_part[key](before, after)
        elif one == other or key in _ELSEWHERE:
            continue
        elif isinstance(one, Frozen) and isinstance(other, Frozen):
            for part in type(one).model_fields:
                if getattr(one, part) != getattr(other, part):
                    yield _of_key(key, part, getattr(one, part), getattr(other, part))
        else:
            yield _of_policy(key, _from(one, other), {key: one})


def _criteria(before: Policy, after: Policy) -> Iterator[Step]:
    if before.criteria != after.criteria:
        names = sorted({c.name for c in set(before.criteria) ^ set(after.criteria)})
        yield Step(
            Cause("policy", "criteria", f"Criteria differ: {first_ten(names)}."),
            lambda inputs: replace(inputs, policy=_with_criteria(inputs.policy, before)),
        )


def _of_key(section: str, key: str, one: object, other: object) -> Step:
    def undo(inputs: Inputs) -> Inputs:
        part = getattr(inputs.policy, section).replace(**{key: one})
        return replace(inputs, policy=inputs.policy.replace(**{section: part}))

    return Step(Cause("policy", f"{section}.{key}", _from(one, other)), undo)


def _of_policy(key: str, detail: str, fields: Mapping[str, object]) -> Step:
    return Step(
        Cause("policy", key, detail),
        lambda inputs: replace(inputs, policy=inputs.policy.replace(**fields)),
    )


def _weights(before: Policy, after: Policy) -> Iterator[Step]:
    old, new = before.all_weights, after.all_weights
    other = {one.name for one in {*before.criteria} ^ {*after.criteria}}
    for name in sorted((old.keys() | new.keys()) - other):
        if old.get(name) != new.get(name):
            yield _of_weight(name, old.get(name), new.get(name))


def _of_weight(name: str, one: float | None, other: float | None) -> Step:
    def undo(inputs: Inputs) -> Inputs:
        weights = {key: value for key, value in inputs.policy.weights.items() if key != name}
        weights |= {} if one is None else {name: one}
        return replace(inputs, policy=inputs.policy.replace(weights=weights))

    return Step(Cause("policy", f"weights.{name}", _from(one, other)), undo)


def _with_criteria(policy: Policy, before: Policy) -> Policy:
    """Return a policy with the criteria of another one, and weights of these alone."""
    was, now = ({one.name for one in p.criteria} for p in (before, policy))
    weights = {name: one for name, one in policy.weights.items() if name not in now - was}
    weights |= {name: one for name, one in before.weights.items() if name in was - now}
    return policy.replace(criteria=before.criteria, weights=weights)


def _rules(before: Policy, after: Policy) -> Iterator[Step]:
    for kind in sorted({rule.rule for rule in {*before.rules} ^ {*after.rules}}):
        old = [rule for rule in before.rules if rule.rule == kind]
        new = [rule for rule in after.rules if rule.rule == kind]
        more, fewer = len(set(new) - set(old)), len(set(old) - set(new))
        detail = f"{counted(more, 'rule')} added, {counted(fewer, 'rule')} removed."
        yield Step(Cause("policy", f"rules.{kind}", detail), _undoing_rules(kind, old))


def _undoing_rules(kind: str, old: Sequence[Any]) -> Undo:
    def undo(inputs: Inputs) -> Inputs:
        others = [rule for rule in inputs.policy.rules if rule.rule != kind]
        return replace(inputs, policy=inputs.policy.replace(rules=(*others, *old)))

    return undo


def _from(one: object, other: object) -> str:
    return f"It was {_said(one)} and is {_said(other)}."


def _said(value: object) -> str:
    if isinstance(value, Frozen):
        value = value.model_dump(exclude_defaults=True)
    if isinstance(value, Mapping):
        return first_ten([f"{key} {_said(one)}" for key, one in sorted(value.items())]) or "empty"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "not set"}[value]
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
