"""A scheme large enough to learn from, and outcomes by a chance that is known."""

from __future__ import annotations

import random

import numpy as np

import mentormatch as mm
from mentormatch.arrays import Floats

TAGS = ("QI", "research", "teaching", "A&E", "rota", "wellbeing", "leadership", "audit")
WHOLE = {"professional_interests": 3, "personal_interests": 1, "seniority": 2}


def learning_scheme(n_mentees: int = 90, n_mentors: int = 60, seed: int = 0) -> mm.People:
    """People who differ in tags and seniority; nobody is forbidden to anybody."""
    rng = random.Random(seed)

    def person(k: int, role: str, low: int, high: int) -> dict[str, object]:
        return {
            "id": f"{role}{k}", "consent": True, "seniority": rng.choice([None, *range(low, high)]),
            "professional_tags": rng.sample(TAGS, 2), "personal_tags": rng.sample(TAGS, rng.randint(0, 2)),
        }  # fmt: skip

    mentors = [mm.Mentor(**person(k, "r", 2, 9), capacity=2) for k in range(n_mentors)]
    return mm.People(mentees=[mm.Mentee(**person(k, "e", 1, 5)) for k in range(n_mentees)], mentors=mentors)


def chance_to_last(matching: mm.Matching) -> Floats:
    """The true chance of every candidate pair: seniority alone matters, and an unknown one as the mean."""
    seniority = matching.scores.of("seniority").astype(float)
    return np.asarray(0.1 + 0.8 * np.where(np.isnan(seniority), np.nanmean(seniority), seniority))


def outcomes_of(matching: mm.Matching, seed: int = 0) -> dict[tuple[str, str], str]:
    """What became of the chosen pairs, by that chance."""
    drawn = np.random.default_rng(seed).random(len(matching.solution.chosen))
    lasted = drawn < chance_to_last(matching)[matching.solution.chosen]
    words = np.where(lasted, "kept going", "ended early").tolist()
    return dict(zip(matching.pair_ids, words, strict=True))
