"""`fairness`: what it would cost in total score if the worst-off mentee were better off, point by point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arguments import check_arguments
from mentormatch.arrays import Floats, Ints, counted
from mentormatch.display.plot import Plot
from mentormatch.display.style import BLUE, in_style
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError, PolicyError, ProblemError
from mentormatch.matching.result import Matching
from mentormatch.objectives import DEFAULT, MATCHED, SCORE, Order
from mentormatch.objectives.leximin import LEXIMIN
from mentormatch.problem.build import assemble
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Solution
from mentormatch.progress import Progress, Steps, shown
from mentormatch.scoring import SCALE

if TYPE_CHECKING:
    import pandas as pd

_FAIREST = Order((MATCHED, LEXIMIN, SCORE))


def fairness(
    matching: Matching,
    *,
    most: int = 20,
    time_limit: float = 60.0,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Fairness:
    """Find the price of fairness: the best total score if every pair scores at least so much.

    Parameters
    ----------
    matching : Matching
        Today's; it is not changed.
    most : int
        At most how many points there are besides today's, at least 1; the last is the fairest one.
    time_limit : float
        Seconds of the solver for each question, where there are rules that tie several pairs together.
    verbose, progress : optional
        As for `match`.

    Returns
    -------
    Fairness
        Today's matching, the fairest one, and those between.

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.
    ProblemError
        If `most` is below 1.

    Notes
    -----
    Each point is solved: of the candidate pairs that score at least so much, as many as today are chosen,
    under all rules, with the best total score. Without rules that tie several pairs together, as few pairs as
    possible are others than today's. In the fairest matching no score is below the highest possible least;
    then the ten mentees who are worst off are as well off as possible, the worst off first (``leximin``), and
    only then the total counts.

    Examples
    --------
    >>> mentees = tuple(mm.Mentee(id=f"e{k}", consent=True, wants={"audit": k}) for k in (2, 5))
    >>> mentor = mm.Mentor(id="r1", consent=True, offers={"audit": 4}, capacity=2)
    >>> mm.fairness(mm.match(mm.People(mentees=mentees, mentors=(mentor,)))).price
    0.0
    """
    check_arguments(fairness, locals())
    if most < 1:
        raise ProblemError([f"`most` has to be at least 1, but is {most}"])
    with shown(verbose):
        search = _Search(matching, time_limit, Steps(progress))
        points = {(one.worst, one.total): one for one in (*search.points(most), search.today())}
        return Fairness(tuple(points.values())[::-1], search.sure)


@dataclass(frozen=True)
class FairPoint:
    """The best matching in which every pair scores at least so much.

    Parameters
    ----------
    least : float
        The lowest score that was allowed; 0 to 1, as all scores of one pair.
    matched : int
        Pairs.
    total, mean, worst : float
        Sum of the pairs' scores, their mean and the lowest of them; nan for the last two without pairs.
    low, high : float
        The scores that a tenth of the pairs are below and above (the first and the last decile).
    gini : float
        How unequal the scores are: 0 if all are the same, towards 1 the more a few have most of it.
    moved : int
        Mentees who have other mentors than today.
    proved : bool
        Whether it is proved that no total is better.

    Notes
    -----
    `gini` is the sum of (2 k - n - 1) s_k over the n scores in ascending order, divided by n times their
    sum; 0 if all are 0.

    Examples
    --------
    >>> wants = {"e1": {"audit": 4}, "e2": {"audit": 2, "research": 2}}
    >>> offers = {"r1": {"audit": 2, "research": 2}, "r2": {"research": 1}}
    >>> mentees = [mm.Mentee(id=i, consent=True, wants=areas) for i, areas in wants.items()]
    >>> mentors = [mm.Mentor(id=i, consent=True, offers=areas) for i, areas in offers.items()]
    >>> matching = mm.match(mm.People(mentees=mentees, mentors=mentors))
    >>> point = mm.fairness(matching).today
    >>> point.matched, point.total, point.worst, point.proved
    (2, 1.0, 0.0, True)
    """

    least: float
    matched: int
    total: float
    mean: float
    worst: float
    low: float
    high: float
    gini: float
    moved: int
    proved: bool


class _Search:
    """Solves the points for one matching."""

    def __init__(self, matching: Matching, time_limit: float, report: Steps) -> None:
        self._matching, self._time_limit, self._report = matching, time_limit, report
        self._points = matching.scores.points
        kept = matching.kept
        # Where prices alone decide, pairs of today come first among equally good ones.
        self._staying = kept is not None and kept.alone
        self.sure = matching.gap == 0.0

    def today(self) -> FairPoint:
        """Return what the matching is."""
        chosen = self._matching.solution.chosen
        return self._point(0, chosen, proved=self._matching.gap == 0.0)

    def points(self, most: int) -> Iterator[FairPoint]:
        """Yield points from the fairest one towards today's, evenly spaced by the lowest score."""
        chosen = self._points[self._matching.solution.chosen]
        if not len(chosen):
            return
        levels = np.unique(self._points[self._points > chosen.min()])
        low, high = 0, len(levels)  # all levels below `low` are possible, none from `high` on
        while low < high:
            middle = (low + high) // 2
            possible = self._solved(int(levels[middle]), MATCHED.name) is not None
            low, high = (middle + 1, high) if possible else (low, middle)
        wanted = np.linspace(chosen.min(), levels[low - 1], most)[1:] if low else np.zeros(0)
        between = np.unique(levels[np.searchsorted(levels[:low], wanted - 0.5)])[::-1].tolist()
        highest = int(levels[low - 1] if low else chosen.min())
        for least, order in [(highest, _FAIREST), *((least, DEFAULT) for least in between)]:
            self._report(f"Matching with every score at least {least / SCALE:.3f}")
            found = self._solved(least, *order.names)
            if found is not None:
                yield self._point(least, found[0], proved=found[1].gap == 0.0)

    def _solved(self, least: int, *objective: str) -> tuple[Ints, Solution] | None:
        """Return the best answer of the pairs that score so much, by index; None if there are fewer pairs."""
        there = np.flatnonzero(self._points >= least)
        problem = self._problem(there, staying=self._staying and objective == DEFAULT.names)
        if problem is None:
            return None
        now = self._matching.solution
        hint = np.flatnonzero(np.isin(there, now.chosen))
        seed = self._matching.policy.seed
        try:
            found = solve(
                problem, objective, time_limit=self._time_limit, seed=seed, hint=hint, lottery=False,
                progress=self._report.of_solver,
            )  # fmt: skip
        except InfeasibleError:
            return None
        self.sure &= found.gap == 0.0
        return (there[found.chosen], found) if found.n_matched >= now.n_matched else None

    def _problem(self, there: Ints, *, staying: bool) -> Problem | None:
        """Return the problem of some candidate pairs; None if pairs that rules ask for are not among them."""
        matching, terms = self._matching, self._matching.terms
        before = matching.candidates
        parts = {name: getattr(before, name)[there] for name in ("mentee", "mentor", "km", "online")}
        points, boost = self._points[there], None if terms.boost is None else terms.boost[there]
        if staying:
            large = matching.problem.most_filled + 1
            points = points * large + np.isin(there, matching.solution.chosen)
            boost = None if boost is None else boost * large
        kept, ended = (np.flatnonzero(np.isin(there, pairs)) for pairs in (terms.kept, terms.ended))
        if len(kept) < len(terms.kept) and terms.least_kept is None:
            return None
        moved = replace(terms, kept=kept, ended=ended, boost=boost)
        try:
            return assemble(matching.people, matching.policy, replace(before, **parts), points, moved)
        except (PolicyError, ProblemError):
            return None

    def _point(self, least: int, chosen: Ints, *, proved: bool) -> FairPoint:
        scores = np.sort(self._points[chosen]) / SCALE
        n, today = len(scores), self._matching.solution.chosen
        moved = self._matching.problem.mentee[np.setxor1d(chosen, today)]
        low, high = np.quantile(scores, (0.1, 0.9)).tolist() if n else (np.nan, np.nan)
        return FairPoint(
            least=least / SCALE, matched=n, total=int(self._points[chosen].sum()) / SCALE,
            mean=float(scores.mean()) if n else np.nan, worst=float(scores[0]) if n else np.nan,
            low=low, high=high, gini=_gini(scores), moved=len(np.unique(moved)), proved=proved,
        )  # fmt: skip


