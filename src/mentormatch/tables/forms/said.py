"""What a cell in words says, and the form in which words compare."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from immutabledict import immutabledict

from mentormatch.text import folded

NOTHING = frozenset(
    {"n/a", "none", "nil", "not applicable", "-", "--", "nobody", "no one", "no-one", "not relevant"}
)
"""Words that say that there is nothing to say."""

UNSAID = frozenset({"don't know", "prefer not to say", "no answer", "no opinion"})
"""Words of somebody who does not answer."""

_NO_PERSON: Mapping[str, frozenset[str]] = immutabledict({
    "words for nobody ('n/a', 'none', 'no') were left out": NOTHING | {
        "no", "nope", "nothing", "no thanks", "no thank you", "no preference", "nobody in particular",
        "no one in particular", "not that i know of", "not that i am aware of", "none that i know of",
        "not at present", "not currently", "none at present", "none at the moment", "no conflicts",
    },
    "words for somebody not yet known ('not sure', 'TBC') were left out, so nobody is kept apart": UNSAID | {
        "?", "not sure", "unsure", "unknown", "not known", "do not know", "tba", "tbc", "tbd", "not yet",
        "to be confirmed", "to be announced", "to be allocated", "to be assigned", "not yet known",
        "not yet allocated", "not yet assigned", "not allocated", "not assigned", "awaiting allocation",
        "vacant", "vacancy",
    },
    "words for the answer above ('same as above') were left out: who is named there counts": frozenset({
        "same", "the same", "same as above", "as above", "see above", "the above", "same as before",
        "as before", "same person", "the same person", "same again", "ditto",
    }),
})  # fmt: skip
NO_PERSON: Mapping[str, str] = immutabledict(
    {word: note for note, words in _NO_PERSON.items() for word in words}
)
"""Words in the place of a person -> how they are read, as a note."""

_DOUBTFUL = (
    "but if unless except not no only until from after before maybe perhaps possibly depending depends "
    "return round way per never later nothing none nobody neither nor without withdrawn withdraw revoked "
    "cancelled stopped ended expired however although though cannot unable unsure doubt sorry"
)
DOUBTFUL = frozenset(_DOUBTFUL.split())
"""Words that may turn around what stands beside them: a remark with one of them needs a person to read it."""

_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u02bc", "'")
)
_REMARK = re.compile(r"\s*\(([^()]*)\)\s*")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell in words says.

    Parameters
    ----------
    value : object
        None for a cell that counts as empty.
    note : str
        How it was read, as a sentence without its stop: every such reading is reported.
    """

    value: Any
    note: str


InWords = Callable[[str], Said | None]
"""Reads a cell in words; None if it cannot be read with certainty."""


def word_key(text: str) -> str:
    """Return the form in which words compare: case, blanks, kinds of dashes, final stops do not count.

    Examples
    --------
    >>> word_key(" Up to  15\u201320 Miles! ")
    'up to 15-20 miles'
    """
    return folded(text if text.isascii() else text.translate(_DASHES)).rstrip(".! ")


def is_doubtful(text: str, more: frozenset[str] = frozenset()) -> bool:
    """Return whether words may turn around what stands beside them."""
    return not (DOUBTFUL | more).isdisjoint(_WORD.findall(text))


def without_remark(key: str, doubtful: frozenset[str]) -> str | None:
    """Return words without a remark in brackets; None if the remark may change what they say.

    `doubtful` are words that would change it, beside digits and those of `DOUBTFUL`.
    """
    remarks = _REMARK.findall(key)
    if any(is_doubtful(remark, doubtful) or any(c.isdigit() for c in remark) for remark in remarks):
        return None
    return _REMARK.sub(" ", key).strip()
