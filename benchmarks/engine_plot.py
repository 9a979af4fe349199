"""The picture of `engine.py`: seconds over mentees, all solvers, one panel a regime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine_figures import OURS, middle, those, values
from engine_runs import Row

# Okabe and Ito's colours, which people with any colour vision tell apart.
STYLES: dict[str, dict[str, Any]] = {
    OURS: {"color": "#000000", "marker": "o", "linewidth": 2.5, "zorder": 3},
    "OR-Tools SimpleMinCostFlow": {"color": "#D55E00", "marker": "s"},
    "scipy full bipartite matching": {"color": "#0072B2", "marker": "D"},
    "HiGHS, interior point": {"color": "#009E73", "marker": "v"},
    "HiGHS, dual simplex": {"color": "#56B4E9", "marker": "^"},
    "networkx network simplex": {"color": "#F0E442", "marker": "P"},
    "CP-SAT, default": {"color": "#CC79A7", "marker": "X"},
    "CP-SAT, level 2": {"color": "#E69F00", "marker": "p"},
}


def draw(rows: Sequence[Row], path: Path) -> None:
    """Write the picture; hollow marks are limits that were reached."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import NullFormatter

    regimes = values(rows, "regime")
    figure = Figure(figsize=(4 * len(regimes), 5), layout="constrained")
    panels = figure.subplots(1, len(regimes), sharex=True, sharey=True, squeeze=False)[0]
    for panel, regime in zip(panels, regimes, strict=True):
        for solver, style in STYLES.items():
            _line(panel, those(rows, regime=regime, solver=solver), solver, style)
        panel.set(xscale="log", yscale="log", title=str(regime), xlabel="mentees")
        panel.xaxis.set_major_formatter(lambda n, _: f"{n:,.0f}")
        panel.xaxis.set_minor_formatter(NullFormatter())
        panel.grid(which="major", alpha=0.3)
    panels[0].set_ylabel("seconds to solve (median; hollow: limit reached)")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path, dpi=150)


def _line(panel: Any, rows: Sequence[Row], solver: str, style: dict[str, Any]) -> None:
    points = []
    for n in sorted({row["n"] for row in rows}):
        own = [row for row in those(rows, n=n) if row["counted"] is not None]
        if own:
            points.append((n, middle(own), 2 * len(those(own, status="late")) > len(own)))
    if not points:
        return
    sizes, seconds, _ = zip(*points, strict=True)
    panel.plot(sizes, seconds, label=solver, markersize=6, **style)
    for n, limit, reached in points:
        if reached:
            panel.plot(n, limit, **(style | {"markerfacecolor": "white", "markersize": 8, "zorder": 4}))
