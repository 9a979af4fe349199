"""Counts as far as a shared report may show them, above all of parts of a whole: by the limit of an audit.

What is counted of a whole scheme is shown as it is. If a part of it is under 8, all parts are hidden: with
only some of them hidden, their sum and the knowledge of this rule could leave few possibilities.
"""

from __future__ import annotations

from collections.abc import Sequence

from mentormatch.analysis.audit.hiding import LEAST


def shown_parts(counts: Sequence[int]) -> tuple[int | None, ...]:
    """Return the counts of the parts of a whole, or None for each if they are hidden.

    Where everybody is in one part, nothing tells one person from another; but if that were shown of a whole
    under 16, hiding would say too much.

    Examples
    --------
    >>> shown_parts([40, 12, 9]), shown_parts([40, 12, 3]), shown_parts([16, 0]), shown_parts([12, 0])
    ((40, 12, 9), (None, None, None), (16, 0), (None, None))
    """
    whole = sum(counts)
    alike = whole in counts and (whole == 0 or whole >= 2 * LEAST)
    return tuple(counts) if alike or all(n >= LEAST for n in counts) else (None,) * len(counts)


def may_sum(part: int, whole: int) -> bool:
    """Return whether a sum over some may be shown beside that over all: each rest is large, or nobody."""
    return part >= LEAST and (part == whole or whole - part >= LEAST)


def few(number: int) -> str:
    """Return a number of people or pairs, unless it is small.

    Examples
    --------
    >>> few(0), few(3), few(12)
    ('none', 'fewer than 8', '12')
    """
    return "none" if not number else f"fewer than {LEAST}" if number < LEAST else str(number)


def part_of(part: int, whole: int) -> str:
    """Return how many of a whole, at least one, in words: all 30, 12 of 30, some of 30."""
    if part == whole:
        return f"all {whole}"
    (shown, _) = shown_parts([part, whole - part])
    return f"some of {whole}" if shown is None else f"{part} of {whole}"


def at_least(number: int) -> str:
    """Return a number rounded down, where other reports count the same otherwise: no difference is small."""
    return f"under {LEAST}" if number < LEAST else f"{max(LEAST, number // 10 * 10)} or more"
