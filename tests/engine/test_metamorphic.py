"""Relations between the answers of two problems that hold whatever the answers are."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.reference import (
    MODEST,
    problems,
)
from helpers.solving import BOTH, NETWORK, any_objective, no_worse, reached
from mentormatch.problem.problem import Problem
from mentormatch.rules import MinimumLoad, NoMutual, Require


def moved(problem: Problem, order: np.ndarray, **changes: Any) -> Problem:
    """Reorder the pairs, and the required ones with them."""
    place = np.empty(problem.n_pairs, int)
    place[order] = np.arange(len(order))
    rules = [Require(pair=int(place[r.pair])) if isinstance(r, Require) else r for r in problem.rules]
    pairs = {name: getattr(problem, name)[order] for name in ("mentee", "mentor", "score")}
    return problem.replace(rules=rules, **pairs | changes)


def renumbered(problem: Problem, mentees: np.ndarray, mentors: np.ndarray) -> Problem:
    """Renumber mentee i as ``mentees[i]``, and mentors likewise."""

    def rule(old: Any) -> Any:
        match old:
            case MinimumLoad(mentor=j, load=load):
                return MinimumLoad(mentor=int(mentors[j]), load=load)
            case NoMutual(same=same):
                return NoMutual(same=tuple((int(mentees[i]), int(mentors[j])) for i, j in same))
        return old

    return problem.replace(
        mentee=mentees[problem.mentee],
        mentor=mentors[problem.mentor],
        demand=problem.demand[np.argsort(mentees)],
        capacity=problem.capacity[np.argsort(mentors)],
        rules=[rule(old) for old in problem.rules],
    )


def permutation(data: st.DataObject, n: int) -> np.ndarray:
    return np.array(data.draw(st.permutations(range(n))), dtype=int)


class TestMetamorphic:
    """Relations between the answers of two problems that hold whatever the answers are."""

    @given(objective=any_objective, problem=problems(sizes=MODEST), data=st.data())
    def test_order_does_not_matter(
        self, objective: Sequence[str], problem: Problem, data: st.DataObject
    ) -> None:
        other = moved(problem, permutation(data, problem.n_pairs))
        other = renumbered(other, permutation(data, problem.n_mentees), permutation(data, problem.n_mentors))
        assert reached(other, objective) == reached(problem, objective)

    @given(objective=any_objective, problem=problems(sizes=MODEST), factor=st.integers(1, 1000))
    def test_scores_in_another_unit(self, objective: Sequence[str], problem: Problem, factor: int) -> None:
        before, after = (
            reached(p, objective) for p in (problem, problem.replace(score=problem.score * factor))
        )
        times = [factor if name == "score" else 1 for name in objective]
        assert after == (None if before is None else tuple(v * t for v, t in zip(before, times, strict=True)))

    @given(
        objective=st.sampled_from([BOTH, ("matched",)]),
        problem=problems(sizes=MODEST),
        shift=st.integers(-1000, 1000),
    )
    def test_every_score_shifted(self, objective: Sequence[str], problem: Problem, shift: int) -> None:
        before, after = (
            reached(p, objective) for p in (problem, problem.replace(score=problem.score + shift))
        )
        if before is not None and objective == BOTH:
            before = (before[0], before[1] + shift * before[0])
        assert after == before

    @given(objective=any_objective, problem=problems(sizes=MODEST), data=st.data())
    def test_one_more_mentor_is_never_worse(
        self, objective: Sequence[str], problem: Problem, data: st.DataObject
    ) -> None:
        met = [i for i in range(problem.n_mentees) if data.draw(st.booleans())]
        more = problem.replace(
            n_mentors=problem.n_mentors + 1,
            mentee=[*problem.mentee, *met],
            mentor=[*problem.mentor, *[problem.n_mentors] * len(met)],
            score=[*problem.score.tolist(), *data.draw(st.tuples(*[st.integers(-20, 20)] * len(met)))],
            capacity=[*problem.capacity, data.draw(st.integers(0, 2))],
        )
        assert no_worse(reached(more, objective), reached(problem, objective))

    @given(objective=any_objective, problem=problems(sizes=MODEST, least=1), data=st.data())
    def test_more_capacity_is_never_worse(
        self, objective: Sequence[str], problem: Problem, data: st.DataObject
    ) -> None:
        more = problem.capacity.copy()
        more[data.draw(st.integers(0, problem.n_mentors - 1))] += 1
        assert no_worse(reached(problem.replace(capacity=more), objective), reached(problem, objective))

    @given(objective=any_objective, problem=problems(sizes=MODEST), data=st.data())
    def test_one_pair_fewer_is_never_better(
        self, objective: Sequence[str], problem: Problem, data: st.DataObject
    ) -> None:
        required = {rule.pair for rule in problem.rules if isinstance(rule, Require)}
        free = [k for k in range(problem.n_pairs) if k not in required]
        assume(free)
        last = data.draw(st.sampled_from(free))
        order = np.array([k for k in range(problem.n_pairs) if k != last] + [last])
        fewer = moved(problem, order)
        fewer = fewer.replace(**{n: getattr(fewer, n)[:-1] for n in ("mentee", "mentor", "score")})
        assert no_worse(reached(problem, objective), reached(fewer, objective))

    @given(objective=any_objective, problem=problems(NETWORK, sizes=MODEST, least=2), data=st.data())
    def test_one_more_rule_is_never_better(
        self, objective: Sequence[str], problem: Problem, data: st.DataObject
    ) -> None:
        both = min(problem.n_mentees, problem.n_mentors)
        mentees, mentors = permutation(data, problem.n_mentees), permutation(data, problem.n_mentors)
        same = tuple(zip(mentees[:both].tolist(), mentors[:both].tolist(), strict=True))
        stricter = problem.replace(rules=[*problem.rules, NoMutual(same=same)])
        assert no_worse(reached(problem, objective), reached(stricter, objective))
        least = MinimumLoad(mentor=data.draw(st.integers(0, problem.n_mentors - 1)), load=1)
        stricter = problem.replace(rules=[*problem.rules, least])
        assert no_worse(reached(problem, objective), reached(stricter, objective))
