"""Days and times of a week, as people write them and minute by minute."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

DAY, WEEK = 24 * 60, 7 * 24 * 60
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Offered:
    """One entry: as written, and its days, minutes from midnight and minutes east of UTC."""

    text: str
    days: frozenset[int]
    start: int
    end: int  # up to a day after start: on the next day if not after it
    zone: int | None

    def minutes(self, own: int = 0, result: int = 0) -> np.ndarray:
        """Return for every minute of the week of the zone `result` whether it is offered."""
        zone = own if self.zone is None else self.zone
        day, time = np.divmod((np.arange(WEEK) + zone - result) % WEEK, DAY)
        today, yesterday = (np.isin(one % 7, sorted(self.days)) for one in (day, day - 1))
        if self.start < self.end:
            return today & (self.start <= time) & (time < self.end)
        return (today & (time >= self.start)) | (yesterday & (time < self.end))


def written_24(minute: int) -> list[str]:
    hour, rest = divmod(minute, 60)
    short = [f"{hour:02}"] if rest == 0 and (hour < 10 or hour > 12) else []
    return [f"{hour:02}:{rest:02}", f"{hour:02}{rest:02}", f"{hour:02}.{rest:02}", *short]


def written_12(minute: int) -> list[str]:
    hour, rest = divmod(minute, 60)
    half = "am" if hour < 12 else "pm"
    number = hour % 12 or 12
    short = [f"{number}{half}"] if rest == 0 else []
    return [
        f"{number}:{rest:02}{half}",
        f"{number}.{rest:02} {half}",
        f"{number}:{rest:02} {half[0]}.m.",
        *short,
    ]


def day_names(day: int) -> list[str]:
    name = NAMES[day]
    return [name, f"{name}s", name[:3], name[:3].upper(), f"{name[:3]}.", f"every {name}", f"on {name}"]


@st.composite
def days_written(draw: st.DrawFn) -> tuple[str, frozenset[int]]:
    kind = draw(st.sampled_from(["one", "range", "list", "weekdays", "weekend", "all"]))
    if kind == "weekdays":
        return draw(st.sampled_from(["weekdays", "Weekday", "working days"])), frozenset(range(5))
    if kind == "weekend":
        return draw(st.sampled_from(["weekends", "Weekend", "at weekends"])), frozenset({5, 6})
    if kind == "all":
        return draw(st.sampled_from(["every day", "daily", "Each day"])), frozenset(range(7))
    chosen = draw(st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True))
    if kind == "range":
        first, last = chosen[0], chosen[-1]
        to = draw(st.sampled_from(["-", " to ", " \u2013 ", " until "]))
        inside = frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))
        return f"{NAMES[first][:3]}{to}{NAMES[last]}", inside
    chosen = chosen if kind == "list" else chosen[:1]
    joined = draw(st.sampled_from([", ", " and ", "/", " & ", " "]))
    return joined.join(draw(st.sampled_from(day_names(day)[:5])) for day in chosen), frozenset(chosen)


@st.composite
def offers(draw: st.DrawFn, *, zones: bool = True) -> Offered:
    """An entry in one of many forms."""
    days_text, days = draw(days_written())
    start = draw(st.integers(0, 95)) * 15
    end = (start + draw(st.integers(1, 95)) * 15) % DAY
    if {start // 60, end // 60} <= {10, 11, 12} and end < start:
        end = DAY - 15  # "12:30-10:00" could be from noon
    form = draw(st.sampled_from([written_24, written_12]))
    to = draw(st.sampled_from(["-", " - ", " to ", " until ", "\u2014"]))
    ending = "24:00" if end == 0 and form is written_24 else draw(st.sampled_from(form(end)))
    time = f"{draw(st.sampled_from(form(start)))}{to}{ending}"
    text = draw(st.sampled_from([f"{days_text} {time}", f"{days_text}: {time}", f"{time} {days_text}"]))
    zone = draw(st.none() | st.integers(-56, 56).map(lambda quarters: quarters * 15)) if zones else None
    if zone is not None:
        text = draw(
            st.sampled_from([f"{text} {zone_written(zone)}", f"{text} ({zone_written(zone, 'GMT')})"])
        )
    return Offered(text, days, start, end, zone)


def zone_written(zone: int, name: str = "UTC") -> str:
    hours, minutes = divmod(abs(zone), 60)
    return f"{name}{'-' if zone < 0 else '+'}{hours}{f':{minutes:02}' if minutes else ''}"


def minutes_of(offered: list[Offered], own: int = 0, result: int = 0) -> np.ndarray:
    return np.any([np.zeros(WEEK, bool), *(one.minutes(own, result) for one in offered)], axis=0)
