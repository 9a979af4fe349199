"""A sealed list: one hash for many entries, of which each can be shown to belong to it without the others.

It is a binary tree. The place of an entry follows from its kind and id, bit by bit of their hash, so that no
two entries of one kind and id can both belong to one seal: nobody can be shown another price of a mentor than
the others. A nonce hides an entry from those who see its hash and guess what it holds. As in RFC 6962, leaves
and inner nodes are hashed apart.
"""

from __future__ import annotations

import hmac
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

_LEAF, _NODE, _EMPTY = b"\0", b"\1", bytes(32)
_BITS = 256

Entry = Mapping[str, Any]
"""With ``kind`` (a word) and ``id``; the rest is up to the kind."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry with what shows that it belongs to a seal.

    Parameters
    ----------
    entry : str
        JSON.
    nonce : str
        Hexadecimal.
    path : tuple of str
        Hashes of the neighbours on the way to it, from the root down; hexadecimal.

    Notes
    -----
    The seal is the root of a binary tree of hashes (SHA-256), in which leaves and inner nodes are hashed
    apart as in RFC 6962; the place of an entry follows from its kind and id.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> sealed = mm.match(people).statement("e1").sealed[0]
    >>> sealed.entry
    '{"kind":"terms","id":"","pair":2333335}'
    >>> len(sealed.nonce), len(sealed.path)
    (64, 2)
    """

    entry: str
    nonce: str
    path: tuple[str, ...]


class SealedList:
    """Entries under one hash.

    Parameters
    ----------
    entries : iterable of mapping
        JSON values, each with ``kind`` and ``id``, no two of which have both in common.
    key : bytes
        Secret, from which the nonces come.
    """

    def __init__(self, entries: Iterable[Entry], key: bytes) -> None:
        self._key = key
        texts = {
            (one["kind"], one["id"]): json.dumps(one, ensure_ascii=False, separators=(",", ":"))
            for one in entries
        }
        found = sorted((_place(*name), *name, text) for name, text in texts.items())
        self._places = [place for place, *_ in found]
        self._texts = [text for *_, text in found]
        self._nonces = [self._nonce(kind, one) for _, kind, one, _ in found]
        self._nodes: dict[tuple[int, int, int], bytes] = {}

    @cached_property
    def seal(self) -> str:
        """The hash of all entries; hexadecimal."""
        return self._node(0, len(self._places), 0).hex()

    def sealed(self, kind: str, person_id: str) -> Sealed:
        """Return an entry with its path; raise `KeyError` if there is none of this kind and id."""
        place = _place(kind, person_id)
        low, high, depth, path = 0, len(self._places), 0, []
        while high - low > 1:
            middle = self._middle(low, high, depth)
            right = bool(place >> (_BITS - 1 - depth) & 1)
            depth += 1
            path.append(self._node(low, middle, depth) if right else self._node(middle, high, depth))
            low, high = (middle, high) if right else (low, middle)
        if low == high or self._places[low] != place:
            raise KeyError(kind, person_id)
        return Sealed(self._texts[low], self._nonces[low].hex(), tuple(one.hex() for one in path))

    def _nonce(self, kind: str, person_id: str) -> bytes:
        return hmac.digest(self._key, f"{kind} {person_id}".encode(), "sha256")

    def _middle(self, low: int, high: int, depth: int) -> int:
        """Return where the places begin that have a 1 at this depth; all have the same bits before."""
        shift = _BITS - 1 - depth
        return bisect_left(self._places, (self._places[low] >> shift | 1) << shift, low, high)

    def _node(self, low: int, high: int, depth: int) -> bytes:
        if low == high:
            return _EMPTY
        if high - low == 1:
            return sha256(_LEAF + self._nonces[low] + self._texts[low].encode()).digest()
        key = (low, high, depth)
        if key not in self._nodes:
            middle = self._middle(low, high, depth)
            sides = self._node(low, middle, depth + 1) + self._node(middle, high, depth + 1)
            self._nodes[key] = sha256(_NODE + sides).digest()
        return self._nodes[key]


def _place(kind: str, person_id: str) -> int:
    return int.from_bytes(sha256(f"{kind} {person_id}".encode()).digest(), "big")
