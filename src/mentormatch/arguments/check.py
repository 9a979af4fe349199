"""`check_arguments`: what was given, compared with the annotations of a function."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from functools import cache, partial

from mentormatch.arguments.kinds import KINDS, NONE, RANGES, Kind, is_table
from mentormatch.errors import ArgumentError, ProblemError


def check_arguments(function: Callable[..., object], given: Mapping[str, object]) -> None:
    """Refuse the first argument that is not what the annotation of its parameter asks for.

    Parameters
    ----------
    function : callable
        Whose annotations are read; those that `KINDS` does not have are left to the function.
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
        if name in RANGES and value is not None:
            within, expected = RANGES[name]
            if not within(value):
                raise ProblemError([f"{name} must be {expected}; got {value}"])


@cache
def _asked_of(function: Callable[..., object]) -> tuple[tuple[str, tuple[Kind, ...]], ...]:
    """Return the parameters that are checked, each with the kinds of which it may be one."""
    asked = ((name, _kinds(hint)) for name, hint in function.__annotations__.items() if name != "return")
    return tuple((name, kinds) for name, kinds in asked if None not in kinds)  # type: ignore[misc]


def _kinds(hint: str) -> tuple[Kind | None, ...]:
    return tuple(map(_kind, hint.replace("str | PathLike[str]", "PathLike").split(" | ")))


def _kind(part: str) -> Kind | None:
    """Return what a part of an annotation asks for: ``Policy``, ``Sequence[Change]``; None if unknown."""
    entries = re.fullmatch(r"(?:Collection|Iterable|Sequence)\[(\w+)\]", part)
    if entries is None:
        return KINDS.get(part.partition("[")[0].removeprefix("pd."))
    one = KINDS.get(entries[1])
    if one is None:
        return None
    advice = one.listed or one.advice
    return Kind(f"a list of {one.many}", partial(_holds, one), advice, one.instead, entry=one)


def _holds(one: Kind, value: object) -> bool:
    return _is_list(value) and _wrong_entry(one, value) is None


def _is_list(value: object) -> bool:
    is_other = isinstance(value, str | bytes | Mapping) or is_table(value)
    return isinstance(value, Iterable) and isinstance(value, Sized | Iterator) and not is_other


def _wrong_entry(one: Kind, entries: object) -> tuple[int, object] | None:
    """Return the first entry of another kind, and where it is; an iterator is left as it is."""
    if not isinstance(entries, Sized) or not isinstance(entries, Iterable):
        return None
    if one.by_type and all(map(one.fits, {type(entry): entry for entry in entries}.values())):
        return None  # as good as always, and quick
    return next(((at, entry) for at, entry in enumerate(entries) if not one.fits(entry)), None)


def _refusal(name: str, kinds: tuple[Kind, ...], value: object) -> ArgumentError:
    first = kinds[0]
    if first.entry is not None and _is_list(value) and (wrong := _wrong_entry(first.entry, value)):
        return _refusal(f"{name}[{wrong[0]}]", (first.entry,), wrong[1])
    expected = " or ".join(kind.expected for kind in kinds if kind is not NONE)
    return ArgumentError(name, expected, value, first.advise(value))
