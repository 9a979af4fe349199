"""A sealed list: every entry belongs to it, and no other."""

from __future__ import annotations

from hashlib import sha256

import pytest

from mentormatch.matching.personal.sealing import Sealed, SealedList, _place


def root(one: Sealed, kind: str, person_id: str) -> str:
    """Return the seal to which an entry belongs, worked out from the leaf upwards."""
    found = sha256(b"\0" + bytes.fromhex(one.nonce) + one.entry.encode()).digest()
    bits = f"{_place(kind, person_id):0256b}"
    for side, other in reversed(list(zip(bits, map(bytes.fromhex, one.path), strict=False))):
        found = sha256(b"\1" + (other + found if side == "1" else found + other)).digest()
    return found.hex()


@pytest.mark.parametrize("n", [0, 1, 2, 3, 50, 1000])
def test_each_entry_leads_to_the_seal(n: int) -> None:
    entries = [{"kind": "a", "id": str(k), "is": k} for k in range(n)]
    sealed = SealedList(entries, b"key")
    assert {root(sealed.sealed("a", str(k)), "a", str(k)) for k in range(n)} <= {sealed.seal}
    assert SealedList(reversed(entries), b"key").seal == sealed.seal
    with pytest.raises(KeyError):
        sealed.sealed("a", "none")


def test_any_other_content_key_or_entry_is_another_seal() -> None:
    entries = [{"kind": "a", "id": str(k), "is": k} for k in range(20)]
    seals = {SealedList(entries[:k], b"key").seal for k in range(21)}
    seals |= {SealedList([*entries[:k], {**entries[k], "is": -1}, *entries[k + 1 :]], b"key").seal
              for k in range(20)}  # fmt: skip
    seals.add(SealedList(entries, b"other").seal)
    assert len(seals) == 42
