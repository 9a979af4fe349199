"""Whether one tag is a typing error of another one, and not another word that is spelt much like it.

A wrong correction is worse than a missed one: "hypoglycaemia" is nearly all of "hyperglycaemia". So two tags
are compared word by word, and a word is a typing error of another only if

- nothing but letters differs: no digit, no sign ("C#" is not "C");
- two neighbouring letters were swapped, or a consonant was doubled or a double one written once. Any other
  letter that is added, lost or replaced makes another word too often (ileum, ilium; mediation, medication),
  and so does a vowel (refuges, refugees);
- both have `_LONG` letters or more, since short words have many neighbours, and begin with the same `_FRONT`
  letters, which hold most of what tells words of one kind apart (hypo-, intra-; signing, singing), and end
  with the same `_BACK`, which make another word of the same kind (needles, needless);
- the double consonant does not end a stem of one syllable (striping, stripping);
- they are not easily confused (`_CONFUSED`).

Every two words of English that differ so, of 60,000 in use, were looked at for these rules.
"""

from __future__ import annotations

import re

from mentormatch.scoring.text.spelling import words_of

_LONG = 7
_FRONT = 4
_BACK = 2
_VOWELS = frozenset("aeiou")
_STEM = re.compile(r"(un)?[^aeiouy]*[aeiouy]+[^aeiouy]+")
_ENDINGS = re.compile(r"(ed|en|er|ers|ing|ings|y)$")

_CONFUSED = frozenset(
    frozenset(pair.split())
    for pair in (
        "canvases canvasses", "compiled complied", "compiler complier", "complaint compliant",
        "concerted concreted", "concertize concretize", "discreetly discretely", "discreetness discreteness",
        "gravely gravelly", "incurable incurrable", "indiscreetly indiscretely", "maligner malinger",
        "nonmarital nonmartial", "untilted untitled", "voltameter voltammeter",
    )
)  # fmt: skip
"""Words that are both in use, although they differ only so."""


def mistyped_words(tag: str, other: str) -> list[str] | None:
    """Return the words in which a tag is a typing error of another one; None if it is none.

    Parameters
    ----------
    tag, other : str
        Different tags, each word in its `spelling.form_of`.

    Returns
    -------
    list of str or None
        The mistyped words of `tag`.

    Examples
    --------
    >>> mistyped_words("clinical cardiollogy", "clinical cardiology")
    ['cardiollogy']
    >>> mistyped_words("hypoglycemia", "hyperglycemia") is None
    True
    """
    words, others = words_of(tag), words_of(other)
    if len(words) != len(others):
        return None
    differing = [(one, two) for one, two in zip(words, others, strict=True) if one != two]
    return [one for one, _ in differing] if all(_is_slip(one, two) for one, two in differing) else None


def _is_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < _LONG or not (short.isalpha() and long.isalpha()):
        return False
    if short[:_FRONT] != long[:_FRONT] or short[-_BACK:] != long[-_BACK:]:
        return False
    at = _first_difference(short, long)
    if {short, long} in _CONFUSED:
        return False
    return _has_neighbours_swapped(short, long, at) or _has_one_doubled(short, long, at)


def _has_neighbours_swapped(one: str, other: str, at: int) -> bool:
    return one[:at] + one[at : at + 2][::-1] + one[at + 2 :] == other


def _has_one_doubled(short: str, long: str, at: int) -> bool:
    """Return whether `long` is `short` with the consonant before `at` doubled, within a longer stem."""
    if long != short[:at] + short[at - 1] + short[at:] or short[at - 1] in _VOWELS:
        return False
    ends_stem = _STEM.fullmatch(short[:at]) and _ENDINGS.fullmatch(short[at:])
    return not ends_stem


def _first_difference(short: str, long: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
