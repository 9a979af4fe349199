"""Large arrays in versions: a version is a base copy and the few elements in which it differs from that.

Compiled code works on flat arrays. They hold one version at a time; another is loaded by setting the elements
in which the two differ, and a new one is kept by recording the elements written. So the cost of a version
depends on what changed, not on the size of the arrays, and a kept version is never written to. (Shallow
binding of persistent arrays: Baker, "Shallow binding makes functional arrays fast", ACM SIGPLAN Notices 26(8)
(1991) 145-147; here versions are kept whole, so that none depends on the arrays in use.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.arrays import Indices, Ints
from mentormatch.engine.compiled import steps

Arrays = tuple[NDArray[Any], ...]
Beginning = Callable[[Ints | slice], Arrays]
"""Returns elements of the arrays in their initial state."""

_FEW = 4096


@dataclass(frozen=True, eq=False)
class Version:
    """One version of some arrays of one length.

    Parameters
    ----------
    steps : tuple of (int64 array, tuple of arrays)
        Elements written since then and their new values, oldest first.
    """

    beginning: Beginning
    steps: tuple[tuple[Ints, Arrays], ...] = ()

    @property
    def nbytes(self) -> int:
        """Bytes that this version needs besides its base copy."""
        return sum(where.nbytes + sum(a.nbytes for a in what) for where, what in self.steps)

    @property
    def written(self) -> Ints:
        """Elements written since the beginning, possibly repeated."""
        if len(self.steps) == 1:
            return self.steps[0][0]
        return np.concatenate([np.zeros(0, np.int64), *(where for where, _ in self.steps)])


class Versioned:
    """Flat arrays of one length to work on, which can be turned into any of their versions.

    Parameters
    ----------
    flats : tuple of arrays
        In their initial state.
    beginning : callable, optional
        By default, a copy of `flats`.

    Attributes
    ----------
    first : Version
        The initial version.
    """

    def __init__(self, flats: Arrays, beginning: Beginning | None = None) -> None:
        self.flats = tuple(map(_rows, flats))
        self.first = Version(_in_rows(beginning) if beginning else _copied(self.flats))
        self._loaded: Version | None = self.first

    def load(self, version: Version) -> None:
        """Turn the arrays into a version."""
        if self._loaded is version:
            return
        loaded, self._loaded = self._loaded, None
        done = 0
        if loaded is not None and loaded.beginning is version.beginning:
            done = _shared(loaded, version)
            if done < len(loaded.steps):
                done = 0
                self._set(loaded.written, loaded.beginning(loaded.written))
        else:
            self._set(slice(None), version.beginning(slice(None)))
        for where, what in version.steps[done:]:
            self._set(where, what)
        self._loaded = version

    def open(self) -> None:
        """Announce writes to the arrays: unless they are kept, the next load sets all elements."""
        self._loaded = None

    def keep(self, before: Version, where: Indices) -> Version:
        """Return the arrays as a new version: `before` with the elements written to changed."""
        after = before
        if len(where):
            mine = where.astype(np.int64)
            written = [*before.steps, (mine, tuple(flat.take(mine, axis=0) for flat in self.flats))]
            # Steps of similar size are joined, so that there are few of them whatever the number of changes.
            while len(written) > 1 and len(written[-2][0]) <= 2 * len(written[-1][0]):
                written[-2:] = [_joined(*written[-2:])]
            if sum(len(step[0]) for step in written) > max(len(self.flats[0]) // 2, _FEW):
                after = Version(_copied(self.flats))
            else:
                after = Version(before.beginning, tuple(written))
        self._loaded = after
        return after

    def _set(self, where: Ints | slice, what: Arrays) -> None:
        for flat, values in zip(self.flats, what, strict=True):
            if isinstance(where, slice):
                flat[where] = values
            else:
                _put(flat, where, values)


def _rows(flat: NDArray[Any]) -> NDArray[Any]:
    """Return elements as rows of numbers, in the same memory: numpy copies records many times slower."""
    unit = np.int32 if flat.dtype.itemsize % 4 == 0 else np.uint8
    return np.ascontiguousarray(flat).view(unit).reshape(len(flat), -1)


@steps
def _put(flat, where, values):  # type: ignore[no-untyped-def]
    """Set some rows; if a row is listed twice, the later value is kept."""
    for k in range(len(where)):
        for t in range(flat.shape[1]):
            flat[where[k], t] = values[k, t]


def _copied(flats: Arrays) -> Beginning:
    copies = tuple(flat.copy() for flat in flats)

    def of(where: Ints | slice) -> Arrays:
        if isinstance(where, slice):
            return tuple(copy[where] for copy in copies)
        return tuple(copy.take(where, axis=0) for copy in copies)

    return of


def _in_rows(beginning: Beginning) -> Beginning:
    return lambda where: tuple(map(_rows, beginning(where)))


def _shared(one: Version, other: Version) -> int:
    """Return how many steps two versions begin with in common."""
    most = min(len(one.steps), len(other.steps))
    return next((k for k in range(most) if one.steps[k] is not other.steps[k]), most)


def _joined(one: tuple[Ints, Arrays], other: tuple[Ints, Arrays]) -> tuple[Ints, Arrays]:
    """Return two steps as one; if both write to an element, the later value is kept."""
    whats = zip(one[1], other[1], strict=True)
    return np.concatenate((one[0], other[0])), tuple(np.concatenate(pair) for pair in whats)
