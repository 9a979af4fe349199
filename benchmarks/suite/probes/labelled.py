"""Pairs of which it is known whether they belong together: how well scores distinguish them from others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

import mentormatch as mm
import tag_weights
from labelled import EACH, Labelled, drawn, made, real, tables_of
from mentormatch.arrays import Floats
from mentormatch.people.person import Person
from mentormatch.scoring.learn.learner import learnt_auc
from mentormatch.scoring.learn.quality import Auc, Estimate, Resamples
from mentormatch.text import folded
from suite.registry import Facts, probe
from tag_weights import PEOPLE

RESAMPLES = 1_000
PUBLIC = "public"
HELD_OUT = 50_000
"""The first seed of drawn schemes: nothing was chosen with these."""
SHIPPED, DECLARED, JACCARD, LEARNT, TRUTH = "as shipped", "declared", "Jaccard", "learnt", "truth"


def jaccards(pairs: Labelled) -> Floats:
    """Return the mean over the fields of words shared / words of either, pair by pair; 0 where none is."""
    found = [_jaccard(pairs, field) for field in pairs.fields]
    return np.asarray(np.mean(found, axis=0))


def _jaccard(pairs: Labelled, field: str) -> Floats:
    mentees, mentors = (_words(side, field) for side in (pairs.people.mentees, pairs.people.mentors))
    both = zip(pairs.candidates.mentee.tolist(), pairs.candidates.mentor.tolist(), strict=True)
    sets = ((mentees[i], mentors[j]) for i, j in both)
    return np.array([len(one & other) / max(1, len(one | other)) for one, other in sets])


def _words(people: Sequence[Person], field: str) -> list[frozenset[str]]:
    given = (getattr(person, field) for person in people)
    return [frozenset(map(folded, own.split() if isinstance(own, str) else own)) for own in given]


def estimates(pairs: Labelled, seed: int, resamples: int = RESAMPLES) -> Iterator[tuple[str, Estimate]]:
    """Yield way and ROC AUC, with its interval over resampled groups.

    Weights are learnt of the declared criteria, if there are several.
    """
    shipped = mm.score_pairs(pairs.people, pairs.candidates, mm.Policy())
    declared = mm.score_pairs(pairs.people, pairs.candidates, pairs.declared)
    ways = {SHIPPED: shipped.points.astype(np.float64), DECLARED: declared.points.astype(np.float64)}
    ways[JACCARD] = jaccards(pairs)
    if pairs.truth is not None:
        ways[TRUTH] = pairs.truth
    resampled = Resamples(pairs.groups, resamples, seed)
    for way, score in ways.items():
        yield way, resampled.estimate(Auc(score, pairs.labels))
    if len(declared.criteria) > 1:
        yield (
            LEARNT,
            learnt_auc(
                declared.contributions, pairs.labels, pairs.groups, resamples=resamples, random_state=seed
            ),
        )


def over_schemes(models: Sequence[str], seeds: Sequence[int]) -> dict[str, Floats]:
    """Return way -> ROC AUC of each of some drawn schemes."""
    each: dict[str, list[float]] = {}
    for seed in seeds:
        pairs = drawn([getattr(tag_weights, model) for model in models], seed)
        for way, one in estimates(pairs, seed, resamples=1):
            each.setdefault(way, []).append(one.value)
    return {way: np.array(found) for way, found in each.items()}


def _of_schemes(case: Facts) -> Facts:
    """Return means over drawn schemes, intervals over resampled ones, and in how many which is best."""
    seeds = range(HELD_OUT + case["seed"], HELD_OUT + case["seed"] + case["seeds"])
    found = over_schemes(case["models"], seeds)
    resampled = Resamples(np.array(seeds), RESAMPLES, case["seed"])
    others = np.max([found[way] for way in (SHIPPED, DECLARED, JACCARD)], axis=0)
    return {
        "pairs": len(seeds) * PEOPLE * EACH,
        "schemes": len(seeds),
        "auc": {way: _ends(resampled.estimate(_mean(own))) for way, own in found.items()},
        "declared above Jaccard": int((found[DECLARED] > found[JACCARD]).sum()),
        "learnt above all": int((found[LEARNT] > others).sum()),
    }


def _mean(values: Floats) -> Callable[[Floats], float]:
    return lambda times: float((times * values).sum() / times.sum())


def _ends(one: Estimate) -> list[float]:
    return [one.value, one.low, one.high]


@probe("labelled")
def labelled(case: Facts) -> Facts:
    """Measure one source of labelled pairs; nothing if it is the public pairs and they are not there."""
    if "models" in case:
        return _of_schemes(case)
    if case["source"] == PUBLIC:
        folder = Path(case["folder"]) if case["folder"] else None
        if folder is None or not tables_of(folder):
            return {"pairs": 0, "auc": {}}
        pairs = real(folder)
    else:
        pairs = made(case["source"], tags=case["tags"])
    return {
        "pairs": len(pairs.labels),
        "auc": {way: _ends(one) for way, one in estimates(pairs, case["seed"])},
    }
