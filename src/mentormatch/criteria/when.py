"""`When`: days and times of the week that overlap."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from immutabledict import immutabledict
from pydantic import Field, model_validator

from mentormatch.criteria.base import Form, Holds, Side, Value, Wordy
from mentormatch.criteria.clock import UnreadError
from mentormatch.criteria.week import PER_HOUR, SLOTS, WORDS, week_of, zone_of
from mentormatch.models import AS_DICT, FREEZE
from mentormatch.text import Line, folded

WIDTH = 88
"""Bytes of a week in quarters of an hour, a multiple of eight."""

_Hours = Annotated[float, Field(gt=0, le=7 * 24, allow_inf_nan=False)]


class When(Wordy):
    """How many hours of the week two people have in common: min(1, hours / `enough`).

    An answer is a list of days and times such as "Mon 9:00-12:00", "weekday evenings" or "Tue: morning"; see
    `mentormatch.criteria.week`. As a must, it asks for `at_least` hours; without it, for a quarter of one.

    Parameters
    ----------
    enough : float
        Hours of the week in common from which the score is 1.
    times : mapping of str to str
        Word -> the time it stands for, such as ``early = "07:00-15:00"``; or whole entry -> the days
        and times, such as ``flexible = "weekdays 8:00-20:00"``.
    zone : str
        Time zone of answers that name none, such as ``UTC+1``.

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.

    Examples
    --------
    >>> availability = mm.criteria.When(name="availability", times={"early": "07:00-15:00"})
    >>> sorted(availability.words(("Mon early (UTC-5)", "Mon 19:45-20:00"), "mentor"))[-2:]
    ['Mon 19:30', 'Mon 19:45']
    """

    kind: Literal["when"] = "when"
    holds: ClassVar[Holds] = "tags"
    several: ClassVar[bool] = True
    per_unit: ClassVar[int] = PER_HOUR
    unit: ClassVar[str] = "hour"

    at_least: _Hours | None = None
    enough: _Hours = 2.0
    times: Annotated[Mapping[Line, Line], FREEZE, AS_DICT] = immutabledict()
    zone: Annotated[str, Field(strict=True)] = "UTC"

    @model_validator(mode="after")
    def _readable(self) -> Self:
        zone_of(self.zone)
        week_of(self.times)
        return self

    def words(self, value: Value, side: Side, form: Form = folded) -> frozenset[str]:  # noqa: ARG002
        """Return the quarters of an hour of an answer, by when they begin; none if it cannot be read."""
        quarters = np.unpackbits(np.frombuffer(self.quarters(value), np.uint8), bitorder="little")
        return frozenset(SLOTS[slot] for slot in np.flatnonzero(quarters).tolist())

    def quarters(self, value: Value) -> bytes:
        """Return the same as bits, the first quarter of Monday lowest; `WIDTH` bytes."""
        return self._read(value)[0]

    def completed(self, answer: Value, side: Side, place: int = 0, area: str = "") -> Value:  # noqa: ARG002
        """Return the entries, each with the day that the column of a grid is about: "Monday: am"."""
        return tuple(f"{area}: {entry}" for entry in answer) if area and isinstance(answer, tuple) else answer

    def problem(self, value: Value) -> str:
        """Return what is wrong with an answer, in words."""
        return super().problem(value) or self._read(value)[1]

    def _read(self, value: Value) -> tuple[bytes, str]:
        return _read(value if isinstance(value, tuple) else (), self.times, self.zone)

    @property
    def expected(self) -> str:
        """What an answer is, in words."""
        words = ", ".join(sorted({*WORDS, *self.times}))
        return f"days and times such as 'Mon 9:00-12:00' or 'weekday evenings'; words for times are {words}"

    def _fields(self) -> tuple[str, ...]:
        return ()


@lru_cache(maxsize=50_000)
def _read(entries: tuple[str, ...], times: Mapping[str, str], zone: str) -> tuple[bytes, str]:
    """Return the quarters of an hour as bits, none if they cannot be read, and why not."""
    try:
        slots, wrong = week_of(times).slots(entries, zone_of(zone)), ""
    except UnreadError as error:
        slots, wrong = frozenset(), str(error)
    bits = np.zeros(8 * WIDTH, np.uint8)
    bits[list(slots)] = 1
    return np.packbits(bits, bitorder="little").tobytes(), wrong
