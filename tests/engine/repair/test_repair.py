"""`repair` through the change classes: lines of changes against a model, a fresh solve and the checker."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mentormatch as mm
from helpers.solving import scheme
from mentormatch.changes.base import OfPair
from mentormatch.engine.repair.delta import refuse_errors
from mentormatch.engine.repair.translate import translated
from mentormatch.errors import ChangeError, ProblemError
from mentormatch.rules import (
    Floor,
    KeepApart,
    KeepTogether,
    MinimumLoad,
    MinimumLoadIfUsed,
    PairCount,
    Require,
    Stable,
)

Pair = tuple[int, int]


@dataclass
class Model:
    """The expected effect of the changes, in dictionaries."""

    demand: list[int]
    capacity: list[int]
    score: dict[Pair, int]
    never: set[Pair] = field(default_factory=set)

    @classmethod
    def of(cls, problem: mm.Problem) -> Model:
        keys = zip(problem.mentee.tolist(), problem.mentor.tolist(), strict=True)
        return cls(
            problem.demand.tolist(),
            problem.capacity.tolist(),
            dict(zip(keys, problem.score.tolist(), strict=True)),
        )

    def problem(self) -> mm.Problem:
        pairs = sorted(self.score)
        return mm.Problem(
            len(self.demand), len(self.capacity), [i for i, _ in pairs], [j for _, j in pairs],
            [self.score[pair] for pair in pairs], self.capacity, self.demand,
        )  # fmt: skip

    def take(self, change: object) -> None:
        match change:
            case (
                mm.Dissolve(mentee=i, mentor=j)
                | mm.Avoid(mentee=i, mentor=j)
                | mm.Decline(mentee=i, mentor=j)
            ):
                self.score.pop((i, j), None)
                self.never.add((i, j))
            case mm.Complete(mentee=i, mentor=j):
                self.score.pop((i, j), None)
                self.demand[i] = max(self.demand[i] - 1, 0)
            case mm.Expire(mentee=i, mentor=j):
                self.score.pop((i, j), None)
            case mm.Leave(person=k, role=role):
                (self.demand if role == "mentee" else self.capacity)[k] = 0
            case mm.Join(person=person) | mm.Update(person=person):
                places = self.demand if person.role == "mentee" else self.capacity
                if person.index is None:
                    places.append(person.places)
                number = len(places) - 1 if person.index is None else person.index
                places[number] = person.places
                side = 0 if person.role == "mentee" else 1
                self.score = {pair: s for pair, s in self.score.items() if pair[side] != number}
                for other, s in zip(person.partners.tolist(), person.scores.tolist(), strict=True):
                    pair = (number, other) if side == 0 else (other, number)
                    if pair not in self.never:
                        self.score[pair] = s


def taken(state: mm.State) -> list[Pair]:
    now = state.arrays()
    return list(zip(now.mentee[now.taken].tolist(), now.mentor[now.taken].tolist(), strict=True))


def some_changes(rng: random.Random, model: Model, pairs: list[Pair], most: int = 3) -> list[object]:
    """Draw valid changes, at most one per pair and person."""
    found: list[object] = []
    used: set[tuple[str, int]] = set()
    for _ in range(rng.randint(1, most)):
        kind = rng.choice(["dissolve", "complete", "extend", "avoid", "leave", "join", "update", "update"])
        role = rng.choice(["mentee", "mentor"])
        mine, theirs = (model.demand, model.capacity) if role == "mentee" else (model.capacity, model.demand)
        if kind in {"dissolve", "complete", "extend", "avoid"}:
            if kind == "avoid" or not pairs:
                if not model.demand or not model.capacity:
                    continue
                pair = (rng.randrange(len(model.demand)), rng.randrange(len(model.capacity)))
                change: object = mm.Avoid(*pair)
            else:
                pair = rng.choice(pairs)
                change = {"dissolve": mm.Dissolve, "complete": mm.Complete, "extend": mm.Extend}[kind](*pair)
            touched = {("mentee", pair[0]), ("mentor", pair[1])}
        elif kind == "leave":
            if not mine:
                continue
            number = rng.randrange(len(mine))
            change, touched = mm.Leave(number, role), {(role, number)}
        else:
            index = rng.randrange(len(mine)) if kind == "update" and mine else None
            partners = rng.sample(range(len(theirs)), rng.randint(0, min(4, len(theirs))))
            entry = mm.Entry(role=role, partners=partners, scores=[rng.randint(-9, 30) for _ in partners],
                             places=rng.randint(0, 2), index=index)  # fmt: skip
            change = mm.Join(entry) if index is None else mm.Update(entry)
            touched = {(role, index)} if index is not None else set()
            touched |= {("mentor" if role == "mentee" else "mentee", one) for one in partners}
        if not touched & used:
            used |= touched
            found.append(change)
    return found


def as_good(repaired: mm.Repaired, model: Model, order: tuple[str, ...]) -> None:
    fresh = mm.solve(model.problem(), order)
    assert (repaired.n_matched, repaired.score) == (fresh.n_matched, fresh.score) or order == ("score",)
    assert repaired.score == fresh.score
    assert repaired.certificate is not None
    assert (repaired.certificate.proved, repaired.certificate.proof) == (True, "prices")
    assert not set(taken(repaired.state)) & model.never


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_lines_of_changes(seed: int, matched_first: bool) -> None:
    rng = random.Random(seed)
    order = ("matched", "score") if matched_first else ("score",)
    problem = scheme(seed % 1000, rng.randint(1, 8), rng.randint(1, 6), 0.5, top=40, low=-9)
    model = Model.of(problem)
    state = mm.solve(problem, order, keep_state=True).state
    assert state is not None
    line = [(state, state.arrays().taken.tobytes())]
    for _ in range(6):
        changes = some_changes(rng, model, taken(state))
        with state.loaded() as base:
            refuse_errors(state, base, translated(state, base, changes)[0])
        repaired = mm.repair(state, changes)
        for change in changes:
            model.take(change)
        as_good(repaired, model, order)
        state = repaired.state
        line.append((state, state.arrays().taken.tobytes()))
    for old, before in reversed(line):
        assert old.arrays().taken.tobytes() == before


def any_changes(rng: random.Random, model: Model, pairs: list[Pair]) -> list[object]:
    """Draw changes of the same few people, so that they meet in one batch; entries agree with each other."""
    scores = {
        (i, j): rng.randint(0, 30) for i in range(len(model.demand)) for j in range(len(model.capacity))
    }
    listed = {pair for pair in scores if rng.random() < 0.6}
    found: list[object] = []
    for pair in rng.sample(sorted(scores), min(3, len(scores))):
        kinds = [mm.Dissolve, mm.Complete, mm.Decline, mm.Expire, mm.Pause] if pair in pairs else [mm.Avoid]
        found.append(rng.choice(kinds)(*pair))
    for role, n, side in (("mentee", len(model.demand), 0), ("mentor", len(model.capacity), 1)):
        for index in rng.sample(range(n), min(2, n)):
            own = sorted(pair for pair in listed if pair[side] == index)
            entry = mm.Entry(
                role=role, partners=[pair[1 - side] for pair in own], scores=[scores[pair] for pair in own],
                places=rng.randint(0, 2), index=index,
            )  # fmt: skip
            found.append(mm.Update(entry))
    rng.shuffle(found)
    return found


RULES = ((), (Floor(total=-99),), (MinimumLoadIfUsed(mentor=0, load=1), KeepApart(mentees=[0])))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(RULES))
def test_what_parts_two_people_holds_in_any_order_and_with_rules(
    seed: int, rules: tuple[object, ...]
) -> None:
    rng = random.Random(seed)
    problem = scheme(seed % 1000, rng.randint(1, 5), rng.randint(1, 4), 0.5, top=40).replace(rules=rules)
    model, state = Model.of(problem), mm.solve(problem, keep_state=True).state
    for _ in range(4):
        changes = any_changes(rng, model, taken(state))
        repaired, other = mm.repair(state, changes), mm.repair(state, changes[::-1])
        assert taken(repaired.state) == taken(other.state)
        for name in () if rules else ("mentee", "mentor", "score", "mentee_price", "mentor_price", "barred"):
            one, two = (getattr(each.state.arrays(), name) for each in (repaired, other))
            assert one.tolist() == two.tolist()
        ended = {change.pair for change in changes if isinstance(change, OfPair) and change.ends()}
        # Records first: what parts two people holds whatever a record of the same batch says.
        for change in sorted(changes, key=lambda change: isinstance(change, OfPair)):
            model.take(change)
        assert not set(taken(repaired.state)) & (model.never | ended)
        assert repaired.n_matched == mm.solve(model.problem()).n_matched
        assert repaired.certificate is not None
        assert repaired.certificate.proved
        state = repaired.state


def test_entries_that_differ_about_a_pair_are_an_error() -> None:
    def entry(role: str, partners: list[int], *scores: int) -> mm.Update:
        return mm.Update(mm.Entry(role=role, partners=partners, scores=scores, index=0))

    state = mm.solve(mm.Problem(1, 1, [0], [0], [3]), keep_state=True).state
    for other, said in (
        (entry("mentor", [0], 7), "score 5 and score 7"),
        (entry("mentor", []), "may not meet"),
    ):
        for changes in ([entry("mentee", [0], 5), other], [other, entry("mentee", [0], 5)]):
            with pytest.raises(ChangeError, match=said):
                mm.repair(state, changes)
    assert mm.repair(state, [entry("mentee", [0], 5), entry("mentor", [0], 5)]).score == 5


def test_who_joins_may_be_avoided_in_the_same_batch() -> None:
    state = mm.solve(mm.Problem(1, 1, [0], [0], [3]), keep_state=True).state
    join = mm.Join(mm.Entry(role="mentor", partners=[0], scores=[9]))
    for changes in ([join, mm.Avoid(0, 1)], [mm.Avoid(0, 1), join]):
        assert taken(mm.repair(state, changes).state) == [(0, 0)]


def test_pairs_removed_for_good_stay_so_when_room_runs_out() -> None:
    problem = mm.Problem(1, 1, [0], [0], [3])
    state = mm.repair(mm.solve(problem, keep_state=True).state, [mm.Dissolve(0, 0)]).state
    joiners = [mm.Join(mm.Entry(role="mentee", partners=[], scores=[])) for _ in range(200)]
    grown = mm.repair(state, joiners)
    assert grown.state.made.compacted
    entry = mm.Entry(role="mentee", partners=[0], scores=[3], index=0)
    assert mm.repair(grown.state, [mm.Update(entry)]).n_matched == 0


def test_a_dissolved_pair_is_never_chosen_again() -> None:
    problem = mm.Problem(2, 2, [0, 0, 1], [0, 1, 1], [9, 1, 5])
    solution = mm.solve(problem, keep_state=True)
    assert solution.state is not None
    after = mm.repair(solution.state, [mm.Dissolve(0, 0)])
    assert taken(after.state) in ([(0, 1)], [(1, 1)])
    again = mm.repair(
        after.state, [mm.Update(mm.Entry(role="mentee", index=0, partners=[0, 1], scores=[9, 1]))]
    )
    assert (0, 0) not in taken(again.state)
    avoided = mm.repair(again.state, [mm.Avoid(1, 0)])
    last = mm.repair(
        avoided.state, [mm.Update(mm.Entry(role="mentor", index=0, partners=[0, 1], scores=[9, 9]))]
    )
    assert last.n_matched == 1
    assert "repair" not in last.anew


def test_undo_is_keeping_the_old_state() -> None:
    problem = scheme(3, 30, 20, 0.3)
    state = mm.solve(problem, keep_state=True).state
    assert state is not None
    before, first = state.arrays(), taken(state)
    mm.repair(state, [mm.Dissolve(*first[0]), mm.Leave(first[1][1], "mentor")])
    after = state.arrays()
    for name in before.__dataclass_fields__:
        assert getattr(before, name).tobytes() == getattr(after, name).tobytes()


def test_every_error_of_every_change_at_once() -> None:
    problem = mm.Problem(2, 2, [0, 0, 1], [0, 1, 1], [9, 1, 5])
    state = mm.solve(problem, keep_state=True).state
    assert state is not None
    with pytest.raises(ChangeError) as caught:
        mm.repair(state, [
            mm.Dissolve(1, 0), mm.Dissolve(2, 7), mm.Extend("e1", 0), mm.Leave(1), mm.Leave(5, "mentor"),
            mm.Join(mm.Entry(role="mentee", partners=[3], scores=[1])), mm.Join(mm.Mentee(id="e9")),
            mm.Update(mm.Entry(role="mentor", partners=[], scores=[])), mm.Dissolve(0, 0), mm.Dissolve(0, 0),
        ])  # fmt: skip
    assert caught.value.problems == (
        "Dissolve(1, 0): they are not a pair",
        "Dissolve(2, 7): there is no mentee 2; expected 0..1 and there is no mentor 7; expected 0..1",
        "Extend(e1, 0): there is no mentee e1; expected 0..1",
        "Leave(1): an index needs a role, 'mentee' or 'mentor'",
        "Leave(5, mentor): there is no mentor 5; expected 0..1",
        "Join(mentee None): its partners must be mentors in 0..1; found 3",
        "Join(mentee e9): a state knows people by index: use an Entry",
        "Update(mentor None): needs the index of the person",
        "Dissolve(0, 0): is given 2 times",
    )


def test_side_rules_are_solved_from_scratch_with_the_rest_as_a_hint() -> None:
    plain = scheme(5, 40, 25, 0.2, capacity=2)
    rules = [
        KeepApart(mentees=(0, 1, 2)),
        MinimumLoad(mentor=3, load=1),
        PairCount(pairs=range(0, 60, 2), at_least=9),
    ]
    problem = mm.Problem(
        plain.n_mentees,
        plain.n_mentors,
        plain.mentee,
        plain.mentor,
        plain.score,
        plain.capacity,
        plain.demand,
        rules,
    )
    state = mm.solve(problem, keep_state=True).state
    assert state is not None
    for _ in range(3):
        pair = taken(state)[0]
        joiner = mm.Entry(role="mentee", partners=[3, 4], scores=[7, 800])
        repaired = mm.repair(state, [mm.Dissolve(*pair), mm.Join(joiner)])
        assert repaired.anew.startswith("repair does not accept the rule KeepApart, MinimumLoad, PairCount")
        assert repaired.certificate is not None
        assert repaired.certificate.proved
        fresh = mm.solve(repaired.problem, method="cpsat")
        assert (repaired.n_matched, repaired.score) == (fresh.n_matched, fresh.score)
        state = repaired.state
        assert pair not in taken(state)


def test_a_rule_that_cannot_hold_after_changes_is_suspended_until_it_can() -> None:
    problem = mm.Problem(2, 1, [0, 1], [0, 0], [1, 2], capacity=2, rules=[MinimumLoad(mentor=0, load=2)])
    state = mm.solve(problem, keep_state=True).state
    assert state is not None
    after = mm.repair(state, [mm.Leave(1, "mentee")])
    assert after.suspended == problem.rules
    assert (after.n_matched, after.status) == (1, "optimal")
    back = mm.Entry(role="mentee", partners=[0], scores=[2], index=1)
    again = mm.repair(after.state, [mm.Update(back)])
    assert (again.suspended, again.n_matched) == ((), 2)


def test_a_required_pair_that_was_dissolved_stays_dissolved() -> None:
    problem = mm.Problem(1, 1, [0], [0], [1], rules=[Require(pair=0)])
    after = mm.repair(mm.solve(problem, keep_state=True).state, [mm.Dissolve(0, 0)])
    assert (after.suspended, after.n_matched) == (problem.rules, 0)


def test_who_was_to_be_kept_together_may_be_matched_when_one_has_left() -> None:
    rule = KeepTogether(mentees=[0, 1])
    problem = mm.Problem(2, 1, [0, 1], [0, 0], [1, 2], capacity=2, rules=[rule])
    after = mm.repair(mm.solve(problem, keep_state=True).state, [mm.Leave(1, "mentee")])
    assert (after.suspended, after.n_matched) == ((rule,), 1)


def test_rules_that_list_every_pair_cannot_cover_new_ones() -> None:
    problem = mm.Problem(2, 1, [0, 1], [0, 0], [1, 2], rules=[Stable(mentee_rank=[1, 1], mentor_rank=[1, 2])])
    state = mm.solve(problem, keep_state=True).state
    assert state is not None
    with pytest.raises(
        ProblemError, match="rules that list every pair or mentor cannot cover new ones: Stable"
    ):
        mm.repair(state, [mm.Join(mm.Entry(role="mentee", partners=[0], scores=[1]))])
    assert mm.repair(state, [mm.Dissolve(0, 0)]).n_matched == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"objective": ("matched",)}, "keep_state needs an objective with 'score'"),
        ({"method": "cpsat"}, "keep_state without rules needs the prices of the network kernel"),
        ({"hint": [9]}, r"hint must hold indices of pairs in 0\.\.0; found 9"),
        ({"hint": [0.5]}, "hint must be a one-dimensional array of whole numbers"),
    ],
)
def test_what_cannot_be_kept(settings: dict[str, object], said: str) -> None:
    with pytest.raises(ProblemError, match=said):
        mm.solve(mm.Problem(1, 1, [0], [0], [1]), keep_state="hint" not in settings, **settings)


def test_a_state_is_only_kept_on_request() -> None:
    assert mm.solve(mm.Problem(1, 1, [0], [0], [1])).state is None


def test_thousands_of_changes_in_a_row_end_certified() -> None:
    problem = scheme(8, 300, 200, 0.05)
    state = mm.solve(problem, keep_state=True).state
    assert state is not None
    rng = np.random.default_rng(1)
    for step in range(2_000):
        number = int(rng.integers(problem.n_mentees))
        change = mm.Update(
            mm.Entry(
                role="mentee", index=number, partners=[step % 200, (step + 7) % 200], scores=[step % 90, 50]
            )
        )
        repaired = mm.repair(state, [change])
        state = repaired.state
    assert repaired.certificate is not None
    assert repaired.certificate.proved
    assert repaired.score == mm.solve(repaired.problem).score
