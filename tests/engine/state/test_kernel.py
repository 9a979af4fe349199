"""Repair against a fresh solve, the checker and brute force, after random changes in random order."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from helpers.reference import FEW, HUGE, WIDE, best, keeps_all, problems
from helpers.solving import scheme
from mentormatch.engine.network.solve import solve_network
from mentormatch.engine.repair.delta import Delta
from mentormatch.engine.repair.repair import repair_network
from mentormatch.engine.solve import solve
from mentormatch.engine.state.state import State
from mentormatch.errors import ProblemError
from mentormatch.problem.problem import Problem
from mentormatch.proof.certificate import certify
from mentormatch.rules import MinimumLoad, Require

ORDER = {True: ("matched", "score"), False: ("score",)}
SCORES = (FEW, WIDE)


def frozen(state: State) -> bytes:
    """Return the content of a state as bytes."""
    now = state.arrays()
    parts: list[NDArray[np.generic]] = [getattr(now, name) for name in now.__dataclass_fields__]
    numbers = (state.n_mentees, state.n_mentors, state.n_pairs, state.n_matched, state.score)
    return b"".join(part.tobytes() for part in parts) + str(numbers).encode()


def values(state: State) -> tuple[int, ...]:
    return (state.n_matched, state.score) if state.matched_first else (state.score,)


def is_the_best(state: State) -> None:
    """Assert that a state is proved by its prices, and as good as a fresh solve and as brute force."""
    problem, solution = state.problem(), state.solution()
    certificate = certify(problem, solution)
    assert certificate.violations == ()
    assert (certificate.proved, certificate.proof) == (True, "prices")
    assert (certificate.n_matched, certificate.score) == (state.n_matched, state.score)
    fresh = solve(problem, ORDER[state.matched_first], "network")
    assert values(state) == tuple(stage.value for stage in fresh.stages)
    assert state.arrays().is_best(state.base.terms.bonus)
    if problem.n_pairs <= 8 and not problem.rules:
        assert values(state) == best(problem, ORDER[state.matched_first])
        assert keeps_all(problem, solution.chosen)


@st.composite
def deltas(draw: st.DrawFn, state: State, sizes: Sequence[st.SearchStrategy[int]] = SCORES) -> Delta:
    """Draw a change that fits a state: any mixture of everything that can change."""
    there = state.pair_numbers.tolist()
    score = st.one_of(*sizes)
    touched = draw(st.lists(st.sampled_from(there), unique=True, max_size=4)) if there else []
    split = draw(st.integers(0, len(touched)))
    removed, rescored = touched[:split], touched[split:]
    new_demand = draw(st.lists(st.integers(0, 2), max_size=2))
    new_capacity = draw(st.lists(st.integers(0, 3), max_size=2))
    sides = []
    for n, most in ((state.n_mentees, 2), (state.n_mentors, 3)):
        who = draw(st.lists(st.integers(0, n - 1), unique=True, max_size=2)) if n else []
        sides.append((who, [draw(st.integers(0, most)) for _ in who]))
    now = state.arrays()
    kept = np.setdiff1d(state.pair_numbers, removed)
    standing = set(zip(now.mentee[kept].tolist(), now.mentor[kept].tolist(), strict=True))
    n_mentees, n_mentors = state.n_mentees + len(new_demand), state.n_mentors + len(new_capacity)
    grid = [(i, j) for i in range(n_mentees) for j in range(n_mentors) if (i, j) not in standing]
    added = draw(st.lists(st.sampled_from(grid), unique=True, max_size=4)) if grid else []
    return Delta(
        removed=removed, rescored=rescored, score=[draw(score) for _ in rescored],
        mentees=sides[0][0], demand=sides[0][1], mentors=sides[1][0], capacity=sides[1][1],
        new_demand=new_demand, new_capacity=new_capacity,
        new_mentee=[i for i, _ in added], new_mentor=[j for _, j in added],
        new_score=[draw(score) for _ in added],
    )  # fmt: skip


class TestAnyChange:
    @given(st.data(), st.booleans())
    @settings(max_examples=150)
    def test_equals_a_fresh_solve_and_leaves_the_old_state_alone(
        self, data: st.DataObject, matched_first: bool
    ) -> None:
        state = State.of(data.draw(problems(kinds=(), sizes=SCORES)), matched_first=matched_first)
        seen = [(state, frozen(state))]
        for _ in range(data.draw(st.integers(1, 5))):
            delta = data.draw(deltas(state))
            state = repair_network(state, delta)
            is_the_best(state)
            seen.append((state, frozen(state)))
        # Undo: every kept state is unchanged, in any order, and can be changed again.
        for old, content in reversed(seen):
            assert frozen(old) == content
        for old, content in data.draw(st.permutations(seen)):
            is_the_best(repair_network(old, data.draw(deltas(old))))
            assert frozen(old) == content

    @given(st.data(), st.booleans())
    @settings(max_examples=60)
    def test_scores_beyond_any_float(self, data: st.DataObject, matched_first: bool) -> None:
        state = State.of(data.draw(problems(kinds=(), sizes=SCORES)), matched_first=matched_first)
        wide = (st.integers(-HUGE, HUGE), FEW)
        for _ in range(2):
            state = repair_network(state, data.draw(deltas(state, wide)))
            is_the_best(state)

    @pytest.mark.parametrize("matched_first", [True, False])
    @pytest.mark.parametrize("seed", range(4))
    def test_long_sequences_on_larger_schemes(self, seed: int, matched_first: bool) -> None:
        random = np.random.default_rng(seed)
        n_mentees, n_mentors = [(60, 25), (25, 60)][seed % 2]
        state = State.of(scheme(seed, n_mentees, n_mentors, 0.3, low=-200), matched_first=matched_first)
        anew = 0
        for _ in range(25):
            state = repair_network(state, some_of_everything(state, random))
            anew += bool(state.made.anew)
            is_the_best(state)
        # People keep joining, so the bonus may become too small once; then a larger one is chosen.
        assert anew <= 1


def some_of_everything(state: State, random: np.random.Generator) -> Delta:
    now = state.arrays()
    alive = random.permutation(state.pair_numbers)
    who = [random.permutation(n)[:3] for n in (state.n_mentees, state.n_mentors)]
    standing = set(zip(now.mentee[alive].tolist(), now.mentor[alive].tolist(), strict=True))
    fresh = {
        (int(i), int(j))
        for i, j in zip(
            random.integers(0, state.n_mentees + 1, 6),
            random.integers(0, state.n_mentors + 1, 6),
            strict=True,
        )
    }
    fresh -= standing
    return Delta(
        removed=np.append(alive[:2], np.setdiff1d(state.chosen, alive[:10])[:2]),
        rescored=alive[2:10], score=random.integers(-200, 1000, len(alive[2:10])),
        mentees=who[0], demand=random.integers(0, 3, len(who[0])),
        mentors=who[1], capacity=random.integers(0, 4, len(who[1])),
        new_demand=[1], new_capacity=[2],
        new_mentee=[i for i, _ in fresh], new_mentor=[j for _, j in fresh],
        new_score=random.integers(-200, 1000, len(fresh)),
    )  # fmt: skip


class TestSingleChanges:
    """Two mentees, two mentors: 0-0 is worth 9, 0-1 8, 1-0 7, 1-1 1; the best is 0-1 and 1-0."""

    def state(self, capacity: int = 1) -> State:
        return State.of(Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [9, 8, 7, 1], capacity=capacity))

    def after(self, delta: Delta, state: State | None = None) -> list[int]:
        state = repair_network(state or self.state(), delta)
        is_the_best(state)
        assert not state.made.anew
        return state.chosen.tolist()

    def test_nothing(self) -> None:
        assert self.after(Delta()) == [1, 2]

    def test_a_pair_not_chosen_is_removed_without_a_search(self) -> None:
        state = repair_network(self.state(), Delta(removed=[0]))
        assert (state.chosen.tolist(), state.made.searches) == ([1, 2], 0)

    def test_a_dissolved_pair_is_not_chosen_again(self) -> None:
        assert self.after(Delta(removed=[1])) == [0, 3]
        assert self.after(Delta(removed=[1, 3])) == [0]

    def test_a_removed_pair_added_again_has_a_new_number(self) -> None:
        delta = Delta(removed=[1], new_mentee=[0], new_mentor=[1], new_score=[20])
        assert self.after(delta) == [2, 4]

    def test_scores_up_and_down(self) -> None:
        assert self.after(Delta(rescored=[3], score=[8])) == [0, 3]
        assert self.after(Delta(rescored=[1], score=[-5])) == [0, 3]
        assert self.after(Delta(rescored=[1], score=[-4])) in ([0, 3], [1, 2])

    def test_capacity_up_and_down(self) -> None:
        assert self.after(Delta(mentors=[0], capacity=[2])) == [0, 2]
        assert self.after(Delta(mentors=[0, 1], capacity=[0, 2])) == [1, 3]

    def test_leaving_and_coming_back(self) -> None:
        gone = repair_network(self.state(), Delta(mentees=[1], demand=[0]))
        assert gone.chosen.tolist() == [0]
        assert self.after(Delta(mentees=[1], demand=[1]), gone) == [1, 2]

    def test_demand_up(self) -> None:
        assert self.after(Delta(mentees=[0], demand=[2]), self.state(capacity=2)) == [0, 1, 2]

    def test_joining(self) -> None:
        delta = Delta(
            new_demand=[1], new_capacity=[1],
            new_mentee=[2, 2, 0], new_mentor=[0, 1, 2], new_score=[30, 2, 3],
        )  # fmt: skip
        assert self.after(delta) == [3, 4, 6]


class TestSolvedAnew:
    def test_a_rule_is_named(self) -> None:
        problem = Problem(2, 1, [0, 1], [0, 0], [5, 9], rules=[Require(pair=0)])
        state = repair_network(State.of(problem), Delta(mentors=[0], capacity=[2]))
        assert "Require" in state.made.anew
        assert state.chosen.tolist() == [0, 1]
        further = repair_network(state, Delta(removed=[1]))
        assert further.chosen.tolist() == [0]
        assert certify(further.problem(), further.solution()).feasible

    def test_rules_follow_their_pairs(self) -> None:
        problem = Problem(2, 2, [0, 0, 1], [0, 1, 0], [5, 9, 7], rules=[Require(pair=2)])
        state = repair_network(State.of(problem), Delta(removed=[0]))
        assert state.problem().rules == (Require(pair=1),)
        assert state.chosen.tolist() == [1, 2]

    def test_a_rule_that_can_no_longer_hold(self) -> None:
        problem = Problem(1, 1, [0], [0], [5], rules=[MinimumLoad(mentor=0, load=1)])
        state = State.of(problem)
        before = frozen(state)
        after = repair_network(state, Delta(removed=[0]))
        assert dict(after.suspended) == {problem.rules[0]: None}
        assert frozen(state) == before

    def test_a_bonus_too_small(self) -> None:
        state = State.of(Problem(2, 2, [0, 1], [0, 1], [0, 1]))
        state = repair_network(state, Delta(rescored=[0, 1], score=[-1000, 1000]))
        assert state.n_matched == 2
        assert "bonus" in state.made.anew
        is_the_best(state)
        again = repair_network(state, Delta(new_demand=[1], new_mentee=[2], new_mentor=[0], new_score=[900]))
        assert not again.made.anew
        is_the_best(again)

    def test_more_people_and_pairs_than_there_is_room_for(self) -> None:
        state = State.of(scheme(3, 10, 8, 0.5))
        n = 1500
        delta = Delta(
            new_demand=np.ones(n, int), new_capacity=np.ones(n, int), new_mentee=np.arange(n) + 10,
            new_mentor=np.arange(n) % 700 + 8, new_score=np.arange(n),
        )  # fmt: skip
        grown = repair_network(state, delta)
        assert grown.made.compacted
        is_the_best(grown)
        further = repair_network(grown, Delta(removed=grown.chosen[::3]))
        assert not further.made.compacted
        is_the_best(further)
        assert np.array_equal(further.arrays().mentee[state.n_pairs :], delta.new_mentee)


class TestFaults:
    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"removed": [9]}, "removed is outside 0..3: 9"),
            ({"removed": [1, 1]}, "removed lists a number twice: 1"),
            ({"removed": [0]}, "already removed: 0"),
            ({"rescored": [0], "score": [1]}, "already removed: 0"),
            ({"removed": [1], "rescored": [1], "score": [1]}, "both removed and rescored: 1"),
            ({"mentees": [2], "demand": [1]}, "mentees is outside 0..1: 2"),
            ({"mentors": [0], "capacity": [-1]}, "capacity is negative"),
            ({"new_demand": [-1]}, "new_demand is negative"),
            ({"new_mentee": [0], "new_mentor": [1], "new_score": [1]}, "listed twice, again: 0"),
            ({"new_mentee": [0, 0], "new_mentor": [0, 0], "new_score": [1, 2]}, "listed twice, again: 1"),
            ({"new_mentee": [0], "new_mentor": [2], "new_score": [1]}, "new_mentor is outside 0..1: 2"),
            ({"rescored": [1], "score": []}, "rescored, score differ in length"),
            ({"removed": [0.5]}, "removed must be a one-dimensional array of whole numbers"),
        ],
    )
    def test_are_named_and_change_nothing(self, wrong: dict[str, list[int]], words: str) -> None:
        state = State.of(Problem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [9, 8, 7, 1]))
        state = repair_network(state, Delta(removed=[0]))
        before = frozen(state)
        with pytest.raises(ProblemError, match=words):
            repair_network(state, Delta(**wrong))
        assert frozen(state) == before

    def test_an_answer_that_is_not_the_best_is_refused(self) -> None:
        problem = Problem(1, 2, [0, 0], [0, 1], [1, 2])
        answer = solve_network(problem, matched_first=True)
        answer.chosen[0] = 0
        with pytest.raises(ProblemError, match="do not prove"):
            State.of(problem, answer)

    def test_arrays_of_the_caller_are_not_changed(self) -> None:
        removed = np.array([0])
        delta = Delta(removed=removed)
        removed[0] = 1
        assert delta.removed.tolist() == [0]
        with pytest.raises(ValueError, match="read-only"):
            delta.removed[0] = 1


class TestSnapshots:
    def test_differences(self) -> None:
        before = State.of(scheme(5, 40, 30, 0.3))
        after = repair_network(before, Delta(removed=before.chosen[:5]))
        gained, lost = after.differences(before)
        assert gained.tolist() == np.setdiff1d(after.chosen, before.chosen).tolist()
        assert lost.tolist() == np.setdiff1d(before.chosen, after.chosen).tolist()
        assert [part.tolist() for part in before.differences(after)] == [lost.tolist(), gained.tolist()]

    def test_a_failed_repair_harms_no_state(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import mentormatch.engine.repair.repair as module

        state = State.of(scheme(5, 40, 30, 0.3))
        before, real = frozen(state), module.restore

        def interrupted(*given: object) -> None:
            real(*given)
            raise KeyboardInterrupt

        monkeypatch.setattr(module, "restore", interrupted)
        with pytest.raises(KeyboardInterrupt):
            repair_network(state, Delta(removed=state.chosen[:5]))
        monkeypatch.undo()
        assert frozen(state) == before
        is_the_best(repair_network(state, Delta(removed=state.chosen[:5])))

    def test_a_long_line_keeps_little_and_ends_proved(self) -> None:
        random = np.random.default_rng(0)
        state = first = State.of(scheme(7, 300, 200, 0.1))
        content = frozen(first)
        for _ in range(400):
            mentee = random.integers(0, 300, 1)
            state = repair_network(state, Delta(mentees=mentee, demand=random.integers(0, 3, 1)))
            assert all(len(version.steps) < 20 for version in state.versions)
        is_the_best(state)
        assert frozen(first) == content
