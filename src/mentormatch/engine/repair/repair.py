"""`repair`: from a solved state and some changes to the new best answer, at the cost of what changed.

The work grows with the change and its reach, not with the size of the scheme: see
`mentormatch.engine.state.kernel` for the method and `mentormatch.engine.state.versions` for how states share
arrays.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from immutabledict import immutabledict

from mentormatch.arrays import Bools, Indices, Ints
from mentormatch.changes.base import Change
from mentormatch.engine.compiled import decide
from mentormatch.engine.repair.delta import NOTHING, Delta, refuse_errors, refuse_uncovered
from mentormatch.engine.repair.translate import translated
from mentormatch.engine.solve import solve
from mentormatch.engine.state.base import MANY, Base, Room, Solved, problem_of, solved_now
from mentormatch.engine.state.kernel import (
    MATCHED,
    PAIRS,
    PEOPLE,
    SCORE,
    SEARCHES,
    WRITTEN,
    restore,
)  # fmt: skip
from mentormatch.engine.state.state import KeptSolution, Made, State, solved_with_room
from mentormatch.engine.state.versions import Version
from mentormatch.engine.suspend import solve_what_holds
from mentormatch.errors import CertificateError
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.solution import Certificate, Solution, Status
from mentormatch.proof.certificate import certify
from mentormatch.rules import KeepTogether, Require, Rule
from mentormatch.rules.fields.pairs import one_pair
from mentormatch.rules.fields.people import numbered


def repair(state: State, changes: Sequence[Change], *, time_limit: float = 60.0) -> Repaired:
    """Return the best answer after changes; `state` is not changed, so that keeping it allows undoing them.

    People keep their index; people who join get the next index, mentees and mentors separately, and people
    who leave remain with a demand or capacity of 0. Without side rules, the work grows with the changes and
    their reach; with side rules, the problem is solved from scratch, with the rest of the answer as a hint.

    Parameters
    ----------
    state : State
        ``solve(problem, keep_state=True).state``, or that of an earlier repair.
    changes : sequence of changes
        With indices and `Entry`; see `mentormatch.changes`. Any pair may change: `Extend` only requires
        that the pair exists. People whose pair was dissolved, or who avoid each other, are never paired
        again, even if a later `Entry` lists them.
    time_limit : float
        Seconds for the solver, if there are side rules.

    Returns
    -------
    Repaired
        The answer and the state to repair from next.

    Raises
    ------
    ChangeError
        If changes do not fit the state or each other; the error lists all of them.
    ProblemError
        If numbers could overflow, or if rules that list every pair cannot cover new ones.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> state = mm.solve(problem, keep_state=True).state
    >>> joins = mm.Entry(role="mentee", partners=[0], scores=[9])
    >>> repaired = mm.repair(state, [mm.Leave(1, "mentee"), mm.Join(joins)])
    >>> repaired.chosen.tolist(), repaired.score, repaired.certificate.proved
    ([2], 9, True)
    """
    began = time.monotonic()
    with state.loaded() as base:
        delta, avoided = translated(state, base, changes)
        if base.terms.rules:
            refuse_uncovered(base, delta)
        after = _after(state, base, delta, time_limit)
    if avoided or state.avoided:
        after = replace(after, avoided=after.avoided | state.avoided | avoided)
    return Repaired(after, time.monotonic() - began)


@dataclass(frozen=True, eq=False)
class Repaired:
    """The answer after a repair, with the attributes of a `Solution`; arrays are only built on first use.

    Parameters
    ----------
    state : State
        The state to repair from next.
    seconds : float
        Wall-clock time of the repair.

    Examples
    --------
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7])
    >>> repaired = mm.repair(mm.solve(problem, keep_state=True).state, [mm.Dissolve(1, 0)])
    >>> repaired.chosen.tolist(), repaired.score, repaired.anew
    ([0], 4, '')
    """

    state: State
    seconds: float

    @property
    def anew(self) -> str:
        """Why the problem was solved from scratch; empty if it was repaired."""
        return self.state.made.anew

    @property
    def suspended(self) -> tuple[Rule, ...]:
        """Rules that cannot hold after the changes; what they forbid still holds, and they may hold later."""
        return tuple(self.state.suspended)

    @property
    def n_matched(self) -> int:
        """Filled mentee demand."""
        return self.state.n_matched

    @property
    def score(self) -> int:
        """Sum of the chosen pairs' scores."""
        return self.state.score

    @property
    def problem(self) -> Problem:
        """The problem after the changes, without removed pairs; built once, on first use."""
        return self.state.problem()

    @cached_property
    def solution(self) -> KeptSolution:
        """The answer with its certificate, checked against `problem`.

        Raises
        ------
        CertificateError
            If the checker does not confirm it: a defect.
        """
        found = self.state.solution().replace(seconds=self.seconds)
        certificate = certify(self.problem, found)
        if found.status is not Status.UNKNOWN and not certificate.feasible:
            raise CertificateError("; ".join(certificate.violations))
        return KeptSolution.of(found.replace(certificate=certificate), self.state)

    @property
    def chosen(self) -> Ints:
        """Chosen pairs, as indices into the pairs of `problem`."""
        return self.solution.chosen

    @property
    def status(self) -> Status:
        """How the answer compares with the best possible one."""
        return self.solution.status

    @property
    def bound(self) -> int | None:
        """Bound on the last objective."""
        return self.solution.bound

    @property
    def gap(self) -> float | None:
        """Relative gap of the first objective that is not proved."""
        return self.solution.gap

    @property
    def certificate(self) -> Certificate | None:
        """What the checker found."""
        return self.solution.certificate


