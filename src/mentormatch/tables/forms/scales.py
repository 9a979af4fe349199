"""Answers in words, on scales of five or seven steps, as levels from 1 to 5."""

from __future__ import annotations

import re
from collections.abc import Mapping

from immutabledict import immutabledict

from mentormatch.tables.forms.said import NOTHING, UNSAID, Said, word_key

SCALES: tuple[tuple[str, ...], ...] = (
    ("strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"),
    ("definitely not", "probably not", "might or might not", "probably yes", "definitely yes"),
    ("never", "rarely", "sometimes", "often", "always"),
    ("not at all", "slightly", "moderately", "very", "extremely"),
    (
        "not at all important",
        "slightly important",
        "moderately important",
        "very important",
        "extremely important",
    ),
    (
        "very dissatisfied",
        "dissatisfied",
        "neither satisfied nor dissatisfied",
        "satisfied",
        "very satisfied",
    ),
    ("very unlikely", "unlikely", "neither likely nor unlikely", "likely", "very likely"),
    ("anghytuno'n gryf", "anghytuno", "ddim yn cytuno nac yn anghytuno", "cytuno", "cytuno'n gryf"),
    ("stimme überhaupt nicht zu", "stimme nicht zu", "weder noch", "stimme zu", "stimme voll und ganz zu"),
    (
        "pas du tout d'accord",
        "pas d'accord",
        "ni d'accord ni pas d'accord",
        "d'accord",
        "tout à fait d'accord",
    ),
    (
        "totalmente en desacuerdo",
        "en desacuerdo",
        "ni de acuerdo ni en desacuerdo",
        "de acuerdo",
        "totalmente de acuerdo",
    ),
    (
        "zdecydowanie się nie zgadzam",
        "nie zgadzam się",
        "nie mam zdania",
        "zgadzam się",
        "zdecydowanie się zgadzam",
    ),
    (
        "not at all confident",
        "slightly confident",
        "moderately confident",
        "very confident",
        "extremely confident",
    ),
)
"""Scales of five steps, from 1 to 5; of agreement in languages in which forms of ours are answered, too."""

OTHER_WORDS: Mapping[str, int] = immutabledict(
    {"completely disagree": 1, "totally disagree": 1, "disagree strongly": 1, "definitely no": 1}
    | {"neutral": 3, "neither": 3, "neither agree or disagree": 3, "undecided": 3, "not sure": 3, "unsure": 3}
    | {
        "completely agree": 5,
        "totally agree": 5,
        "agree strongly": 5,
        "probably no": 2,
        "tend to disagree": 2,
        "tend to agree": 4,
        "about half the time": 3,
    }
)
_PARTLY = ("somewhat", "slightly", "mildly", "mostly")
SEVENTH: Mapping[str, int] = immutabledict(
    {f"{partly} disagree": 2 for partly in _PARTLY}
    | {f"{partly} agree": 4 for partly in _PARTLY}
    | {f"disagree {partly}": 2 for partly in _PARTLY}
    | {f"agree {partly}": 4 for partly in _PARTLY}
)
"""Steps that only a scale of seven has beside those of five."""

LEVELS: Mapping[str, int] = immutabledict(
    {word_key(word): level for scale in SCALES for level, word in enumerate(scale, start=1)}
    | dict(OTHER_WORDS)
    | dict(SEVENTH)
)
_OUT_OF_FIVE = re.compile(r"([1-5])\s*(?:/|out of|of)\s*(?:5|five)")
_NUMBER_FIRST = re.compile(r"([1-5])\s*[-:=.,(]\s*([^\d]*?)\)?")
_NUMBER_LAST = re.compile(r"([^\d]*?)\s*[-:=.,(]\s*([1-5])\)?")


def level_in_words(text: str) -> Said | None:
    """Return a level from 1 to 5; None as its value if the question is not answered.

    Examples
    --------
    >>> level_in_words("Strongly agree").value, level_in_words("4 - quite").value
    (5, 4)
    """
    key = word_key(text)
    if key in NOTHING or key in UNSAID:
        return Said(None, "words for no answer ('n/a', 'prefer not to say') were read as an empty cell")
    if key in SEVENTH:
        return Said(SEVENTH[key], "a step between others ('somewhat agree') was read as 2 or 4 of 5")
    if key in LEVELS:
        return Said(LEVELS[key], "a level in words ('Strongly agree') was read as 1 to 5")
    found = _OUT_OF_FIVE.fullmatch(key)
    if found is not None:
        return Said(int(found[1]), "a level of five ('4 out of 5') was read as that level")
    return _number_with_words(key) or _in_two_languages(key)


def _in_two_languages(key: str) -> Said | None:
    """Return a level that is given once more in another language: "Cytuno / Agree"."""
    parts = key.split("/")
    levels = {LEVELS.get(part.strip()) for part in parts}
    if len(parts) != 2 or len(levels) > 1 or None in levels:
        return None
    return Said(levels.pop(), "a level in two languages ('Cytuno / Agree') was read as 1 to 5")


def _number_with_words(key: str) -> Said | None:
    first, last = _NUMBER_FIRST.fullmatch(key), _NUMBER_LAST.fullmatch(key)
    if first is not None:
        number, words = int(first[1]), first[2].strip()
    elif last is not None:
        number, words = int(last[2]), last[1].strip()
    else:
        return None
    if LEVELS.get(words, number) != number:
        return None  # "1 - strongly agree": the scale may run the other way
    return Said(number, "a number with words ('4 - quite') was read as that number")
