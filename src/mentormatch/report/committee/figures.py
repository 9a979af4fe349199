"""Figures of the matching report: scores, distances, loads. They can be read without colours."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.display.plot import Plot
from mentormatch.display.style import BLUE, PALE, in_style

_KM, _MENTEES = (0, 5, 10, 20, 30, 50, 100), tuple(range(11))
"""Where bars begin; those of few far apart, or with many mentees, are put together."""


@in_style()
def figures(numbers: Mapping[str, Any]) -> dict[str, Plot]:
    """Return the figures, by name: those of fewer than eight pairs or mentors are left out."""
    drawn = {"score": _scores, "km": _distances, "load": _loads}
    return {name: draw(numbers) for name, draw in drawn.items() if len(numbers[name]) >= LEAST}


def _scores(numbers: Mapping[str, Any]) -> Plot:
    low, half, high = numbers["tenths"]
    score, possible = numbers["score"], numbers["of_candidates"]
    alt = (
        f"Histogram of the scores of {len(score)} pairs: a tenth are below {low:.2f}, half below {half:.2f}, "
        f"nine tenths below {high:.2f}. The median of all {len(possible)} pairs that may meet is "
        f"{np.median(possible):.2f}."
    )
    plot, axes = Plot.of("Scores of the pairs", alt, height=3.0)
    bins = np.linspace(0, 1, 21)
    chosen = {"facecolor": BLUE, "edgecolor": "white", "label": "chosen pairs"}
    dashed = {"histtype": "step", "edgecolor": "black", "linestyle": "--", "label": "all pairs that may meet"}
    for values, look in ((score, chosen), (possible, dashed)):
        axes.hist(values, bins, weights=np.full(len(values), 100 / len(values)), **look)
    axes.set(xlim=(0, 1), xlabel="score of a pair (0 to 1)", ylabel="% of the pairs")
    axes.legend()
    return plot


def _distances(numbers: Mapping[str, Any]) -> Plot:
    edges = [edge for edge in _KM if np.count_nonzero(numbers["km"] >= edge) >= LEAST]
    names = [*(f"{low} to {high}" for low, high in pairwise(edges)), f"{edges[-1]} and more"]
    bars = dict(zip(names, np.histogram(numbers["km"], [*edges, np.inf])[0].tolist(), strict=True))
    alt = "Pairs by kilometres: " + ", ".join(f"{name}: {n}" for name, n in bars.items()) + "."
    plot, axes = Plot.of("How far apart the pairs are", alt, height=2.8)
    axes.bar_label(axes.bar(list(bars), list(bars.values()), color=BLUE))
    axes.set(xlabel="kilometres between mentee and mentor", ylabel="pairs")
    axes.margins(y=0.15)
    return plot


def _loads(numbers: Mapping[str, Any]) -> Plot:
    most = max(k for k in _MENTEES if np.count_nonzero(numbers["load"] >= k) >= LEAST)
    load, is_full = np.minimum(numbers["load"], most), numbers["full"]
    full, free = (np.bincount(load[which], minlength=most + 1) for which in (is_full, ~is_full))
    names = [*map(str, range(most)), f"{most} or more" if numbers["load"].max() > most else str(most)]
    counts = zip(names, full.tolist(), free.tolist(), strict=True)
    alt = "; ".join(f"{name}: {a} full, {b} with free capacity" for name, a, b in counts)
    plot, axes = Plot.of("Mentees of each mentor", f"Mentors by their number of mentees: {alt}.", height=2.8)
    axes.bar(names, full, color=BLUE, label="full")
    hatched = {"color": PALE, "edgecolor": "black", "hatch": "//", "label": "with free capacity"}
    bars = axes.bar(names, free, bottom=full, **hatched if free.any() else {})
    axes.bar_label(bars, [str(n) if n else "" for n in (full + free).tolist()])
    axes.set(xlabel="mentees that a mentor has", ylabel="mentors", ylim=(0, 1.15 * (full + free).max()))
    axes.legend()
    return plot
