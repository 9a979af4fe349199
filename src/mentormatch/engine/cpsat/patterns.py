"""What fits into a budget: the largest combinations of hours, for a few places.

A mentor with 2 places and 7 hours has room for a pair of 5 hours and one of 2, or for one of 4 and one of 3;
everything else that fits does so in the place of these. Rows that choose among such patterns cut off every
fraction that a mere sum of hours would allow (the integer hull of one mentor's choices, by an extended
formulation over patterns as in Gilmore and Gomory 1961).
"""

from __future__ import annotations

from functools import lru_cache

Pattern = tuple[int, ...]
"""Hours of the places, largest first; one a place."""

FEW_PLACES = 6
"""Places beyond which patterns are not counted."""
_MOST = 24
"""Patterns beyond which a sum of hours is the smaller model."""


@lru_cache(maxsize=4096)
def patterns(sizes: Pattern, places: int, budget: int) -> tuple[Pattern, ...] | None:
    """Return the patterns within the budget that no other one covers; None if they are many.

    Parameters
    ----------
    sizes : tuple of int
        Hours that pairs may need, distinct, above 0, largest first.
    places : int
    budget : int
    """
    found: list[Pattern] = []
    stack: list[tuple[Pattern, int, int]] = [((), 0, budget)]
    while stack:
        pattern, first, left = stack.pop()
        fitting = [k for k in range(first, len(sizes)) if sizes[k] <= left]
        if len(pattern) == places or not fitting:
            full = pattern + (0,) * (places - len(pattern))
            if not any(_covers(other, full) for other in found):
                found = [other for other in found if not _covers(full, other)]
                found.append(full)
            if len(found) > _MOST:
                return None
            continue
        stack += [((*pattern, sizes[k]), k, left - sizes[k]) for k in reversed(fitting)]
    return tuple(sorted(found, reverse=True))


def _covers(one: Pattern, other: Pattern) -> bool:
    """Tell whether everything that fits into the other pattern fits into this one."""
    return all(a >= b for a, b in zip(one, other, strict=True))
