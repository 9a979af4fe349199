"""Figures of the matching report: scores, distances, loads. They can be read without colours."""

from __future__ import annotations

import numpy as np

from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.arrays import counted
from mentormatch.plotting import Plot
from mentormatch.report.committee.numbers import Numbers

_DARK, _LIGHT = "#0072b2", "#d9e6ef"
_BANDS = (0.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0, np.inf)
_MOST = 10
"""Loads from here on are put together."""


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
        f"Histogram of the scores of {numbers.pairs} pairs: a tenth are below {numbers.quantile(0.1):.2f}, half below "
        f"{numbers.quantile(0.5):.2f}, nine tenths below {numbers.quantile(0.9):.2f}. The median of all "
        f"{numbers.candidates} pairs that may meet is {np.median(numbers.of_candidates):.2f}."
    )
    plot, axes = Plot.of("Scores of the pairs", alt, height=3.0)
    bins = np.linspace(0, 1, 21)
    for values, look in (
        (numbers.score, {"facecolor": _DARK, "edgecolor": "white", "label": "chosen pairs"}),
        (numbers.of_candidates, {"histtype": "step", "edgecolor": "black", "linestyle": "--", "linewidth": 1.4,
                                 "label": "all pairs that may meet"}),
    ):  # fmt: skip
        axes.hist(values, bins, weights=np.full(len(values), 100 / len(values)), **look)
    axes.set_xlim(0, 1)
    axes.set_xlabel("score of a pair (0 to 1)")
    axes.set_ylabel("% of the pairs")
    axes.legend(frameon=False)
    return plot


def _distances(numbers: Numbers) -> Plot:
    counts = np.histogram(numbers.km, _BANDS)[0]
    last = int(np.flatnonzero(counts)[-1])
    names = [f"{low:g} to {high:g}" for low, high in zip(_BANDS, _BANDS[1:], strict=False)]
    names = [*names[:-1], f"{_BANDS[-2]:g} and more"][: last + 1]
    bars = dict(zip(names, counts.tolist(), strict=False))
    alt = "Pairs by kilometres: " + ", ".join(f"{name}: {n}" for name, n in bars.items()) + "."
    plot, axes = Plot.of("How far apart the pairs are", alt, height=2.8)
    axes.bar_label(axes.bar(list(bars), list(bars.values()), color=_DARK))
    axes.set_xlabel("kilometres between mentee and mentor")
    axes.set_ylabel("pairs")
    axes.margins(y=0.15)
    return plot


def _loads(numbers: Numbers) -> Plot:
    load = np.minimum(numbers.load, _MOST)
    most = int(load.max())
    full, open_ = (np.bincount(load[which], minlength=most + 1) for which in (numbers.full, ~numbers.full))
    names = [f"{_MOST} or more" if k == _MOST else str(k) for k in range(most + 1)]
    alt = "Mentors by how many mentees they have: " + "; ".join(
        f"{counted(k, 'mentee')}: {a} full, {b} with free capacity"
        for k, (a, b) in enumerate(zip(full.tolist(), open_.tolist(), strict=True))
    )
    plot, axes = Plot.of("Mentees of each mentor", f"{alt}.", height=2.8)
    axes.bar(names, full, color=_DARK, label="full")
    above = axes.bar(
        names, open_, bottom=full, color=_LIGHT, edgecolor="black", hatch="//", label="with free capacity"
    )
    axes.bar_label(above, [str(n) if n else "" for n in (full + open_).tolist()])
    axes.set_xlabel("mentees that a mentor has")
    axes.set_ylabel("mentors")
    axes.margins(y=0.15)
    axes.legend(frameon=False)
    return plot
