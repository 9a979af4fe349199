"""Postcodes as people write them: whole, or only a part, and what the blank in them says.

A British postcode is an outward part ("LE1", a district) and an inward one ("7RH"). Forms that ask for a part
of it get the outward part, or the sector ("LE1 7"), or more ("LE1 7R", "LE1 7**"). Without its blank the
sector "LE1 7" would be another district, "LE17". So a blank, or a hyphen, after a whole outward part divides
the two, and a text that can only be read with its blank elsewhere is nobody's postcode.
"""

from __future__ import annotations

import re

_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
_WHOLE = re.compile(rf"({_OUTWARD.pattern})[\s-]*([0-9][A-Z]{{2}})")
_PART = re.compile(r"([0-9][A-Z]?)[*?._]{0,2}")
_JOINED_PART = re.compile(rf"({_OUTWARD.pattern}(?=[0-9][A-Z])|[A-Z]{{1,2}}[0-9][A-Z])([0-9][A-Z]?)")
_BLANKS = re.compile(r"[\s-]+")


def postcode_key(postcode: str) -> str:
    """Return the form in which postcodes are compared.

    Case does not count, nor do blanks and hyphens in a whole postcode or an outward part. A part of the
    inward part keeps one blank before it; so does a text whose blank contradicts the form of a postcode.

    Examples
    --------
    >>> [postcode_key(one) for one in ("le1 7rh", "LE-17", "LE1  7", "LE1 7r", "LE1 77RH", "d02 x285")]
    ['LE17RH', 'LE17', 'LE1 7', 'LE1 7R', 'LE1 77RH', 'D02X285']
    """
    typed = postcode.strip().upper()
    whole = _WHOLE.fullmatch(typed)
    if whole is not None:
        return whole[1] + whole[2]
    outward, inward = _divided(typed)
    if not inward:
        joined = _JOINED_PART.fullmatch(outward)
        return outward if joined is None else f"{joined[1]} {joined[2]}"
    if _WHOLE.fullmatch(f"{outward} {inward}"):
        return outward + inward
    if (part := _PART.fullmatch(inward)) is not None:
        return f"{outward} {part[1]}"
    # Without the blank it would be a British postcode of another district.
    joined_up = outward + inward
    means_another = _OUTWARD.fullmatch(joined_up) or _WHOLE.fullmatch(joined_up)
    return f"{outward} {inward}" if means_another else joined_up


def _divided(typed: str) -> tuple[str, str]:
    """Return what is before the first blank that follows a whole outward part, and the rest."""
    words = _BLANKS.split(typed)
    for n in range(1, len(words)):
        if _OUTWARD.fullmatch("".join(words[:n])):
            return "".join(words[:n]), "".join(words[n:])
    return "".join(words), ""


def outward_part(key: str) -> str | None:
    """Return the outward part of a key of the British form, whole or not; None for any other."""
    whole = _WHOLE.fullmatch(key)
    if whole is not None:
        return whole[1]
    before, blank, after = key.partition(" ")
    is_british = _OUTWARD.fullmatch(before) and (_PART.fullmatch(after) or not blank)
    return before if is_british else None


def typed_outward(key: str) -> str | None:
    """Return the outward part, also where what follows its blank is none of a postcode; None without one."""
    return outward_part(key) or (key.partition(" ")[0] if " " in key else None)


def is_whole(key: str) -> bool:
    """Return whether a key is a whole postcode of the British form."""
    return _WHOLE.fullmatch(key) is not None


def spelt(key: str) -> str:
    """Return a key as people write it."""
    whole = _WHOLE.fullmatch(key)
    return key if whole is None else f"{whole[1]} {whole[2]}"