def repair_network(state: State, delta: Delta, time_limit: float = 60.0) -> State:
    """Return the best answer after a change, as a new state; the old one is not changed.

    Parameters
    ----------
    time_limit : float
        Seconds for the solver, if the state has rules.

    Returns
    -------
    State
        ``made`` records whether it was repaired or solved from scratch, and why.

    Raises
    ------
    ProblemError
        If the change does not fit the state (all errors at once), or if its numbers could overflow.
    """
    with state.loaded() as base:
        refuse_errors(state, base, delta)
        return _after(state, base, delta, time_limit)


def _after(state: State, base: Base, delta: Delta, time_limit: float) -> State:
    """Return the best answer after a change that fits, with new shared arrays if room runs out."""
    decide(state.n_pairs)
    room = Room(len(delta.new_demand), len(delta.new_capacity), len(delta.new_score))
    if _fits(state, base, room):
        return _repaired(state, base, delta, time_limit, compacted=False)
    now = solved_now(base, state.n_mentees, state.n_mentors, state.n_pairs)
    roomy = State.from_arrays(now, base.terms, Made(compacted=True), room)
    with roomy.loaded() as more:
        return _repaired(roomy, more, delta, time_limit, compacted=True)


def _fits(state: State, base: Base, room: Room) -> bool:
    return (
        state.n_mentees + room.mentees <= base.most_mentees
        and state.n_mentors + room.mentors <= base.most_mentors
        and state.n_pairs + room.pairs <= base.most_pairs
    )


def _repaired(state: State, base: Base, delta: Delta, time_limit: float, *, compacted: bool) -> State:
    """Repair, or solve from scratch if the repair is not possible or not proved."""
    low, high = _range(state, delta)
    why = _why_not_repaired(base, state.n_pairs + len(delta.new_score), max(-low, high))
    versions, tally = _changed(state, base, delta, search=not why)
    after = State(
        base=base,
        versions=versions,
        n_mentees=state.n_mentees + len(delta.new_demand),
        n_mentors=state.n_mentors + len(delta.new_capacity),
        n_pairs=state.n_pairs + len(delta.new_score),
        n_matched=int(tally[MATCHED]),
        score=int(tally[SCORE]),
        low=low,
        high=high,
        matched_first=state.matched_first,
        made=Made(searches=int(tally[SEARCHES]), compacted=compacted),
        found=state.found,
        avoided=state.avoided,
        suspended=state.suspended,
    )
    if not why and not _is_proved(after):
        why = "the bonus on filled demand has become too small for the scores"
    return _from_scratch(after, base, why, time_limit) if why else after


def _range(state: State, delta: Delta) -> tuple[int, int]:
    """Return bounds on the scores, including the new ones."""
    new = [
        int(score)
        for part in (delta.score, delta.new_score)
        if len(part)
        for score in (part.min(), part.max())
    ]
    if not new:
        return state.low, state.high
    return (min(state.low, *new), max(state.high, *new)) if state.n_pairs else (min(new), max(new))


def _why_not_repaired(base: Base, n_pairs: int, largest: int) -> str:
    """Return why a change cannot be repaired, if it cannot."""
    if base.terms.rules:
        names = sorted({rule.rule for rule in base.terms.rules})
        return f"repair does not accept the rule {', '.join(names)}"
    if 16 * (base.terms.bonus + largest) >= LIMIT or (largest + 1) * (n_pairs + 2) >= LIMIT:
        return "the scores are too large to repair from the kept prices"
    return ""


def _is_proved(state: State) -> bool:
    """Return whether the prices prove the filled demand: the checker's sum, from the kept totals.

    Total price and total weight are equal. Divided by the lowest weight of a pair and rounded down, this
    total bounds the number of pairs.
    """
    if not state.matched_first:
        return True
    bonus = state.base.terms.bonus
    least = bonus + state.low
    return least > 0 and (state.n_matched * bonus + state.score) // least == state.n_matched