def _gini(scores: Floats) -> float:
    """Return the Gini coefficient of ascending scores."""
    n, total = len(scores), float(scores.sum())
    return float((2 * np.arange(1, n + 1) - n - 1) @ scores / (n * total)) if total else 0.0


@dataclass(frozen=True)
class Fairness:
    """What it would cost if the worst-off mentee were better off.

    Parameters
    ----------
    points : tuple of FairPoint
        Today's matching first, then the lowest score rises to the highest possible.
    proved : bool
        Whether every point is proved, and that no matching is fairer than the last.

    Examples
    --------
    >>> wants = {"e1": {"audit": 4}, "e2": {"audit": 2, "research": 2}}
    >>> offers = {"r1": {"audit": 2, "research": 2}, "r2": {"research": 1}}
    >>> mentees = [mm.Mentee(id=i, consent=True, wants=areas) for i, areas in wants.items()]
    >>> mentors = [mm.Mentor(id=i, consent=True, offers=areas) for i, areas in offers.items()]
    >>> matching = mm.match(mm.People(mentees=mentees, mentors=mentors))
    >>> found = mm.fairness(matching)
    >>> found.today.worst, found.fairest.worst, found.price
    (0.0, 0.25, 0.25)
    """

    points: tuple[FairPoint, ...]
    proved: bool

    @property
    def today(self) -> FairPoint:
        """The matching as it is."""
        return self.points[0]

    @property
    def fairest(self) -> FairPoint:
        """The matching in which those who are worst off have as much as possible."""
        return self.points[-1]

    @property
    def price(self) -> float:
        """How much total score the fairest matching costs."""
        return self.today.total - self.fairest.total

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The points, with the fields of `FairPoint` as columns."""
        import pandas as pd

        return pd.DataFrame([asdict(one) for one in self.points])

    def sentences(self) -> list[str]:
        """Return the price of fairness in a few sentences."""
        now, then = self.today, self.fairest
        if not now.matched:
            return ["There are no pairs."]
        if then is now:
            found = ["No matching with as many pairs is fairer to those who are worst off."]
        else:
            share = f"{100 * self.price / now.total:.2f}%" if now.total else "0%"
            deciles = " to ".join(f"{one.low:.3f} and {one.high:.3f}" for one in (now, then))
            can = f"can rise from {now.worst:.3f} to" if then.worst > now.worst else "cannot rise above"
            found = [
                f"The lowest score of a pair {can} {then.worst:.3f}.",
                f"The fairest matching costs {self.price:.3f} of {now.total:.3f} total score ({share});",
                f"{counted(then.moved, 'mentee')} would have other mentors than today, or none.",
                f"The Gini coefficient of the scores would go from {now.gini:.3f} to {then.gini:.3f},",
                f"their first and last decile from {deciles}.",
            ]
        return found if self.proved else [*found, "Not all of this is proved: allow more time."]

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    @in_style()
    def plot(self) -> Plot:
        """Draw the total score against the worst-off mentee's.

        Raises
        ------
        OutputError
            If matplotlib is not installed.
        """
        now, then = self.today, self.fairest
        title = f"The price of fairness: {self.price:.3f} of {now.total:.3f} total score"
        plot, axes = Plot.of(title, " ".join(["Total score against the lowest score.", *self.sentences()]))
        worst, total = ([getattr(one, name) for one in self.points] for name in ("worst", "total"))
        axes.plot(worst, total, color=BLUE, marker="o", markersize=4, drawstyle="steps-pre")
        ends = [(now, "today", "left", 8), (then, "fairest", "right", -8)]
        for point, words, align, up in ends[: len(self.points)]:
            axes.annotate(
                f"{words}: lowest {point.worst:.3f}, total {point.total:.3f}, {point.moved} moved",
                (point.worst, point.total), xytext=(0, up), textcoords="offset points", ha=align,
                va="bottom" if up > 0 else "top",
            )  # fmt: skip
        axes.set_xlabel("lowest score of a pair (0 to 1)")
        axes.set_ylabel("total score (sum over pairs, each 0 to 1)")
        axes.ticklabel_format(useOffset=False)
        axes.margins(x=0.06, y=0.25)
        return plot
