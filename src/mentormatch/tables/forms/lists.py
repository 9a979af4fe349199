"""Lists in a cell: cut at the separator, but not within an entry that holds it itself.

Such an entry is known (an id of the scheme, an option of the form), or has the separator within brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from immutabledict import immutabledict

from mentormatch.text import folded

_OPENING, _CLOSING = re.compile(r"[(\[{]"), re.compile(r"[)\]}]")
_BRACKET = re.compile(r"[()\[\]{}]")


@dataclass(frozen=True)
class Cutter:
    """Cuts the cells of one column.

    Parameters
    ----------
    known : mapping of tuple of str to str
        Entries that are known, by their parts between separators; of several that fit, the longest is meant.
    brackets : bool
        Whether an entry is kept whole while a bracket is open. Not for ids, where an entry more forbids more.

    Examples
    --------
    >>> Cutter(",").knowing(["Ash, Amy"]).cut("Ash, Amy, r7")
    ('Ash, Amy', 'r7')
    >>> Cutter(",").cut("Teams (pay, rotas), Audit")
    ('Teams (pay, rotas)', 'Audit')
    """

    separator: str
    known: Mapping[tuple[str, ...], str] = immutabledict()
    brackets: bool = True

    def knowing(self, entries: Iterable[str]) -> Cutter:
        """Return the same, with more entries that are known."""
        more = {key: one for one in entries if (key := tuple(folded(text) for text, *_ in self._parts(one)))}
        return replace(self, known=immutabledict({**self.known, **more}))

    def cut(self, text: str) -> tuple[str, ...]:
        """Return the entries of a cell; outer blanks and empty entries do not count."""
        if self._is_plain(text):
            return tuple(filter(None, map(str.strip, text.split(self.separator))))
        return tuple(entry for entry, _ in self._entries(text))

    def note(self, text: str) -> str:
        """Return what to look at: an entry with the separator in brackets, or with half of a pair of them."""
        if self.separator not in text or self._is_plain(text):
            return ""
        found = tuple(self._entries(text))
        if self.brackets and any(_depth(entry) and entry not in self.known.values() for entry, _ in found):
            return "an entry with half of a pair of brackets may have been cut at the separator"
        if any(joined for _, joined in found):
            return "the separator within brackets was not taken for the end of an entry"
        return ""

    def _is_plain(self, text: str) -> bool:
        """Return whether each separator ends an entry of a cell, as in nearly all."""
        return not self.known and not (self.brackets and _BRACKET.search(text))

    @cached_property
    def _most(self) -> int:
        """Parts of the longest entry that is known."""
        return max(map(len, self.known), default=0)

    def _entries(self, text: str) -> Iterator[tuple[str, bool]]:
        parts = tuple(self._parts(text))
        keys = tuple(folded(part) for part, *_ in parts) if self.known else ()
        at = 0
        while at < len(parts):
            lengths = range(min(self._most, len(parts) - at), 0, -1)
            length = next((n for n in lengths if keys[at : at + n] in self.known), 0)
            if length:
                yield self.known[keys[at : at + length]], False
            else:
                length = self._until_closed(parts, at)
                yield text[parts[at][1] : parts[at + length - 1][2]].strip(), length > 1
            at += length

    def _parts(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield what is between separators, with where it begins and ends; nothing for blanks."""
        start = 0
        for piece in text.split(self.separator):
            if part := piece.strip():
                yield part, start, start + len(piece)
            start += len(piece) + 1

    def _until_closed(self, parts: tuple[tuple[str, int, int], ...], at: int) -> int:
        """Return how many parts belong together; one if a bracket is never closed."""
        depth = 0
        for length, (part, *_) in enumerate(parts[at:] if self.brackets else (), start=1):
            depth += _depth(part)
            if depth <= 0:
                return length
        return 1


def _depth(text: str) -> int:
    """Return how many brackets are opened more than closed."""
    return len(_OPENING.findall(text)) - len(_CLOSING.findall(text))


def are_whole_names(parts: Iterable[str]) -> bool:
    """Return whether what is between commas are people with first and last name, or addresses.

    Examples
    --------
    >>> are_whole_names(["Amy Ash", " elm@trust.example"]), are_whole_names(["Ash", " Amy"])
    (True, False)
    """
    return all(" " in part.strip() or "@" in part for part in parts)
