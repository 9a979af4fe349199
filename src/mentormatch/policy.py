"""What a scheme decides about matching: weights, limits, rules, order of objectives, seed.

A policy is frozen and closed to unknown keys; an empty TOML file equals the defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from immutabledict import immutabledict
from pydantic import (
    Field,
    PlainSerializer,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)

from mentormatch import rules
from mentormatch.arguments import check_arguments
from mentormatch.criteria import KINDS, AnyCriterion
from mentormatch.display.facts import as_html
from mentormatch.errors import PolicyError, did_you_mean
from mentormatch.files import write_atomically
from mentormatch.files.toml import toml_text
from mentormatch.models import AS_DICT, FREEZE, FieldErrors, FromToml, Frozen, without_prefix
from mentormatch.objectives import DEFAULT, Order
from mentormatch.people.protected.words import is_protected
from mentormatch.rules import Described, GroupCount, Rule
from mentormatch.rules.group_count import FIELDS
from mentormatch.text import Line, folded

if TYPE_CHECKING:
    from mentormatch.files import Columns

DEFAULT_WEIGHTS: Mapping[str, float] = immutabledict(
    professional_interests=3.0,
    personal_interests=1.0,
    seniority=2.0,
    travel=2.0,
    values=2.0,
    knowledge=3.0,
    preferences=3.0,
)

SEEDS = 2**31
"""Seeds are whole numbers below this."""


class _Public(int):
    """A seed that is not drawn yet; written ``"public"``, and equal to no number."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Public)

    def __ne__(self, other: object) -> bool:
        return not self == other  # that of int would compare numbers

    def __hash__(self) -> int:
        return hash("public")


PUBLIC: int = _Public(0)


def is_public(seed: int) -> bool:
    """Return whether a seed is still to be drawn from a public value."""
    return isinstance(seed, _Public)


def _seed(value: Any, number: ValidatorFunctionWrapHandler) -> int:
    if isinstance(value, _Public) or (isinstance(value, str) and value == "public"):
        return PUBLIC
    if not isinstance(value, int) or isinstance(value, bool):
        expected = 'a whole number from 0 to 2^31 - 1, or "public"'
        raise ValueError(f"has to be {expected}")  # noqa: TRY004  (pydantic expects it)
    return int(number(value))


def _seed_as_written(seed: int) -> int | str:
    return "public" if is_public(seed) else seed


