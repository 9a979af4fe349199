"""Scoring a million candidate pairs, and each kind of declared criterion beside the built-in one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median

import numpy as np

import mentormatch as mm
from mentormatch.candidates.reasons.must import musts
from mentormatch.candidates.scheme import Scheme
from mentormatch.scoring.declared import declared_scorers
from suite.data.answers import FIVE, KINDS, PLAIN, answered, policy_of
from suite.data.schemes import POLICY
from suite.probes.scoring import scheme
from suite.registry import Facts, probe
from suite.timing import medians, peak_mib, timed

RUNS = 5


@probe("million")
def million(case: Facts) -> Facts:
    """Score all pairs, from a cold start and again."""
    people, candidates = scheme(case["n"], case["seed"], text=case.get("text", False))
    policy = POLICY
    if case.get("declared"):
        people, policy = answered(people, FIVE, case["seed"]), policy_of(FIVE)
    taken = [timed(lambda: mm.score_pairs(people, candidates, policy))[1] for _ in range(1 + RUNS)]
    first, again = taken[0], medians(taken[1:])
    return {
        "pairs": len(candidates),
        "worked": first.worked,
        "seconds": first.clock,
        "again": again,
        "peak": peak_mib(),
    }


@probe("kinds")
def kinds(case: Facts) -> Facts:
    """Measure every kind on the same people and pairs."""
    people, candidates = scheme(case["n"], case["seed"], text=True)
    return {"parts": dict(_measured(people, candidates, case["seed"]))}


def _measured(people: mm.People, candidates: mm.Candidates, seed: int) -> Iterator[tuple[str, Facts]]:
    for name, kind in KINDS.items():
        own = answered(people, [name], seed)
        (criterion,) = declared_scorers(policy_of([name]))
        runs = {"declared": partial(criterion.score, own, candidates, PLAIN)}
        if kind.built_in is not None:
            runs["built in"] = partial(kind.built_in.score, own, candidates, PLAIN)
        found = {way: list[float]() for way in runs}
        for _ in range(RUNS):  # in turn, so that what else the machine does slows both
            answers = {}
            for way, run in runs.items():
                answers[way], taken = timed(run)
                found[way].append(taken.worked)
            if not all(np.array_equal(one, answers["declared"], equal_nan=True) for one in answers.values()):
                raise RuntimeError(f"{name}: the declared criterion differs from the built-in one")
        facts = {way: median(all_taken) for way, all_taken in found.items()}
        yield name, {"pairs": len(candidates), **facts, **(_must(own, candidates, name) if kind.must else {})}


def _must(people: mm.People, candidates: mm.Candidates, name: str) -> Facts:
    """Return the seconds in which people are read and pairs excluded, where the criterion is a must."""
    policy = policy_of([name], **KINDS[name].must)
    read, mask = list[float](), list[float]()
    for _ in range(RUNS):
        (must,), reading = timed(lambda: musts(Scheme(people, policy)))
        out, masking = timed(partial(must.mask, candidates.mentee, candidates.mentor))
        read.append(reading.worked)
        mask.append(masking.worked)
    return {"read": median(read), "mask": median(mask), "excluded": int(out.sum())}
