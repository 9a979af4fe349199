"""Plots of the annual report, each with what it shows in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mentormatch.display.plot import Plot
from mentormatch.display.style import BLUE, in_style
from mentormatch.report.annual.facts import KINDS

_WIDEST = 60
"""Characters of a question beside its bar."""


def plots_of(found: Mapping[str, Any]) -> dict[str, Plot]:
    """Return the plots for which something may be shown, by name."""
    plots = {}
    if any(found["months"].values()):
        plots["meetings"] = _meetings(found["months"])
    if found["feedback"]:
        plots["feedback"] = _feedback(found["feedback"])
    return plots


@in_style()
def _meetings(months: Mapping[str, int]) -> Plot:
    said = "; ".join(f"{name}: {n}" for name, n in months.items())
    plot, axes = Plot.of("Meetings", f"Bars of the number of meetings. {said}.", height=3)
    names = [name.replace(" to ", "\nto ") for name in months]
    axes.bar_label(axes.bar(names, list(months.values()), color=BLUE))
    axes.tick_params(axis="x", rotation=0 if "\n" in names[0] else 45)
    axes.set_ylabel("meetings")
    return plot


@in_style()
def _feedback(means: Sequence[Mapping[str, Any]]) -> Plot:
    said = "; ".join(
        f"{KINDS[one['kind']]}, {one['question']}: {one['mean']:.1f} of 5, {one['people']} people"
        for one in means
    )
    height = 1.2 + 0.4 * len(means)
    plot, axes = Plot.of("Feedback", f"Bars of the mean answer to each question. {said}.", height=height)
    names = [f"{_short(one['question'])}\n{KINDS[one['kind']]}" for one in means]
    bars = axes.barh(range(len(means)), [one["mean"] for one in means], color=BLUE)
    axes.set_yticks(range(len(means)), names, fontsize=8)
    axes.bar_label(bars, fmt="%.1f", padding=3)
    axes.invert_yaxis()
    axes.set(xlim=(1, 5.3), xlabel="mean, from 1 (lowest) to 5 (highest)")
    return plot


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
