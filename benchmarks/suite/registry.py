"""Four tables of named parts: whatever is registered takes part in the suite."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from suite.data.instance import Instance

Facts = dict[str, Any]
"""What was measured, as JSON can hold it."""
Pairs = NDArray[np.int64]
"""Chosen pairs, shape (n, 2): mentee, mentor."""

T = TypeVar("T")


class Unfit(Exception):  # noqa: N818  (an answer of a method, not a fault of it)
    """A method cannot take this instance; the reason is shown in its place."""


class Registry(Generic[T]):
    """Named parts, in the order in which they were added."""

    def __init__(self) -> None:
        self._parts: dict[str, T] = {}

    def add(self, name: str, part: T) -> T:
        """Add a part; a name can be used once."""
        if name in self._parts:
            raise ValueError(f"'{name}' is registered twice")
        self._parts[name] = part
        return part

    def __getitem__(self, name: str) -> T:
        if name not in self._parts:
            raise KeyError(f"no '{name}': there are {', '.join(self._parts)}")
        return self._parts[name]

    @property
    def parts(self) -> Mapping[str, T]:
        """Name -> part."""
        return dict(self._parts)


@dataclass(frozen=True, eq=False)
class Answer:
    """What a method returns.

    Parameters
    ----------
    pairs : int64 array, shape (n, 2)
    build, solving : float
        Seconds from arrays to what the solver takes, and from there to the pairs.
    gap : float, optional
        By how much the best answer may be better, as a share; 0 is proved, None unknown.
    """

    pairs: Pairs
    build: float = 0.0
    solving: float = 0.0
    gap: float | None = 0.0


Found = Pairs | tuple[Pairs, float | None]
"""Pairs; or pairs and the gap, of a method that may run out of time with an answer."""
Run = Callable[[], Found | Callable[[], Found]]
"""Solves; may return what reads the answer afterwards, which is not counted."""
Build = Callable[[Instance, float], Run]
"""Takes an instance and a limit in seconds, builds what it needs, and returns what solves."""


@dataclass(frozen=True)
class Method:
    """A way of matching.

    Parameters
    ----------
    solve : callable
        Takes an instance and a limit in seconds.
    says : str
        What it is, for the report.
    exact : bool
        Whether its answers are the best in filled demand, then score, where it ends in time.
    rules : bool
        Whether it takes instances with side rules.
    """

    solve: Callable[[Instance, float], Answer]
    says: str
    exact: bool
    rules: bool = False


@dataclass(frozen=True)
class Metric:
    """How good an answer is in one respect.

    Parameters
    ----------
    value : callable
        Takes an instance and the indices of the chosen pairs; None where it cannot be said.
    says : str
        Its definition, for the report.
    better : {"high", "low", "neither"}
    form : str
        How it is written.
    """

    value: Callable[[Instance, Pairs], float | None]
    says: str
    better: str
    form: str


@dataclass(frozen=True)
class Source:
    """Where instances come from.

    Parameters
    ----------
    make : callable
        Takes a number of people (or mentees) and a seed.
    family : str
        A method that is late for one instance of a family is not asked for another as large.
    """

    make: Callable[[int, int], Instance]
    family: str


METHODS: Registry[Method] = Registry()
DATA: Registry[Source] = Registry()
METRICS: Registry[Metric] = Registry()
PROBES: Registry[Callable[[Facts], Facts]] = Registry()
"""Measurements of another kind: each takes the facts of a case and returns what it measured."""


def timed(build: Build) -> Callable[[Instance, float], Answer]:
    """Return a function that builds, solves and counts the seconds of both."""

    def solve(instance: Instance, limit: float) -> Answer:
        began = time.perf_counter()
        run = build(instance, limit)
        built = time.perf_counter()
        found = run()
        ended = time.perf_counter()
        read = found() if callable(found) else found
        pairs, gap = read if isinstance(read, tuple) else (read, 0.0)
        return Answer(pairs, built - began, ended - built, gap)

    return solve


def method(name: str, says: str, *, exact: bool = False, rules: bool = False) -> Callable[[Build], Build]:
    """Register a function that solves in this process."""

    def put(build: Build) -> Build:
        METHODS.add(name, Method(timed(build), says, exact, rules))
        return build

    return put


def metric(
    name: str, says: str, better: str, form: str = ",.0f"
) -> Callable[[Callable[[Instance, Pairs], float | None]], Callable[[Instance, Pairs], float | None]]:
    """Register a function that values an answer."""

    def put(value: Callable[[Instance, Pairs], float | None]) -> Callable[[Instance, Pairs], float | None]:
        METRICS.add(name, Metric(value, says, better, form))
        return value

    return put


def data(
    name: str, *, alone: bool = False
) -> Callable[[Callable[[int, int], Instance]], Callable[[int, int], Instance]]:
    """Register a function that makes an instance; `alone` makes it a family of its own."""

    def put(make: Callable[[int, int], Instance]) -> Callable[[int, int], Instance]:
        DATA.add(name, Source(make, name if alone else "made"))
        return make

    return put


def probe(name: str) -> Callable[[Callable[[Facts], Facts]], Callable[[Facts], Facts]]:
    """Register a measurement of its own."""

    def put(measure: Callable[[Facts], Facts]) -> Callable[[Facts], Facts]:
        return PROBES.add(name, measure)

    return put
