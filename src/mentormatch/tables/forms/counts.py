"""How many, in words: "two", "1-2 mentees", "One mentee only, please!"."""

from __future__ import annotations

from mentormatch.tables.forms.amounts import amount
from mentormatch.tables.forms.said import Said, word_key

UNITS = frozenset({"mentee", "mentees", "mentor", "mentors", "person", "people", "trainee", "trainees"})
FILLERS = frozenset({"only", "please", "just", "at a time", "at once", "at any time", "new", "i could take"})
NO_NUMBER = frozenset({"none", "zero", "nobody", "no one"})


def count(text: str, *, ranges: bool = True) -> Said | None:
    """Return a number of people; of a range the upper end, if `ranges` allows any.

    Examples
    --------
    >>> count("One mentee only, please!").value, count("2-3").value
    (1, 3)
    """
    in_words = "a number in words ('two', 'one only') was read as that number"
    if word_key(text) in NO_NUMBER:
        return Said(0, in_words)
    found = amount(text, UNITS, FILLERS)
    if found is None or not (found.low.is_integer() and found.high.is_integer()):
        return None
    if found.is_range:
        return Said(int(found.high), "a range ('1-2') was read as its upper end") if ranges else None
    return Said(int(found.high), in_words)
