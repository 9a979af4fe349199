"""The one style of all plots: sizes for a page of A4, and colours that the colour-blind can tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mentormatch.errors import OutputError
from mentormatch.extras import require

BLUE, ORANGE, GREEN, GREY, PALE = "#0072b2", "#d55e00", "#009e73", "#767676", "#d9e6ef"
"""Okabe and Ito's blue, vermilion and green; a grey and a pale blue for what is beside the point.

All but the last have a contrast of at least 3 to white; those who see no colours still have shapes.
"""
STYLE = {
    "axes.prop_cycle": f"cycler('color', {[BLUE, ORANGE, GREEN, GREY]})",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "figure.dpi": 150,
    "figure.figsize": (7.5, 4.5),
    "font.size": 9,
    "hatch.linewidth": 0.6,
    "image.cmap": "Blues",
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.markersize": 5,
    "savefig.dpi": "figure",
    "svg.fonttype": "path",
    "svg.hashsalt": "mentormatch",
    "text.parse_math": False,
}
"""What differs from matplotlib's own defaults. A width of 7.5 inches is what A4 leaves between its margins.

What people typed is no formula; and the same plot is the same bytes each time.
"""


def matplotlib() -> Any:
    """Return matplotlib.

    Raises
    ------
    OutputError
        If it is not installed.
    """
    require("plot", "matplotlib", error=OutputError)
    import matplotlib as mpl

    return mpl


@contextmanager
def in_style() -> Iterator[None]:
    """Draw in the style, whatever the user's own is; also a decorator of what draws.

    Raises
    ------
    OutputError
        If matplotlib is not installed.
    """
    matplotlib()
    from matplotlib.style import context

    with context(["default", STYLE]):
        yield
