"""An amount in words: a number or a range, with a unit, among words that do not change it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from immutabledict import immutabledict

from mentormatch.tables.forms.said import without_remark, word_key

_TO_TWELVE = "one two three four five six seven eight nine ten eleven twelve"
_UNITS = {word: n for n, word in enumerate(_TO_TWELVE.split(), start=1)}
_TENS = {
    word: 10 * n
    for n, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
NUMBERS: Mapping[str, int] = immutabledict(
    _UNITS
    | {"fifteen": 15, "hundred": 100}
    | _TENS
    | {
        f"{ten}{sign}{one}": n + m
        for ten, n in _TENS.items() for one, m in _UNITS.items() if m < 10 for sign in "- "
    }
)  # fmt: skip
UP_TO = (
    "up to a maximum of", "a maximum of", "maximum of", "a max of", "max of", "no more than", "not more than",
    "no further than", "no farther than", "not further than", "up to", "at most", "within", "maximum", "max.",
    "max",
    "or less", "or fewer",
)  # fmt: skip
"""Words that name a largest amount, which every amount of a form is."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as written.

    Parameters
    ----------
    low, high : float
        Ends of the range; equal for one number.
    unit : str
        Empty if none is given.
    """

    low: float
    high: float
    unit: str

    @property
    def is_range(self) -> bool:
        """Whether two numbers are given."""
        return self.low < self.high


def amount(text: str, units: Collection[str], fillers: Collection[str]) -> Amount | None:
    """Return the amount that a cell names.

    Parameters
    ----------
    units : collection of str
        Words that may follow a number.
    fillers : collection of str
        Words and phrases that do not change an amount.

    Examples
    --------
    >>> amount("Up to 10-15 miles, please!", {"miles"}, {"please"})
    Amount(low=10.0, high=15.0, unit='miles')
    >>> amount("more than 10 miles", {"miles"}, ())
    """
    key = without_remark(_once(word_key(text)), frozenset(NUMBERS))
    if key is None:
        return None
    bare = " ".join(_filler(frozenset(fillers)).sub(" ", key.lstrip("~<\u2264 ")).replace(",", " ").split())
    found = _amount(frozenset(units)).fullmatch(bare)
    if found is None:
        return None
    low = _number(found["low"])
    high = low if found["high"] is None else _number(found["high"])
    named = {unit for unit in (found["unit"], found["last"]) if unit}
    if high < low or len(named) > 1:
        return None
    return Amount(low, high, "".join(named))


def _once(key: str) -> str:
    """Return an amount that is given twice, as in "2 (two)" and "two (2)", once."""
    found = _TWICE.match(key)
    if found is None or _number(found[1]) != _number(found[2]):
        return key
    return f"{found[1]} {key[found.end() :]}".strip()


def _number(text: str) -> float:
    return float(NUMBERS.get(text, text))


def _any_of(words: Collection[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


_ONE_NUMBER = rf"([0-9]{{1,6}}|{_any_of(NUMBERS)})"
_TWICE = re.compile(rf"{_ONE_NUMBER}\s*\({_ONE_NUMBER}\)")


@lru_cache
def _filler(fillers: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any_of({*UP_TO, *fillers})})(?!\w)")


@lru_cache
def _amount(units: frozenset[str]) -> re.Pattern[str]:
    number = rf"[0-9]{{1,6}}(?:\.[0-9]{{1,6}})?|{_any_of(NUMBERS)}"
    unit = _any_of(units)
    return re.compile(
        rf"(?P<low>{number})\s*(?P<unit>{unit})?(?:\s*(?:-|\bto\b|\bor\b)\s*(?P<high>{number}))?\s*(?P<last>{unit})?"
    )