def _changed(state: State, base: Base, delta: Delta, *, search: bool) -> tuple[tuple[Version, ...], Ints]:
    """Make the change in the shared arrays and, if `search`, repair it; return the versions and the tally."""
    n_pairs, bonus = state.n_pairs + len(delta.new_score), base.terms.bonus
    added = np.arange(state.n_pairs, n_pairs) if n_pairs > state.n_pairs else NOTHING
    for part in base.parts:
        part.open()
    if len(added):
        new = base.pairs[state.n_pairs : n_pairs]
        new["weight"] = delta.new_score + bonus
        new["mentee"] = delta.new_mentee + base.most_mentors
        new["mentor"] = delta.new_mentor
    tally = base.tally(state.n_matched, state.score)
    restore(
        base.price, base.people, base.marks, base.pairs, base.flags, base.held, base.entries, base.links,
        base.heap, base.lists, base.trail, tally, delta.removed, delta.barred, *_resized(state, base, delta),
        delta.rescored, delta.score + bonus if len(delta.score) else NOTHING, added, search,
    )  # fmt: skip
    written: tuple[Indices, ...] = (
        base.lists[WRITTEN, : tally[PEOPLE]], base.trail[: tally[PAIRS]],
        np.concatenate((delta.rescored, added)) if len(added) else delta.rescored,
        added - base.n_pairs if len(added) else NOTHING,
    )  # fmt: skip
    kept = zip(base.parts, state.versions, written, strict=True)
    versions = tuple(part.keep(before, where) for part, before, where in kept)
    return versions, tally


def _resized(state: State, base: Base, delta: Delta) -> tuple[Ints, Ints]:
    """Return the people whose demand or capacity changes, as positions in the arrays, and the new ones."""
    first = base.most_mentors
    if not (len(delta.mentors) or len(delta.mentees) or len(delta.new_capacity) or len(delta.new_demand)):
        return NOTHING, NOTHING
    sides = (
        (delta.mentors, delta.capacity),
        (np.arange(state.n_mentors, state.n_mentors + len(delta.new_capacity)), delta.new_capacity),
        (delta.mentees + first, delta.demand),
        (np.arange(state.n_mentees, state.n_mentees + len(delta.new_demand)) + first, delta.new_demand),
    )
    people, most = map(np.concatenate, zip(*sides, strict=True))
    return people, np.minimum(most, MANY)


def _from_scratch(after: State, base: Base, why: str, time_limit: float) -> State:
    """Solve the problem after a change from scratch, with the rest of the answer as a hint."""
    now = solved_now(base, after.n_mentees, after.n_mentors, after.n_pairs)
    made = Made(why, compacted=after.made.compacted)
    if base.terms.rules:
        return _under_rules(after, base, now, made, time_limit)
    there = np.flatnonzero(~now.removed)
    answer = solved_with_room(problem_of(now, base.terms, ()), after.matched_first, base.terms.seed)
    solved = replace(
        now, mentee_price=answer.mentee_price, mentor_price=answer.mentor_price,
        taken=_marked(now, there[answer.chosen]),
    )  # fmt: skip
    return State.from_arrays(
        solved, replace(base.terms, bonus=answer.bonus), replace(made, searches=answer.searches)
    )


def _under_rules(after: State, base: Base, now: Solved, made: Made, time_limit: float) -> State:
    """Solve under the rules that can hold, with the rest of the answer as a hint."""
    there = np.flatnonzero(~now.removed)
    hint = np.searchsorted(there, np.flatnonzero(now.taken))
    rules = [rule for rule in base.terms.rules if _is_possible(rule, now)]

    def answer(under: tuple[Rule, ...], seconds: float) -> Solution:
        problem = problem_of(now, base.terms, under)
        return solve(problem, after.order.names, time_limit=seconds, seed=base.terms.seed, hint=hint)

    found, broken = solve_what_holds(rules, answer, (), time_limit)
    state = State.from_arrays(
        replace(now, taken=_marked(now, there[found.chosen])), base.terms, made, found=found
    )
    gone: dict[Rule, Rule | None] = {rule: None for rule in base.terms.rules if rule not in rules}
    return replace(
        state, suspended=immutabledict(gone | {rules[at]: rules[at].prohibition() for at in broken})
    )


def _is_possible(rule: Rule, now: Solved) -> bool:
    """Return whether the pair that a rule requires is still there, and whom it keeps together are."""
    if isinstance(rule, Require):
        return not now.removed[one_pair(rule.pair)]
    return not isinstance(rule, KeepTogether) or bool(np.all(now.demand[numbered(rule.mentees)] > 0))


def _marked(now: Solved, pairs: Ints) -> Bools:
    """Return a mask of these pairs among all pairs."""
    taken = np.zeros(len(now.score), np.bool_)
    taken[pairs] = True
    return taken
