"""Ids that look the same on a screen but differ: letters of other alphabets, leading zeros.

They are never merged: whether two such ids are one person is for the coordinator to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from immutabledict import immutabledict

from mentormatch.text import folded

# Cyrillic and Greek letters that common typefaces draw like a Latin letter, after Unicode Technical
# Standard 39 ("confusables"), restricted to the alphabets of names in use.
_CYRILLIC = dict(zip("аеорсухѕіјһԁԛԝАВЕКМНОРСТУХЅІЈԚԜ", "aeopcyxsijhdqwABEKMHOPCTYXSIJQW", strict=True))
_GREEK = dict(zip("ονραικυϲΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "ovpaikucABEZHIKMNOPTYXC", strict=True))
LOOKS_LIKE: Mapping[str, str] = immutabledict({**_CYRILLIC, **_GREEK})
"""Letter of another alphabet -> the Latin letter that it looks like."""

_TO_LATIN = str.maketrans(dict(LOOKS_LIKE))
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_DATE_OR_POWER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9](\.[0-9]+)?[eE]\+[0-9]+|[0-9]+\.0")


def skeleton(text: str) -> str:
    """Return the form in which look-alikes are equal: Latin letters, folded, no leading zeros in numbers."""
    return _ZEROS.sub("", folded(text if text.isascii() else text.translate(_TO_LATIN)))


def alphabets(text: str) -> frozenset[str]:
    """Return which of the Latin, Cyrillic and Greek alphabets the letters of `text` come from."""
    if text.isascii():
        return frozenset({"LATIN"} if any(map(str.isalpha, text)) else ())
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha())
    return frozenset(names) & {"LATIN", "CYRILLIC", "GREEK"}


def look_alikes(ids: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the groups of different ids that look the same, each sorted, in order."""
    groups: dict[str, set[str]] = {}
    for one in ids:
        groups.setdefault(skeleton(one), set()).add(one)
    return sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1)


def looks_converted(text: str) -> bool:
    """Return whether this may be an id that a spreadsheet changed: a date, a power of ten, a fraction."""
    return _DATE_OR_POWER.fullmatch(text) is not None
