"""Why somebody has no partner: a code and a sentence for everybody left unmatched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mentormatch.candidates.all_reasons import AllReasons, Role
from mentormatch.people.model import People
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution

OWN_REASONS = ("no_consent", "not_trained", "no_places", "required_knowledge")
"""Exclusion codes that lie in one person; they are the reason as they stand."""

_OWN_WORDS = {
    ("mentee", "no_consent"): "Has not consented to take part; nobody is matched without consent.",
    ("mentor", "no_consent"): "Has not consented to take part; nobody is matched without consent.",
    ("mentor", "not_trained"): "Training that the policy requires is not recorded as completed.",
    ("mentee", "no_places"): "Wants no mentor at present (a demand of 0).",
    ("mentor", "no_places"): "Offers no places at present (a capacity of 0).",
    ("mentor", "required_knowledge"): "Does not offer the knowledge that the policy requires of mentors.",
}


@dataclass(frozen=True)
class Unmatched:
    """Somebody without a partner.

    Parameters
    ----------
    person_id : str
    role : {"mentee", "mentor"}
    reason : str
        ``no_consent``, ``not_trained``, ``no_places``, ``required_knowledge``: it lies in the person.
        ``no_candidate``: there is nobody they may meet. ``waiting``: every mentor they may meet is full.
        ``left_out``: a place was free, but the objective or a rule left them out. ``not_needed``: the
        mentees they may meet have other mentors.
    detail : str
        The same in a sentence, with counts.
    """

    person_id: str
    role: Role
    reason: str
    detail: str


def find_unmatched(
    people: People, reasons: AllReasons, problem: Problem, solution: Solution
) -> Iterator[Unmatched]:
    """Yield everybody without a partner, mentees first, in the order of `people`."""
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
        return Unmatched(person, role, "no_candidate", f"There are no {others}.")
    return Unmatched(person, role, "no_candidate", f"May meet none of the {others}: {in_words(counts)}.")


def in_words(counts: Mapping[str, int]) -> str:
    """Return exclusion counts in words, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{n} {COUNT_WORDS.get(code, code)}" for code, n in ordered)


COUNT_WORDS = {
    "no_consent": "without consent",
    "not_trained": "without the training required",
    "no_places": "without places or demand",
    "required_knowledge": "without the knowledge required of mentors",
    "self": "the same person",
    "avoids": "to be avoided",
    "dissolved": "parted before",
    "not_independent": "not independent (appraisal, supervision or line management)",
    "place_unknown": "at a place not known",
    "too_far": "too far away",
    "seniority_gap": "outside the seniority gap",
    "knowledge": "without the knowledge wanted",
}


def _waiting(person: str, candidates: int, full: int) -> Unmatched:
    who = "the one mentor they may meet" if candidates == 1 else f"all {candidates} mentors they may meet"
    if full == candidates:
        detail = f"On the waiting list: {who} {'is' if candidates == 1 else 'are'} full."
        return Unmatched(person, "mentee", "waiting", detail)
    detail = (
        f"Of {candidates} mentors they may meet {candidates - full} still had a place, "
        "but the objective or a rule left this mentee out."
    )
    return Unmatched(person, "mentee", "left_out", detail)


def _not_needed(person: str, candidates: int, settled: int) -> Unmatched:
    if settled == candidates:
        who = "the one mentee" if candidates == 1 else f"all {candidates} mentees"
        detail = f"Places stay free: {who} they may meet {'has' if candidates == 1 else 'have'} a mentor."
        return Unmatched(person, "mentor", "not_needed", detail)
    detail = (
        f"Of {candidates} mentees they may meet {candidates - settled} have no mentor, "
        "but the objective or a rule left this mentor out."
    )
    return Unmatched(person, "mentor", "left_out", detail)
