"""Three tables of named parts: whatever is registered takes part in the suite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from suite.instance import Instance

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
        """Add a part; a name can be taken once."""
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


@dataclass(frozen=True)
class Method:
    """A way of matching.

    Parameters
    ----------
    solve : callable
        Takes an instance and a limit in seconds; returns the pairs, and the seconds that it counts itself,
        if it is one that runs elsewhere.
    says : str
        What it is, for the report.
    exact : bool
        Whether its answers are the best in filled places, then score, where it ends in time.
    """

    solve: Callable[[Instance, float], tuple[Pairs, float | None]]
    says: str
    exact: bool


@dataclass(frozen=True)
class Metric:
    """What an answer is worth in one respect.

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


METHODS: Registry[Method] = Registry()
DATA: Registry[Callable[[int, int], Instance]] = Registry()
METRICS: Registry[Metric] = Registry()


def method(
    name: str, says: str, *, exact: bool = False
) -> Callable[[Callable[[Instance, float], Pairs]], Callable[[Instance, float], Pairs]]:
    """Register a function that solves in this process."""

    def put(solve: Callable[[Instance, float], Pairs]) -> Callable[[Instance, float], Pairs]:
        METHODS.add(name, Method(lambda instance, limit: (solve(instance, limit), None), says, exact))
        return solve

    return put


def metric(
    name: str, says: str, better: str, form: str = ",.0f"
) -> Callable[[Callable[[Instance, Pairs], float | None]], Callable[[Instance, Pairs], float | None]]:
    """Register a function that values an answer."""

    def put(value: Callable[[Instance, Pairs], float | None]) -> Callable[[Instance, Pairs], float | None]:
        METRICS.add(name, Metric(value, says, better, form))
        return value

    return put


def data(name: str) -> Callable[[Callable[[int, int], Instance]], Callable[[int, int], Instance]]:
    """Register a function that makes an instance from a number of people and a seed."""

    def put(make: Callable[[int, int], Instance]) -> Callable[[int, int], Instance]:
        return DATA.add(name, make)

    return put
