"""What the engine has to reach, held against what `engine.py` measured: target, figure, whether it is met."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine_figures import GROUPED, OURS, RIVALS, apart, cell, middle, those, time, times, values
from engine_runs import Row

Line = list[str]


def _line(target: str, measured: str, met: bool) -> Line:
    return [target, measured, "yes" if met else "**no**"]


def _below(target: str, seconds: Sequence[float | None], limit: float) -> Line:
    """Return whether all of the times are known and below a limit."""
    known = [s for s in seconds if s is not None]
    met = bool(known) and len(known) == len(seconds) and max(known) < limit
    return _line(target, time(max(known, default=None)), met)


def _faster(target: str, rows: Sequence[Row], rivals: Sequence[str], least: float) -> list[Line]:
    """Return whether we are so many times as fast as the fastest rival; nothing without rows."""
    if not rows:
        return []
    found, ours = times(rows, rivals), cell(those(rows, solver=OURS))
    if found is None:
        return [_line(target, "-", met=False)]
    return [_line(target, f"{found:.1f} times ({ours})", found >= least)]


def _peers(rows: Sequence[Row]) -> list[Line]:
    found = []
    for n in (5_000, 20_000, 100_000):
        for regime in ("plenty", "scarce"):
            own = those(rows, n=n, regime=regime)
            target = f"{n:,} {regime}: 10 times as fast as the faster of OR-Tools and scipy"
            found += _faster(target, own, RIVALS, 10)
    return found


def _growth(rows: Sequence[Row]) -> list[Line]:
    found = []
    for n in (5_000, 20_000, 100_000):
        own = those(rows, n=n)
        if own:
            target = f"{n:,}: plenty, scarce and mixed within 2 times of each other"
            found.append(_line(target, f"{apart(own):.1f} times", apart(own) <= 2))
    return found


def _million(rows: Sequence[Row]) -> list[Line]:
    finished = those(rows, status="done")
    if not finished:
        return [_line("a million mentees", "failed", met=False)]
    largest = max(finished, key=lambda row: row["n"])
    peak = largest["peaks"][-1]
    a_pair = peak * 2**20 / largest["pairs"]
    label = f"{largest['n']:,} x {largest['mentors']:,}, {largest['pairs']:,} pairs:"
    return [
        _line(
            f"{label} solved and proved in 12 GiB",
            f"{peak / 1024:.2f} GiB",
            largest["proved"] and peak < 12288,
        ),
        _line(f"{label} at most 64 bytes a pair", f"{a_pair:.0f}", a_pair <= 64),
    ]


def _rules(rows: Sequence[Row]) -> list[Line]:
    found = []
    for regime in values(rows, "regime"):
        own = those(rows, regime=regime)
        target = f"side rules, 1,000 {regime}: 50 times as fast as CP-SAT by default"
        found += _faster(target, those(own, n=1_000), ("CP-SAT, default",), 50)
        found += _until(those(own, n=5_000, solver=OURS), f"side rules, 5,000 {regime}", 10)
        huge = those(own, n=20_000, solver=OURS)
        found += _gap(huge, f"side rules, 20,000 {regime}")
        found += _until([row for row in huge if row["limit"] > 30], f"side rules, 20,000 {regime}", 180)
    return found


def _gap(rows: Sequence[Row], label: str) -> list[Line]:
    early = [row.get("gap") for row in those(rows, limit=30.0)]
    if not early:
        return []
    known = [gap for gap in early if gap is not None]
    worst = max(known) if len(known) == len(early) else None
    figure = "unknown" if worst is None else f"{100 * worst:.4f}%"
    return [_line(f"{label}: within 0.01% after 30 s", figure, worst is not None and worst <= 1e-4)]


def _until(rows: Sequence[Row], label: str, limit: float) -> list[Line]:
    """Return whether the slowest of our runs was proved in time."""
    own = those(rows, solver=OURS)
    if not own:
        return []
    slowest = max(own, key=lambda row: (row["status"] != "proved", row["counted"] or row["limit"]))
    met = slowest["status"] == "proved" and slowest["counted"] < limit
    figure = f"median {cell(own)}, slowest {cell([slowest])}"
    return [_line(f"{label}: proved in {limit:g} s", figure, met)]


def _nested(rows: Sequence[Row]) -> list[Line]:
    found = []
    for regime in values(rows, "regime"):
        own = those(rows, regime=regime)
        found += _until(those(own, n=20_000), f"nested ceilings, 20,000 {regime}", 5)
        for n in (20_000, 100_000):
            target = f"nested ceilings, {n:,} {regime}: no slower than a flow by OR-Tools without a proof"
            found += _faster(target, those(own, n=n), (GROUPED,), 1)
    return found


def _stable(rows: Sequence[Row]) -> list[Line]:
    found = []
    for regime in values(rows, "regime"):
        found += _until(those(rows, n=750, regime=regime), f"stable, 750 x 50, {regime}", 15)
    return found


def _hours(rows: Sequence[Row]) -> list[Line]:
    return _until(those(rows, n=200), "hours, 20 x 200 type C", 60)


def _overhead(rows: Sequence[Row]) -> list[Line]:
    medians = [middle(those(rows, n=n), "seconds") for n in values(rows, "n")]
    return [_below("fewer than 200 mentees: under 5 ms", medians, 0.005)]


def _compiling(rows: Sequence[Row]) -> list[Line]:
    worked = middle(those(rows, regime="empty cache"), "worked")
    return [_below("compiled once in under 20 s of one core", [worked], 20)]


TARGETS: dict[str, Callable[[Sequence[Row]], list[Line]]] = {
    "peers": _peers,
    "growth": _growth,
    "million": _million,
    "rules": _rules,
    "nested": _nested,
    "stable": _stable,
    "hours": _hours,
    "overhead": _overhead,
    "compiling": _compiling,
}
