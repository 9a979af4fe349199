"""The end of the time that a search has: what may take long looks at the clock, and stops by this error."""

from __future__ import annotations

import time


class OutOfTimeError(Exception):
    """The deadline has passed; the best answer so far is what there is."""


def look(deadline: float) -> None:
    """Raise `OutOfTimeError` once `deadline`, a value of `time.monotonic`, has passed."""
    if time.monotonic() >= deadline:
        raise OutOfTimeError
