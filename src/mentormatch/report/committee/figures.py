"""Figures of the matching report: scores, distances, loads. They can be read without colours."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.plotting import Plot
from mentormatch.report.committee.numbers import Numbers

_DARK, _LIGHT = "#0072b2", "#d9e6ef"
_BANDS = (0, 5, 10, 20, 30, 50, 100)
_MOST = 10
"""Loads from here on are put together, and those of few mentors."""


def figures(numbers: Numbers) -> dict[str, Plot]:
    """Return the figures, by name: those of fewer than eight pairs or mentors are left out."""
    drawn = {
        "scores": (_scores, numbers.pairs),
        "distances": (_distances, len(numbers.km)),
        "loads": (_loads, len(numbers.load)),
    }
    return {name: draw(numbers) for name, (draw, n) in drawn.items() if n >= LEAST}


def _scores(numbers: Numbers) -> Plot:
    alt = (
        f"Histogram of the scores of {numbers.pairs} pairs: a tenth are below {numbers.quantile(0.1):.2f}, "
        f"half below {numbers.quantile(0.5):.2f}, nine tenths below {numbers.quantile(0.9):.2f}. The median "
        f"of all {numbers.candidates} pairs that may meet is {np.median(numbers.of_candidates):.2f}."
    )
    plot, axes = Plot.of("Scores of the pairs", alt, height=3.0)
    bins = np.linspace(0, 1, 21)
    for values, look in (
        (numbers.score, {"facecolor": _DARK, "edgecolor": "white", "label": "chosen pairs"}),
        (numbers.of_candidates, {"histtype": "step", "edgecolor": "black", "linestyle": "--",
                                 "linewidth": 1.4, "label": "all pairs that may meet"}),
    ):  # fmt: skip
        axes.hist(values, bins, weights=np.full(len(values), 100 / len(values)), **look)
    axes.set_xlim(0, 1)
    axes.set_xlabel("score of a pair (0 to 1)")
    axes.set_ylabel("% of the pairs")
    axes.legend(frameon=False)
    return plot


def _distances(numbers: Numbers) -> Plot:
    # Those of few pairs far apart are put together.
    edges = [edge for edge in _BANDS if np.count_nonzero(numbers.km >= edge) >= LEAST]
    names = [f"{low} to {high}" for low, high in pairwise(edges)] + [f"{edges[-1]} and more"]
    bars = dict(zip(names, np.histogram(numbers.km, [*edges, np.inf])[0].tolist(), strict=True))
    alt = "Pairs by kilometres: " + ", ".join(f"{name}: {n}" for name, n in bars.items()) + "."
    plot, axes = Plot.of("How far apart the pairs are", alt, height=2.8)
    axes.bar_label(axes.bar(list(bars), list(bars.values()), color=_DARK))
    axes.set_xlabel("kilometres between mentee and mentor")
    axes.set_ylabel("pairs")
    axes.margins(y=0.15)
    return plot


def _loads(numbers: Numbers) -> Plot:
    most = max(k for k in range(_MOST + 1) if np.count_nonzero(numbers.load >= k) >= LEAST)
    load = np.minimum(numbers.load, most)
    full, open_ = (np.bincount(load[which], minlength=most + 1) for which in (numbers.full, ~numbers.full))
    names = [*map(str, range(most)), f"{most} or more" if numbers.load.max() > most else str(most)]
    alt = "Mentors by how many mentees they have: " + "; ".join(
        f"{name}: {a} full, {b} with free capacity"
        for name, a, b in zip(names, full.tolist(), open_.tolist(), strict=True)
    )
    plot, axes = Plot.of("Mentees of each mentor", f"{alt}.", height=2.8)
    for n, below, look in (
        (full, 0 * full, {"color": _DARK, "label": "full"}),
        (open_, full, {"color": _LIGHT, "edgecolor": "black", "hatch": "//", "label": "with free capacity"}),
    ):
        if n.any():
            bars = axes.bar(names, n, bottom=below, **look)
    axes.bar_label(bars, [str(n) if n else "" for n in (full + open_).tolist()])
    axes.set_ylim(0, 1.15 * (full + open_).max())
    axes.set_xlabel("mentees that a mentor has")
    axes.set_ylabel("mentors")
    axes.legend(frameon=False)
    return plot
