"""Whole numbers in a rule, alone or as arrays."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import Field, PlainSerializer, PlainValidator

from mentormatch.arrays import Ints, first_ten, frozen

Index = Annotated[int, Field(strict=True, ge=0)]

UNLIMITED = 2**63 - 1
"""The limit in a record where the rule sets none."""


def whole_numbers(given: Any) -> Ints:
    """Return a read-only int64 copy; raise `ValueError` with the first ten numbers that are not whole."""
    try:
        array = np.asarray(given)
    except ValueError:
        raise ValueError(
            "must be a one-dimensional array of whole numbers; it has rows of different lengths"
        ) from None
    if array.size == 0 and array.dtype.kind == "f":
        array = array.astype(np.int64)
    if array.dtype.kind == "f":
        wrong = np.flatnonzero(~(np.abs(array) < 2.0**53) | (array != np.floor(array)))
        if wrong.size:
            raise ValueError(f"is not a whole number at {first_ten(wrong.tolist())}")
    elif array.dtype.kind not in "iu" or (array.dtype == np.uint64 and np.any(array > np.uint64(2**63 - 1))):
        raise ValueError(f"holds {array.dtype} where whole numbers within int64 are expected")
    if array.ndim != 1:
        raise ValueError(f"must be a one-dimensional array; it has {array.ndim} dimensions")
    return frozen(array)


def plain(value: Any) -> Any:
    """Return the JSON form of a value."""
    return value.tolist() if isinstance(value, np.ndarray) else value


AS_LIST = PlainSerializer(plain)
Longs = Annotated[Ints, PlainValidator(whole_numbers), AS_LIST]
"""A one-dimensional int64 array."""


def wrong_length(name: str, array: Ints, n: int, of: str) -> list[str]:
    """Return an error if an array has the wrong length; nothing if it is right."""
    return [] if len(array) == n else [f"its {name} holds {len(array)} numbers; expected {n}, one per {of}"]


def outside(name: str, array: Ints, low: int, high: int) -> list[str]:
    """Return an error if numbers are outside low..high, with their first ten positions."""
    wrong = np.flatnonzero((array < low) | (array > high))
    if not wrong.size:
        return []
    return [f"its {name} is outside {low}..{high} at {first_ten(wrong.tolist())}"]
