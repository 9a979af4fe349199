"""`frontier`: what dissolving one more kept pair gains, proved point by point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.arguments import check_arguments
from mentormatch.changes.base import Change
from mentormatch.display.facts import as_html
from mentormatch.display.plot import Plot
from mentormatch.display.style import BLUE, ORANGE, in_style
from mentormatch.engine.solve import solve
from mentormatch.errors import warn_of
from mentormatch.matching.explain import count
from mentormatch.matching.result import Matching
from mentormatch.policy import Policy
from mentormatch.problem.build import Terms
from mentormatch.problem.solution import Solution, Status
from mentormatch.progress import Progress, Steps, shown
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
    """Find, for 0, 1, 2, ... disturbed pairs, the most mentees matched and the best score after changes.

    Parameters
    ----------
    matching : Matching
        It is not changed.
    changes : sequence of changes
        What has happened since, as for `rematch`.
    policy : Policy, optional
        As for `rematch`; its budget and price are ignored. If it keeps no pairs, all count as kept.
    most : int
        The largest number of disturbed pairs; the search stops earlier if more would gain nothing.
    scorers : sequence of Scorer
        Those with which `matching` was made.
    time_limit : float
        Seconds for each point.
    verbose, progress : optional
        As for `match`.

    Returns
    -------
    Frontier
        One point for each number of disturbed pairs.

    Raises
    ------
    ArgumentError, ChangeError, RecordError, PolicyError, CandidateError, ProblemError, InfeasibleError
        As for `rematch`.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> joins = [mm.Join(mm.Mentee(id="e2", consent=True, avoids=("r2",)))]
    >>> joins.append(mm.Join(mm.Mentor(id="r2", consent=True)))
    >>> found = mm.frontier(matching, joins)
    >>> [(point.disturbed, point.matched) for point in found.points]
    [(0, 1), (1, 2)]
    """
    check_arguments(frontier, locals())
    with shown(verbose):
        plan = plan_rematch(matching, changes, policy, scorers, Steps(progress))
        if plan.applied.given.references:
            warn_of(plan.applied.given.warnings)
        return Frontier(tuple(_points(plan, most, time_limit)))


def _points(plan: Plan, most: int, time_limit: float) -> Iterator[Point]:
    """Yield the points one after another; each starts from the answer before it."""
    rules = plan.policy.rematch
    keep = "all" if rules.keep == "none" else rules.keep
    wanted = plan.terms(rules.replace(keep=keep, budget=0, price=None))
    # All points are compared under the same rules: those that can hold if every pair is kept.
    base, _, first = plan.settled(wanted, time_limit, lottery=False)
    free = _solved(plan, replace(base, kept=base.kept[:0]), time_limit, None)
    best = _Value.of(plan, base, free)
    known = first
    for disturbed in range(most + 1):
        plan.report(f"Solving with at most {count(disturbed, 'disturbed pair')}")
        left = max(len(base.kept) - disturbed, 0)
        terms = replace(base, least_kept=left)
        found = _solved(plan, terms, time_limit, known.chosen) if disturbed else first
        # Where time ran out before there was an answer, that to fewer disturbed pairs is one still.
        known = known if found.status is Status.UNKNOWN else found
        value = _Value.of(plan, base, known)
        yield Point(disturbed, value.disturbed, value.matched, value.waited, value.score, found.gap == 0.0)
        at_best = free.gap == 0.0 and (value.matched, value.points) == (best.matched, best.points)
        if at_best or not left:
            return


def _solved(plan: Plan, terms: Terms, time_limit: float, hint: np.ndarray | None) -> Solution:
    without = replace(terms, shares=None)
    problem, _ = plan.shared(plan.problem(without), without, time_limit)
    return solve(
        problem, plan.policy.objective, time_limit=time_limit, seed=plan.policy.seed, hint=hint,
        lottery=False, progress=plan.report.of_solver,
    )  # fmt: skip


@dataclass(frozen=True)
class _Value:
    """What an answer reaches: `points` with the priority of waiting mentees, `score` without it."""

    matched: int
    points: int
    waited: int
    score: float
    disturbed: int

    @classmethod
    def of(cls, plan: Plan, terms: Terms, found: Solution) -> _Value:
        points = plan.scores.points[found.chosen]
        disturbed = len(terms.kept) - len(np.intersect1d(terms.kept, found.chosen, assume_unique=True))
        mentees = plan.applied.people.mentees
        rounds = (plan.history.waited.get(mentees[i].id, 0) for i in plan.candidates.mentee[found.chosen])
        return cls(len(found.chosen), found.score, sum(rounds), int(points.sum()) / SCALE, disturbed)


@dataclass(frozen=True)
class Point:
    """What can be reached when at most a given number of kept pairs is dissolved.

    Parameters
    ----------
    allowed, disturbed : int
        How many kept pairs may be dissolved, and how many are.
    matched : int
        Filled demand of the mentees.
    waited : int
        Rounds that the mentees with a mentor had waited, in all; by default they come before the score.
    score : float
        Sum of the pairs' scores, each in [0, 1].
    proved : bool
        Whether it is proved that nothing better exists.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> point = mm.frontier(matching, [mm.Leave("r1")]).points[0]
    >>> point.allowed, point.disturbed, point.matched, point.proved
    (0, 0, 0, True)
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
        For 0, 1, 2, ... kept pairs that may be dissolved.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> joins = mm.Join(mm.Mentee(id="e2", consent=True))
    >>> mm.frontier(matching, [joins]).frame.iloc[0].to_dict()
    {'allowed': 0, 'disturbed': 0, 'matched': 1, 'waited': 0, 'more_matched': 0, 'score': 0.0,
     'more_score': 0.0, 'proved': True}
    """

    points: tuple[Point, ...]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The points.

        Returns
        -------
        DataFrame
            Columns allowed, disturbed, matched, waited, more_matched, score, more_score (more than with
            no pair disturbed), proved.
        """
        import pandas as pd

        first = self.points[0]
        frame = pd.DataFrame([asdict(point) for point in self.points])
        frame.insert(4, "more_matched", frame.matched - first.matched)
        frame.insert(6, "more_score", frame.score - first.score)
        return frame

    def sentences(self) -> list[str]:
        """Return what dissolving kept pairs gains, one sentence for each number that gains something."""
        first, found, before = self.points[0], [], self.points[0]
        for point in self.points[1:]:
            if point.disturbed != before.disturbed:
                pairs = count(point.disturbed, "kept pair")
                found.append(f"Dissolving {pairs} {self._gain(first, point)}.")
            before = point
        open_ = [point.allowed for point in self.points if not point.proved]
        if open_:
            allowed = ", ".join(map(str, open_))
            found.append(
                f"Time ran out: it is not proved that nothing more is gained with {allowed} dissolved."
            )
        return found or ["Dissolving a kept pair gains nothing."]

    @staticmethod
    def _gain(first: Point, point: Point) -> str:
        more, longer = point.matched - first.matched, point.waited - first.waited
        gains = [f"matches {count(more, 'more mentee')}"] if more else []
        gains += [f"ends {count(longer, 'more round')} of waiting"] if longer > 0 else []
        score = f"changes the score by {point.score - first.score:+.2f}"
        return f"{', '.join(gains)} and {score}" if gains else score

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    def _repr_html_(self) -> str:
        points = {one.name: [getattr(point, one.name) for point in self.points] for one in fields(Point)}
        return as_html("Frontier", (("What is gained", str(self)),), {"Points": points})

    @in_style()
    def plot(self) -> Plot:
        """Draw mentees matched and score against disturbed pairs.

        Raises
        ------
        OutputError
            If matplotlib is not installed.
        """
        plot, axes = Plot.of("What dissolving kept pairs gains", str(self))
        from matplotlib.ticker import MaxNLocator

        where, matched, scores = (
            [getattr(point, name) for point in self.points] for name in ("allowed", "matched", "score")
        )
        (steps,) = axes.step(where, matched, where="post", color=BLUE, label="mentees matched")
        axes.set_ylim(min(matched) - 1, max(matched) + 1)
        axes.set_xlabel("kept pairs that may be dissolved")
        axes.set_ylabel("mentees matched")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator(integer=True))
        other = axes.twinx()
        other.spines["right"].set_visible(True)
        (dots,) = other.plot(where, scores, "o:", color=ORANGE, label="sum of the scores")
        other.set_ylabel("sum of the scores (each 0 to 1)")
        plot.figure.legend(handles=[steps, dots], loc="outside lower center", ncols=2)
        return plot
