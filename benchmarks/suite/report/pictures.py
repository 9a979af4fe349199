"""The pictures of the report, as SVG to stand in a page."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence
from typing import Any

from suite.methods.ours import OURS
from suite.registry import METHODS, Facts
from suite.report.seeds import DONE
from suite.report.selection import made, of_size

# Okabe and Ito's colours suit any colour vision; marks distinguish methods that share one.
COLOURS = ("#000000", "#999999", "#E69F00", "#D55E00", "#0072B2", "#56B4E9", "#009E73", "#CC79A7")
MARKS = "oXsDv^Pp<>h*"
ACROSS = 3
"""Panels beside each other, so that they can be read."""


def style(name: str) -> dict[str, Any]:
    """Return how a method is drawn."""
    number = list(METHODS.parts).index(name)
    wide = 2.4 if name == OURS else 1.3
    return {
        "color": COLOURS[number % len(COLOURS)],
        "marker": MARKS[number % len(MARKS)],
        "linewidth": wide,
        "markersize": 8 if name == OURS else 6,
        "linestyle": "-" if number < len(COLOURS) else "--",
    }


def figure_of(panels: int, height: float = 4.2, *, sharey: bool = False) -> tuple[Any, list[Any]]:
    """Return a figure and its panels."""
    from matplotlib.figure import Figure

    columns = min(panels, ACROSS)
    rows = -(-panels // columns)
    figure = Figure(figsize=(max(7.5, 4.4 * columns), height * rows), layout="constrained")
    found = list(figure.subplots(rows, columns, squeeze=False, sharey=sharey).flat)
    for panel in found[panels:]:
        panel.set_axis_off()
    return figure, found[:panels]


def svg_of(figure: Any, labels: str) -> str:
    """Return the figure as one element, with a text for those who cannot see it."""
    from matplotlib import rc_context

    text, unsaid = io.StringIO(), dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with rc_context({"svg.hashsalt": "suite", "svg.fonttype": "none"}):
        figure.savefig(text, format="svg", metadata=unsaid)
    body = text.getvalue()
    body = body[body.index("<svg") :]
    # Ids have to differ between the pictures of one page.
    own = re.sub(r"\W", "", labels)[:12]
    body = re.sub(r'(id="|xlink:href="#|url\(#)', rf"\1{own}-", body)
    return body.replace("<svg", f'<svg role="img" aria-label="{labels}"', 1)


def legend(figure: Any, panels: Sequence[Any], columns: int) -> None:
    """Draw one legend for all panels below them."""
    found: dict[str, Any] = {}
    for panel in panels:
        found |= dict(zip(*reversed(panel.get_legend_handles_labels()), strict=True))
    figure.legend(
        found.values(), found.keys(), loc="outside lower center", ncols=columns, frameon=False, fontsize=9
    )


def quality_and_speed(page: Facts, chosen: Sequence[Facts]) -> str:
    """Draw seconds against the share of the best score, a panel a kind and size."""
    figure, panels = figure_of(len(chosen))
    for panel, one in zip(panels, chosen, strict=True):
        rows = [row for row in of_size(page, one["data"], one["n"]) if row["status"] in DONE]
        best = max(row["metrics"]["total"].middle for row in rows)
        for row in rows:
            look = style(row["method"])
            panel.plot(
                row["seconds"].middle, row["metrics"]["total"].middle / best,
                label=row["method"], linestyle="none", color=look["color"], marker=look["marker"],
                markersize=look["markersize"] + 2, markeredgecolor="white",
                zorder=4 if row["method"] == OURS else 3,
            )  # fmt: skip
        title = f"{one['data']}, {one['n']:,} people"
        panel.set(xscale="log", title=title, xlabel=f"time\n{_missing(page, one)}")
        _axis_of_times(panel.xaxis)
        panel.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("total score, share of the best")
    legend(figure, panels, 6)
    return svg_of(figure, "Quality against speed")


def _missing(page: Facts, one: Facts) -> str:
    """Say which methods have no answer to an instance."""
    rows = of_size(page, one["data"], one["n"])
    names = [row["method"] for row in rows if row["status"] not in DONE]
    return textwrap.fill("no answer: " + "; ".join(names), 46) if names else ""


def growth(page: Facts) -> str:
    """Draw seconds over sizes, a panel for each kind of data with several sizes; hollow: late."""
    groups = [group[0] for group in made(page)]
    sizes: dict[str, list[int]] = {}
    for one in groups:
        sizes.setdefault(one["data"], []).append(one["n"])
    kinds = [data for data in sizes if len(sizes[data]) > 1]
    if not kinds:
        return ""
    figure, panels = figure_of(len(kinds), 4.6, sharey=True)
    for panel, data in zip(panels, kinds, strict=True):
        _grown(panel, page, data, sizes[data])
    for panel in panels[::ACROSS]:
        panel.set_ylabel("time (hollow: limit reached)")
    legend(figure, panels, 4)
    return svg_of(figure, "Growth of time with size")


def _grown(panel: Any, page: Facts, data: str, sizes: Sequence[int]) -> None:
    """Draw one panel of growth."""
    rows = [row for n in sizes for row in of_size(page, data, n)]
    for name in page["methods"]:
        _line(panel, [row for row in rows if row["method"] == name], page["limit"])
    panel.axhline(page["limit"], color="#888888", linewidth=0.8, linestyle=":")
    panel.set(xscale="log", yscale="log", title=data, xlabel=page["unit"])
    panel.set_xticks(sizes, [f"{n:,}" for n in sizes])
    panel.set_xticks([], minor=True)
    _axis_of_times(panel.yaxis)
    panel.grid(alpha=0.3)


def _line(panel: Any, rows: Sequence[Facts], limit: float) -> None:
    done = [(row["n"], row["seconds"].middle) for row in rows if row["status"] in DONE]
    late = [(row["n"], limit) for row in rows if row["status"] == "late"][:1]
    if not done and not late:
        return
    name = rows[0]["method"]
    look = style(name)
    panel.plot(*zip(*(done + late), strict=True), label=name, zorder=4 if name == OURS else 3, **look)
    for point in late:
        panel.plot(*point, **(look | {"markerfacecolor": "white", "zorder": 5}))


def _axis_of_times(axis: Any) -> None:
    """Put a few round times on an axis."""
    from matplotlib.ticker import LogLocator, NullFormatter

    low, high = axis.get_view_interval()
    axis.set_major_locator(LogLocator(subs=(1.0,) if high > 500 * low else (1.0, 3.0)))
    axis.set_major_formatter(_time)
    axis.set_minor_formatter(NullFormatter())


def _time(value: float, _: object) -> str:
    """Write a time on an axis."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= 0.999 * size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-6:,.0f} µs"
