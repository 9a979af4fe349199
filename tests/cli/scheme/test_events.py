"""Commands for what happens to a pair: each is an event of the record, and a method of `Record`."""

from __future__ import annotations

import pytest

from mentormatch.cli.scheme.events import EVENTS
from mentormatch.record.record import Record
from mentormatch.record.tables import MOVES


@pytest.mark.parametrize("name", [*EVENTS, "pause"])
def test_an_event_is_one_of_the_record(name: str) -> None:
    assert name in {event for _, event in MOVES["pair"]}
    assert callable(getattr(Record, name))
