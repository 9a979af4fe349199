"""What a section aims at: a figure of it, beside the best peer, and whether it is met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from suite.plans.measurement import broken, over_rounds
from suite.process import Facts
from suite.report.seeds import DONE, grouped
from suite.report.speed import rows_of, times_ours
from suite.report.table import NONE, Table, failure, seconds


class Found(NamedTuple):
    """A figure that was measured, if it could be.

    Parameters
    ----------
    value : float or None
    words : str
        What it is beside, or why there is none.
    size : int
        Of the instance; 0 where there is none.
    """

    value: float | None
    words: str = NONE
    size: int = 0


def times(value: float) -> str:
    """Write a ratio."""
    return f"{value:,.0f} x" if value >= 100 else f"{value:.2g} x"


def percent(value: float) -> str:
    """Write a share."""
    return f"{100 * value:.2g}%"


@dataclass(frozen=True)
class Target:
    """A figure that is to be reached.

    Parameters
    ----------
    what : str
    aim : float
    found : callable
        Takes the facts of the section, and returns the figure for each of its sizes.
    write : callable
    at_least : bool
        Whether more is better.
    """

    what: str
    aim: float
    found: Callable[[Facts], Sequence[Found]]
    write: Callable[[float], str] = seconds
    at_least: bool = False

    def rows(self, facts: Facts) -> Iterator[list[str]]:
        """Yield a row of the table for each size."""
        aim = f"{'at least' if self.at_least else 'at most'} {self.write(self.aim)}"
        for value, words, size in self.found(facts):
            what = f"{self.what}, {size:,}" if size else self.what
            if value is None:
                yield [what, words, NONE, aim, "NO"]
            else:
                met = value >= self.aim if self.at_least else value <= self.aim
                yield [what, words, self.write(value), aim, "yes" if met else "NO"]


def table(targets: Mapping[str, Sequence[Target]], sections: Mapping[str, Facts]) -> list[Table]:
    """Return the table of all targets of the sections that were measured; none without any."""
    rows = [
        row for name, facts in sections.items() for one in targets.get(name, ()) for row in one.rows(facts)
    ]
    head = ["", "beside", "measured", "aimed at", "met"]
    return [Table("Targets", head, rows)] if rows else []


def ahead(data: str, aim: float) -> Target:
    """Aim at so many times the speed of the best peer."""

    def found(facts: Facts) -> list[Found]:
        return [_beside_best(facts, data, n) for n in _sizes(facts, data)]

    return Target(f"{data}: best peer by ours", aim, found, times, at_least=True)


def close(data: str, aim: float, what: str = "ours by best peer") -> Target:
    """Aim at a time of at most so many times that of the best peer."""

    def found(facts: Facts) -> list[Found]:
        both = [_beside_best(facts, data, n) for n in _sizes(facts, data)]
        return [one._replace(value=1 / one.value if one.value else None) for one in both]

    return Target(f"{data}: {what}", aim, found, times)


def within(data: str, aim: float) -> Target:
    """Aim at a proved answer in so many seconds."""

    def found(facts: Facts) -> list[Found]:
        return [_ours(facts, data, n) for n in _sizes(facts, data)]

    return Target(f"{data}: proved", aim, found)


def near(data: str, aim: float) -> Target:
    """Aim at a gap of at most so much when the time is up."""

    def found(facts: Facts) -> list[Found]:
        rows = [(n, row) for n in _sizes(facts, data) for row in rows_of(facts, facts["ours"], (data, n))]
        return [Found(row.get("gap"), NONE if "gap" in row else failure(row), n) for n, row in rows]

    return Target(f"{data}: gap", aim, found, percent)


def beside(data: str, other: str, aim: float) -> Target:
    """Aim at a time of at most so many times that for other data of the same size."""

    def found(facts: Facts) -> list[Found]:
        both = [(_ours(facts, data, n), _ours(facts, other, n)) for n in _sizes(facts, data)]
        return [
            Found(one.value / two.value if one.value and two.value else None, NONE, one.size)
            for one, two in both
        ]

    return Target(f"{data} by {other}", aim, found, times)


def of_case(
    what: str, case: str, aim: float, value: Callable[[Facts], float],
    write: Callable[[float], str] = seconds, *, at_least: bool = False,
) -> Target:  # fmt: skip
    """Aim at a figure of one case of a measurement."""

    def found(facts: Facts) -> list[Found]:
        rows = grouped((row for row in facts["rows"] if row["case"] == case), lambda row: row["n"])
        middle = [(group[0]["n"], over_rounds(group)) for group in rows]
        return [
            Found(None, str(row.get("error") or row.get("late")), n)
            if broken(row)
            else Found(value(row), NONE, n)
            for n, row in middle
        ]

    return Target(what, aim, found, write, at_least)


def _sizes(facts: Facts, data: str) -> list[int]:
    return list(dict.fromkeys(one["n"] for one in facts["instances"] if one["data"] == data))


def _ours(facts: Facts, data: str, n: int) -> Found:
    rows = rows_of(facts, facts["ours"], (data, n))
    row = rows[0] if rows else {"status": "unfit", "why": "not measured"}
    peer = _best(facts, data, n)
    words = f"{peer[0]} {times(peer[1])}" if peer else NONE
    return Found(row["seconds"], words, n) if row["status"] in DONE else Found(None, failure(row), n)


def _best(facts: Facts, data: str, n: int) -> tuple[str, float] | None:
    """Return the fastest peer that is done, and its time as a multiple of ours."""
    ratios = [
        (name, ratio)
        for name in facts["methods"]
        if not name.startswith("mentormatch") and (ratio := times_ours(facts, name, (data, n))) is not None
    ]
    return min(ratios, key=lambda one: one[1], default=None)


def _beside_best(facts: Facts, data: str, n: int) -> Found:
    ours, peer = _ours(facts, data, n), _best(facts, data, n)
    if ours.value is None or peer is None:
        return Found(None, ours.words if ours.value is None else "no peer is done", n)
    return Found(peer[1], f"{peer[0]}, {seconds(peer[1] * ours.value)}; ours {seconds(ours.value)}", n)
