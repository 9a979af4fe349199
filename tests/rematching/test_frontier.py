"""`frontier`: every point against all ways of dissolving so many pairs, and against CP-SAT."""

from __future__ import annotations

from itertools import combinations

import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.problem.build import Terms
from mentormatch.rematching import frontier as frontier_module
from mentormatch.rematching.rematch import plan_rematch
from mentormatch.rules import Keep, PairCount
from mentormatch.scoring import DEFAULT_SCORERS, SCALE

NOBODY = mm.Policy(rematch={"first": "nobody"})


def plan_of(matching: mm.Matching, changes: list[object], policy: mm.Policy) -> tuple[mm.Problem, list[int]]:
    """Return the problem without kept pairs, and the pairs to keep."""
    plan = plan_rematch(matching, changes, policy, DEFAULT_SCORERS, lambda _: None)
    rules = policy.rematch.replace(budget=None, price=None)
    terms = plan.terms(rules)
    return plan.problem(Terms(boost=terms.boost)), terms.kept.tolist()


def with_rule(problem: mm.Problem, rule: object) -> mm.Problem:
    return mm.Problem(
        problem.n_mentees, problem.n_mentors, problem.mentee, problem.mentor, problem.score,
        problem.capacity, problem.demand, (*problem.rules, rule),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_every_point_is_the_best_of_all_subsets_that_may_be_dissolved(seed: int) -> None:
    matching = mm.match(random_people(seed, 7, 4)).begin()
    changes = [mm.Join(mentee("new", professional_tags=["QI"])), mm.Join(mentor("fresh", capacity=1))]
    found = mm.frontier(matching, changes, NOBODY, most=3)
    problem, kept = plan_of(matching, changes, NOBODY)
    for point in found.points:
        best = max(
            (solution.n_matched, solution.score)
            for dissolved in combinations(kept, min(point.allowed, len(kept)))
            for solution in [mm.solve(with_rule(problem, Keep(pairs=sorted(set(kept) - set(dissolved)))))]
        )
        assert (point.matched, round(point.score * SCALE)) == best
        assert point.proved
        assert point.disturbed <= point.allowed


@pytest.mark.parametrize("policy", [mm.Policy(), NOBODY, mm.Policy(objective=["score"])])
def test_agrees_with_the_whole_model(policy: mm.Policy) -> None:
    matching = mm.match(random_people(21, 24, 12), policy).begin()
    pairs = matching.pair_ids
    changes = [mm.Dissolve(*pairs[0]), mm.Leave(pairs[3][1], "mentor"), mm.Join(mentor("fresh", capacity=2))]
    found = mm.frontier(matching, changes, policy, most=4)
    for point in found.points:
        again = mm.rematch(matching, changes, policy.replace(rematch={
            **policy.rematch.model_dump(), "budget": point.allowed,
        }))  # fmt: skip
        rule = PairCount(pairs=again.terms.kept, at_least=max(len(again.terms.kept) - point.allowed, 0))
        fresh = mm.solve(with_rule(again.problem, rule), policy.objective, method="cpsat")
        assert again.solution.score == fresh.score
        assert (point.matched, point.score) == pytest.approx((again.solution.n_matched, again.points / SCALE))
    matched = found.frame.matched.tolist()
    assert matched == sorted(matched) or policy.objective == ("score",)


def two_more_in() -> tuple[mm.Matching, list[object]]:
    """e1 and e2 each have the only candidate of a mentee who joins, and could both move."""
    near = {"e1": ("m1", "m3"), "e2": ("m2", "m4")}
    people = mm.People(
        mentees=tuple(mentee(i, prefers=near[i]) for i in near),
        mentors=tuple(mentor(f"m{k}") for k in (1, 2)),
    )
    matching = mm.match(people).begin()
    held = dict(matching.pair_ids)
    joiners: list[object] = [mm.Join(mentor(j, avoids=["j1", "j2"])) for j in ("m3", "m4")]
    joiners += [mm.Join(mentee(f"j{k}", avoids=[held[f"e{3 - k}"]])) for k in (1, 2)]
    return matching, joiners


def test_dissolving_two_matches_two_more() -> None:
    matching, changes = two_more_in()
    found = mm.frontier(matching, changes)
    assert [(p.allowed, p.disturbed, p.matched) for p in found.points] == [(0, 0, 2), (1, 1, 3), (2, 2, 4)]
    assert found.sentences()[1].startswith("Dissolving 2 kept pairs matches 2 more mentees")
    assert found.frame.more_matched.tolist() == [0, 1, 2]


def test_it_stops_when_nothing_more_can_be_gained() -> None:
    found = mm.frontier(mm.match(random_people(2)).begin())
    assert len(found.points) == 1
    assert str(found) == "Dissolving a kept pair gains nothing."


def test_where_time_ends_nothing_is_said_to_gain_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    matching, changes = two_more_in()
    real = frontier_module.solve

    def late(problem: mm.Problem, *given: object, **options: object) -> mm.Solution:
        """Solve as if time had run out, unless nothing at all may change."""
        found = real(problem, *given, **options)
        return found if calls.append(1) or len(calls) == 1 else unknown(found)

    calls: list[int] = []
    monkeypatch.setattr(frontier_module, "solve", late)
    found = mm.frontier(matching, changes, most=2)
    assert [point.matched for point in found.points] == [2, 2, 2]
    assert [point.proved for point in found.points] == [True, False, False]
    assert "gains nothing" not in str(found)
    assert "not proved that nothing more is gained with 1, 2 dissolved" in str(found)


def unknown(found: mm.Solution) -> mm.Solution:
    nothing = mm.Answer.of(found.chosen[:0], found.chosen[:0])
    return mm.Solution(nothing, mm.Status.UNKNOWN)


def test_the_plot_shows_every_point() -> None:
    matching, changes = two_more_in()
    found = mm.frontier(matching, changes)
    plot = found.plot()
    assert plot.alt == str(found)
    axes = plot.figure.axes[0]
    step = axes.get_lines()[0]
    assert step.get_xdata().tolist() == [0, 1, 2]
    assert step.get_ydata().tolist() == [2, 3, 4]
    assert axes.get_xlabel() == "kept pairs that may be dissolved"
