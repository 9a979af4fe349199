"""Arguments of public functions, checked against their annotations before anything is done with them.

A public function begins with ``check_arguments(itself, locals())``. What an annotation asks for, and what to
do if something else was given, is said once, in `_KINDS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from math import inf
from numbers import Integral, Real
from os import PathLike

from immutabledict import immutabledict

from mentormatch.errors import ArgumentError, ProblemError


def check_arguments(function: Callable[..., object], given: Mapping[str, object]) -> None:
    """Refuse the first argument that is not what the annotation of its parameter asks for.

    Parameters
    ----------
    function : callable
        Whose annotations are read; those that `_KINDS` does not have are left to the function.
    given : mapping of str to object
        Parameter -> argument, such as ``locals()`` where the function begins.

    Raises
    ------
    ArgumentError
        If it is of another type.
    ProblemError
        If it is a number out of the range of the parameters of that name.

    Examples
    --------
    >>> def meet(minutes: int, day: date | None = None) -> None:
    ...     check_arguments(meet, locals())
    >>> meet("30")
    Traceback (most recent call last):
        ...
    mentormatch.errors.ArgumentError: `minutes` has to be a whole number, but is a str: give a number such
        as 3
    """
    for name, kinds in _asked_of(function):
        value = given[name]
        if not any(kind.fits(value) for kind in kinds):
            raise _refusal(name, kinds, value)
        if name in _RANGES and value is not None:
            within, expected = _RANGES[name]
            if not within(value):
                raise ProblemError([f"{name} must be {expected}; got {value}"])


@dataclass(frozen=True)
class _Kind:
    """What an annotation asks for, what to do if it is not that, and if it is something else that is likely.

    `expected` ends the sentence "it has to be", `many` "it has to be a list of"; `instead` is by what
    `_sort_of` returns; `entry` is the kind of the entries of a list. If `by_type`, all values of a type fit
    or none of them does.
    """

    expected: str
    fits: Callable[[object], bool]
    advice: str
    instead: Mapping[str, str] = immutabledict()
    many: str = ""
    entry: _Kind | None = None
    by_type: bool = False

    def advise(self, value: object) -> str:
        if self.entry is not None and self.entry.fits(value):
            return f"put it into a list, [{self.entry.expected.split()[-1]}]"
        return self.instead.get(_sort_of(value), self.advice)


@cache
def _asked_of(function: Callable[..., object]) -> tuple[tuple[str, tuple[_Kind, ...]], ...]:
    """Return the parameters that are checked, each with the kinds of which it may be one."""
    asked = ((name, _kinds(hint)) for name, hint in function.__annotations__.items() if name != "return")
    return tuple((name, kinds) for name, kinds in asked if None not in kinds)  # type: ignore[misc]


def _kinds(hint: str) -> tuple[_Kind | None, ...]:
    return tuple(map(_kind, hint.replace("str | PathLike[str]", "PathLike").split(" | ")))


def _kind(part: str) -> _Kind | None:
    """Return what a part of an annotation asks for: ``Policy``, ``Sequence[Change]``; None if unknown."""
    entries = re.fullmatch(r"(?:Collection|Iterable|Sequence)\[(\w+)\]", part)
    if entries is None:
        return _KINDS.get(part.partition("[")[0].removeprefix("pd."))
    one = _KINDS.get(entries[1])
    return one and _Kind(f"a list of {one.many}", partial(_holds, one), one.advice, one.instead, entry=one)


def _holds(one: _Kind, value: object) -> bool:
    return _is_list(value) and _wrong_entry(one, value) is None


def _is_list(value: object) -> bool:
    is_other = isinstance(value, str | bytes | Mapping) or _is_table(value)
    return isinstance(value, Iterable) and isinstance(value, Sized | Iterator) and not is_other


def _wrong_entry(one: _Kind, entries: object) -> tuple[int, object] | None:
    """Return the first entry of another kind, and where it is; an iterator is left as it is."""
    if not isinstance(entries, Sized) or not isinstance(entries, Iterable):
        return None
    if one.by_type and all(map(one.fits, {type(entry): entry for entry in entries}.values())):
        return None  # as good as always, and quick
    return next(((at, entry) for at, entry in enumerate(entries) if not one.fits(entry)), None)


def _refusal(name: str, kinds: tuple[_Kind, ...], value: object) -> ArgumentError:
    first = kinds[0]
    if first.entry is not None and _is_list(value) and (wrong := _wrong_entry(first.entry, value)):
        return _refusal(f"{name}[{wrong[0]}]", (first.entry,), wrong[1])
    expected = " or ".join(kind.expected for kind in kinds if kind is not _NONE)
    return ArgumentError(name, expected, value, first.advise(value))


def _sort_of(value: object) -> str:
    """Return what people give in the place of something else: a path, a table, a mapping, one of our own."""
    if _is_path(value):
        return "path"
    if _is_table(value):
        return "table"
    return "mapping" if isinstance(value, Mapping) else type(value).__name__


def _is_path(value: object) -> bool:
    return isinstance(value, str | PathLike)


def _is_table(value: object) -> bool:
    return hasattr(type(value), "columns")


def _is_number(kind: type, value: object) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _is_ints(value: object) -> bool:
    return getattr(getattr(value, "dtype", None), "kind", "") in {"i", "u"}


def _is_function(value: object) -> bool:
    return callable(value) and not isinstance(value, type)


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2 and all(isinstance(v, str) for v in value)


def _is_scorer(value: object) -> bool:
    named = isinstance(getattr(value, "name", None), str)
    return named and callable(getattr(value, "score", None)) and not isinstance(value, type)


def _holds_people(value: object) -> bool:
    return not isinstance(value, type) and hasattr(value, "people") and hasattr(value, "pair_ids")


def _is_ours(name: str, value: object) -> bool:
    """Return whether a value is of a class of ours, which is not imported for it."""
    return any(
        one.__name__ == name and one.__module__.startswith("mentormatch.") for one in type(value).__mro__
    )


def _ours(name: str, advice: str, expected: str = "", many: str = "", **instead: str) -> _Kind:
    return _Kind(
        expected or f"a {name}", partial(_is_ours, name), advice, immutabledict(instead), many, by_type=True
    )


def _of(kinds: type | tuple[type, ...], expected: str, advice: str, many: str = "") -> _Kind:
    return _Kind(expected, lambda value: isinstance(value, kinds), advice, many=many, by_type=True)


_NONE = _of(type(None), "None", "leave it out")
_STRING = _of(
    str, "a string", "give it in quotes; an id that is a number is a string too, such as '17'", "strings"
)
_MATCHING = "pass what mentormatch.match returned, or read one with Matching.load(path)"
_CHANGES = "read them with mentormatch.read_changes"

_FROM_0 = ("draws", "joiners", "least", "most", "n", "n_pairs", "split")
_FROM_1 = ("capacity", "resamples")

_KINDS: Mapping[str, _Kind] = {
    "None": _NONE,
    "str": _STRING,
    "Method": _STRING,
    "Backend": _STRING,
    "Table": _STRING,
    "int": _Kind("a whole number", partial(_is_number, Integral), "give a number such as 3"),
    "float": _Kind("a number", partial(_is_number, Real), "give a number such as 2.5"),
    "bool": _Kind(
        "True or False", lambda value: isinstance(value, int) or type(value).__name__ in {"bool", "bool_"},
        "give True or False, without quotes",
    ),
    "date": _of(date, "a date", "give datetime.date(year, month, day)", "dates"),
    "PathLike": _Kind("a path", _is_path, "give the path of a file, as a string or pathlib.Path"),
    "Ints": _Kind("an array of whole numbers", _is_ints, "give np.array([...]), of integers"),
    "Indices": _Kind("an array of whole numbers", _is_ints, "give np.array([...]), of integers"),
    "slice": _of(slice, "a slice", "give slice(first, end)"),
    "DataFrame": _Kind("a DataFrame", _is_table, "give a DataFrame"),
    "Mapping": _of(Mapping, "a mapping", "give a dict"),
    "Callable": _Kind("a function", _is_function, "pass a function that takes one argument, such as print"),
    "Progress": _Kind("a function", _is_function, "pass a function that takes one argument, such as print"),
    "Answer": _Kind(
        "an answer about a name", lambda value: isinstance(value, tuple | list) and len(value) == 3,
        "give (written, person_id, True or False)", many="answers about names",
    ),
    "Pair": _Kind("a pair of ids", _is_pair, "give (mentee_id, mentor_id)", many="pairs of ids"),
    "PairKey": _Kind(
        "a pair of ids or the number of a pair", lambda value: isinstance(value, int) or _is_pair(value),
        "give (mentee_id, mentor_id), or the number that the record shows", many="pairs",
    ),
    "Scorer": _Kind(
        "a criterion", _is_scorer,
        "pass objects with a name and a method score, such as [*mentormatch.DEFAULT_SCORERS, mine]",
        many="criteria",
    ),
    "People": _ours(
        "People", "read them with mentormatch.read_people, or build People(mentees=..., mentors=...)",
        expected="People",
        table="turn the tables into people with mentormatch.read_people(mentees=..., mentors=...)",
    ),
    "Policy": _ours(
        "Policy", "build it with Policy(weights=..., limits=...), or leave it out for the default",
        mapping="build it with Policy(**policy)", path="read it with Policy.from_toml(path)",
    ),
    "Matching": _ours("Matching", _MATCHING),
    "PeopleAndPairs": _Kind("a Matching", _holds_people, _MATCHING),
    "Change": _ours(
        "Change", "pass [Dissolve(mentee, mentor), Leave(person), ...], or [] for none", "a change",
        many="changes", path=_CHANGES, table=_CHANGES,
    ),
    "Candidates": _ours("Candidates", "pass what mentormatch.find_candidates returned", "Candidates"),
    "Places": _ours("Places", "read them with mentormatch.read_places", "Places"),
    "Rule": _Kind(
        "a rule", lambda value: type(value).__module__.startswith("mentormatch.rules."),
        "take one of mentormatch.rules, such as Forbid(pair=0)", many="rules", by_type=True,
    ),
    "Location": _ours("Location", "build it with Location(latitude=..., longitude=...)"),
    "PairState": _ours("PairState", "give one such as PairState.COMPLETED"),
    "ColumnMap": _ours(
        "ColumnMap", "write one as a TOML file, and give its path",
        mapping="build it with ColumnMap(**columns)",
    ),
    "Slot": _ours("Slot", "read them with mentormatch.read_slots", many="slots"),
    "Venue": _ours("Venue", "read them with mentormatch.read_venues", many="venues"),
    "Batch": _ours("Batch", "read it with Batch.from_toml(path), or give the path"),
    "WeightLearner": _ours("WeightLearner", "build it with WeightLearner()"),
    "Problem": _ours(
        "Problem", "build it with Problem(n_mentees, n_mentors, mentee, mentor, score)",
        Matching="pass matching.problem", Rematching="pass matching.problem",
    ),
    "Solution": _ours(
        "Solution", "pass what mentormatch.solve returned",
        Matching="pass matching.solution", Rematching="pass matching.solution",
    ),
    "State": _ours(
        "State", "pass the state of solve(problem, keep_state=True), or of what repair returned",
        KeptSolution="pass solution.state", Repaired="pass repaired.state",
    ),
}  # fmt: skip
"""What annotations ask for. Our own classes are known by name: they are in modules above this one."""

_RANGES: Mapping[str, tuple[Callable[..., bool], str]] = {
    "time_limit": (lambda value: value > 0, "above 0 seconds"),
    "seed": (lambda value: 0 <= value < 2**31, "a whole number from 0 to 2^31 - 1"),
    **{name: (lambda value: 0 <= value < inf, "at least 0") for name in _FROM_0},
    **{name: (lambda value: value >= 1, "at least 1") for name in _FROM_1},
}
"""Parameters whose range is the same in all functions."""
