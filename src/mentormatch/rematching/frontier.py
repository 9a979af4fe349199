"""`frontier`: what moving one person more is worth, proved point by point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from mentormatch.changes.base import Change
from mentormatch.engine.solve import solve
from mentormatch.matching.matching import Matching, Progress, teller
from mentormatch.policy import Policy
from mentormatch.problem.build import Terms
from mentormatch.problem.solution import Solution
from mentormatch.rematching.rematch import Plan, plan_rematch
from mentormatch.scoring import DEFAULT_SCORERS, SCALE, Scorer

if TYPE_CHECKING:
    import pandas as pd


def frontier(
    matching: Matching,
    changes: Sequence[Change] = (),
    policy: Policy | None = None,
    *,
    most: int = 20,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    time_limit: float = 60.0,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Frontier:
    """Find, for 0, 1, 2, ... disturbed pairs, the most people matched and the best score after changes.

    Parameters
    ----------
    matching : Matching
    changes : sequence of changes
    policy : Policy, optional
        As for `rematch`; its budget and price play no part. If it keeps no pairs, all count as kept.
    most : int
        Disturbed pairs up to which to look; it ends sooner where further ones gain nothing.
    scorers : sequence of Scorer
    time_limit : float
        Seconds for each point.
    verbose, progress
        As for `match`.

    Returns
    -------
    Frontier

    Raises
    ------
    PolicyError, ChangeError, InfeasibleError
        As for `rematch`.
    """
    tell = teller(progress, verbose)
    plan = plan_rematch(matching, changes, policy, scorers, tell)
    return Frontier(tuple(_points(plan, most, time_limit)))


def _points(plan: Plan, most: int, time_limit: float) -> Iterator[Point]:
    """Yield the points one after another; each begins from the one before."""
    rules = plan.policy.rematch
    keep = "all" if rules.keep == "none" else rules.keep
    base = plan.terms(rules.model_copy(update={"keep": keep, "budget": 0, "price": None}))
    free = _solved(plan, Terms(boost=base.boost), time_limit, None)
    best = _Value.of(plan, base, free)
    hint = None
    for disturbed in range(most + 1):
        plan.tell(f"Looking at {disturbed} disturbed pairs")
        left = max(len(base.kept) - disturbed, 0)
        terms = Terms(base.kept, left if disturbed else None, base.boost)
        found = _solved(plan, terms, time_limit, hint)
        hint = found.chosen
        value = _Value.of(plan, base, found)
        yield Point(disturbed, value.broken, value.matched, value.waited, value.score, found.gap == 0.0)
        if (value.matched, value.points) == (best.matched, best.points) or not left:
            return


def _solved(plan: Plan, terms: Terms, time_limit: float, hint: np.ndarray | None) -> Solution:
    return solve(
        plan.problem(terms), plan.policy.objective, time_limit=time_limit, seed=plan.policy.seed, hint=hint,
        lottery=False,
    )  # fmt: skip


@dataclass(frozen=True)
class _Value:
    """What an answer reaches: points with what comes first, and score without it."""

    matched: int
    points: int
    waited: int
    score: float
    broken: int

    @classmethod
    def of(cls, plan: Plan, terms: Terms, found: Solution) -> _Value:
        points = plan.scores.points[found.chosen]
        broken = len(terms.kept) - len(np.intersect1d(terms.kept, found.chosen, assume_unique=True))
        mentees = plan.applied.people.mentees
        rounds = (plan.history.waited.get(mentees[i].id, 0) for i in plan.candidates.mentee[found.chosen])
        return cls(len(found.chosen), found.score, sum(rounds), int(points.sum()) / SCALE, broken)


@dataclass(frozen=True)
class Point:
    """What can be reached when at most so many kept pairs are broken.

    Parameters
    ----------
    allowed, disturbed : int
        Pairs that may be broken, and that are.
    matched : int
        Filled mentee places.
    waited : int
        Rounds that those with a mentor had waited, in all: they come before the score where the policy says
        so.
    score : float
        Sum of the scores, a pair's best being 1.
    proved : bool
        Whether nothing better exists.
    """

    allowed: int
    disturbed: int
    matched: int
    waited: int
    score: float
    proved: bool


@dataclass(frozen=True)
class Frontier:
    """What can be reached for every number of disturbed pairs.

    Parameters
    ----------
    points : tuple of Point
        For 0, 1, 2, ... pairs that may be broken.
    """

    points: tuple[Point, ...]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The points.

        Returns
        -------
        DataFrame
            Columns allowed, disturbed, matched, waited, more_matched, score, more_score (more than with
            nobody disturbed), proved.
        """
        import pandas as pd

        first = self.points[0]
        frame = pd.DataFrame([asdict(point) for point in self.points])
        frame.insert(4, "more_matched", frame.matched - first.matched)
        frame.insert(6, "more_score", frame.score - first.score)
        return frame

    def sentences(self) -> list[str]:
        """Return what further disturbed pairs are worth, where they are worth anything."""
        first, found, before = self.points[0], [], self.points[0]
        for point in self.points[1:]:
            if point.disturbed != before.disturbed:
                pairs = f"{point.disturbed} pair{'' if point.disturbed == 1 else 's'}"
                found.append(f"Moving {pairs} {self._gain(first, point)}.")
            before = point
        return found or ["Moving nobody is best: breaking a kept pair gains nothing."]

    @staticmethod
    def _gain(first: Point, point: Point) -> str:
        more, longer = point.matched - first.matched, point.waited - first.waited
        gains = [f"lets {more} more in"] if more else []
        gains += [f"serves {longer} more round{'' if longer == 1 else 's'} of waiting"] if longer > 0 else []
        return ", ".join([*gains, f"changes the score by {point.score - first.score:+.2f}"])

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    def plot(self, axes: Any = None) -> Any:
        """Draw people matched and score against disturbed pairs; return the matplotlib axes.

        Parameters
        ----------
        axes : matplotlib.axes.Axes, optional
            Where to draw; a new figure without it.
        """
        import matplotlib.pyplot as plt
        from matplotlib.ticker import MaxNLocator

        if axes is None:
            _, axes = plt.subplots(figsize=(7, 4), layout="constrained")
        where = [p.allowed for p in self.points]
        matched = [p.matched for p in self.points]
        axes.step(where, matched, where="post", color="tab:blue", linewidth=2)
        axes.set_ylim(min(matched) - 1, max(matched) + 1)
        axes.set_xlabel("kept pairs that may be broken")
        axes.set_ylabel("people matched", color="tab:blue")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        other = axes.twinx()
        other.plot(where, [p.score for p in self.points], color="tab:orange", marker="o", markersize=4)
        other.set_ylabel("sum of the scores", color="tab:orange")
        axes.set_title("What moving people is worth")
        return axes
