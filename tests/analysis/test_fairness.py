"""`fairness`: every point of the frontier is that of trying all matchings."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.scoring import SCALE

POLICY = mm.Policy(limits=mm.Limits(minimum_knowledge=1))
Pairs = tuple[int, ...]
SEEDS = (3, 4, 5, 6, 8, 11, 21)


def scheme(seed: int, n_mentees: int = 7) -> mm.People:
    """Return a scheme in which everybody may meet, except those whose areas differ."""
    rng = random.Random(seed)
    areas = ("audit", "teaching", "research")

    def levels(n: int) -> dict[str, int]:
        return {area: rng.randint(1, 5) for area in rng.sample(areas, n)}

    def common() -> dict[str, object]:
        return {"seniority": rng.randint(1, 6), "professional_tags": rng.sample(areas, 2)}

    return mm.People(
        mentees=tuple(mentee(f"e{k}", wants=levels(1), **common()) for k in range(n_mentees)),
        mentors=tuple(
            mentor(f"r{k}", offers=levels(2), capacity=rng.randint(1, 3), **common()) for k in range(4)
        ),
    )


def all_matchings(problem: mm.Problem, i: int = 0, chosen: Pairs = ()) -> Iterator[Pairs]:
    """Yield every matching, mentee by mentee."""
    if i == problem.n_mentees:
        yield chosen
        return
    yield from all_matchings(problem, i + 1, chosen)
    mentors = [problem.mentor[pair] for pair in chosen]
    for pair in problem.pairs_of_mentee(i).tolist():
        if mentors.count(problem.mentor[pair]) < problem.capacity[problem.mentor[pair]]:
            yield from all_matchings(problem, i + 1, (*chosen, pair))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_point_is_the_best_of_all_matchings(seed: int) -> None:
    matching = mm.match(scheme(seed), POLICY)
    problem, points, today = matching.problem, matching.scores.points, set(matching.solution.chosen.tolist())
    every = [one for one in all_matchings(problem) if len(one) == len(today)]
    found = mm.fairness(matching, most=50)
    assert found.proved
    for point in found.points[1:-1]:
        least = round(point.least * SCALE)
        fair = [one for one in every if points[list(one)].min() >= least]
        total, moved = max((points[list(one)].sum(), -len(set(one) - today)) for one in fair)
        assert (round(point.total * SCALE), point.moved) == (total, -moved)
        assert point.worst >= point.least
    if today:
        fairest = max((sorted(points[list(one)]), points[list(one)].sum()) for one in every)
        assert round(found.fairest.worst * SCALE) == fairest[0][0]
        assert round(found.fairest.total * SCALE) == fairest[1]
    worst = [point.worst for point in found.points]
    assert worst == sorted(worst)
    assert found.today.moved == 0
    assert found.price >= 0


def test_some_frontiers_have_points() -> None:
    lengths = [len(mm.fairness(mm.match(scheme(seed), POLICY)).points) for seed in SEEDS]
    assert max(lengths) > 2


@pytest.mark.parametrize("seed", range(6))
def test_rules_hold_at_each_point(seed: int) -> None:
    people = scheme(seed, 7)
    free = mm.match(people, POLICY)
    wanted = free.frame(range(free.problem.n_pairs)).sort_values("score").iloc[3]
    rule = mm.rules.Require(pair=(wanted["mentee_id"], wanted["mentor_id"]))
    matching = mm.match(people, POLICY.replace(rules=(rule,)))
    found = mm.fairness(matching)
    assert found.proved
    assert found.fairest.worst <= wanted["score"] + 1e-9


def test_kept_pairs_are_not_given_up() -> None:
    matching = mm.match(scheme(2), POLICY).begin()
    again = mm.rematch(matching, [])
    assert [one.moved for one in mm.fairness(again).points] == [0]


def test_numbers_of_today() -> None:
    people = mm.People(
        mentees=tuple(mentee(f"e{k}", wants={"audit": 5}) for k in range(4)),
        mentors=tuple(mentor(f"r{k}", offers={"audit": k + 2}) for k in range(4)),
    )
    matching = mm.match(people, mm.Policy(weights={"seniority": 0, "preferences": 0}))
    scores = matching.pairs["score"].to_numpy()
    today = mm.fairness(matching).today
    assert today.mean == pytest.approx(scores.mean())
    assert today.worst == scores.min()
    differences = np.abs(scores[:, None] - scores[None, :]).mean()
    assert today.gini == pytest.approx(differences / (2 * scores.mean()))


def test_no_pairs() -> None:
    found = mm.fairness(mm.match(mm.People()))
    assert str(found) == "There are no pairs."
    assert found.plot().svg()


def test_arguments_are_checked() -> None:
    with pytest.raises(mm.ProblemError, match="at least 1, but is 0"):
        mm.fairness(mm.match(mm.People()), most=0)


def test_the_plot_says_in_words_what_it_shows() -> None:
    found = next(
        one for seed in SEEDS if len((one := mm.fairness(mm.match(scheme(seed), POLICY))).points) > 2
    )
    svg = found.plot().svg()
    assert svg == found.plot().svg()
    assert f"costs {found.price:.3f} of {found.today.total:.3f} total score" in svg.decode()
