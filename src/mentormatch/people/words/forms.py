"""The forms in which ids, names and addresses compare, however somebody typed them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from mentormatch.people.words.lookalikes import LOOKS_LIKE
from mentormatch.people.words.titles import POST_NOMINALS, TITLES
from mentormatch.text import folded, seen

_LETTERS = str.maketrans(
    {**LOOKS_LIKE, "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "æ": "ae",
     "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i"}
)  # fmt: skip
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
QUOTES = re.compile("['`\u00b4\u2018\u2019\u02bc\u2032]")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_REMARK = re.compile(r"\s+-+\s.*|\s*[:|].*")
_BESIDE = re.compile("[^\\w\\s.,']")
"""What remarks and addresses have, and few names."""
_PLAIN_NAME = re.compile(r"[A-Za-z]{4,} [A-Za-z]{4,}")
_TOKEN = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_FRACTION = re.compile(r"^([0-9]+)\.0$")
"""What spreadsheets make of a number."""
_NOT_OF_AN_ID = re.compile(r"(?<![0-9])[^\w@]+|[^\w@]+(?![0-9])|_")
"""What may be left out of an id; not what keeps two numbers apart."""
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Return text in plain small letters: no accents, nothing unseen, no letters that look alike."""
    if not text.isascii():
        text = QUOTES.sub("'", _DASHES.sub("-", seen(text))).translate(_LETTERS)
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.casefold().split())


@lru_cache(maxsize=65_536)
def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name in their order, without titles and post-nominals.

    Examples
    --------
    >>> name_words("Prof. Siân O'Brien-Smith MBBS FRCP")
    ('sian', 'obrien', 'smith')
    """
    if _PLAIN_NAME.fullmatch(text) and TITLES.isdisjoint(found := text.lower().split()):
        return tuple(found)  # the most frequent case
    bare_text = QUOTES.sub("", plain(_ADDRESS.sub(" ", text) if "@" in text else text))
    words = _TOKEN.findall(bare_text)
    if _DIGITS.search(bare_text):
        bare = ((token, _DIGITS.sub("", token)) for token in words)
        words = [word for token, word in bare if word and (word == token or len(word) > 2)]
    without = [word for word in words if word not in TITLES]
    if len(without) > 2:
        kept = [word for word in without if word not in POST_NOMINALS]
        without = kept if len(kept) > 1 else without
    return tuple(_initials_apart(without or words))


def family_words(name: str) -> tuple[str, ...]:
    """Return the words of a family name: the last word, or what is before a comma.

    Examples
    --------
    >>> family_words("Dr Mary Smith-Jones FRCP"), family_words("van der Berg, Jan")
    (('smith', 'jones'), ('van', 'der', 'berg'))
    """
    name = without_remarks(name)
    words = name_words(name)
    before, _, after = name.partition(",")
    if not (TITLES | POST_NOMINALS).issuperset(name_words(after)):
        return name_words(before)
    last = (tuple(w for w in name_words(part) if w in words) for part in reversed(before.split()))
    return next(filter(None, last), words)


def _initials_apart(words: Iterable[str]) -> Iterator[str]:
    """Yield words; two or three letters without a vowel are initials written together."""
    for word in words:
        if 1 < len(word) <= 3 and not set(word) & set("aeiouy"):
            yield from word
        else:
            yield word


def is_short(name: str) -> bool:
    """Return whether a name is one word and initials, such as "A. Ash"."""
    if _PLAIN_NAME.fullmatch(name):
        return False  # the most frequent case
    words = name_words(name)
    return len(words) > 1 and sum(len(word) > 1 for word in words) == 1


def name_in(person_id: str) -> str:
    """Return an id that is a name; empty for any other."""
    return person_id if " " in person_id and not _DIGITS.search(person_id) else ""


def id_key(text: str) -> str:
    """Return the form in which ids are equal but for how they were typed.

    Examples
    --------
    >>> id_key("#R–007.") == id_key("r-7")
    True
    """
    if text.isascii() and text.isalnum():  # the most frequent case
        return _ZEROS.sub("", text.lower()) if "0" in text else text.lower()
    key = _FRACTION.sub(r"\1", plain(text).removeprefix("id ").removeprefix("no. "))
    return _ZEROS.sub("", _NOT_OF_AN_ID.sub("", key))


def addresses_in(text: str) -> list[str]:
    """Return the e-mail addresses in some words, in the form in which they compare."""
    found = _ADDRESS.findall(text) if "@" in text else []
    return [folded(address).removeprefix("mailto:").strip(".'") for address in found]


def without_remarks(text: str) -> str:
    """Return words without addresses, what is in brackets, and what follows a dash or a colon."""
    if not _BESIDE.search(text):
        return text.strip()  # the most frequent case
    bare = _BRACKETS.sub(" ", _ADDRESS.sub(" ", text)).replace("<", " ").replace(">", " ")
    bare = bare.replace("mailto:", " ")
    return _REMARK.sub("", _DASHES.sub("-", bare)).strip()
