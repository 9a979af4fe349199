"""Words of people who give no answer: two who both wrote "n/a" have nothing in common."""

from __future__ import annotations

from mentormatch.text import folded

_NO_ANSWER = frozenset({
    "", "?", "blank", "don't know", "n a", "n/a", "na", "nil", "no answer", "no one", "no opinion", "no-one",
    "nobody", "none", "none at present", "not applicable", "not relevant", "not sure", "nothing",
    "prefer not to answer", "prefer not to say", "tba", "tbc", "tbd", "unknown",
})  # fmt: skip
_LONGEST = 40


def is_no_answer(text: str) -> bool:
    """Return whether a cell or an entry says that there is no answer; "no" is one.

    Parameters
    ----------
    text : str
        As it was written; case, blanks and dots do not count.

    Returns
    -------
    bool
        False, too, for a text of more than 40 characters.

    Examples
    --------
    >>> [mm.criteria.is_no_answer(one) for one in ("N/A", " - ", "Prefer not to say.", "No", "Welsh")]
    [True, True, True, False, False]
    """
    if len(text) > _LONGEST:
        return False
    return folded(text.replace("\u2019", "'")).strip(" .,-\u2013\u2014_/!*") in _NO_ANSWER
