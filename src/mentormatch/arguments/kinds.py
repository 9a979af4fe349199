"""What annotations of public functions ask for, and what to do if something else was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import inf
from numbers import Integral, Real
from os import PathLike

from immutabledict import immutabledict


@dataclass(frozen=True)
class Kind:
    """What an annotation asks for, what to do if it is not that, and if it is something else that is likely.

    `expected` ends the sentence "it has to be", `many` "it has to be a list of", where `listed` is what to
    do; `instead` is by what `_sort_of` returns; `entry` is the kind of the entries of a list. If `by_type`,
    all values of a type fit or none of them does.
    """

    expected: str
    fits: Callable[[object], bool]
    advice: str
    instead: Mapping[str, str] = immutabledict()
    many: str = ""
    listed: str = ""
    entry: Kind | None = None
    by_type: bool = False

    def advise(self, value: object) -> str:
        """Return what to do with a value that does not fit."""
        if self.entry is not None and self.entry.fits(value):
            return f"put it into a list, [{self.entry.expected.split()[-1]}]"
        return self.instead.get(_sort_of(value), self.advice)


def _sort_of(value: object) -> str:
    """Return what people give in the place of something else: a path, a table, a mapping, one of our own."""
    if _is_path(value):
        return "path"
    if is_table(value):
        return "table"
    return "mapping" if isinstance(value, Mapping) else type(value).__name__


def _is_path(value: object) -> bool:
    return isinstance(value, str | PathLike)


def is_table(value: object) -> bool:
    """Return whether a value has columns, as tables of pandas, Polars and Arrow have."""
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


def _ours(name: str, advice: str, expected: str = "", many: str = "", **instead: str) -> Kind:
    return Kind(
        expected or f"a {name}", partial(_is_ours, name), advice, immutabledict(instead), many, by_type=True
    )


def _of(kind: type, expected: str, advice: str, *, many: str = "", listed: str = "") -> Kind:
    fits = partial(_is_of, kind)
    return Kind(expected, fits, advice, many=many, listed=listed, by_type=True)


def _is_of(kind: type, value: object) -> bool:
    return isinstance(value, kind)


NONE = _of(type(None), "None", "leave it out")
_STRING = _of(
    str, "a string", "give it in quotes; an id that is a number is a string too, such as '17'",
    many="strings", listed="give a list such as ['one', 'two']",
)  # fmt: skip
_MATCHING = "pass what mentormatch.match returned, or read one with Matching.load(path)"
_CHANGES = "read them with mentormatch.read_changes"

_FROM_0 = ("draws", "joiners", "least", "most", "n", "n_pairs", "split")
_FROM_1 = ("capacity", "resamples")

KINDS: Mapping[str, Kind] = {
    "None": NONE,
    "str": _STRING,
    "Method": _STRING,
    "Backend": _STRING,
    "Table": _STRING,
    "int": Kind("a whole number", partial(_is_number, Integral), "give a number such as 3"),
    "float": Kind("a number", partial(_is_number, Real), "give a number such as 2.5"),
    "bool": Kind(
        "True or False", lambda value: isinstance(value, int) or type(value).__name__ in {"bool", "bool_"},
        "give True or False, without quotes",
    ),
    "date": _of(
        date, "a date", "give datetime.date(year, month, day)",
        many="dates", listed="give a list such as [datetime.date(year, month, day)]",
    ),
    "PathLike": Kind("a path", _is_path, "give the path of a file, as a string or pathlib.Path"),
    "Ints": Kind("an array of whole numbers", _is_ints, "give np.array([...]), of integers"),
    "Indices": Kind("an array of whole numbers", _is_ints, "give np.array([...]), of integers"),
    "slice": _of(slice, "a slice", "give slice(first, end)"),
    "DataFrame": Kind("a DataFrame", is_table, "give a DataFrame"),
    "Mapping": _of(Mapping, "a mapping", "give a dict"),
    "Callable": Kind("a function", _is_function, "pass a function that takes one argument, such as print"),
    "Progress": Kind("a function", _is_function, "pass a function that takes one argument, such as print"),
    "Answer": Kind(
        "an answer about a name", lambda value: isinstance(value, tuple | list) and len(value) == 3,
        "give (written, person_id, True or False)",
        many="answers about names", listed="give a list such as [(written, person_id, True)]",
    ),
    "Pair": Kind(
        "a pair of ids", _is_pair, "give (mentee_id, mentor_id)",
        many="pairs of ids", listed="give a list such as [(mentee_id, mentor_id)]",
    ),
    "PairKey": Kind(
        "a pair of ids or the number of a pair", lambda value: isinstance(value, int) or _is_pair(value),
        "give (mentee_id, mentor_id), or the number that the record shows",
        many="pairs", listed="give a list such as [(mentee_id, mentor_id)]",
    ),
    "Scorer": Kind(
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
    "PeopleAndPairs": Kind("a Matching", _holds_people, _MATCHING),
    "Change": _ours(
        "Change", "pass [Dissolve(mentee, mentor), Leave(person), ...], or [] for none", "a change",
        many="changes", path=_CHANGES, table=_CHANGES,
    ),
    "Candidates": _ours("Candidates", "pass what mentormatch.find_candidates returned", "Candidates"),
    "Places": _ours("Places", "read them with mentormatch.read_places", "Places"),
    "Rule": Kind(
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

RANGES: Mapping[str, tuple[Callable[..., bool], str]] = {
    "time_limit": (lambda value: value > 0, "above 0 seconds"),
    "seed": (lambda value: 0 <= value < 2**31, "a whole number from 0 to 2^31 - 1"),
    **{name: (lambda value: 0 <= value < inf, "at least 0") for name in _FROM_0},
    **{name: (lambda value: value >= 1, "at least 1") for name in _FROM_1},
}
"""Parameters whose range is the same in all functions."""
