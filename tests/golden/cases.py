"""Results that must stay the same, byte for byte, while the code changes.

Each case gives a digest of what a user receives: chosen pairs, objective values, bounds, prices, tables.
Words are left out. ``make golden`` writes them again, after a change that is meant to change answers.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import mentormatch as mm
from helpers.paths import EXAMPLES
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.example import example_path

N_PROBLEMS = 200
N_REMATCHES = 50
COLUMNS = EXAMPLES / "civil-service.toml"


def digest(*parts: Any) -> str:
    """Return a short hash of arrays, text and numbers."""
    made = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            made.update(np.ascontiguousarray(part, np.int64).tobytes())
        else:
            made.update(repr(part).encode())
        made.update(b"|")
    return made.hexdigest()[:16]


def of_solution(solution: mm.Solution) -> str:
    """Return the digest of an answer and its proof."""
    parts: list[Any] = [solution.chosen, str(solution.status), solution.n_matched, solution.score]
    for stage in solution.stages:
        parts += [str(stage.objective), stage.value, stage.bound]
        if stage.prices is not None:
            parts += [stage.prices.mentee, stage.prices.mentor, stage.prices.filled, stage.prices.scale]
            parts += [stage.prices.rules]
    assert solution.certificate is not None
    return digest(*parts, solution.certificate.proved, solution.certificate.proof)


def of_matching(matching: mm.Matching) -> str:
    """Return the digest of a matching: its answer, table of pairs, states, and why people are unmatched."""
    return digest(
        of_solution(matching.solution),
        matching.pairs.drop(columns="known", errors="ignore").to_csv(index=False, lineterminator="\n"),
        matching.states.to_csv(index=False, lineterminator="\n"),
        matching.unmatched[["person_id", "role", "reason"]].to_csv(index=False, lineterminator="\n"),
    )


def packaged() -> Iterator[tuple[str, str]]:
    """Yield the results that need no data but the project's own."""
    yield from _example()
    for seed in range(N_PROBLEMS):
        yield f"problem {seed}", _of_problem(seed)
    for seed in range(N_REMATCHES):
        yield f"rematch {seed}", _of_rematch(seed)


def _example() -> Iterator[tuple[str, str]]:
    people = mm.read_people(**{n: example_path(f"{n}.csv") for n in ("mentees", "mentors", "places")})
    policy = mm.Policy.from_toml(example_path("policy.toml"))
    matching = mm.match(people, policy)
    yield "example scheme", of_matching(matching)
    begun = matching.begin()
    changes = [mm.Dissolve(*begun.pair_ids[0]), mm.Leave(begun.pair_ids[7][1])]
    yield "example scheme, rematched", of_matching(mm.rematch(begun, changes, policy))
    points = mm.frontier(begun, changes, policy, most=3).frame
    yield "example scheme, frontier", digest(points.to_csv(index=False, lineterminator="\n"))


def _of_problem(seed: int) -> str:
    problem = with_every_rule(seed)
    try:
        return of_solution(mm.solve(problem, seed=seed))
    except mm.InfeasibleError as error:
        return digest("infeasible", [str(rule.rule) for rule in error.rules])


def with_every_rule(seed: int) -> mm.Problem:
    """Return a random problem; each of the rules has a chance of being in it."""
    draw = np.random.default_rng(seed)
    n_mentees, n_mentors = int(draw.integers(4, 16)), int(draw.integers(3, 10))
    mentee_of, mentor_of = np.nonzero(draw.random((n_mentees, n_mentors)) < 0.6)
    n = len(mentee_of)
    score = draw.integers(-2 if seed % 7 == 0 else 0, 5 if seed % 3 == 0 else 1000, n)
    some = draw.permutation(n)
    r = mm.rules
    rules: list[Any] = [
        r.Require(pair=int(some[0])),
        r.Keep(pairs=np.sort(some[:2])),
        r.MinimumLoad(mentor=int(draw.integers(n_mentors)), load=1),
        r.MinimumLoadIfUsed(mentor=int(draw.integers(n_mentors)), load=2),
        r.NoMutual(same=((0, 0), (1, 1))),
        r.KeepApart(mentees=(0, 1)) if seed % 2 else r.KeepApart(mentors=(0, 1)),
        r.KeepTogether(mentees=(2, 3)),
        r.PairCount(pairs=np.sort(some[: n // 3]), at_most=int(draw.integers(1, 4))),
        r.PairCount(pairs=np.sort(some[n // 2 :]), at_least=1),
        r.Hours(hours=draw.integers(1, 4, n), budget=draw.integers(3, 8, n_mentors)),
        r.Floor(total=int(np.quantile(score, 0.2))),
        r.Stable(mentee_rank=draw.integers(0, 5, n), mentor_rank=draw.integers(0, 5, n)),
    ]
    chance = draw.choice([0.0, 0.1, 0.3])
    chosen = [rule for rule in rules if draw.random() < chance]
    return mm.Problem(
        n_mentees, n_mentors, mentee_of, mentor_of, score,
        draw.integers(0, 4, n_mentors), draw.integers(0, 3, n_mentees), chosen,
    )  # fmt: skip


def _of_rematch(seed: int) -> str:
    people = random_people(seed)
    rules = [mm.rules.MinimumLoadIfUsed(mentor=people.mentors[0].id, load=2)] if seed % 3 == 0 else []
    policy = mm.Policy(rules=rules, seed=seed)
    matching = mm.match(people, policy).begin()
    again = mm.rematch(matching, _changes(matching, random.Random(seed)), policy)
    return digest(of_matching(matching), of_matching(again))


def _changes(matching: mm.Matching, draw: random.Random) -> list[Any]:
    people, pairs = matching.people, list(matching.pair_ids)
    draw.shuffle(pairs)
    changes: list[Any] = [mm.Dissolve(*pair) for pair in pairs[:1]]
    changes += [mm.Complete(*pair) for pair in pairs[1:2]]
    touched = {i for pair in pairs[:2] for i in pair}
    if draw.random() < 0.5:
        changes.append(mm.Join(mentee("new", professional_tags=["QI"])))
    if draw.random() < 0.5:
        changes.append(mm.Join(mentor("newer", professional_tags=["QI", "rota"], capacity=2)))
    gone = next((m for m in people.mentors if m.id not in touched), None)
    if gone is not None and draw.random() < 0.5:
        changes.append(mm.Leave(gone.id))
    changed = next((m for m in people.mentees if m.id not in {*touched, gone and gone.id}), None)
    if changed is not None:
        changes.append(mm.Update(changed.replace(seniority=2)))
    return changes


def public(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the results on public instances: OR-Library, lapsolver, civil service."""
    for n in (100, 200, 300, 400):
        size, *costs = map(int, (folder / "orlib_assign" / f"assign{n}.txt").read_text().split())
        yield (
            f"OR-Library {n}",
            of_solution(mm.solve(_assignment(np.array(costs, float).reshape(size, size)))),
        )
    for number in range(4, 10):
        with np.load(folder / "lapsolver" / f"costs{number}.npz") as file:
            yield f"lapsolver {number}", of_solution(mm.solve(_assignment(file["costs"])))
    for size in ("small", "large"):
        tables = {r: folder / "mentors_jonodrew" / f"{size}_{r}.csv" for r in ("mentees", "mentors")}
        people = mm.read_people(**tables, columns=COLUMNS)
        yield f"civil service, {size}", of_matching(mm.match(people))


def _assignment(cost: np.ndarray) -> mm.Problem:
    row, column = np.nonzero(~np.isnan(cost))
    return mm.Problem(*cost.shape, row, column, -cost[row, column])
