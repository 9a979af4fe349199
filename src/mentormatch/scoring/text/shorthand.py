"""Abbreviations and compounds, learnt from what a whole scheme wrote.

No table contains all abbreviations. But if one person writes "OSCE" and others write "objective structured
clinical examination", the letters match (as in Schwartz and Hearst, "A simple algorithm for
identifying abbreviation definitions in biomedical text", PSB 8 (2003) 451-462, where both are in
one sentence).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import chain

import numpy as np

from mentormatch.arrays import Ints

Words = list[str]

_FEWEST = 3  # people who must have written a phrase before an abbreviation can mean it
_LENGTHS = range(2, 7)  # letters of an abbreviation
_BASE = 27  # a letter of the alphabet, or any other character
_HYPHENED = re.compile(r"(?<![\w-])(\w{2,})-(\w{2,})(?![\w-])")


def joined(text: str, known: Collection[str]) -> str:
    """Return `text` with ``well-being`` as ``wellbeing`` if the latter is a known word."""

    def join(found: re.Match[str]) -> str:
        word = found[1] + found[2]
        return word if word.casefold() in known else found[0]

    return _HYPHENED.sub(join, text) if "-" in text else text


def hyphened(texts: Sequence[str]) -> set[str]:
    """Return the words with one hyphen, without the hyphen and case-folded."""
    return {(a + b).casefold() for text in texts if "-" in text for a, b in _HYPHENED.findall(text)}


def compounds(words: Collection[str]) -> dict[tuple[str, ...], Words]:
    """Return the pairs of words that together are another word: ``health care``, ``healthcare``."""
    return {
        (word[:k], word[k:]): [word]
        for word in sorted(words)
        if len(word) >= 7 and word.isalpha()
        for k in range(2, len(word) - 2)
        if word[:k] in words and word[k:] in words
    }


def abbreviations(spelt: Mapping[str, str]) -> dict[str, str]:
    """Return the words written in capitals -> their letters, such as ``o&g`` -> ``og``.

    Parameters
    ----------
    spelt : mapping of str to str
        Word as written -> the form in which it counts.
    """
    found = {}
    for written, form in spelt.items():
        letters = form.replace("&", "")
        if written.isupper() and letters.isascii() and letters.isalpha() and len(letters) in _LENGTHS:
            found[form] = letters
    return found


def phrases_for(short: Mapping[str, str], words: Sequence[Words], owner: Ints) -> dict[str, Words]:
    """Return the meaning of abbreviations.

    A phrase fits if its words begin with the letters, in order. It must be used by at least three people, and
    by more than half of those who used any phrase that fits.

    Parameters
    ----------
    short : mapping of str to str
        Abbreviation -> its letters.
    words : sequence of list of str
        Words of each text.
    owner : int64 array, shape (n_texts,)
        Who wrote each; a phrase counts once for each person.

    Returns
    -------
    dict of str to list of str
    """
    known = sorted(set(chain.from_iterable(words)))
    number = {word: k for k, word in enumerate(known)}
    letter = np.array([ord(w[0]) - 96 if len(w) > 2 and "a" <= w[0] <= "z" else 0 for w in known], np.int64)
    flat = np.fromiter(map(number.__getitem__, chain.from_iterable(words)), np.int64)
    text = np.repeat(np.arange(len(words)), np.fromiter(map(len, words), np.int64, len(words)))
    found: dict[str, Words] = {}
    for length in _LENGTHS:
        codes = {_code(letters): letters for letters in short.values() if len(letters) == length}
        if codes and len(flat) >= length:
            best = _fitting(flat, text, letter, owner, np.array(sorted(codes), np.int64), length)
            found |= {codes[code]: [known[k] for k in phrase] for code, phrase in best.items()}
    return {word: found[letters] for word, letters in short.items() if letters in found}


def _code(letters: str) -> int:
    code = 0
    for sign in letters:
        code = code * _BASE + ord(sign) - 96
    return code


def _fitting(
    flat: Ints, text: Ints, letter: Ints, owner: Ints, wanted: Ints, length: int
) -> dict[int, list[int]]:
    """Return code -> the words of its phrase, for codes on whose phrase most people agree."""
    last = len(flat) - length + 1
    windows = np.lib.stride_tricks.sliding_window_view(flat, length)
    letters = [letter[flat[k : last + k]] for k in range(length)]
    code = np.zeros(last, np.int64)
    for one in letters:
        code = code * _BASE + one
    within = (text[:last] == text[length - 1 :]) & (np.minimum.reduce(letters) > 0)
    at = np.flatnonzero(within & np.isin(code, wanted))
    once = np.unique(np.column_stack([code[at], windows[at], owner[text[at]]]), axis=0)
    phrases, counts = np.unique(once[:, :-1], axis=0, return_counts=True)
    kinds, kind = np.unique(phrases[:, 0], return_inverse=True)
    total = np.bincount(kind, counts, len(kinds))
    chosen = (counts >= _FEWEST) & (2 * counts > total[kind])
    return {int(row[0]): row[1:].tolist() for row in phrases[chosen]}
