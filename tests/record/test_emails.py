"""The log of e-mails: each is in it once, and nothing happens to one that cannot happen."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from helpers.record_people import approved
from mentormatch.errors import EventError, StoreError
from mentormatch.record.record import Record

KEY = "ab" * 32
MAY = {
    ("", "sending"), ("", "sent"), ("sending", "sent"), ("sending", "uncertain"), ("sending", "refused"),
    ("uncertain", "sent"), ("uncertain", "sending"),
}  # fmt: skip
LEADS_TO = {
    "": (),
    "sending": ("sending",),
    "uncertain": ("sending", "uncertain"),
    "sent": ("sending", "sent"),
}


def row(record: Record, key: str = KEY) -> dict[str, object]:
    return {
        "key": key, "kind": "matched", "person": int(record.pseudonym("e1")[1:]),
        "run": int(record.rows("run").id[0]), "pair": int(record.rows("pair").id[0]),
    }  # fmt: skip


@pytest.mark.parametrize(("state", "what"), [*product(LEADS_TO, ["sending", "sent", "uncertain", "refused"])])
def test_what_may_become_of_one(state: str, what: str, record: Record) -> None:
    approved(record)
    record.write_files([], [row(record)])
    for one in LEADS_TO[state]:
        record.deliver(KEY, one)
    if (state, what) in MAY:
        record.deliver(KEY[:12], what)
    else:
        with pytest.raises(EventError):
            record.deliver(KEY, what)
    after = [*LEADS_TO[state], *([what] if (state, what) in MAY else [])]
    assert record.rows("delivery").what.tolist() == (after[:-2] if after[-1:] == ["refused"] else after)
    assert record.verify().faults == ()


def test_each_is_written_once_with_its_files_or_not_at_all(record: Record, tmp_path: Path) -> None:
    approved(record)
    record.write_files([(tmp_path / "a.eml", b"a", "e1"), (tmp_path / "a.eml", b"a", "r1")], [row(record)])
    with pytest.raises(StoreError, match="key"):
        record.write_files([(tmp_path / "b.eml", b"b", "e1")], [row(record)])
    assert len(record.rows("email")) == 1
    assert len(record.rows("export")) == 2
    assert not (tmp_path / "b.eml").exists()
    for key in ("", KEY[:11], "cd" * 32):
        with pytest.raises(StoreError, match="no such e-mail"):
            record.deliver(key, "sending")
    assert record.erase("r1") == []
    assert not (tmp_path / "a.eml").exists()
