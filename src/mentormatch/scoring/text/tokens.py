"""Free text to words, as people in hospitals write it.

Common tokenisers drop one-letter words and punctuation, and with them "R", "C++" and "A&E". This one keeps

- letters joined by an ampersand, with or without blanks: ``A&E``, ``R & D``;
- languages whose name ends in symbols: ``C++``, ``C#``, and one-letter words but "a" and "I": ``R``;
- abbreviations with stops as one word: ``Q.I.`` is ``qi``;
- a one-letter prefix with its word: ``e-learning`` is ``elearning``, ``X-ray`` is ``xray``;
- a word in capitals that would be a stop word in lower case: ``IT``, unless the whole text is in capitals.

Other hyphens, slashes and stops separate words. Case, Unicode form, possessives and English plurals are
ignored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from mentormatch.scoring.text.spelling import KEPT
from mentormatch.text import folded

# Anything that is not a blank, a symbol, an arrow or an emoji belongs to a word: \w would separate a letter
# from its combining marks, as in Devanagari.
_LETTER = (
    r"[^\s!-/:-@\[-`{-\u00bf\u00d7\u00f7\u060c\u061b\u061f\u0964\u0965\u2000-\u2bff\u3000-\u303f"
    r"\ufe00-\ufe0f\U0001f000-\U0001faff]"
)
_WORD = re.compile(
    rf"""(?<!{_LETTER})(?:
        [A-Za-z][ ]?&[ ]?[A-Za-z](?!{_LETTER})           # A&E, R & D
      | [A-Za-z](?:\+\+|\#)                              # C++, C#
      | (?:[A-Za-z]\.)+[A-Za-z](?!{_LETTER})             # Q.I., e.g.
      | [A-Za-z]-{_LETTER}{{2,}}                         # e-learning, X-ray
      | {_LETTER}+(?:['’]{_LETTER}+)*                    # anything else; don't, Crohn's
    )""",
    re.VERBOSE,
)
_JOINTS = re.compile(r"[ .-]")

_NO_CONTENT = """
    a about above after again all also always am an and any anything are as at be because been before being
    below between both but by can can't could did do does doesn't doing don't down during each eg else etc
    ever every few for from further get give go had has have having he her here hers him his how i i'd i'll
    i'm i've ie if in into is it just lot lots many me more most much my myself near never no nor not of off
    often on once one only or other others our out over own per quite really same she should so some
    something such than that the their them then there these they they're this those through to together
    too under until up upon us very was we we're we've were what when where which while who whom whose why
    will with within without would you your yours
    enjoy enjoyed enjoying hobby hobbies interest interested interesting interests keen like liked likes
    love loved loves loving mainly particular particularly especially including currently
    none nothing nil
"""
STOP_WORDS = frozenset(_NO_CONTENT.split())
"""English function words, and the usual openings of answers on a form."""

_PLACEHOLDERS = frozenset({
    "", "?", "any", "anything", "blank", "n a", "n/a", "na", "nil", "no", "none", "none at present",
    "not applicable", "not sure", "nothing", "tba", "tbc", "tbd", "unknown", "x",
})  # fmt: skip
_LONGEST = 40  # longer texts are not checked: that would add a tenth to the time


def is_placeholder(text: str) -> bool:
    """Return whether `text` is only a placeholder such as "N/A"."""
    return len(text) <= _LONGEST and _says_nothing(text)


@lru_cache(KEPT)
def _says_nothing(text: str) -> bool:
    return folded(text).strip(" .,-–—_/!*") in _PLACEHOLDERS


def tokens(text: str) -> list[str]:
    """Return the words of `text` that carry meaning, in order.

    Returns
    -------
    list of str
        Case-folded, NFKC, without stop words and plural endings; empty for a placeholder such as "N/A".
    """
    if not text or is_placeholder(text):
        return []
    found = _WORD.findall(unicodedata.normalize("NFKC", text))
    if _shouted(found):
        found = [word.lower() for word in found]
    return list(filter(None, map(_normal, found)))


def read_texts(texts: Iterable[str], synonyms: Mapping[str, str]) -> list[list[str]]:
    """Return the words of every text, with words and phrases replaced by their synonyms.

    Parameters
    ----------
    synonyms : mapping of str to str
        Word or phrase -> the one it counts as, chains already followed (`tags.followed`). Of two phrases
        that begin at the same word the longer is replaced.
    """
    phrases = phrases_of((tokens(key), tokens(target)) for key, target in sorted(synonyms.items()))
    words = list(map(tokens, texts))
    return [replaced(w, phrases) for w in words] if phrases else words


def _shouted(words: Sequence[str]) -> bool:
    """Return whether a text is in capitals throughout, rather than a list of abbreviations."""
    # Nearly every text has a word in lower case among its first ones.
    return all(w.isupper() or w.upper() == w.lower() for w in words) and any(len(w) > 5 for w in words)


@lru_cache(KEPT)
def _normal(word: str) -> str:
    """Return the form in which `word` counts, empty for a stop word."""
    word = _JOINTS.sub("", word.replace("’", "'")).removesuffix("'s").removesuffix("'S")
    plain = unicodedata.normalize("NFKC", word.casefold())
    if plain in STOP_WORDS and not (len(word) > 1 and word.isupper()):
        return ""
    if len(word) > 2 and word[-1] == "s" and word[:-1].isupper():  # GPs
        return plain[:-1]
    return plain if word.isupper() else _singular(plain)


def _singular(word: str) -> str:
    """Return `word` without a plural ending.

    The S-stemmer of Harman, "How effective is suffixing?", JASIS 42 (1991) 7-15, except that -is is
    left here: diagnosis, tennis.
    """
    if len(word) < 4 or not word.isalpha() or not word.endswith("s"):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word if word.endswith(("us", "ss", "is")) else word[:-1]


Phrases = Mapping[str, list[tuple[list[str], list[str]]]]
"""First word -> phrases with their replacements, the longest first."""


def phrases_of(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Phrases:
    """Return phrases and their replacements, by the first word of the phrase."""
    found: dict[str, list[tuple[list[str], list[str]]]] = {}
    for phrase, meant in pairs:
        if phrase and list(phrase) != list(meant):
            found.setdefault(phrase[0], []).append((list(phrase), list(meant)))
    for group in found.values():
        group.sort(key=lambda pair: -len(pair[0]))
    return found


def replaced(words: list[str], phrases: Phrases) -> list[str]:
    """Return `words` with every phrase replaced, once, from the left, the longest phrase first."""
    if phrases.keys().isdisjoint(words):
        return words
    result: list[str] = []
    done = 0
    for at, word in enumerate(words):
        if at < done:
            continue
        for phrase, meant in phrases.get(word, ()):
            if len(phrase) == 1 or words[at : at + len(phrase)] == phrase:
                result += meant
                done = at + len(phrase)
                break
        else:
            result.append(word)
    return result
