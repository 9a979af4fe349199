"""Long arrays inside rules: validated in one pass, read-only, lists when written out."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from pydantic import PlainSerializer, PlainValidator

from mentormatch.arrays import Ints, first_ten, frozen


def whole_numbers(given: Any) -> Ints:
    """Return a read-only int64 copy; `ValueError` names the first ten numbers that are not whole."""
    try:
        array = np.asarray(given)
    except ValueError:
        raise ValueError("is not one row of whole numbers") from None
    if array.size == 0 and array.dtype.kind == "f":
        array = array.astype(np.int64)
    if array.dtype.kind == "f":
        wrong = np.flatnonzero(~(np.abs(array) < 2.0**53) | (array != np.floor(array)))
        if wrong.size:
            raise ValueError(f"is not a whole number at {first_ten(wrong.tolist())}")
    elif array.dtype.kind not in "iu" or (array.dtype == np.uint64 and np.any(array > np.uint64(2**63 - 1))):
        raise ValueError(f"holds {array.dtype} where whole numbers within int64 are expected")
    if array.ndim != 1:
        raise ValueError(f"has {array.ndim} dimensions where one row of numbers is expected")
    return frozen(array)


def plain(value: Any) -> Any:
    """Return what stands for a value in JSON."""
    return value.tolist() if isinstance(value, np.ndarray) else value


AS_LIST = PlainSerializer(plain)
Longs = Annotated[Ints, PlainValidator(whole_numbers), AS_LIST]
"""One row of int64 numbers."""


def wrong_length(name: str, array: Ints, n: int, of: str) -> list[str]:
    """Return the fault of an array of the wrong length; nothing if it is right."""
    return [] if len(array) == n else [f"its {name} holds {len(array)} numbers for {n} {of}"]


def outside(name: str, array: Ints, low: int, high: int) -> list[str]:
    """Return the fault of numbers outside low..high, with the first ten offenders."""
    wrong = np.flatnonzero((array < low) | (array > high))
    if not wrong.size:
        return []
    return [f"its {name} is outside {low}..{high} at {first_ten(wrong.tolist())}"]
