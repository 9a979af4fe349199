"""`CoreSettings`: the numbers that steer the search of the core, each with its reason.

They affect the time of a search, and its answer when time runs out, but never the validity of a bound.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CoreSettings:
    """Settings of the core. Sizes are in pairs per pair of the relaxation's answer, unless stated."""

    large: int = 2000
    """Pairs in the answer from which a problem is large: there CP-SAT on a whole core is slow to find good
    answers, so neighbourhoods are rematched before cores are solved."""

    first_core: float = 1.6
    """Size of the first core: a small core is solved fast, and may already prove the answer."""
    first_core_wide: int = 8
    """Size of a wider selection, whose largest loss gives a lower limit for the first delta."""
    first_core_fraction: int = 64
    """That loss is divided by this: the first delta must not be tiny when many pairs lose nothing."""
    core_growth: int = 4
    """Factor from one delta to the next: a small one repeats work, a large one makes cores too large."""
    last_core_growth: int = 5
    """How many times as many pairs the next core may have if it is certain to be the last: one larger core is
    then cheaper than several steps."""
    lean_bonus: int = 16
    """Bonus per pair, in ranges of the scores, if the filled demand is known beforehand: enough to keep it
    worthwhile, and small enough not to drown the scores in linear programming."""

    pricing_time: float = 0.6
    """Share of the remaining time for multipliers: large linear programs (two rounds of 9 s with 20,000
    mentees) would use all of it, and leave none for an answer."""
    start_time: float = 0.4
    """Share of the remaining time for the search of a first answer; the rest is for improving it."""
    nearby_time: float = 0.8
    """Share of the remaining time for neighbourhoods; the rest is for cores, which improve the bound."""
    stable_time: float = 0.5
    """Share of the remaining time for large stable answers; CP-SAT has the rest."""

    exaggerations: tuple[int, ...] = (1, 2, 8)
    """Factors on the multipliers for first answers: larger ones keep more of the rules, at a lower score."""
    any_answer: int = 4
    """Size of the selection in which CP-SAT searches for any answer: more pairs allow more answers, but take
    longer to build and to search."""
    few_pairs: int = 1000
    """Pairs up to which CP-SAT finds the largest stable answer sooner than a separate search."""

    refusal_rounds: int = 40
    """Rounds of proposals and refusals: subsidies double in each, so further rounds change little."""
    current_bonus: int = 64
    """Pairs of the current answer get a bonus of the range of the scores divided by this. Divided by 10, it
    cost 1% of the score; without a bonus the rounds did not end."""
    first_subsidy: int = 64
    """The first subsidy of a lower limit is the range of the scores divided by this: small, as it doubles."""

    neighbourhood: int = 400
    """Mentees per neighbourhood: with 5,000 mentees after 30 s, 300 to 500 came to 0.05% of the bound, 150 to
    0.14%."""
    neighbourhood_pairs: float = 2.5
    """Size of the selection of pairs that neighbourhoods may use: 4 was no better."""
    neighbourhood_seconds: float = 2.0
    """Longest time for one neighbourhood, so that a hard one does not use up the time of the others."""

    program_rounds: int = 8
    """Rounds of column generation: two or three are usual, and the bound is valid after any of them."""
    program_columns: float = 2.5
    """Size of the first linear program: enough pairs to have an answer, and few enough to be fast."""
    program_close: float = 1e-3
    """Rounds end when the bound is within this share of the range of the scores of the program's value."""
    multiplier_cap: float = 0.25
    """Multipliers above this share of the range of the scores are also tried capped to it: they grow while
    columns are missing, and spoil the bound."""
    multiplier_digits: int = 2**20
    """Scores below this are scaled up to it, so that rounded multipliers keep six digits."""

    tangent_steps: int = 60
    """Steps for the multiplier of a single row: about eight are usual; this is a safeguard."""
    tangent_unit: int = 2**20
    """Fractions of a pair in which multipliers are counted if pairs are counted and scores are not."""


SETTINGS = CoreSettings()
