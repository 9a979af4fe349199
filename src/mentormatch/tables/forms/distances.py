"""How far somebody would travel, in words: "Up to 10 miles", "15km", "anywhere"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from immutabledict import immutabledict

from mentormatch.tables.forms.amounts import Amount, amount
from mentormatch.tables.forms.said import NOTHING, Said, word_key
from mentormatch.tables.rows.fields import KM_PER_MILE

UNITS: Mapping[str, float] = immutabledict(
    dict.fromkeys(("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"), 1.0)
    | dict.fromkeys(("mi", "mile", "miles"), KM_PER_MILE)
)
"""Unit -> kilometres."""

MINUTES: Mapping[str, float] = immutabledict(
    dict.fromkeys(("min", "mins", "minute", "minutes"), 1.0)
    | dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60.0)
)
"""Unit -> minutes, which only the scheme can turn into kilometres."""

NO_LIMIT = NOTHING | frozenset(
    {
        "anywhere",
        "any",
        "any distance",
        "no limit",
        "no limits",
        "unlimited",
        "unlimited distance",
        "no maximum",
    }
    | {"no preference", "no restriction", "no restrictions", "doesn't matter", "don't mind", "i don't mind"}
    | {
        "happy to travel",
        "happy to travel anywhere",
        "nationwide",
        "uk wide",
        "uk-wide",
        "whole uk",
        "no max",
    }
    | {"any where", "everywhere"}
    | {f"anywhere in {where}" for where in ["the uk", "uk", "great britain", "the country"]}
)
FILLERS = frozenset(
    {"about", "approx", "approx.", "approximately", "around", "roughly", "circa", "c.", "or so", "less than"}
    | {"under", "a", "of", "ideally", "please", "radius", "away", "drive", "by car", "travel"}
    | {"happy to travel", "willing to travel", "i would travel", "i can travel"}
)


_TIMES = tuple(
    (re.compile(words), f"{minutes} minutes")
    for words, minutes in (
        (r"\b(?:an?|one|1) hour and a half\b|\bone and a half hours\b", 90),
        (r"\bthree quarters of an hour\b", 45),
        (r"\b(?:half an?|half-an|half|1/2) hour\b", 30),
        (r"\b(?:a )?quarter of an hour\b", 15),
        (r"\ban hour\b", 60),
    )
)


def _amount(text: str) -> Amount | None:
    key = word_key(text)
    for words, minutes in _TIMES:
        key = words.sub(minutes, key)
    return amount(key, {*UNITS, *MINUTES}, FILLERS)


def distance(text: str, unit: float = 1.0, km_per_minute: float | None = None) -> Said | None:
    """Return a distance in kilometres; None as its value if there is no limit.

    Parameters
    ----------
    unit : float
        Kilometres in the column's unit, which a bare number has.
    km_per_minute : float, optional
        What a minute of travel counts.

    Examples
    --------
    >>> distance("up to 10 miles").value
    16.09344
    """
    if word_key(text) in NO_LIMIT:
        return Said(None, "words for no limit ('anywhere', 'n/a') were read as an empty cell")
    found = _amount(text)
    if found is None:
        return None
    if found.unit in MINUTES:
        if km_per_minute is None:
            return None
        km = found.high * MINUTES[found.unit] * km_per_minute
        return Said(km, f"a time of travel was read as a distance, at {km_per_minute:g} km a minute")
    km = found.high * (UNITS[found.unit] if found.unit else unit)
    if found.is_range:
        return Said(km, "a range ('10-20 miles') was read as its upper end")
    return Said(km, "a distance in words ('up to 10 miles') was read as a number with its unit")


def is_time(text: str) -> bool:
    """Return whether a distance is given as a time of travel."""
    found = _amount(text)
    return found is not None and found.unit in MINUTES
