"""Spellings of one word: British and American, singular and plural; of one tag: hyphens and blanks besides.

Each rule gives all spellings of a word one form, and none gives it to another word: the words of a dictionary
of 260,000 that get the same form were looked at.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SHORTEST = 5
_BRITISH = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"[ao]e(?!ing)(?=[a-z]{3})", "e"),  # paediatric, oesophageal; neither canoeing nor poets
        (r"^([a-z]*[aeiou][a-z]*)our(?=(al|ed|ing)?$)", r"\1or"),  # tumour, behavioural; not scouring
        (r"^practis(?=(e|ed|er|ing)$)", "practic"),
        (r"is(?=(ation|ational|e|ed|er|ing)$)", "iz"),  # organisation
        (r"ys(?=(e|ed|er|ing)$)", "yz"),  # analyse
        (r"tre$", "ter"),  # theatre
        (r"ramme$", "ram"),  # programme
        (r"(?<=[a-z]{4})ll(?=(ed|er|ing|or)$)", "l"),  # labelling; neither filling nor willing
        (r"(?<=[a-z]{2})ll?(?=(ful|ment)$)", "ll"),  # skilful, enrolment
        (r"^(def|lic|off|pret)ence$", r"\1ense"),
        (r"^ageing$", "aging"),
        (r"(?<=^judg)ement$", "ment"),
        (r"(?<=[a-z]{3})logue$", "log"),  # dialogue, catalogue
    )
)
_OTHER_THINGS = frozenset(
    [
        "customs",
        "damages",
        "draughts",
        "equities",
        "futures",
        "glasses",
        "humanities",
        "manners",
        "minutes",
        "physics",
        "premises",
        "quarters",
        "savings",
        "securities",
        "spirits",
    ]
)
"""Plurals that name another thing than the singular."""
_JOINTS = re.compile(r"[ '’‐-]")
_NUMBERS = re.compile(r"(?<=\d)[ ‐-](?=\d)")
_PARTS = re.compile(r"[^\s‐-]+")
KEPT = 65_536
"""Words of which the form is kept: those of a scheme come again and again."""


def words_of(tag: str) -> list[str]:
    """Return the words of a tag, apart at blanks and hyphens."""
    return _PARTS.findall(tag)


@lru_cache(KEPT)
def british(word: str) -> str:
    """Return one form for the British and the American spelling of a word in lower case."""
    if len(word) >= _SHORTEST and word.isalpha():
        for pattern, form in _BRITISH:
            word = pattern.sub(form, word)
    return word


def singular(word: str) -> str:
    """Return one form for the singular and the plural of a noun in lower case, not always a word itself."""
    if word in _OTHER_THINGS or not word.isalpha():
        return word
    one = f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")
    if one.endswith(("che", "she", "sse", "xe")):
        one = one[:-1]  # coaches, headaches
    is_noun = len(one) >= _SHORTEST and (one.endswith("ss") or not one.endswith(("s", "i", "u")))
    return one if is_noun else word


def form_of(word: str) -> str:
    """Return the form in which a word of a tag counts."""
    return british(singular(word.replace("'", "").replace("’", "")))


def joined(tag: str) -> str:
    """Return a tag without blanks, hyphens and apostrophes, except between two numbers."""
    return _JOINTS.sub("", _NUMBERS.sub("\N{EN DASH}", tag))
