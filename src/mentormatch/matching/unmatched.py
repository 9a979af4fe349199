"""Why a person has no partner: a reason code and a sentence for each unmatched person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mentormatch.candidates.all_reasons import AllReasons, Role
from mentormatch.people.model import People
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution

_OWN_WORDS = {
    ("mentee", "no_consent"): "Has not given consent; nobody is matched without it.",
    ("mentor", "no_consent"): "Has not given consent; nobody is matched without it.",
    ("mentor", "not_trained"): "The policy requires training; no completed training that counts is recorded.",
    ("mentee", "no_places"): "Wants no mentor at present (a demand of 0).",
    ("mentor", "no_places"): "Takes no mentee at present (a capacity of 0).",
    ("mentor", "required_knowledge"): "Does not offer the knowledge that the policy requires of mentors.",
    ("mentee", "registered_twice"): "May be registered twice; the other record counts until this is settled.",
    ("mentor", "registered_twice"): "May be registered twice; the other record counts until this is settled.",
}


@dataclass(frozen=True)
class Unmatched:
    """A person without a partner.

    Parameters
    ----------
    person_id : str
    role : {"mentee", "mentor"}
    reason : str
        ``no_consent``, ``not_trained``, ``no_places``, ``required_knowledge``, ``registered_twice``: it
        concerns the person alone.
        ``no_candidate``: they have no candidates. ``waiting``: all their candidates are full. ``left_out``: a
        candidate had free capacity, but the objective or a rule left the person out. ``not_needed``: all
        their candidates have other mentors.
    detail : str
        The reason in a sentence, with counts.
    """

    person_id: str
    role: Role
    reason: str
    detail: str


def find_unmatched(
    people: People, reasons: AllReasons, problem: Problem, solution: Solution
) -> Iterator[Unmatched]:
    """Yield everyone without a partner, mentees first, in the order of `people`."""
    load = np.bincount(problem.mentor[solution.chosen], minlength=problem.n_mentors)
    got = np.bincount(problem.mentee[solution.chosen], minlength=problem.n_mentees)
    for i in np.flatnonzero(got == 0).tolist():
        person = people.mentees[i].id
        mentors = problem.mentor[problem.pairs_of_mentee(i)]
        if len(mentors) == 0:
            yield _without_candidates(reasons, person, "mentee", i)
            continue
        full = int(np.count_nonzero(load[mentors] >= problem.capacity[mentors]))
        yield _waiting(person, len(mentors), full)
    for j in np.flatnonzero(load == 0).tolist():
        person = people.mentors[j].id
        mentees = problem.mentee[problem.pairs_of_mentor(j)]
        if len(mentees) == 0:
            yield _without_candidates(reasons, person, "mentor", j)
            continue
        settled = int(np.count_nonzero(got[mentees] > 0))
        yield _not_needed(person, len(mentees), settled)


def _without_candidates(reasons: AllReasons, person: str, role: Role, position: int) -> Unmatched:
    own = reasons.own_reason(role, position)
    if own is not None:
        return Unmatched(person, role, own, _OWN_WORDS.get((role, own), own))
    others = "mentors" if role == "mentee" else "mentees"
    counts = reasons.counts(role, position)
    if not counts:
        return Unmatched(person, role, "no_candidate", f"There are no {others} in the scheme.")
    return Unmatched(person, role, "no_candidate", f"May not meet any of the {others}: {in_words(counts)}.")


def in_words(counts: Mapping[str, int]) -> str:
    """Return counts by reason in words, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{n} {COUNT_WORDS.get(code) or UNMATCHED_WORDS.get(code, code)}" for code, n in ordered)


COUNT_WORDS = {
    "no_consent": "without consent",
    "not_trained": "without the required training",
    "no_places": "without capacity or demand",
    "required_knowledge": "without the knowledge required of mentors",
    "registered_twice": "perhaps registered twice",
    "self": "the same person",
    "same_person": "perhaps the same person",
    "avoids": "listed as to be avoided",
    "dissolved": "dissolved before",
    "not_independent": "not independent (appraisal, supervision or line management)",
    "place_unknown": "with an unknown location",
    "too_far": "too far away",
    "seniority_gap": "below the minimum seniority gap",
    "knowledge": "without the knowledge wanted",
}
"""Exclusion code -> words after a number."""

UNMATCHED_WORDS = {
    "no_candidate": "without candidates",
    "waiting": "waiting",
    "left_out": "left out",
    "not_needed": "not needed",
}
"""The other reasons of `Unmatched` -> words after a number."""


def _waiting(person: str, candidates: int, full: int) -> Unmatched:
    if full == candidates:
        who = "the only candidate is" if candidates == 1 else f"all {candidates} candidates are"
        detail = f"On the waiting list: {who} full."
        return Unmatched(person, "mentee", "waiting", detail)
    free = f"{candidates - full} of {candidates}" if candidates > 1 else "The only"
    detail = (
        f"{free} candidate{'s' if candidates > 1 else ''} had free capacity, "
        "but the objective or a rule left this mentee out."
    )
    return Unmatched(person, "mentee", "left_out", detail)


def _not_needed(person: str, candidates: int, settled: int) -> Unmatched:
    if settled == candidates:
        who = "the only candidate has" if candidates == 1 else f"all {candidates} candidates have"
        detail = f"Not needed: {who} another mentor."
        return Unmatched(person, "mentor", "not_needed", detail)
    unmatched = f"{candidates - settled} of {candidates}" if candidates > 1 else "The only"
    detail = (
        f"{unmatched} candidate{'s' if candidates > 1 else ''} had no mentor, "
        "but the objective or a rule left this mentor out."
    )
    return Unmatched(person, "mentor", "left_out", detail)
