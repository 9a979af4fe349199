"""Whether a heading names a protected characteristic, or seems to ask for one.

The characteristics are those of the Equality Act 2010: age, disability, gender reassignment, marriage,
pregnancy and maternity, race (with nationality and ethnic origin), religion or belief, sex, and sexual
orientation.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

from mentormatch.text import folded

PROTECTED = (
    "age", "age group", "belief", "characteristics", "date of birth", "disability", "disabled",
    "disability status", "dob", "ethnic group", "ethnic origin", "ethnicity", "faith", "gender",
    "gender identity", "gender reassignment", "identity", "identity to match", "lgbt", "marital status",
    "match with similar identity", "maternity", "nationality", "pregnancy", "pronouns",
    "protected characteristics", "race", "religion", "sex", "sexual orientation", "sexuality",
)  # fmt: skip
"""Headings that name one, and nothing else."""

_VAGUE = frozenset({"characteristics", "identity"})
"""These name one as a heading, but within a question they may mean anything."""

_BARE_FROM = 6
"""A word as long as this is found without its accents too: shorter ones would be other words."""
_WORD = re.compile(r"\w+")


def is_protected(heading: str) -> bool:
    """Return whether a heading or field names a protected characteristic, and nothing else."""
    return folded(heading.replace("_", " ").replace("-", " ")) in PROTECTED


@lru_cache(maxsize=4096)
def asks_for_protected(heading: str) -> bool:
    """Return whether the words of a heading or question contain those of a protected characteristic.

    Case, accents and punctuation do not count. Doubt refuses: "Race to zero" has such a word too.

    Examples
    --------
    >>> [asks_for_protected(one) for one in ("What is your gender?", "Votre âge", "Agenda")]
    [True, True, False]
    """
    words = _words(heading)
    return any(phrase in form for form in (words, _bare(words)) for phrase in _phrases())


@cache
def languages() -> Mapping[str, tuple[str, ...]]:
    """Return the words in ``words.toml``: language -> how forms in it name or ask for one."""
    text = files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    return {language: tuple(words) for language, words in tomllib.loads(text).items()}


@cache
def _phrases() -> frozenset[str]:
    named = [one for one in PROTECTED if one not in _VAGUE]
    words = [_words(one) for one in chain(named, *languages().values())]
    return frozenset([*words, *(bare for one in words if len(bare := _bare(one)) >= _BARE_FROM + 2)])


def _words(text: str) -> str:
    """Return the words of a text with a blank before and after each."""
    return f" {' '.join(_WORD.findall(folded(text.replace('_', ' '))))} "


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("ø", "o"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


__all__ = ["PROTECTED", "asks_for_protected", "is_protected"]
