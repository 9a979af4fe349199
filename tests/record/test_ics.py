"""The calendar, parsed back."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.record.ics import calendar

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\\;,\n:"), max_size=200)
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def parsed(data: bytes) -> list[dict[str, str]]:
    """Return the events of a calendar."""
    assert data.endswith(b"\r\n")
    lines = data.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert [line.decode() for line in lines]  # no character is cut in two
    whole = data.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert (whole[0], whole[1], whole[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    for line in whole[3:-1]:
        name, value = line.split(":", 1)
        if name == "BEGIN":
            events.append({})
        elif name != "END":
            plain = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)
            assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
            events[-1][name] = plain
    return events


@given(st.lists(st.tuples(days, words, words, st.uuids()), max_size=4), days)
def test_it_is_read_back(rows: list[tuple[date, str, str, object]], today: date) -> None:
    given = [
        {"due": day.isoformat(), "what": what, "pair": "7", "mentee": "P1", "mentor": "P2",
         "command": command, "uid": f"{uid}@x"}
        for day, what, command, uid in rows
    ]  # fmt: skip
    found = parsed(calendar(pd.DataFrame(given), today))
    assert len(found) == len(given)
    for event, row in zip(found, given, strict=True):
        assert event["UID"] == row["uid"]
        assert event["DTSTART;VALUE=DATE"] == max(row["due"], today.isoformat()).replace("-", "")
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
        assert event["SUMMARY"] == ": ".join(filter(None, (row["what"], "pair 7, P1, P2")))
        assert event["DESCRIPTION"] == f"since {row['due']}\n{row['command']}"
