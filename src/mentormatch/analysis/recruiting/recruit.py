"""`recruit`: what one more mentee at each mentor would gain, and which further mentors would gain most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.analysis.recruiting.profiles import Profile, as_mentors, profiles, usual_capacity
from mentormatch.analysis.recruiting.scheme_map import draw_map
from mentormatch.arrays import Ints, counted
from mentormatch.candidates.search import Candidates, find_candidates_of
from mentormatch.display.plot import Plot
from mentormatch.engine.repair.delta import Delta
from mentormatch.engine.repair.repair import repair_network
from mentormatch.engine.solve import solve
from mentormatch.engine.state.state import State
from mentormatch.errors import ProblemError
from mentormatch.matching.arguments import matching_given
from mentormatch.matching.costs.kept import Kept, keep
from mentormatch.matching.costs.relaxed import Change, Outcome, Relaxing, with_pairs
from mentormatch.matching.result import Matching
from mentormatch.objectives import DEFAULT, SCORE, Order
from mentormatch.people.model import People
from mentormatch.progress import Progress, Steps, shown
from mentormatch.rules import Forbid, Keep, Require
from mentormatch.scoring import SCALE, score_more

if TYPE_CHECKING:
    import pandas as pd

_ALONE = (Forbid, Keep, Require)
_CAPACITY = ("mentor_id", "capacity", "mentees", "more_matched", "more_score", "exact")
_RECRUITS = (
    "location", "latitude", "longitude", "level", "interests", "capacity", "more_matched", "more_score",
    "total_matched", "total_score", "exact",
)  # fmt: skip


def recruit(
    matching: Matching,
    n: int = 5,
    *,
    capacity: int | None = None,
    time_limit: float = 60.0,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Recruiting:
    """Return what one more mentee at each mentor would gain, and the further mentors who would gain most.

    Parameters
    ----------
    matching : Matching
        It is not changed.
    n : int
        How many mentors to recruit, at least 0.
    capacity : int, optional
        How many mentees each of them would take; the median of the mentors if it is left out.
    time_limit : float
        Seconds of the solver, where rules tie several pairs together or prices do not prove the matching.
    verbose, progress : optional
        As for `match`.

    Returns
    -------
    Recruiting
        The gains, the greatest first, and the mentors to look for.

    Raises
    ------
    ArgumentError
        If `matching` is not a `Matching`.
    ProblemError
        If `n` is below 0, or `capacity` below 1.

    Notes
    -----
    Gains are exact: the matching is repaired for each. A mentor with a price of 0 gains nothing. Further
    mentors are chosen greedily, in each step the one with the greatest gain: those are repaired, the greatest
    bound first, until no bound is above the best gain. With prices u of the mentees, a mentor who takes c
    gains at most the sum of the c greatest positive values of w - u: without units of these mentees, the rest
    is worth less by at least the sum of their prices.

    With rules that tie several pairs together the mentors are chosen without these, and then everything is
    solved with them.

    Examples
    --------
    >>> mentees = tuple(mm.Mentee(id=f"e{k}", consent=True, wants={"audit": 3}) for k in (1, 2))
    >>> mentor = mm.Mentor(id="r1", consent=True, offers={"audit": 4})
    >>> found = mm.recruit(mm.match(mm.People(mentees=mentees, mentors=(mentor,))), 1)
    >>> found.capacity["more_matched"].tolist(), found.recruits["interests"].tolist()
    ([1], ['audit'])
    """
    matching = matching_given(matching)
    wrong = [f"`n` has to be at least 0, but is {n}"] if n < 0 else []
    wrong += (
        [f"`capacity` has to be at least 1, but is {capacity}"]
        if capacity is not None and capacity < 1
        else []
    )
    if wrong:
        raise ProblemError(wrong)
    with shown(verbose):
        report = Steps(progress)
        relaxing = Relaxing(matching, time_limit)
        takes = usual_capacity(matching) if capacity is None else capacity
        report(f"Looking for {counted(n, 'further mentor')}")
        recruits = _frame(_Search(matching, relaxing, takes).best(n) if n else (), _RECRUITS)
        report("Asking for one more mentee at each mentor")
        best_first = ["more_matched", "more_score", "mentor_id"]
        capacities = _frame(_capacities(matching, relaxing), _CAPACITY).sort_values(
            best_first, ascending=[False, False, True], ignore_index=True
        )
        complete = relaxing.by_repair or relaxing.left > 0
        return Recruiting(matching, capacities, recruits, relaxing.by_repair, complete)


def _frame(rows: Iterable[tuple[object, ...]], columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns))


def _gain(then: Outcome, points: Ints) -> tuple[int, int]:
    """Return how many more pairs and points there are after a change."""
    return len(then.points) - len(then.lost), int(then.points.sum() - points[then.lost].sum())


def _capacities(matching: Matching, relaxing: Relaxing) -> Iterator[tuple[object, ...]]:
    """Yield the gain of one more mentee at each mentor who may have one, as far as there is time."""
    problem, points = matching.problem, matching.scores.points
    load = np.bincount(problem.mentor[matching.solution.chosen], minlength=problem.n_mentors)
    possible = (problem.capacity > 0) & (np.bincount(problem.mentor, minlength=problem.n_mentors) > 0)
    free = np.zeros(problem.n_mentors, np.bool_)
    if relaxing.by_repair and matching.kept is not None:
        free = matching.kept.state.arrays().mentor_price == 0
    # Full mentors come first, if there is not time for all.
    for j in np.argsort(load < problem.capacity, kind="stable").tolist():
        then = relaxing.best(Change(more={("mentor", j): 1})) if possible[j] and not free[j] else None
        if possible[j] and (free[j] or then is not None):
            matched, more = (0, 0) if then is None else _gain(then, points)
            exact = then is None or (then.exact and matching.gap == 0.0)
            name, takes = matching.people.mentors[j].id, int(problem.capacity[j])
            yield name, takes, int(load[j]), matched, more / SCALE, exact


class _Search:
    """Finds the mentors to recruit.

    Parameters
    ----------
    takes : int
        How many mentees each would take.
    """

    def __init__(self, matching: Matching, relaxing: Relaxing, takes: int) -> None:
        self._matching, self._relaxing, self._takes = matching, relaxing, takes
        kept = matching.kept if relaxing.by_repair else None
        self._kept = _without_ties(matching) if kept is None else kept

    def best(self, n: int) -> Iterator[tuple[object, ...]]:
        """Yield the mentors with their gains, as rows, the best first."""
        found = profiles(self._matching)
        pairs, _, points, boost = self._pairs(found)
        greedy = list(self._greedy(found, pairs, points, boost, n))
        chosen, before = [profile for profile, _ in greedy], (0, 0)
        # Recruits are of no organisation yet, so nobody knows how they would change the shares.
        in_shares = self._matching.policy.shares is not None
        totals = [(*total, not in_shares) for _, total in greedy]
        if not self._relaxing.by_repair and not in_shares:
            totals = list(self._under_rules(chosen))
        for profile, (matched, score, exact) in zip(chosen, totals, strict=False):
            at = profile.at
            north, east = (None, None) if at is None else (at.latitude, at.longitude)
            yield (
                profile.location, north, east, profile.level, ", ".join(profile.interests), self._takes,
                matched - before[0], (score - before[1]) / SCALE, matched, score / SCALE, exact,
            )  # fmt: skip
            before = matched, score

    def _pairs(self, found: list[Profile]) -> tuple[Candidates, People, Ints, Ints]:
        """Return the pairs of such mentors, everybody with them, and the pairs' points and priorities."""
        matching = self._matching
        mentors = (*matching.people.mentors, *as_mentors(matching, found, self._takes))
        people = matching.people.replace(mentors=mentors)
        new = np.arange(len(matching.people.mentors), len(mentors))
        pairs = find_candidates_of(people, matching.policy, new[:0], new)
        points = score_more(people, pairs, matching.policy, matching.scores_with_learnt).points
        boost, known = matching.terms.boost, np.full(len(people.mentees), np.iinfo(np.int64).max)
        if boost is None:
            return pairs, people, points, np.zeros(len(pairs), np.int64)
        # A rematch puts the same on top of each pair of a mentee, and more on top of those it keeps.
        np.minimum.at(known, matching.problem.mentee, boost)
        return pairs, people, points, np.where(known == known.max(), 0, known)[pairs.mentee]

    def _greedy(
        self, found: list[Profile], pairs: Candidates, points: Ints, boost: Ints, n: int
    ) -> Iterator[tuple[Profile, tuple[int, int]]]:
        """Yield profiles, each with what it and those before gain, as pairs and points."""
        kept, matching = self._kept, self._matching
        open_to = np.flatnonzero(kept.state.base.solved.demand[pairs.mentee] > 0)
        open_to = open_to[np.argsort(pairs.mentor[open_to], kind="stable")]
        profile = pairs.mentor[open_to] - np.int64(matching.problem.n_mentors)
        mentee, own = pairs.mentee[open_to].astype(np.int64), points[open_to]
        score, first, takes = own + boost[open_to], kept.state.n_mentors, np.array([self._takes])
        start = np.searchsorted(profile, np.arange(len(found) + 1))
        # They are there without capacity, so that asking for one is a small change.
        nobody = np.zeros(len(found), np.int64)
        there = Delta(new_capacity=nobody, new_mentee=mentee, new_mentor=first + profile, new_score=score)
        state = repair_network(kept.state, there)
        all_points = [matching.scores.points[kept.pairs], own]
        was, largest = self._total(kept.state, all_points), max(abs(state.low), abs(state.high))
        for k in range(n):
            bounds = self._bounds(state, mentee, profile, score, start)
            bonus = state.base.terms.bonus
            if 0 < bonus <= (state.n_matched + self._takes) * largest:
                # One more pair need not outweigh all scores in a small scheme: all are tried.
                bounds[:] = self._takes * (bonus + largest) + 1
            best = self._step(state, bounds, first)
            if best is None:
                return
            mine = slice(start[best], start[best + 1])
            same = np.full(start[best + 1] - start[best], first + len(found) + k)
            more = Delta(new_capacity=takes, new_mentee=mentee[mine], new_mentor=same, new_score=score[mine])
            state = repair_network(state, more)
            all_points.append(own[mine])
            now = self._total(state, all_points)
            yield found[best], (now[0] - was[0], now[1] - was[1])

    def _bounds(self, state: State, mentee: Ints, profile: Ints, score: Ints, start: Ints) -> Ints:
        """Return a bound on what a mentor of each profile gains, with the bonus on each pair."""
        gain = score + state.base.terms.bonus - state.arrays().mentee_price[mentee]
        order = np.lexsort((-gain, profile))
        few = order[np.arange(len(order)) - start[profile] < self._takes]
        bounds = np.zeros(len(start) - 1, np.int64)
        np.add.at(bounds, profile[few], np.maximum(gain[few], 0))
        return bounds

    def _step(self, state: State, bounds: Ints, first: int) -> int | None:
        """Return the profile that gains most; None if none gains anything."""
        best, most, takes, bonus = None, (0, 0), np.array([self._takes]), state.base.terms.bonus
        for one in np.argsort(-bounds, kind="stable").tolist():
            if bounds[one] <= most[0] * bonus + most[1]:
                break
            then = repair_network(state, Delta(mentors=np.array([first + one]), capacity=takes))
            gain = (bonus and then.n_matched - state.n_matched, then.score - state.score)
            best, most = (one, gain) if gain > most else (best, most)
        return best

    @staticmethod
    def _total(state: State, points: list[Ints]) -> tuple[int, int]:
        return state.n_matched, int(np.concatenate(points)[state.chosen].sum())

    def _under_rules(self, chosen: list[Profile]) -> Iterator[tuple[int, int, bool]]:
        """Yield what the first, the first two, ... gain under all rules, as far as there is time."""
        matching = self._matching
        pairs, people, points, boost = self._pairs(chosen)
        change = Change(pairs, points)
        problem, where = with_pairs(matching, pairs, change, people)
        score = problem.score.copy()
        score[np.setdiff1d(np.arange(problem.n_pairs), where)] += boost
        for k in range(len(chosen)):
            capacity = problem.capacity.copy()
            capacity[matching.problem.n_mentors + k + 1 :] = 0
            then = self._relaxing.solved(problem.replace(score=score, capacity=capacity), where, change)
            if then is None:
                return
            yield *_gain(then, matching.scores.points), then.exact and matching.gap == 0.0


