"""`sensitivity`: which pairs stay if a weight is somewhat larger or smaller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mentormatch.analysis.comparing.inputs import Inputs, Maker, Run
from mentormatch.arguments import check_arguments
from mentormatch.changes.history import Pair
from mentormatch.display.plot import Plot
from mentormatch.display.style import in_style
from mentormatch.errors import PolicyError
from mentormatch.matching.result import Matching
from mentormatch.progress import Progress, Steps, shown
from mentormatch.scoring import DEFAULT_SCORERS, Scorer

if TYPE_CHECKING:
    import pandas as pd


def sensitivity(
    matching: Matching,
    by: float = 0.2,
    *,
    scorers: Sequence[Scorer] = DEFAULT_SCORERS,
    time_limit: float = 60.0,
    verbose: bool = False,
    progress: Progress | None = None,
) -> Sensitivity:
    """Find which pairs stay if the weight of one criterion is larger or smaller: one solve for each.

    Parameters
    ----------
    matching : Matching
        It is not changed.
    by : float
        Share by which each weight is changed, up and down; above 0 and below 1.
    scorers : sequence of Scorer
        Those with which `matching` was made.
    time_limit : float
        Seconds of the solver for each.
    verbose, progress : optional
        As for `match`.

    Returns
    -------
    Sensitivity
        One shift for each weight up, and one for each down.

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.
    ProblemError
        If a number is out of range.
    PolicyError
        If `by` is out of range, or a criterion is not among the scorers.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> found = mm.sensitivity(mm.match(people))
    >>> found.stable, len(found.shifts)
    ((('e1', 'r4'),), 14)
    """
    check_arguments(sensitivity, locals())
    if not 0 < by < 1:
        raise PolicyError(
            [f"`by` has to be above 0 and below 1, but is {by:g}: give 0.2 for 20%"], "sensitivity"
        )
    with shown(verbose):
        maker = Maker(scorers, time_limit, Steps(progress))
        run = Run.of(matching, scorers)
        shifts = tuple(
            _shifted(maker, run, name, factor)
            for name in sorted(run.scores.criteria)
            for factor in (1 - by, 1 + by)
        )
        return Sensitivity(matching.pair_ids, shifts)


def _shifted(maker: Maker, run: Run, name: str, factor: float) -> Shift:
    policy = run.inputs.policy
    shift = f"{100 * (factor - 1):+.0f}%"
    maker.report(f"Matching with weights.{name} {shift}")
    weight = policy.all_weights.get(name, 1.0) * factor
    other = policy.replace(weights={**policy.weights, name: weight})
    found = maker.made(Inputs(run.inputs.people, other, run.inputs.terms), run)
    return Shift(
        name, weight, shift, tuple(pair for pair in run.pairs if pair not in found.pairs), found.proved
    )


@dataclass(frozen=True)
class Shift:
    """One weight changed.

    Parameters
    ----------
    criterion : str
        Whose weight is changed.
    weight : float
        Its weight then.
    by : str
        The change, such as ``+20%``.
    lost : tuple of (str, str)
        Mentee id and mentor id of the pairs that are not chosen then.
    proved : bool
        Whether the matching then is proved to be the best.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> mm.sensitivity(mm.match(people), by=0.5).shifts[0]
    Shift(criterion='knowledge', weight=1.5, by='-50%', lost=(), proved=True)
    """

    criterion: str
    weight: float
    by: str
    lost: tuple[Pair, ...]
    proved: bool


@dataclass(frozen=True)
class Sensitivity:
    """Which pairs of a matching stay if one weight is changed at a time.

    Parameters
    ----------
    of : tuple of (str, str)
        Mentee id and mentor id of the pairs of the matching.
    shifts : tuple of Shift
        Each weight up, and each down.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> mm.sensitivity(mm.match(people), by=0.5).weights.iloc[0].to_dict()
    {'criterion': 'knowledge', 'change': '-50%', 'weight': 1.5, 'stay': 1, 'share': 1.0, 'proved': True}
    """

    of: tuple[Pair, ...]
    shifts: tuple[Shift, ...]

    @cached_property
    def stable(self) -> tuple[Pair, ...]:
        """The pairs that stay whichever weight is changed."""
        lost = {pair for shift in self.shifts for pair in shift.lost}
        return tuple(pair for pair in self.of if pair not in lost)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The pairs; columns mentee_id, mentor_id, stays (share of changes, 0 to 1), lost_with (words)."""
        import pandas as pd

        lost: dict[Pair, list[str]] = {pair: [] for pair in self.of}
        for shift in self.shifts:
            for pair in shift.lost:
                lost[pair].append(f"{shift.criterion} {shift.by}")
        n = max(len(self.shifts), 1)
        rows = [(*pair, 1 - len(with_) / n, ", ".join(with_)) for pair, with_ in lost.items()]
        return pd.DataFrame(rows, columns=["mentee_id", "mentor_id", "stays", "lost_with"])

    @cached_property
    def weights(self) -> pd.DataFrame:
        """The changes; columns criterion, change, weight, stay (pairs), share (0 to 1), proved (bool)."""
        import pandas as pd

        n = len(self.of)
        rows = [
            (s.criterion, s.by, s.weight, n - len(s.lost), 1 - len(s.lost) / n if n else 1.0, s.proved)
            for s in self.shifts
        ]
        return pd.DataFrame(rows, columns=["criterion", "change", "weight", "stay", "share", "proved"])

    def summary(self) -> str:
        """Return in one sentence how many pairs stay."""
        n = len(self.of)
        changes = f"{len(self.shifts)} changes of one weight"
        return f"{len(self.stable)} of {n} pairs stay under each of {changes}."

    @in_style()
    def plot(self) -> Plot:
        """Draw the share of the pairs that stay for each criterion and change.

        Raises
        ------
        OutputError
            If matplotlib is not installed.
        """
        shares = self.weights.assign(share=100 * self.weights["share"])
        words = "; ".join(
            f"{c} {by}: {share:.1f}%" for c, by, _, _, share, _ in shares.itertuples(index=False)
        )
        title = "Pairs that stay if the weight of one criterion is changed"
        plot, axes = Plot.of(title, f"{self.summary()} Pairs that stay: {words}.")
        for (by, some), marker in zip(shares.groupby("change", sort=False), "<>", strict=False):
            axes.scatter(some["share"], some["criterion"], marker=marker, s=60, label=f"weight {by}")
        axes.set_xlabel("pairs that stay (%)")
        axes.grid(axis="y", linewidth=0.4)
        axes.margins(y=0.1)
        plot.figure.legend(loc="outside lower center", ncols=2)
        return plot

    def as_dict(self) -> dict[str, Any]:
        """Return the same as plain values for JSON."""
        return {
            "pairs": self.pairs.to_dict("records"),
            "weights": self.weights.to_dict("records"),
            "stable": len(self.stable),
        }
