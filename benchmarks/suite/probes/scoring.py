"""Scoring, criterion by criterion, and its memory."""

from __future__ import annotations

from functools import partial

import numpy as np

import mentormatch as mm
from suite.data.people import drawn
from suite.data.schemes import POLICY
from suite.registry import Facts, probe
from suite.timing import peak_mib, timed

EACH = 50
"""Candidates per mentee."""


def scheme(n_mentees: int, seed: int, *, text: bool) -> tuple[mm.People, mm.Candidates]:
    """Return made-up people and candidate pairs by chance, so that there are as many in every scheme."""
    people, rng = (
        drawn(n_mentees, "plenty", seed, text=text).people.in_id_order(),
        np.random.default_rng(seed),
    )
    n, m = len(people.mentees), len(people.mentors)
    each = min(EACH, m)
    mentor = np.concatenate([np.sort(rng.choice(m, each, replace=False)) for _ in range(n)]).astype(np.int32)
    mentee = np.repeat(np.arange(n, dtype=np.int32), each)
    km, online = rng.gamma(2.0, 10.0, len(mentee)), np.zeros(len(mentee), np.bool_)
    return people, mm.Candidates(n, m, mentee, mentor, km, online, {})


@probe("scoring")
def scoring(case: Facts) -> Facts:
    """Score by all criteria at once first, then by each."""
    people, candidates = scheme(case["n"], case["seed"], text=case["text"])
    before = peak_mib()
    _, taken = timed(lambda: mm.score_pairs(people, candidates, POLICY))
    added = peak_mib() - before
    each = {
        one.name: timed(partial(one.score, people, candidates, POLICY.scoring))[1].worked
        for one in mm.DEFAULT_SCORERS
    }
    return {"worked": taken.worked, "seconds": taken.clock, "before": before, "added": added, "each": each}
