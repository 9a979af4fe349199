"""`ColumnSettings`: the numbers that steer the search by columns, each with its reason.

They affect the time of a search, and its answer when time runs out, but never the validity of a bound.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ColumnSettings:
    """Settings of the search by columns."""

    nodes: int = 20_000
    """Sets looked at for one mentor before a bound is taken in place of the best set."""
    mentors_at_once: int = 2000
    """Mentors between two looks at the clock."""
    sets: int = 50_000
    """Sets of one mentor to look at before their pairs are modelled one by one."""
    digits: int = 2**20
    """Scores below this are scaled up to it, so that rounded prices keep six digits."""
    lean_bonus: int = 4
    """Bonus of a pair, in ranges of the scores, where the number of pairs is bounded beforehand: enough to
    keep pairs worthwhile; a larger one only costs digits."""
    reach: float = 0.3
    """Losses above this, in ranges of the scores, are not found until they are needed."""
    first_core: float = 1.8
    """Pairs of the first sets, for each that is chosen: few sets are solved fast, and may hold the answer."""
    growth: int = 4
    """Factor from one delta to the next at most."""
    tries: int = 4
    """After so many deltas without a matching, nothing is left out any more."""
    count_time: float = 0.4
    """Share of the remaining time for whether one number of pairs can be reached."""
    large: int = 8000
    """Pairs in the answer from which neighbourhoods are rematched before CP-SAT looks at the whole."""
    raised: tuple[float, ...] = (1.0, 1.01, 1.02, 1.05, 1.2)
    """Factors on the prices of rows for a first answer: larger ones keep more limits, at a lower score."""
    nearby_core: float = 3.0
    """Pairs that lose no more than the sets of a first answer and of neighbourhoods, for each that is chosen:
    with 2.5, the last two of 20,000 mentees were placed later."""
    nearby_growth: int = 2
    """Factor from the size of the neighbourhoods in one pass to that in the next: the last two of 20,000
    mentees could only be placed by moving some 800 others."""
    nearby_time: float = 0.8
    """Share of the remaining time for neighbourhoods: with 20,000 mentees CP-SAT adds nothing in the rest."""
    start_time: float = 0.4
    """Share of the remaining time for the search of a first answer."""
    steps: int = 20
    """Steps of the ascent between two aims."""
    memory: float = 0.95
    """Share of the last direction in the next one: 0.9 and 0.97 were no better."""
    nearer: float = 0.8
    """Factor from one aim to the next."""
    first_aim: float = 0.002
    """First distance of the aim below the best bound, in ranges of the scores for each mentee."""
    last_aim: float = 1e-6
    """The ascent ends at this distance."""
    first_margin: float = 0.2
    """Pairs that lose more than this are left out of the first steps, in ranges of the scores: a fifth of the
    pairs is left, so that steps are several times as fast."""
    last_margin: float = 0.02
    """They are left out of the last steps above this."""
    missed: float = 0.5
    """If the pairs left out raise the bound by more than this share of the aim, fewer are left out."""


SETTINGS = ColumnSettings()
