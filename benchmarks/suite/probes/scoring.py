"""Scoring, criterion by criterion, and its memory."""

from __future__ import annotations

from functools import partial

import numpy as np

import mentormatch as mm
from suite.data.filled import levels, person, vocabulary_of
from suite.registry import Facts, probe
from suite.timing import peak_mib, timed

EACH = 50
"""Candidates per mentee."""
MENTORS = 0.75
"""Mentors per mentee."""


def scheme(n_mentees: int, seed: int, *, text: bool) -> tuple[mm.People, mm.Candidates]:
    """Return made-up people and candidate pairs by chance."""
    rng = np.random.default_rng(seed)
    words, n_mentors = vocabulary_of(rng), max(round(MENTORS * n_mentees), EACH)
    mentee_ids = [f"e{k:06}" for k in range(n_mentees)]
    mentor_ids = [f"r{k:06}" for k in range(n_mentors)]
    mentees = (mm.Mentee(id=i, wants=levels(rng), **person(rng, words, mentor_ids, text)) for i in mentee_ids)
    mentors = (
        mm.Mentor(id=i, offers=levels(rng), **person(rng, words, mentee_ids, text)) for i in mentor_ids
    )
    people = mm.People(mentees=tuple(mentees), mentors=tuple(mentors))
    some = [np.sort(rng.choice(n_mentors, EACH, replace=False)) for _ in range(n_mentees)]
    mentee = np.repeat(np.arange(n_mentees, dtype=np.int32), EACH)
    km, online = rng.gamma(2.0, 10.0, len(mentee)), np.zeros(len(mentee), np.bool_)
    mentor = np.concatenate(some).astype(np.int32)
    return people, mm.Candidates(n_mentees, n_mentors, mentee, mentor, km, online, {})


@probe("scoring")
def scoring(case: Facts) -> Facts:
    """Score by all criteria at once first, then by each."""
    people, candidates = scheme(case["n"], case["seed"], text=case["text"])
    before, policy = peak_mib(), mm.Policy()
    _, taken = timed(lambda: mm.score_pairs(people, candidates, policy))
    added = peak_mib() - before
    each = {
        one.name: timed(partial(one.score, people, candidates, policy.scoring))[1].worked
        for one in mm.DEFAULT_SCORERS
    }
    return {"worked": taken.worked, "seconds": taken.clock, "before": before, "added": added, "each": each}