_Seed = Annotated[
    int,
    Field(strict=True, ge=0, lt=SEEDS),
    WrapValidator(_seed),
    PlainSerializer(_seed_as_written, return_type=int | str),
]
_NonNegative = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
_Positive = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
_Level = Annotated[int, Field(strict=True, ge=0, le=5)]
_Weights = Annotated[Mapping[str, _NonNegative], FREEZE, AS_DICT]
_Levels = Annotated[Mapping[str, _Level], FREEZE, AS_DICT]
_Time = Annotated[int, Field(strict=True, ge=0, le=1000)]
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
        How far up the reporting line independence applies: 1 covers one's own appraiser, supervisor and
        manager, 2 theirs too, and so on.
    training_required : bool
        Whether mentors must have completed training.
    trained_since : date, optional
        Training completed before this day does not count (only with `training_required`).
    minimum_seniority_gap : int, optional
        How many levels a mentor must be above the mentee; may be negative; None sets no minimum.
    minimum_knowledge : int
        Level, 1 to 5, that a mentor must offer in at least one area that the mentee wants; 0 sets
        no minimum.
    required_knowledge : mapping of str to int
        Area -> the level that every mentor must offer in it, such as mentoring itself.
    max_pairs : int
        A scheme with more candidate pairs than this is refused before the pairs fill the memory.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> policy = mm.Policy(limits=mm.Limits(training_required=True))
    >>> mm.match(people, policy).unmatched_people[1].detail
    'The policy requires training; no completed training that counts is recorded.'
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
        How many levels the ideal mentor is above the mentee.
    gap_tolerance : float
        Distance from the ideal gap, in levels, at which the seniority score reaches 0.
    travel_scale_km : float
        Distance at which the travel score reaches 0, in kilometres.
    synonyms : mapping of str to str
        Tag or word -> the one it counts as.
    vocabulary : {"health", "none"}
        Further synonyms and word forms, besides ``synonyms``, used to read professional interests (free text
        and tags) and areas of knowledge.
    tag_similarity : float
        Spelling similarity, 0 to 100, from which a rare tag counts as a typing error of a common one;
        100 corrects nothing.
    unknown : {"expected", "left_out", "zero"}
        What counts where a criterion is unknown for a pair: what is expected of it in the scheme (its mean
        over the candidate pairs where it is known); nothing, so that the other criteria weigh more; or 0. A
        criterion that is unknown for all pairs is left out in any case.

    Examples
    --------
    >>> policy = mm.Policy(scoring=mm.Scoring(travel_scale_km=80, synonyms={"QI": "quality improvement"}))
    >>> policy.scoring.travel_scale_km, policy.scoring.unknown
    (80.0, 'expected')
    """

    ideal_gap: Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)] = 2.0
    gap_tolerance: _Positive = 4.0
    travel_scale_km: _Positive = 50.0
    synonyms: _Words = immutabledict()
    vocabulary: Literal["health", "none"] = "health"
    tag_similarity: Annotated[float, Field(ge=50, le=100)] = 85.0
    unknown: Literal["expected", "left_out", "zero"] = "expected"


class Rematch(_Section):
    """Which pairs a rematch keeps, and which mentees come first.

    Parameters
    ----------
    keep : {"active", "all", "none"}
        Which pairs are kept: those that are active; those proposed as well; none.
    budget : int, optional
        How many kept pairs may be dissolved at most.
    price : float, optional
        The least that dissolving a kept pair must gain, in score (a pair's best score is 1). Where the
        objective puts ``matched`` first, one more pair outweighs any score. With neither budget nor price no
        kept pair is dissolved.
    first : {"stage", "bonus", "nobody"}
        Who comes first when capacity is short: mentees whose pair was dissolved, whoever asked for it, and
        mentees who have waited, those who waited longest before the others. Matching them comes before any
        score (``stage``), or adds `bonus` to their score for every round waited (``bonus``); with ``nobody``
        only scores count.
    bonus : float
        Score added for every round waited, or with only a proposed mentor, with ``first = "bonus"``.

    Notes
    -----
    A kept pair that the limits no longer allow (a new appraiser, a move out of reach), or that exceeds what
    its mentor's capacity or its mentee's demand now is, ends and is reported, whatever is kept.

    Examples
    --------
    >>> policy = mm.Policy(rematch=mm.Rematch(keep="active", budget=2))
    >>> policy.rematch.keep, policy.rematch.budget, policy.rematch.first
    ('active', 2, 'stage')
    """

    keep: Literal["active", "all", "none"] = "active"
    budget: Annotated[int, Field(strict=True, ge=0)] | None = None
    price: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] | None = None
    first: Literal["stage", "bonus", "nobody"] = "stage"
    bonus: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] = 0.1


class FollowUp(_Section):
    """When a scheme record says that something is due; see `mentormatch.Record.due`.

    Parameters
    ----------
    offer_days : int
        After its release an offer should be answered within so many days.
    agreement_days : int
        After a pair has accepted, and after every change of its agreement, both should have signed.
    meeting_weeks, months : int
        How often, and for how long, pairs meet where neither their agreement nor the registration says so.
    grace_weeks : int
        A meeting is late after so many weeks more.
    pause_weeks : int
        When to ask about a pause without an end.
    feedback_weeks : int
        How often mentee and mentor are asked for feedback while they meet. When they have completed, they are
        asked at once, for so many weeks.
    training : tuple of {"concept", "skills", "model", "confidentiality"}
        What mentors are to be trained in before they are matched.
    refresher_months : int
        When a refresher is due after training for which no day was set.

    Examples
    --------
    >>> policy = mm.Policy(follow_up=mm.FollowUp(meeting_weeks=4, training=("concept", "skills")))
    >>> policy.follow_up.meeting_weeks, policy.follow_up.months
    (4, 18)
    """

    offer_days: _Time = 14
    agreement_days: _Time = 28
    meeting_weeks: _Time = 8
    months: _Time = 18
    grace_weeks: _Time = 2
    pause_weeks: _Time = 13
    feedback_weeks: _Time = 26
    training: tuple[Literal["concept", "skills", "model", "confidentiality"], ...] = (
        "concept", "skills", "model", "confidentiality",
    )  # fmt: skip
    refresher_months: _Time = 24


class Shares(_Section):
    """Which share of the filled places each organisation's mentees are due: in proportion to what it gives.

    Parameters
    ----------
    field : str
        What an organisation is: a field or criterion as for `mentormatch.rules.GroupCount`, of which nobody
        has several values.
    by : {"capacity", "demand"}
        What an organisation gives: the capacity of its mentors, or the demand of its mentees.
    quotas : mapping of str to float
        Organisation -> what it gives, in place of what is counted; those not named give nothing.
    credits : mapping of str to float
        Organisation -> places that it is due from earlier rounds; below 0 if it had more than its share.

    Notes
    -----
    Targets are met as between the countries of a kidney exchange: the largest distance from a target is as
    small as possible, then the second largest (Benedek and others, "Computing balanced solutions for large
    international kidney exchange schemes", 2022).

    Examples
    --------
    >>> shares = mm.Shares(field="workplace", quotas={"City Hospital": 3, "North Surgery": 1})
    >>> mm.Policy(shares=shares).shares.by
    'capacity'
    """

    field: Line
    by: Literal["capacity", "demand"] = "capacity"
    quotas: _Weights = immutabledict()
    credits: Annotated[
        Mapping[str, Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]], FREEZE, AS_DICT
    ] = immutabledict()

    @field_validator("quotas", "credits")
    @classmethod
    def _each_once(cls, given: Mapping[str, float]) -> Mapping[str, float]:
        if len(set(map(folded, given))) < len(given):
            raise ValueError("names an organisation twice")
        return given


class Policy(_Section, FromToml):
    """All that a scheme decides about matching.

    Parameters
    ----------
    weights : mapping of str to float
        Criterion -> weight. Criteria not named keep their default; 0 leaves a criterion out.
    limits : Limits
        Who may meet at all.
    scoring : Scoring
        How the criteria are measured.
    rematch : Rematch
        For `mentormatch.rematch`.
    follow_up : FollowUp
        For `mentormatch.Record.due`; it changes no matching.
    criteria : tuple of criteria
        Criteria that the scheme declares, besides the default ones; see `mentormatch.criteria`.
    rules : tuple of rules
        Side rules with ids; see `mentormatch.rules`.
    mutual_pairs : bool
        Whether two people who are both mentee and mentor may mentor each other.
    objective : tuple of str
        Objectives in order, such as ``("matched", "score")``, ``("matched", "balance", "score")``,
        ``("matched", "leximin 5", "score")`` or ``("score",)``; see `mentormatch.objectives.Order`.
    seed : int or "public"
        Seed for everything that chance decides. ``"public"``: it follows from the inputs and a public value,
        see `mentormatch.matching.personal.draw`; until then nothing is matched.
    robust : bool
        Whether equally good matchings are compared by their spares: how many mentees have another candidate
        with free capacity, and how good these are; see ``robust`` of `mentormatch.solve`.
    explore : float
        The share of the best score that `mentormatch.match` may give up to draw the matching from several
        nearly best ones, so that outcomes of pairs can be compared fairly later; 0 takes the best one.
    shares : Shares, optional
        Which share of the filled places each organisation is due; ``matched`` comes first then, without
        `explore`.

    Raises
    ------
    PolicyError
        Lists every problem at once; for an unknown key it names the nearest known one.

    Examples
    --------
    >>> policy = mm.Policy(weights={"travel": 5}, limits={"max_km": 30})
    >>> policy.weights["travel"], policy.limits.max_km, policy.objective
    (5.0, 30.0, ('matched', 'score'))
    >>> mm.Policy(limits={"max_kn": 30})
    Traceback (most recent call last):
        ...
    mentormatch.errors.PolicyError: policy: unknown key 'limits.max_kn' (did you mean 'max_km'?)
    """

    weights: _Weights = DEFAULT_WEIGHTS
    limits: Limits = Limits()
    scoring: Scoring = Scoring()
    rematch: Rematch = Rematch()
    follow_up: FollowUp = FollowUp()
    criteria: tuple[AnyCriterion, ...] = ()
    rules: tuple[Rule, ...] = ()
    mutual_pairs: bool = False
    objective: tuple[str, ...] = DEFAULT.names
    seed: _Seed = 0
    robust: Annotated[bool, Field(strict=True)] = False
    explore: Annotated[float, Field(ge=0, le=0.5, allow_inf_nan=False)] = 0.0
    shares: Shares | None = None

    @field_validator("weights")
    @classmethod
    def _over_defaults(cls, weights: Mapping[str, float]) -> Mapping[str, float]:
        return immutabledict({**DEFAULT_WEIGHTS, **weights})

    @field_validator("criteria")
    @classmethod
    def _each_by_a_name(cls, criteria: tuple[AnyCriterion, ...]) -> tuple[AnyCriterion, ...]:
        names = [one.name for one in criteria]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two are named '{twice[0]}'")
        protected = [name for one in criteria for name in one.asked if is_protected(name)]
        if protected:
            raise ValueError(f"'{protected[0]}' is a protected characteristic, which never enters a score")
        known = sorted(DEFAULT_WEIGHTS.keys() & set(names))
        if known:
            raise ValueError(f"'{known[0]}' is the name of a default criterion; choose another name")
        return criteria

    @field_validator("rules")
    @classmethod
    def _over_known_fields(cls, rules: tuple[Rule, ...], info: ValidationInfo) -> tuple[Rule, ...]:
        for rule in rules:
            if isinstance(rule, GroupCount):
                _check_field(rule.field, info)
        return rules

    @field_validator("shares")
    @classmethod
    def _of_most_pairs(cls, shares: Shares | None, info: ValidationInfo) -> Shares | None:
        if shares is not None:
            _check_field(shares.field, info)
            if info.data.get("explore"):
                raise ValueError("cannot be kept by a matching that is drawn: leave out explore or shares")
            if not Order.of(info.data.get("objective", DEFAULT.names)).matched_first:
                raise ValueError(
                    'are shares of the most places that can be filled: put "matched" first in objective'
                )
        return shares

    @property
    def all_weights(self) -> Mapping[str, float]:
        """Criterion -> weight, of the declared ones too; their own where ``weights`` names none."""
        return immutabledict({**{one.name: one.weight for one in self.criteria}, **self.weights})

    @field_validator("objective")
    @classmethod
    def _known_order(cls, order: tuple[str, ...]) -> tuple[str, ...]:
        return Order.of(order).names

    def to_toml(self, path: str | PathLike[str], about: str = "") -> None:
        """Write the policy to a TOML file, whole or not at all; `from_toml` reads the same policy.

        Parameters
        ----------
        path : path
        about : str
            Lines to put at the top, as comments.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        check_arguments(Policy.to_toml, locals())
        comments = "".join(f"# {line}".rstrip() + "\n" for line in about.splitlines())
        data = self.model_dump(mode="json", exclude_none=True)
        # An empty list of rules could not be added to by `[[rules]]`.
        text = toml_text({key: value for key, value in data.items() if value != []})
        write_atomically(Path(path), f"{comments}\n{text}".lstrip("\n").encode())

    def _repr_html_(self) -> str:
        parts = {"criteria", "rules", "weights"}
        usual = dict(_leaves(Policy().model_dump(mode="json", exclude=parts)))
        given = dict(_leaves(self.model_dump(mode="json", exclude=parts)))
        other = [key for key, value in given.items() if value != usual.get(key)]
        facts = (
            ("Objective", ", then ".join(self.objective)),
            ("Seed", str(_seed_as_written(self.seed))),
            ("Rules", str(len(self.rules))),
        )
        rules = [rule.model_dump(mode="json", exclude_defaults=True, exclude={"rule"}) for rule in self.rules]
        tables: dict[str, Columns] = {
            "Weights": {"criterion": [*self.all_weights], "weight": [*self.all_weights.values()]},
            "Settings other than the defaults": {
                "key": other,
                "value": [given[key] for key in other],
                "default": [usual.get(key) for key in other],
            },
            "Rules": {
                "rule": [rule.rule for rule in self.rules],
                "fields": [", ".join(f"{k}: {v}" for k, v in rule.items()) for rule in rules],
            },
        }
        return as_html("Policy", facts, tables)

    @classmethod
    def _unreadable(cls, file: str, why: str) -> PolicyError:
        return PolicyError([f"{why}; expected a policy in TOML, as mentormatch init writes"], file)


def _leaves(data: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, object]]:
    """Yield every key of a dumped policy with its value, the keys of sections after a dot."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def _check_field(field: str, info: ValidationInfo) -> None:
    """Raise `ValueError` unless people are grouped by a field, or by a criterion of the policy."""
    if "criteria" in info.data:
        known = [*FIELDS, *(one.name for one in info.data["criteria"])]
        if field not in known:
            hint = did_you_mean(field, known)
            raise ValueError(
                f"'{field}' is neither one of {', '.join(FIELDS)} nor a criterion of this policy{hint}"
            )


def _problems(cls: type[Frozen], faults: FieldErrors) -> list[str]:
    found = []
    for e in faults:
        path = ".".join(str(part) for part in e["loc"] if part not in {"described", "listed"})
        if e["type"] == "extra_forbidden":
            found.append(f"unknown key '{path}'{did_you_mean(str(e['loc'][-1]), _keys(cls, e['loc']))}")
        else:
            message = without_prefix(e["msg"])
            found.append(f"{path}: {message}" if path else message)
    return found


def _keys(cls: type[Frozen], loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys known where `loc` points."""
    if loc[0] == "criteria":  # its place, its kind, the key
        return [
            key for kind in KINDS if kind.model_fields["kind"].default == loc[2] for key in kind.model_fields
        ]
    sections: dict[str, type[Frozen]] = {
        "limits": Limits,
        "scoring": Scoring,
        "rematch": Rematch,
        "shares": Shares,
        "follow_up": FollowUp,
    }
    section = sections.get(str(loc[0]), cls) if len(loc) > 1 else cls
    if loc[0] == "rules":
        section = Described if "described" in loc else getattr(rules, str(loc[2]))
    return list(section.model_fields)
