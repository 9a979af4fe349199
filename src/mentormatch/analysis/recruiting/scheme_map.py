"""A map of a scheme without a background: who has a mentor, who has none, and where to recruit."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

from mentormatch.display.plot import Plot
from mentormatch.display.style import BLUE, GREY, ORANGE, PALE, in_style
from mentormatch.matching.result import Matching
from mentormatch.people.person import Person

if TYPE_CHECKING:
    import pandas as pd

_MOST_TALL = 8.0
_BESIDE = ((9, 5), (-9, -13), (9, -13), (-9, 5))
"""Where numbers are, so that those of neighbours do not cover each other."""


@in_style()
def draw_map(matching: Matching, recruits: pd.DataFrame) -> Plot:
    """Draw mentees with and without a mentor, mentors, and the locations of recruits with their numbers.

    Parameters
    ----------
    recruits : DataFrame
        Columns ``location``, ``latitude`` and ``longitude``.
    """
    people, having = matching.people, {mentee for mentee, _ in matching.pair_ids}
    without = [one for one in people.mentees if one.id in matching.unfilled.keys() - having]
    groups = {
        "mentors": ({"marker": "^", "c": PALE, "edgecolors": GREY}, 40, people.mentors),
        "mentees with a mentor": (
            {"marker": ".", "c": BLUE},
            20,
            [m for m in people.mentees if m.id in having],
        ),
        "mentees without a mentor": ({"marker": "x", "c": ORANGE}, 30, without),
    }
    words = ", ".join(f"{len(some)} {name}" for name, (*_, some) in groups.items())
    where = "; ".join(f"{k + 1}: {name or 'anywhere'}" for k, name in enumerate(recruits["location"]))
    alt = f"Map of {words}, by longitude and latitude. Where to recruit: {where or 'nowhere'}."
    places = {name: Counter(_points(some)) for name, (*_, some) in groups.items()}
    numbers: dict[tuple[float, float], list[str]] = {}
    for k, east, north in recruits[["longitude", "latitude"]].dropna().itertuples():
        numbers.setdefault((east, north), []).append(str(k + 1))
    everywhere = [*numbers, *(point for some in places.values() for point in some)]
    stretch = 1 / math.cos(math.radians(sum(north for _, north in everywhere) / max(len(everywhere), 1)))
    plot, axes = Plot.of("Where to recruit mentors", alt, height=_height(everywhere, stretch))
    for name, (marks, size, _) in groups.items():
        if places[name]:
            sizes = [size * math.sqrt(n) for n in places[name].values()]
            axes.scatter(*zip(*places[name], strict=True), s=sizes, label=name, **marks)
    if numbers:
        look = {"s": 170, "marker": "*", "facecolors": "none", "edgecolors": "black", "linewidths": 1.2}
        axes.scatter(*zip(*numbers, strict=True), **look, label="recruit here, in the order of the numbers")
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "linewidth": 0.5}
    for (point, which), (right, up) in zip(numbers.items(), cycle(_BESIDE), strict=False):
        axes.annotate(
            ", ".join(which), point, (right, up), textcoords="offset points", weight="bold", bbox=box,
            ha="left" if right > 0 else "right",
        )  # fmt: skip
    axes.set_aspect(stretch, adjustable="datalim")
    axes.margins(0.08)
    axes.set_xlabel("longitude (degrees east of Greenwich); a larger mark: more people at one location")
    axes.set_ylabel("latitude (degrees north)")
    if everywhere:
        plot.figure.legend(loc="outside lower center", ncols=2)
    return plot


def _points(people: Iterable[Person]) -> list[tuple[float, float]]:
    return [(one.location.longitude, one.location.latitude) for one in people if one.location is not None]


def _height(points: Sequence[tuple[float, float]], stretch: float) -> float:
    """Return a height, in inches, at which the map fills the width of the page, within limits."""
    if not points:
        return 4.0
    east, north = zip(*points, strict=True)
    ratio = stretch * (max(north) - min(north)) / max(max(east) - min(east), 1e-9)
    return float(min(max(6.5 * ratio, 3.0) + 1.2, _MOST_TALL))
