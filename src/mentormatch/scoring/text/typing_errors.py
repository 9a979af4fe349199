"""Whether one tag is a typing error of another one, and not another word that is spelt much like it.

A wrong correction is worse than a missed one: "hypoglycaemia" is nearly all of "hyperglycaemia". So two tags
are compared word by word, and a word is a typing error of another only if

- nothing but letters differs: no digit, no sign ("C#" is not "C");
- one letter was added, lost or swapped with its neighbour, since a replaced letter makes another word too
  often (ileum, ilium; dysphagia, dysphasia; leading, leaving);
- both have `_LONG` letters or more, since short words have many neighbours, and begin with the same `_FRONT`
  letters, which hold most of what tells words of one kind apart (hypo-, intra-, micro-, dys-; urology,
  neurology), and the same `_BACK` ones, which make another word of the same kind (producer, produced);
- they do not end in terms that differ by a letter (`_TERMS`), and are not easily confused (`_CONFUSED`).

A plural with s counts as the singular. Tags that differ only in blanks, hyphens and apostrophes are alike.
"""

from __future__ import annotations

import re
from functools import cache

_LONG = 8
_FRONT = 4
_BACK = 2
_PLURAL = 5
_JOINTS = str.maketrans("", "", " '’-‐")
_WORD = re.compile(r"[^\s‐-]+")

_TERMS = (("otomy", "ostomy"), ("otomies", "ostomies"), ("tropic", "trophic"))
"""Ends of words that say what is done or happens: tracheotomy, tracheostomy."""

_CONFUSED = (
    "addition addiction", "additive addictive", "alteration altercation", "alteration alternation",
    "arachnid arachnoid", "cleaning cleansing", "climatic climactic", "competing completing",
    "compiled complied", "complaint compliant", "composing composting", "conducive conductive",
    "congenial congenital", "contacts contracts", "contacted contracted", "contacting contracting",
    "counties countries", "insulting insulating", "interment internment", "lighting lightning",
    "marketer marketeer", "mediated medicated", "mediated meditated", "mediating medicating",
    "mediating meditating", "mediation medication", "mediation meditation", "orthotic orthoptic",
    "orthotist orthoptist", "predicted predicated", "prostate prostrate", "residences residencies",
    "restating restarting", "retracing retracting", "retuning returning", "soldering soldiering",
    "starting startling", "transits transmits", "treaties treatises", "weighing weighting",
)  # fmt: skip
"""Words that are both in use, although a letter makes one of the other; plurals with s count as they do."""


@cache
def _confused() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(map(_singular, pair.split())) for pair in _CONFUSED)


def _singular(word: str) -> str:
    return word.removesuffix("s")


def words_of(tag: str) -> list[str]:
    """Return the words of a tag as they are compared: apart at blanks and hyphens."""
    return _WORD.findall(tag)


def mistyped_words(tag: str, other: str) -> list[str] | None:
    """Return the words in which a tag is a typing error of another one; None if it is none.

    Parameters
    ----------
    tag, other : str
        Different tags, as returned by `text.folded`.

    Returns
    -------
    list of str or None
        The mistyped words of `tag`; empty if only joints and plurals differ.

    Examples
    --------
    >>> mistyped_words("clinical cardiolgy", "clinical cardiology")
    ['cardiolgy']
    >>> mistyped_words("hypoglycaemia", "hyperglycaemia") is None
    True
    """
    if tag.translate(_JOINTS) == other.translate(_JOINTS):
        return []
    words, others = words_of(tag), words_of(other)
    if len(words) != len(others):
        return None
    differing = [
        (one, two)
        for one, two in zip(words, others, strict=True)
        if one != two and not _is_plural(*sorted((one, two), key=len))
    ]
    return [one for one, _ in differing] if all(_is_slip(one, two) for one, two in differing) else None


def _is_plural(short: str, long: str) -> bool:
    is_noun = len(short) >= _PLURAL and short.isalpha() and not short.endswith(("s", "i", "u"))
    return is_noun and long == f"{short}s"


def _is_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if not (short.isalpha() and long.isalpha()):
        return False
    if len(short) < _LONG or short[:_FRONT] != long[:_FRONT] or short[-_BACK:] != long[-_BACK:]:
        return False
    if frozenset(map(_singular, (short, long))) in _confused() or _in_other_terms(short, long):
        return False
    return _has_one_letter_more(short, long) or _has_neighbours_swapped(short, long)


def _in_other_terms(short: str, long: str) -> bool:
    return any({one, two} == {_ending(short, one, two), _ending(long, one, two)} for one, two in _TERMS)


def _ending(word: str, *terms: str) -> str:
    return next((term for term in terms if word.endswith(term)), "")


def _has_one_letter_more(short: str, long: str) -> bool:
    at = _first_difference(short, long)
    return len(long) == len(short) + 1 and short[at:] == long[at + 1 :]


def _has_neighbours_swapped(one: str, other: str) -> bool:
    at = _first_difference(one, other)
    swapped = one[:at] + one[at : at + 2][::-1] + one[at + 2 :]
    return swapped == other


def _first_difference(short: str, long: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
