"""The picture of `rematch.py`: seconds over mentees at fixed changes, one panel a regime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine_figures import middle, those, values
from engine_runs import Row
from rematch_sections import HUNDRED, ONE, THOUSAND

# Okabe and Ito's colours, which people with any colour vision tell apart.
STYLES: dict[str, dict[str, Any]] = {
    ONE: {"color": "#0072B2", "marker": "o"},
    HUNDRED: {"color": "#009E73", "marker": "s"},
    THOUSAND: {"color": "#D55E00", "marker": "^"},
}


def draw(rows: Sequence[Row], path: Path) -> None:
    """Write the picture."""
    from matplotlib.figure import Figure

    regimes = values(rows, "regime")
    figure = Figure(figsize=(4 * len(regimes), 4.5), layout="constrained")
    panels = figure.subplots(1, len(regimes), sharex=True, sharey=True, squeeze=False)[0]
    for panel, regime in zip(panels, regimes, strict=True):
        for changes, style in STYLES.items():
            own = those(rows, regime=regime, changes=changes)
            sizes = sorted({row["n"] for row in own})
            panel.plot(sizes, [middle(those(own, n=n)) for n in sizes], label=changes, **style)
        panel.set(xscale="log", yscale="log", title=str(regime), xlabel="mentees")
        panel.grid(which="major", alpha=0.3)
    panels[0].set_ylabel("seconds of a repair (median)")
    panels[0].legend(frameon=False)
    figure.savefig(path, dpi=150)
