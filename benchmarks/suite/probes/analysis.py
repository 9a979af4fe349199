"""Explaining, foreseeing and comparing: seconds for what people ask about one matching, or about two."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np

import mentormatch as mm
from suite.data.people import drawn
from suite.data.schemes import POLICY
from suite.probes.matching import FEW
from suite.registry import Facts, probe
from suite.timing import peak_mib, timed


def matched(case: Facts) -> mm.Matching:
    """Return a matching, after a small one so that imports and compiled code are loaded."""
    mm.match(drawn(FEW, case["regime"], 0).people, POLICY)
    return mm.match(drawn(case["n"], case["regime"], case["seed"], text=False).people, POLICY)


def _each(run: Callable[..., Any], asked: list[tuple[str, ...]]) -> Facts:
    """Return the seconds of the processor of each call in short."""
    each = [timed(lambda one=one: run(*one))[1].worked for one in asked]
    return {"asked": len(asked), "mean": float(np.mean(each)), "most": max(each), "worked": sum(each)}


@probe("nobody")
def nobody(case: Facts) -> Facts:
    """Say of everybody who has nobody why."""
    matching = matched(case)
    table, taken = timed(lambda: matching.unmatched)
    people = table[table["role"] == "mentee"]["person_id"].tolist()
    _, sentences = timed(lambda: [str(matching.explain(one)) for one in people])
    return {
        "pairs": len(matching.candidates),
        "asked": len(people),
        "worked": taken.worked,
        "sentences": sentences.worked,
    }


@probe("relaxing")
def relaxing(case: Facts) -> Facts:
    """Find, and verify by solving, the least that would match people who have nobody."""
    matching = matched(case)
    table = matching.unmatched
    people = table[table["role"] == "mentee"]["person_id"]
    some = np.random.default_rng(case["seed"]).permutation(people.to_numpy())[: case["asked"]]
    found: list[int] = []
    return {
        "pairs": len(matching.candidates),
        **_each(lambda one: found.append(len(matching.relax(one))), [(one,) for one in some.tolist()]),
        "found": sum(found),
    }


@probe("costs")
def costs(case: Facts) -> Facts:
    """Say what other pairs would cost."""
    matching, rng = matched(case), np.random.default_rng(case["seed"])
    candidates, people = matching.candidates, matching.people
    _, keeping = timed(lambda: matching.kept)
    some = rng.choice(len(candidates), case["asked"], replace=False)
    asked = [
        (people.mentees[i].id, people.mentors[j].id)
        for i, j in zip(candidates.mentee[some].tolist(), candidates.mentor[some].tolist(), strict=True)
    ]
    return {"pairs": len(candidates), "keeping": keeping.worked, **_each(matching.cost_of, asked)}


@probe("readiness")
def readiness(case: Facts) -> Facts:
    """Foresee a matching."""
    few = drawn(FEW, case["regime"], 0).people
    mm.readiness(few, POLICY)
    people = drawn(case["n"], case["regime"], case["seed"], km=case["km"]).people
    _, taken = timed(lambda: mm.readiness(people, POLICY))
    pairs = len(mm.find_candidates(people, POLICY))
    return {"pairs": pairs, "worked": taken.worked, "seconds": taken.clock}


@probe("comparing")
def comparing(case: Facts) -> Facts:
    """Compare a matching with the one after some changes of people and of the policy, with causes."""
    scheme = drawn(case["n"], case["regime"], case["seed"], text=case["text"])
    before = mm.match(scheme.people, POLICY)
    policy = POLICY.replace(weights={"travel": 2.5}) if case["text"] else POLICY
    after = mm.match(_changed(scheme.people, case["left"], answers=case["text"]), policy)
    found, taken = timed(lambda: mm.compare(before, after))
    return {
        "pairs": len(before.candidates), "worked": taken.worked, "seconds": taken.clock,
        "differing": len(found.differences), "explained": len(found.differences) - found.unexplained,
        "peak_mib": peak_mib(),
    }  # fmt: skip


def _changed(people: mm.People, left: int, *, answers: bool) -> mm.People:
    """Return the people without some mentors; with answers, some mentees say something else, too."""
    gone = {one.id for one in islice(people.mentors, 3, None, len(people.mentors) // left)}
    mentors = tuple(one for one in people.mentors if one.id not in gone)
    if not answers:
        return people.replace(mentors=mentors)
    some = {one.id for one in islice(people.mentees, 5, None, len(people.mentees) // left)}
    other = {"professional_tags": ("audit",), "prefers": (), "max_km": 5.0}
    mentees = tuple(one.replace(**other) if one.id in some else one for one in people.mentees)
    return people.replace(mentees=mentees, mentors=mentors)