def _without_ties(matching: Matching) -> Kept:
    """Return the state of the problem without the rules that tie several pairs together."""
    order = Order.of(matching.policy.objective)
    order = order if order == Order((SCORE,)) else DEFAULT
    problem = matching.problem
    problem = problem.replace(rules=[one for one in problem.rules if isinstance(one, _ALONE)])
    found = keep(problem, solve(problem, order.names, seed=matching.policy.seed), order, matching.policy.seed)
    assert found is not None  # noqa: S101  (prices prove all answers of such problems)
    return found


@dataclass(frozen=True, eq=False)
class Recruiting:
    """Where to recruit.

    Parameters
    ----------
    matching : Matching
        For which it was asked.
    capacity : DataFrame
        One row for each mentor who takes part and whom somebody may meet, or as many as there was time for:
        ``mentor_id``, ``capacity``, ``mentees`` (that the mentor has), and what one more mentee would gain:
        ``more_matched`` (pairs), ``more_score`` (in all; a pair's best score is 1), ``exact`` (whether both
        matchings are proved). The greatest gain comes first.
    recruits : DataFrame
        The mentors to recruit, the best first; fewer than asked for if no more would gain anything:
        ``location`` (empty where none is known), ``latitude``, ``longitude`` (degrees), ``level`` (seniority;
        None where no mentor has one), ``interests``, ``capacity`` (as assumed), what each gains beyond those
        before (``more_matched``, ``more_score``) and together with them (``total_matched``, ``total_score``),
        and ``exact``.
    by_prices : bool
        Whether prices prove the gains; if not, each is solved under all rules, and the recruits are chosen
        without the rules that tie several pairs together.
    complete : bool
        Whether there was time for all.

    Examples
    --------
    >>> mentees = tuple(mm.Mentee(id=f"e{k}", consent=True, wants={"audit": 3}) for k in (1, 2))
    >>> mentor = mm.Mentor(id="r1", consent=True, offers={"audit": 4})
    >>> found = mm.recruit(mm.match(mm.People(mentees=mentees, mentors=(mentor,))), 1)
    >>> found.capacity[["mentor_id", "more_matched", "exact"]]
      mentor_id  more_matched  exact
    0        r1             1   True
    >>> found.recruits["total_matched"].tolist(), found.complete
    ([1], True)
    """

    matching: Matching
    capacity: pd.DataFrame
    recruits: pd.DataFrame
    by_prices: bool
    complete: bool

    def sentences(self) -> list[str]:
        """Return the result in a few sentences."""
        gaining, last = (self.capacity["more_matched"] > 0).sum(), self.recruits.tail(1)
        found = [
            f"{counted(sum(self.matching.unfilled.values()), 'mentor')} wanted and not found.",
            f"One more mentee would match one more at {gaining} of {len(self.capacity)} mentors.",
        ]
        if len(last):
            gain = f"{counted(last['total_matched'].item(), 'more pair')} and "
            gain += f"{last['total_score'].item():.3f} more score"
            found.append(f"{counted(len(self.recruits), 'further mentor')} would gain {gain}.")
        elif self.complete:
            found.append("No further mentor of those tried would gain anything.")
        if not self.by_prices:
            names = sorted({one.rule for one in self.matching.problem.rules if not isinstance(one, _ALONE)})
            rules = f" without the rules {', '.join(names)}" if names else ""
            if self.matching.policy.shares is None:
                found.append(
                    f"Each gain was solved for; the further mentors were chosen{rules} by prices alone."
                )
            else:
                found.append(
                    "What further mentors gain is worked out without shares, since they are of no "
                    f"organisation yet, and{rules}: with them it may be less."
                )
        return found if self.complete else [*found, "There was not time for all: allow more."]

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    def plot(self) -> Plot:
        """Draw a map without a background: mentees, mentors and where to recruit.

        Raises
        ------
        OutputError
            If matplotlib is not installed.
        """
        return draw_map(self.matching, self.recruits)
