"""What a rematch has to reach, held against what `rematch.py` measured: target, figure, whether it is met."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

from engine_figures import OURS, exponent, middle, those, time, times, values
from engine_runs import Row
from rematch_sections import ANEW, HUNDRED, JOINERS, ONE, RIVAL, THOUSAND

Line = list[str]

LARGE = 100_000


def _line(target: str, measured: str, met: bool) -> Line:
    return [target, measured, "yes" if met else "**no**"]


def _within(target: str, rows: Sequence[Row], limit: float, key: str = "counted") -> list[Line]:
    """Return whether the median of seconds is below a limit; nothing without rows."""
    if not rows:
        return []
    seconds = middle(rows, key)
    return [_line(target, time(seconds), seconds is not None and seconds < limit)]


def _numeric(rows: Sequence[Row]) -> list[Line]:
    found = []
    for regime in values(rows, "regime"):
        large = those(rows, n=LARGE, regime=regime)
        own = those(large, changes=THOUSAND)
        for rival, least in ((RIVAL, 1_000), (ANEW, 50)):
            ratio = times(own, (rival,))
            if ratio is not None:
                figure = f"{ratio:,.0f} times ({time(middle(those(own, solver=OURS)))})"
                target = f"{LARGE:,} {regime}: {THOUSAND} {least:,} times as fast as {rival}"
                found.append(_line(target, figure, ratio >= least))
        one = those(large, changes=ONE)
        found += _within(f"{LARGE:,} {regime}: {ONE} by `repair` in 0.5 ms", one, 0.0005)
        found += _within(
            f"{LARGE:,} {regime}: {ONE} by `repair_network` in 0.5 ms", one, 0.0005, key="numeric_worked"
        )
        joined = those(large, changes=JOINERS, solver=OURS)
        found += _within(f"{LARGE:,} {regime}: {JOINERS}, scores given, in 100 ms", joined, 0.1)
    return found


def _growth(rows: Sequence[Row]) -> list[Line]:
    found = []
    for changes in (ONE, HUNDRED, THOUSAND):
        for regime in values(rows, "regime"):
            power = exponent(those(rows, changes=changes, regime=regime))
            if power:
                target = f"{regime}: exponent of {changes} in the scheme's size below 0.3"
                found.append(_line(target, power, float(power) < 0.3))
    return found


def _memory(rows: Sequence[Row]) -> list[Line]:
    found = []
    for row in rows:
        for key, words in (
            ("further", "a snapshot 1,000 dissolutions on"),
            ("read", "a snapshot whose answer was read"),
        ):
            share = row[key] / row["first"]
            target = f"{row['n']:,} {row['regime']}: {words} in 10% of the first"
            found.append(_line(target, f"{100 * share:.1f}%", share < 0.1))
    return found


def _endurance(rows: Sequence[Row]) -> list[Line]:
    found = []
    for row in rows:
        first, last = row["memory"][1], row["memory"][-1]
        more, pairs = last / first - 1, row["ever"] / row["pairs"] - 1
        target = f"{row['n']:,} {row['regime']}: memory after 10,000 changes in a row as after 1,000"
        figure = f"{100 * more:+.1f}% ({first:.0f} to {last:.0f} MiB); pairs {100 * pairs:+.1f}%"
        found += [
            _line(target, figure, more < 0.02),
            _line(
                f"{row['n']:,} {row['regime']}: certified after them", str(row["proved"]), bool(row["proved"])
            ),
        ]
    return found


def _people(rows: Sequence[Row]) -> list[Line]:
    found = []
    for regime in values(rows, "regime"):
        for n in values(rows, "n"):
            own = those(rows, n=n, regime=regime)
            for row_key, words in (("first", "the first one"), ("worked", "further ones")):
                shares = [row[row_key] / row["match"] for row in own]
                if shares:
                    share = statistics.median(shares)
                    target = f"{n:,} {regime}: `rematch` of 200 changes in 5% of `match`, {words}"
                    found.append(_line(target, f"{100 * share:.1f}%", share < 0.05))
            joined = [row["joiners"] for row in own]
            found += _within(f"{n:,} {regime}: `rematch` of 100 joiners in 100 ms", joined, 0.1, "worked")
    return found


def _frontier(rows: Sequence[Row]) -> list[Line]:
    found = []
    for n in values(rows, "n"):
        for regime in values(rows, "regime"):
            own = those(rows, n=n, regime=regime)
            met = all(row["status"] == "proved" and row["counted"] < 10 for row in own)
            slowest = max((row["counted"] or 0.0 for row in own), default=0.0)
            clock = time(middle(own, "seconds"))
            figure = f"median {time(middle(own))}, slowest {time(slowest)}, by the clock {clock}"
            if not all(row["status"] == "proved" for row in own):
                figure += ", not all proved"
            found.append(_line(f"frontier, {n:,} {regime}: all points proved in 10 s", figure, met))
    return found


TARGETS: dict[str, Callable[[Sequence[Row]], list[Line]]] = {
    "numeric": _numeric,
    "growth": _growth,
    "memory": _memory,
    "endurance": _endurance,
    "people": _people,
    "frontier": _frontier,
}
