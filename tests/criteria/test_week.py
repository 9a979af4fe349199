"""Days and times of the week against a plain reading, minute by minute; what is refused, not guessed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.weeks import NAMES, WEEK, Offered, minutes_of, offers, zone_written
from mentormatch.criteria.clock import UnreadError
from mentormatch.criteria.week import DAYS, SLOTS, WORDS, Week, week_of, zone_of

PLAIN = Week.of({})
few = settings(max_examples=60, deadline=None)


def minutes(slots: frozenset[int]) -> np.ndarray:
    found = np.zeros(WEEK // 15, bool)
    found[sorted(slots)] = True
    return np.repeat(found, 15)


def texts(slots: frozenset[int]) -> list[str]:
    """Return the stretches of a week, such as "Mon 09:00-Mon 12:00"."""
    starts = [slot for slot in sorted(slots) if slot - 1 not in slots]
    ends = [slot + 1 for slot in sorted(slots) if slot + 1 not in slots]
    return [f"{SLOTS[a]}-{SLOTS[b % len(SLOTS)]}" for a, b in zip(starts, ends, strict=True)]


def read(*entries: str) -> list[str]:
    return texts(PLAIN.slots(entries))


@few
@given(st.lists(offers(), min_size=1, max_size=3), st.integers(-12, 12))
def test_entries_are_read_as_they_are_written(offered: list[Offered], own: int) -> None:
    found = PLAIN.slots([one.text for one in offered], own)
    np.testing.assert_array_equal(minutes(found), minutes_of(offered, own * 15, own * 15))


@few
@given(st.lists(offers(zones=False), min_size=1, max_size=3), st.integers(-56, 56))
def test_a_zone_alone_holds_for_the_entries_without_one(offered: list[Offered], zone: int) -> None:
    named = zone_written(zone * 15)
    alone = PLAIN.slots([named, *(one.text for one in offered)])
    assert alone == PLAIN.slots([f"{one.text} {named}" for one in offered])
    np.testing.assert_array_equal(minutes(alone), minutes_of(offered, zone * 15, 0))


@given(st.lists(offers(), min_size=1, max_size=4))
def test_more_entries_are_never_less_time(offered: list[Offered]) -> None:
    entries = [one.text for one in offered]
    assert PLAIN.slots(entries) >= PLAIN.slots(entries[1:])
    assert PLAIN.slots(entries) == PLAIN.slots(entries[::-1])


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("day", range(7))
def test_a_word_is_the_time_it_stands_for(word: str, day: int) -> None:
    time = WORDS[word]
    expected = PLAIN.slots([f"{NAMES[day]} {time}"]) if time else frozenset()
    for text in (f"{NAMES[day]}: {word}", f"{DAYS[day][:3]} {word}s", f"{word} on {DAYS[day]}s"):
        assert PLAIN.slots([text]) == expected, text


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Mon am", ["Mon 07:00-Mon 12:00"]),
        ("Mon a.m.", ["Mon 07:00-Mon 12:00"]),
        ("Tuesday evening", ["Tue 17:00-Tue 21:00"]),
        ("Tuesdays in the evening", ["Tue 17:00-Tue 21:00"]),
        ("Mon-Wed", ["Mon 00:00-Thu 00:00"]),
        ("weekends", ["Sat 00:00-Mon 00:00"]),
        ("Sun night", ["Mon 00:00-Mon 07:00", "Sun 21:00-Mon 00:00"]),
        ("Sat-Mon 9-10", ["Mon 09:00-Mon 10:00", "Sat 09:00-Sat 10:00", "Sun 09:00-Sun 10:00"]),
        ("Fri all day", ["Fri 00:00-Sat 00:00"]),
        ("Monday: Morning, Evening", ["Mon 07:00-Mon 12:00", "Mon 17:00-Mon 21:00"]),
        ("Monday: Morning (8am-12pm)", ["Mon 08:00-Mon 12:00"]),
        ("Mon: 8-12 (morning)", ["Mon 08:00-Mon 12:00"]),
        ("Monday - morning", ["Mon 07:00-Mon 12:00"]),
        ("Mon, Wed 9-12", ["Mon 09:00-Mon 12:00", "Wed 09:00-Wed 12:00"]),
        ("Mon Wed Fri 9-10", ["Mon 09:00-Mon 10:00", "Wed 09:00-Wed 10:00", "Fri 09:00-Fri 10:00"]),
        ("Mon am and Tue pm", ["Mon 07:00-Mon 12:00", "Tue 12:00-Tue 17:00"]),
        ("9-12 Mon, 14-16 Tue", ["Mon 09:00-Mon 12:00", "Tue 14:00-Tue 16:00"]),
        ("Mon 9-10, and Tue 9-10", ["Mon 09:00-Mon 10:00", "Tue 09:00-Tue 10:00"]),
        ("Mon 9-12 (UTC+1)", ["Mon 08:00-Mon 11:00"]),
        ("Mon 00:00-01:00 UTC+1", ["Sun 23:00-Mon 00:00"]),
        ("Mon 9-12 GMT", ["Mon 09:00-Mon 12:00"]),
        ("Mon after 8pm", ["Mon 20:00-Tue 00:00"]),
        ("Mon not available", []),
        ("Monday: n/a", []),
        ("UTC+1", []),
    ],
)
def test_entries(entry: str, expected: list[str]) -> None:
    assert read(entry) == expected


def test_evenings_and_weekends_are_both() -> None:
    assert PLAIN.slots(["evenings and weekends"]) == PLAIN.slots(["every evening", "weekends all day"])
    assert PLAIN.slots(["evenings/weekends"]) == PLAIN.slots(["evenings and weekends"])


@pytest.mark.parametrize(
    "entry",
    [
        "", "perhaps", "not Mondays", "Mon except am", "every other Monday", "first Monday", "Mon 9am",
        "Mon:", "Mon -", "- Mon", ", Mon", "Mon,, Tue", "Mon and", "Mon 9-12 -", "weekend Saturday",
        "Mon am evening", "early shift", "Mon 9-12-15", "M/W/F", "Mon 9-12 + 1", "9-12: Mon", "Mon (perhaps)",
        "Mondays?", "10",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(entry: str) -> None:
    with pytest.raises(UnreadError, match=r"not understood \(entry 2\)"):
        PLAIN.slots(["Mon 9-12", entry])


@pytest.mark.parametrize(
    "entries",
    [
        ["Mon", "Wed 9-12"],  # a list cut at its commas
        ["Mon 9-12", "14-16"],
        ["Mon am", "weekends"],
        ["evenings", "weekends"],
        ["evenings, weekends"],
        ["Mon am, Tue"],
        ["am Mon pm"],
        ["evenings and weekends", "Mon am"],
    ],
)
def test_what_could_be_more_or_less_is_refused(entries: list[str]) -> None:
    with pytest.raises(UnreadError, match="write both in each"):
        PLAIN.slots(entries)


def test_days_alone_and_times_alone_go_together_with_their_like() -> None:
    assert read("Mon", "Tue") == ["Mon 00:00-Wed 00:00"]
    assert PLAIN.slots(["am", "evening"]) == PLAIN.slots(["every day: am, evening"])


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "BST", "(CET)", "EST"])
def test_zones_that_change_in_the_year_are_refused(zone: str) -> None:
    with pytest.raises(UnreadError, match=r"write UTC\+1"):
        PLAIN.slots([f"Mon 9:00-12:00 {zone}"])


@pytest.mark.parametrize("zone", ["UTC+15", "UTC+1:20", "UTC-14:15", "GMT+1:75"])
def test_zones_that_do_not_exist_are_refused(zone: str) -> None:
    with pytest.raises(UnreadError, match="does not exist"):
        PLAIN.slots([f"Mon 9:00-12:00 {zone}"])


def test_one_entry_needs_no_number() -> None:
    with pytest.raises(UnreadError, match=r"not understood$"):
        PLAIN.slots(["whenever"])


def test_two_zones_alone_are_refused() -> None:
    with pytest.raises(UnreadError, match="two time zones"):
        PLAIN.slots(["Mon 9-12", "UTC+1", "UTC+2"])


@pytest.mark.parametrize("text", ["Mon", "", "London", "UTC+99", "BST"])
def test_a_zone_of_a_policy_is_one(text: str) -> None:
    with pytest.raises(UnreadError, match="zone: must be"):
        zone_of(text)


def test_words_of_a_policy() -> None:
    split, flexible = "7:30-11am, 16:00-19:00", "weekdays 8:00-20:00"
    own = Week.of({"Early": "07:00-15:00", "Flexible": flexible, "split": split, "any time": flexible})
    assert own.slots(["anytime"]) == own.slots(["flexible"])
    assert own.slots(["Mon early shift"]) == PLAIN.slots(["Mon 07:00-15:00"])
    assert own.slots(["early"]) == PLAIN.slots(["every day 07:00-15:00"])
    assert own.slots(["FLEXIBLE"]) == PLAIN.slots(["weekdays 08:00-20:00"])
    assert own.slots(["Tue split"]) == PLAIN.slots(["Tue 07:30-11:00", "Tue 16:00-19:00"])
    with pytest.raises(UnreadError, match="not understood"):
        own.slots(["Mon flexible"])  # it has days of its own


def test_a_word_of_a_policy_goes_before_ours_and_its_like() -> None:
    own = Week.of({"am": "09:00-12:00"})
    for text in ("Mon am", "Monday mornings"):
        assert own.slots([text]) == PLAIN.slots(["Mon 09:00-12:00"])


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ({"early": "7-3"}, "what 'early' stands for contains a time that could be"),
        ({"early": "soon"}, "what 'early' stands for contains days or times that are not understood"),
        ({"early": "UTC+1"}, "must stand for a time"),
        ({"early": "07:00-15:00 UTC+1"}, "must stand for a time"),
        ({"Mon": "07:00-15:00"}, "'Mon' is no word"),
        ({"weekends": "07:00-15:00"}, "'weekends' is no word"),
        ({"12": "07:00-15:00"}, "'12' is no word"),
        ({"am": "07:00-15:00", "morning": "07:00-15:00"}, "given twice"),
        ({"late": "early", "early": "07:00-15:00"}, "what 'late' stands for"),
    ],
)
def test_words_that_a_policy_cannot_have(own: dict[str, str], why: str) -> None:
    with pytest.raises(UnreadError, match=why):
        Week.of(own)


BITS = [
    "mon",
    "tue",
    "am",
    "9",
    "12",
    "-",
    ":",
    ",",
    "and",
    "pm",
    "(",
    ")",
    "utc+1",
    "every",
    "5pm",
    "weekend",
    "n/a",
    "to",
    "from",
    "after",
    "24:00",
]


@given(st.text(max_size=40) | st.lists(st.sampled_from(BITS), max_size=8).map(" ".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        slots = PLAIN.slots([text])
    except UnreadError as error:
        assert len(text) < 3 or text not in str(error)  # noqa: PT017  (an answer is not quoted)
    else:
        assert all(0 <= slot < len(SLOTS) for slot in slots)


def test_a_policy_is_read_once() -> None:
    from immutabledict import immutabledict

    assert week_of(immutabledict(a="9-12")) is week_of(immutabledict(a="9-12"))
