"""What a matching would be with one cause undone, put together by hand from the public steps."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import mentormatch as mm
from mentormatch.matching.match import solved
from mentormatch.people.person import Mentee, Mentor
from mentormatch.problem.build import assemble
from mentormatch.progress import Steps
from mentormatch.scoring import score_more

Pairs = set[tuple[str, str]]


def drawn_change(rng: Random, people: mm.People) -> mm.People:
    """Return people of whom some joined, left, or answered otherwise."""
    mentees, mentors = list(people.mentees), list(people.mentors)
    roles: tuple[list[Mentee], list[Mentor]] = (mentees, mentors)
    for _ in range(rng.randint(1, 3)):
        kind = rng.choice(["leave", "join", "seniority", "prefers", "capacity"])
        if kind == "leave":
            side = rng.choice(roles)
            del side[rng.randrange(len(side))]
        elif kind == "join":
            n = rng.randint(100, 999)
            mentors.append(rng.choice(mentors).replace(id=f"q{n}", name="", email=None))
        elif kind == "capacity":
            k = rng.randrange(len(mentors))
            mentors[k] = mentors[k].replace(capacity=mentors[k].capacity + 1)
        else:
            k = rng.randrange(len(mentees))
            new: object = rng.randint(1, 5)
            if kind == "prefers":
                new = tuple(rng.sample([one.id for one in mentors], 2))
            mentees[k] = mentees[k].replace(**{kind: new})
    by_id = {one.id: one for one in mentors}
    return people.replace(mentees=tuple(mentees), mentors=tuple(by_id.values())).in_id_order()


def drawn_policy(rng: Random, policy: mm.Policy) -> mm.Policy:
    """Return a policy of which some keys are others."""
    changes = {
        "weights": {**policy.weights, "seniority": rng.choice([2.0, 6.0]), "travel": rng.choice([2.0, 0.5])},
        "limits": policy.limits.replace(max_km=rng.choice([None, 40.0])),
        "scoring": policy.scoring.replace(ideal_gap=rng.choice([2.0, 0.0])),
        "seed": rng.choice([0, 1]),
    }
    return policy.replace(**changes)


def undone(before: mm.Matching, after: mm.Matching) -> Iterator[tuple[str, Pairs]]:
    """Yield each cause, and the pairs that there are without it."""
    for key, people in _people(before.people, after.people):
        yield key, _pairs(after, people, after.policy)
    for key, policy in _policies(before.policy, after.policy):
        yield key, _pairs(after, after.people, policy)


def _pairs(after: mm.Matching, people: mm.People, policy: mm.Policy) -> Pairs:
    candidates = mm.find_candidates(people, policy)
    if (policy.scoring, policy.weights) == (after.policy.scoring, after.policy.weights):
        scores = score_more(people, candidates, policy, after.scores)  # with what was learnt
    else:
        scores = mm.score_pairs(people, candidates, policy)
    solution = solved(assemble(people, policy, candidates, scores.points), policy, 60.0, Steps(None))
    ids = people.mentee_ids, people.mentor_ids
    return {(ids[0][candidates.mentee[k]], ids[1][candidates.mentor[k]]) for k in solution.chosen.tolist()}


def _people(before: mm.People, after: mm.People) -> Iterator[tuple[str, mm.People]]:
    for role in ("mentees", "mentors"):
        was = {one.id: one for one in getattr(before, role)}
        now = {one.id: one for one in getattr(after, role)}
        if set(now) - set(was):
            yield f"{role} joined", _with(after, role, {i: now[i] for i in now.keys() & was.keys()})
        if set(was) - set(now):
            yield f"{role} left", _with(after, role, {**was, **now})
        for field in ("seniority", "prefers", "capacity"):
            differ = [i for i in now if i in was and getattr(now[i], field, 0) != getattr(was[i], field, 0)]
            if differ:
                old = {i: now[i].replace(**{field: getattr(was[i], field)}) for i in differ}
                yield field, _with(after, role, {**now, **old})


def _with(people: mm.People, role: str, rows: dict[str, Mentee | Mentor]) -> mm.People:
    return people.replace(**{role: tuple(rows[i] for i in sorted(rows))})


def _policies(before: mm.Policy, after: mm.Policy) -> Iterator[tuple[str, mm.Policy]]:
    for name, weight in before.weights.items():
        if weight != after.weights[name]:
            yield f"weights.{name}", after.replace(weights={**after.weights, name: weight})
    if before.limits.max_km != after.limits.max_km:
        yield "limits.max_km", after.replace(limits=after.limits.replace(max_km=before.limits.max_km))
    if before.scoring.ideal_gap != after.scoring.ideal_gap:
        old = after.scoring.replace(ideal_gap=before.scoring.ideal_gap)
        yield "scoring.ideal_gap", after.replace(scoring=old)
    if before.seed != after.seed:
        yield "seed", after.replace(seed=before.seed)
