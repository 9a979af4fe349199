"""Whom the two would like to be paired with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from mentormatch.candidates import Candidates
from mentormatch.people import People, Person
from mentormatch.policy import Scoring
from mentormatch.scoring.rows import Floats, known_mean
from mentormatch.text import folded


@dataclass(frozen=True)
class Preferences:
    """How high each of the two ranked the other.

    Rank r of k people listed scores 1 - (r - 1) / k; someone not listed scores 0; from someone who listed
    nobody it is unknown. The score is the mean of both sides where known. "Mentees should have some input
    into the matching process, recognising that it will not always be possible to match mentees with their
    first choice" (Health Education England, "How to set up a Mentoring Scheme").

    Ids are looked up as written, and else by `text.folded` if that fits one person only. An id that fits
    nobody on the other side counts as not listed and those after it move up: a wish that nobody here can meet
    must not mark down all that can.
    """

    name: ClassVar[str] = "preferences"

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> NDArray[np.float64]:  # noqa: ARG002
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        by_mentee = _wishes(people.mentees, people.mentors, candidates.mentee, candidates.mentor)
        by_mentor = _wishes(people.mentors, people.mentees, candidates.mentor, candidates.mentee)
        return known_mean([by_mentee, by_mentor])


def _wishes(
    choosers: Sequence[Person], others: Sequence[Person], chooser: NDArray[np.int32], other: NDArray[np.int32]
) -> Floats:
    """Return for every pair what the chooser's list says of the other; nan where they listed nobody."""
    lists = _resolved(choosers, others)
    listed = np.fromiter(map(bool, lists), np.bool_, len(lists))
    ranks = {
        position * len(others) + liked: 1.0 - rank / len(own)
        for position, own in enumerate(lists)
        for rank, liked in enumerate(own)
    }
    keys = np.fromiter(sorted(ranks), np.int64, len(ranks))
    scores = np.array([ranks[key] for key in sorted(ranks)])
    pairs = chooser.astype(np.int64) * len(others) + other
    found = _looked_up(pairs, keys, scores)
    return np.where(listed[chooser], found, np.nan)


def _looked_up(wanted: NDArray[np.int64], keys: NDArray[np.int64], scores: Floats) -> Floats:
    """Return the score of every wanted key, 0 for those not among the ascending `keys`."""
    if not len(keys):
        return np.zeros(len(wanted))
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, scores[at], 0.0)


def _resolved(choosers: Sequence[Person], others: Sequence[Person]) -> list[list[int]]:
    """Return the positions of the people whom each chooser listed, best first, each once."""
    exact = {person.id: position for position, person in enumerate(others)}
    forms = [folded(person.id) for person in others]
    times = Counter(forms)
    alike = {form: position for position, form in enumerate(forms) if times[form] == 1}

    def position(listed: str) -> int | None:
        return exact[listed] if listed in exact else alike.get(folded(listed))

    def ranked(person: Person) -> list[int]:
        return list(dict.fromkeys(p for p in map(position, person.prefers) if p is not None))

    return [ranked(person) if person.prefers else [] for person in choosers]
