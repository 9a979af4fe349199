"""How a scheme wants to match: weights, limits, rules, order of objectives, seed.

A policy is frozen and closed to unknown keys; an empty TOML file equals the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from immutabledict import immutabledict
from pydantic import (
    Field,
    field_validator,
)

from mentormatch.errors import PolicyError, did_you_mean
from mentormatch.models import AS_DICT, FREEZE, FieldErrors, FromToml, Frozen, without_prefix
from mentormatch.objectives import DEFAULT, Order
from mentormatch.rules import Rule

DEFAULT_WEIGHTS: Mapping[str, float] = immutabledict(
    professional_interests=3.0,
    personal_interests=1.0,
    seniority=2.0,
    travel=2.0,
    values=2.0,
    knowledge=3.0,
    preferences=3.0,
)

_NonNegative = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
_Positive = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
_Level = Annotated[int, Field(strict=True, ge=0, le=5)]
_Weights = Annotated[Mapping[str, _NonNegative], FREEZE, AS_DICT]
_Levels = Annotated[Mapping[str, _Level], FREEZE, AS_DICT]
_Words = Annotated[Mapping[str, str], FREEZE, AS_DICT]


class _Section(Frozen):
    @classmethod
    def _error(cls, faults: FieldErrors, data: Any) -> PolicyError:  # noqa: ARG003  (a policy quotes nothing)
        return PolicyError(_problems(cls, faults))


class Limits(_Section):
    """Who may meet at all.

    Parameters
    ----------
    max_km : float, optional
        Travel limit, in kilometres, of mentees who gave none; None is no limit.
    online : bool
        Whether two people who both accept meeting online may do so beyond their travel limit.
    independence_levels : int
        How far up the line independence holds: 1 is one's own appraiser, supervisor and manager,
        2 is theirs too, and so on.
    training_required : bool
        Whether mentors must have completed training.
    trained_since : date, optional
        Training completed before this day does not count (only with `training_required`).
    minimum_seniority_gap : int, optional
        How many levels a mentor must be above the mentee; may be negative; None does not look.
    minimum_knowledge : int
        Level, 1 to 5, that a mentor must offer in at least one area that the mentee wants; 0 does not look.
    required_knowledge : mapping of str to int
        Areas with the level that every mentor must offer, such as mentoring itself.
    max_pairs : int
        More candidate pairs than this are refused before they fill the memory.
    """

    max_km: _NonNegative | None = None
    online: bool = True
    independence_levels: Annotated[int, Field(strict=True, ge=1, le=20)] = 2
    training_required: bool = False
    trained_since: date | None = None
    minimum_seniority_gap: Annotated[int, Field(strict=True, ge=-100, le=100)] | None = None
    minimum_knowledge: _Level = 0
    required_knowledge: _Levels = immutabledict()
    max_pairs: Annotated[int, Field(strict=True, ge=1)] = 50_000_000


class Scoring(_Section):
    """How the criteria are measured.

    Parameters
    ----------
    ideal_gap : float
        Levels that the ideal mentor is above the mentee.
    gap_tolerance : float
        Distance from the ideal gap, in levels, at which the seniority score reaches 0.
    travel_scale_km : float
        Distance at which the travel score reaches 0 for mentees without a limit, in kilometres.
    synonyms : mapping of str to str
        Tag or word -> the one it stands for.
    vocabulary : {"health", "none"}
        Names of one thing and forms of one word with which professional interests, as free text and as
        tags, and areas of knowledge are read besides ``synonyms``.
    tag_similarity : float
        Spelling similarity, 0 to 100, from which a rare tag counts as a typing error of a common one;
        100 mends nothing.
    """

    ideal_gap: Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)] = 2.0
    gap_tolerance: _Positive = 4.0
    travel_scale_km: _Positive = 50.0
    synonyms: _Words = immutabledict()
    vocabulary: Literal["health", "none"] = "health"
    tag_similarity: Annotated[float, Field(ge=50, le=100)] = 92.0


class Rematch(_Section):
    """Whom a rematch may disturb, and who comes first in it.

    Parameters
    ----------
    keep : {"active", "all", "none"}
        Which pairs are kept: those that have begun; those proposed as well; none.
    budget : int, optional
        How many kept pairs may be broken at most.
    price : float, optional
        What breaking a kept pair must gain at least, in score (a pair's best score is 1). One more filled
        place outweighs any score where the objective puts ``matched`` first. With neither budget nor price
        no kept pair is broken.
    first : {"stage", "bonus", "nobody"}
        Who comes first when places are short: mentees whose pair was parted, by whomever, and those who have
        waited, the longer the more. A place for them comes before any score (``stage``), or adds `bonus` to
        their score for every round waited; ``nobody`` looks at scores alone.
    bonus : float
        In score, with ``first = "bonus"``.

    Notes
    -----
    A kept pair that the limits do not allow any more (a new appraiser, a move out of reach), or for which
    its mentor or mentee has no place any more, is parted and reported, whatever is kept.
    """

    keep: Literal["active", "all", "none"] = "active"
    budget: Annotated[int, Field(strict=True, ge=0)] | None = None
    price: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] | None = None
    first: Literal["stage", "bonus", "nobody"] = "stage"
    bonus: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] = 0.1


class Policy(_Section, FromToml):
    """All that a scheme decides about matching.

    Parameters
    ----------
    weights : mapping of str to float
        Criterion -> weight. Those not named keep their default; 0 leaves one out.
    limits : Limits
    scoring : Scoring
    rematch : Rematch
        For `mentormatch.rematch`.
    rules : tuple of rules
        Side rules with ids; see `mentormatch.rules`.
    mutual_pairs : bool
        Whether two people who are both mentee and mentor may mentor each other.
    objective : tuple of str
        Objectives in order, one of `mentormatch.objectives.ORDERS`: ``("matched", "score")``,
        ``("matched", "balance", "score")``, ``("score",)`` and others.
    seed : int
        Seed of whatever is left to chance.

    Raises
    ------
    PolicyError
        With every fault at once; an unknown key comes with the nearest known one.
    """

    weights: _Weights = DEFAULT_WEIGHTS
    limits: Limits = Limits()
    scoring: Scoring = Scoring()
    rematch: Rematch = Rematch()
    rules: tuple[Rule, ...] = ()
    mutual_pairs: bool = False
    objective: tuple[str, ...] = DEFAULT.names
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**31)] = 0

    @field_validator("weights")
    @classmethod
    def _over_defaults(cls, weights: Mapping[str, float]) -> Mapping[str, float]:
        return immutabledict({**DEFAULT_WEIGHTS, **weights})

    @field_validator("objective")
    @classmethod
    def _known_order(cls, order: tuple[str, ...]) -> tuple[str, ...]:
        return Order.of(order).names

    @classmethod
    def _unreadable(cls, file: str, error: Exception) -> PolicyError:
        return PolicyError([f"cannot be read as TOML: {error}"], file)


def _problems(cls: type[Frozen], faults: FieldErrors) -> list[str]:
    found = []
    for e in faults:
        path = ".".join(str(part) for part in e["loc"])
        if e["type"] == "extra_forbidden":
            found.append(f"unknown key '{path}'{did_you_mean(str(e['loc'][-1]), _keys(cls, e['loc']))}")
        else:
            message = without_prefix(e["msg"])
            found.append(f"{path}: {message}" if path else message)
    return found


def _keys(cls: type[Frozen], loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys known where `loc` points."""
    sections: dict[str, type[Frozen]] = {"limits": Limits, "scoring": Scoring, "rematch": Rematch}
    section = sections.get(str(loc[0]), cls) if len(loc) > 1 else cls
    return list(section.model_fields)
