"""Whom the two would like to be paired with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from operator import attrgetter
from typing import ClassVar

import numpy as np

from mentormatch.arrays import Floats, Int32s, Ints
from mentormatch.candidates.reasons import Scheme
from mentormatch.candidates.search import Candidates
from mentormatch.candidates.side import ID, Side, folded_id
from mentormatch.people.model import People
from mentormatch.policy import Scoring
from mentormatch.scoring.known import sides_of
from mentormatch.scoring.rows import known_mean
from mentormatch.text import folded

Wishes = tuple[str, ...]

_NOBODY = -1
_PREFERS = attrgetter("prefers")


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

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:  # noqa: ARG002
        """Return the score of every pair, nan where unknown; see `Scorer.score`."""
        mentees, mentors = sides_of(people, candidates)
        by_mentee = _wishes(mentees, mentors, candidates.mentee, candidates.mentor)
        by_mentor = _wishes(mentors, mentees, candidates.mentor, candidates.mentee)
        return known_mean([by_mentee, by_mentor])

    def moved(self, before: Scheme, after: Scheme) -> tuple[Ints, Ints]:
        """Return who listed somebody who came or went, so that the others move; see `Relating.moved`."""
        return (
            _concerned(after.mentee_side, before.mentor_side, after.mentor_side),
            _concerned(after.mentor_side, before.mentee_side, after.mentee_side),
        )


def _wishes(choosers: Side, others: Side, chooser: Int32s, other: Int32s) -> Floats:
    """Return for every pair what the chooser's list says of the other; nan where they listed nobody."""
    listed = np.zeros(len(choosers), np.bool_)
    listed[chooser] = True  # only the lists of those in a pair are looked up
    some = np.flatnonzero(listed)
    row, liked = _resolved(choosers.read(_PREFERS)[some].tolist(), others)
    size = np.bincount(row, minlength=len(some))
    listed[some] = size > 0
    rank = np.arange(len(row)) - (np.cumsum(size) - size)[row]
    keys = some[row] * len(others) + liked
    order = np.argsort(keys)
    scores = 1.0 - rank / size[row]
    pairs = chooser.astype(np.int64) * len(others) + other
    found = _looked_up(pairs, keys[order], scores[order])
    return np.where(listed[chooser], found, np.nan)


def _looked_up(wanted: Ints, keys: Ints, scores: Floats) -> Floats:
    """Return the score of every wanted key, 0 for those not among the ascending `keys`."""
    if not len(keys):
        return np.zeros(len(wanted))
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, scores[at], 0.0)


def _resolved(lists: Sequence[Wishes], others: Side) -> tuple[Ints, Ints]:
    """Return whom each list means, best first, each once: numbers of lists, and positions of the people."""
    row, flat = _flat(lists)
    place = {person: position for position, person in enumerate(others.read(ID).tolist())}
    # Folding takes longest: where every wish is an id as written it is not needed.
    forms = {wish: folded(wish) for wish in flat if wish not in place}
    alike = _alike(set(forms.values()), others)
    place |= {wish: alike[form] for wish, form in forms.items() if form in alike}
    liked = np.fromiter(map(place.get, flat, repeat(_NOBODY)), np.int64, len(flat))
    row, liked = row[liked != _NOBODY], liked[liked != _NOBODY]
    first = np.sort(np.unique(row * len(others) + liked, return_index=True)[1])
    return row[first], liked[first]


def _flat(lists: Sequence[Wishes]) -> tuple[Ints, list[str]]:
    """Return all wishes one after another, and the number of each one's list."""
    size = np.fromiter(map(len, lists), np.int64, len(lists))
    return np.repeat(np.arange(len(lists)), size), list(chain.from_iterable(lists))


def _alike(forms: set[str], others: Side) -> dict[str, int]:
    """Return the position of the one person whose id has a form, for those forms that fit one person."""
    ids = others.read(folded_id).tolist() if forms else []
    if forms.isdisjoint(ids):
        return {}
    fitting = [(form, k) for k, form in enumerate(ids) if form in forms]
    times = Counter(form for form, _ in fitting)
    return {form: position for form, position in fitting if times[form] == 1}


def _concerned(choosers: Side, before: Side, after: Side) -> Ints:
    """Return the positions of choosers on whose lists somebody came or went."""
    joined = set(after.read(ID)[after.positions_in(before) < 0].tolist())
    left = set(before.read(ID)[before.positions_in(after) < 0].tolist())
    others = joined ^ left  # who has only changed is in both
    row, flat = _flat(choosers.read(_PREFERS).tolist())
    known, forms = set(after.read(ID).tolist()), set(map(folded, others))
    others |= {wish for wish in flat if wish not in known and folded(wish) in forms}
    return np.unique(row[np.fromiter(map(others.__contains__, flat), np.bool_, len(flat))])
