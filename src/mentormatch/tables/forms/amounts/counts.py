"""How many, in words: "two", "1-2 mentees", "One mentee only, please!"."""

from __future__ import annotations

import re

from mentormatch.tables.forms.amounts.amounts import amount
from mentormatch.tables.forms.said import Said, word_key

UNITS = frozenset({"mentee", "mentees", "mentor", "mentors", "person", "people", "trainee", "trainees"})
FILLERS = frozenset(
    {"only", "please", "just", "new", "i could take", "i can take", "i would take", "i can mentor"}
    | {"at a time", "at once", "at any time", "at the moment", "at present", "currently", "for now"}
)
_NO_NUMBER = re.compile(
    r"(?:none|zero|nobody|no one)(?:,? (?:at the moment|at present|currently|for now|right now|yet))?"
)
_COUPLE = re.compile(r"\b(?:a )?couple(?: of)?\b")


def count(text: str, *, ranges: bool = True) -> Said | None:
    """Return a number of people; of a range the upper end, if `ranges` allows any.

    Examples
    --------
    >>> count("One mentee only, please!").value, count("2-3").value
    (1, 3)
    """
    in_words = "a number in words ('two', 'one only') was read as that number"
    key = word_key(text)
    if _NO_NUMBER.fullmatch(key):
        return Said(0, in_words)
    found = amount(_COUPLE.sub("two", key), UNITS, FILLERS)
    if found is None or not (found.low.is_integer() and found.high.is_integer()):
        return None
    if found.is_range:
        return Said(int(found.high), "a range ('1-2') was read as its upper end") if ranges else None
    return Said(int(found.high), in_words)
