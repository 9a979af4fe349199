"""Kinds of criteria that a policy can declare, and what made-up people answer to each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from immutabledict import immutabledict

import mentormatch as mm
from labelled import declared
from mentormatch.policy import Scoring
from mentormatch.scoring import Interests, Knowledge, Scorer, Seniority, Values

PLAIN = Scoring(vocabulary="none")
"""The vocabulary reads what built-in criteria compare, and no answers to a scheme's own questions."""
GRADES = ("trainee", "junior", "middle", "senior", "consultant")
TIMES = tuple(
    f"{day} {at}" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat") for at in ("am", "pm", "evening")
)
NOTHING: tuple[Any, ...] = (None, "", (), {})

Answer = Callable[[Any, np.random.Generator], Any]
"""Takes a person and chance; an answer in `NOTHING` is none."""


@dataclass(frozen=True)
class Kind:
    """A kind of criterion.

    Parameters
    ----------
    settings : mapping of str to object
        Of the criterion, besides its name.
    answer : callable
    built_in : Scorer, optional
        The one of this kind that every scheme has, if there is one.
    fields : tuple of str
        Where that finds the same answers: of mentees, and of mentors.
    must : mapping of str to object
        What makes it a must; empty if it cannot be one.
    """

    settings: Mapping[str, Any]
    answer: Answer
    built_in: Scorer | None = None
    fields: tuple[str, ...] = ()
    must: Mapping[str, Any] = immutabledict(must=True)

    def criterion(self, name: str, **more: object) -> dict[str, Any]:
        """Return the criterion as a policy has it."""
        return {"name": name, **self.settings, **more}


def given(field: str) -> Answer:
    """Return what a person gave in a field."""

    def answer(person: Any, rng: np.random.Generator) -> Any:  # noqa: ARG001
        return getattr(person, field)

    return answer


def areas(person: Any, rng: np.random.Generator) -> Any:  # noqa: ARG001
    """Return what a mentee wants, or a mentor offers."""
    return person.wants if isinstance(person, mm.Mentee) else person.offers


def grade(person: Any, rng: np.random.Generator) -> str:  # noqa: ARG001
    """Return the seniority in words."""
    return GRADES[min((person.seniority or 0) // 2, len(GRADES) - 1)]


def times(person: Any, rng: np.random.Generator) -> tuple[str, ...]:  # noqa: ARG001
    """Return a few half days and evenings."""
    return tuple(TIMES[k] for k in np.sort(rng.choice(len(TIMES), rng.integers(1, 5), replace=False)))


def dates(person: Any, rng: np.random.Generator) -> str:  # noqa: ARG001
    """Return from when until when."""
    first, last = rng.integers(1, 13, 2)
    return f"2026-{first:02}-01 to 2027-{last:02}-28"


KINDS: Mapping[str, Kind] = {
    "offered / knowledge": Kind({"kind": "offered"}, areas, Knowledge(), ("wants", "offers")),
    "near / seniority": Kind(
        {"kind": "near", "ideal": PLAIN.ideal_gap, "tolerance": PLAIN.gap_tolerance},
        given("seniority"), Seniority(), ("seniority",),
    ),
    "shared / tags of interests": Kind(
        {"kind": "shared"}, given("personal_tags"), Interests("personal"), ("personal_tags",)
    ),
    "shared / values": Kind({"kind": "shared"}, given("values"), Values(), ("values",)),
    "text / interests": Kind(
        {"kind": "text"}, given("personal_interests"), Interests("personal"), ("personal_interests",), must={}
    ),
    "same": Kind({"kind": "same"}, given("workplace")),
    "different": Kind({"kind": "different"}, given("workplace")),
    "order": Kind({"kind": "order", "order": GRADES}, grade, must={"at_least": 0.5}),
    "when": Kind({"kind": "when"}, times),
    "period": Kind({"kind": "period"}, dates),
}  # fmt: skip
FIVE = ("shared / values", "offered / knowledge", "near / seniority", "same", "when")


def policy_of(kinds: Sequence[str], **more: object) -> mm.Policy:
    """Return a policy with criteria of these kinds alone, ``answer_0`` and so on."""
    found = declared(*(KINDS[kind].criterion(f"answer_{k}", **more) for k, kind in enumerate(kinds)))
    return found.replace(scoring=PLAIN)


def answered(people: mm.People, kinds: Sequence[str], seed: int) -> mm.People:
    """Return people who answered these criteria and nothing else, in the fields of built-in ones too."""
    rng = np.random.default_rng([seed, 8])
    names = [f"answer_{k}" for k in range(len(kinds))]  # once, as when forms are read

    def own(person: Any, side: int) -> dict[str, Any]:
        answers = {name: KINDS[kind].answer(person, rng) for name, kind in zip(names, kinds, strict=True)}
        fields = {
            KINDS[kind].fields[side]: answer
            for kind, answer in zip(kinds, answers.values(), strict=True)
            if KINDS[kind].fields
        }
        some = {name: answer for name, answer in answers.items() if answer not in NOTHING}
        return {"id": person.id, "declared": some, **fields}

    mentees = tuple(mm.Mentee(**own(one, 0)) for one in people.mentees)
    mentors = tuple(mm.Mentor(**own(one, -1)) for one in people.mentors)
    return mm.People(mentees=mentees, mentors=mentors)
