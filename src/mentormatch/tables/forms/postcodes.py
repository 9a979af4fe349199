"""A postcode among other words: "LE1 5WW, Leicester", "12 High Street, LE1 5WW (home)"."""

from __future__ import annotations

import re

from mentormatch.tables.forms.said import NOTHING, UNSAID, Said, is_doubtful, word_key

_WHOLE = re.compile(r"(?<!\w)([a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2})(?!\w)", re.IGNORECASE)
_TORN = re.compile(rf"(?<!\w)[a-z]{{1,2}}\s+{_WHOLE.pattern}", re.IGNORECASE)  # "L E1 5WW" is not E1 5WW
_OUTWARD = re.compile(r"(?<!\w)[a-z]{1,2}[0-9][a-z0-9]?(?!\w)")
_OTHERS = frozenset({"or", "and", "near", "moving", "soon", "temporary", "old"})


def is_plain(text: str) -> bool:
    """Return whether a cell may be a postcode as it is, and nothing else needs to be read."""
    if word_key(text) in NOTHING | UNSAID:
        return False
    return _WHOLE.search(text) is None or _WHOLE.fullmatch("".join(text.split())) is not None


def postcode_in_words(text: str) -> Said | None:
    """Return the only postcode in a cell; None as its value if the question is not answered.

    Examples
    --------
    >>> postcode_in_words("LE1 5WW (home)").value
    'LE1 5WW'
    >>> postcode_in_words("LE1 5WW or M1 4AB")
    """
    if word_key(text) in NOTHING | UNSAID:
        return Said(None, "words for no answer ('n/a', 'prefer not to say') were read as an empty cell")
    found = _WHOLE.findall(text)
    rest = word_key(_WHOLE.sub(" ", text))
    if len(found) != 1 or _TORN.search(text) or is_doubtful(rest, _OTHERS) or _OUTWARD.search(rest):
        return None
    return Said(found[0], "a postcode among other words ('LE1 5WW, Leicester') was read as that postcode")
