"""Plots of the annual report, each with what it shows in words."""

from __future__ import annotations

from collections.abc import Iterator

from mentormatch.plotting import Plot
from mentormatch.report.annual.facts import KINDS, Facts

_WIDEST = 60
"""Characters of a question beside its bar."""


def plots_of(found: Facts) -> dict[str, Plot]:
    """Return the plots for which something may be shown, by name."""
    return dict(_plots(found))


def _plots(found: Facts) -> Iterator[tuple[str, Plot]]:
    months = found.parts["months"]
    if any(months.values()):
        names, numbers = list(months), [n or 0 for n in months.values()]
        said = "; ".join(f"{name}: {n}" for name, n in zip(names, numbers, strict=True))
        plot, axes = Plot.of("Meetings", f"Bars of the number of meetings. {said}.", height=3)
        bars = axes.bar([name.replace(" to ", "\nto ") for name in names], numbers, color="#00477a")
        axes.bar_label(bars)
        axes.tick_params(axis="x", rotation=0 if " to " in names[0] else 45)
        axes.set_ylabel("meetings")
        yield "meetings", plot
    if found.feedback:
        said = "; ".join(
            f"{KINDS[one.kind]}, {one.question}: {one.mean:.1f} of 5, {one.people} people"
            for one in found.feedback
        )
        height = 1.2 + 0.4 * len(found.feedback)
        plot, axes = Plot.of("Feedback", f"Bars of the mean answer to each question. {said}.", height=height)
        names = [f"{_short(one.question)}\n{KINDS[one.kind]}" for one in found.feedback]
        bars = axes.barh(range(len(names)), [one.mean for one in found.feedback], color="#00477a")
        # What people typed is no formula.
        axes.set_yticks(range(len(names)), names, fontsize=8, parse_math=False)
        axes.bar_label(bars, [f"{one.mean:.1f}" for one in found.feedback], padding=3)
        axes.invert_yaxis()
        axes.set_xlim(1, 5.3)
        axes.set_xlabel("mean, from 1 (lowest) to 5 (highest)")
        yield "feedback", plot


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
