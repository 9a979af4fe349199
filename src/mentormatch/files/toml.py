"""TOML, written: Python reads it, but has no writer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(data: Mapping[str, object]) -> str:
    """Return data as TOML: single values first, then a section for each mapping and each list of mappings.

    Parameters
    ----------
    data : mapping
        Of strings, whole numbers, finite floats, booleans, and lists and mappings of these.

    Examples
    --------
    >>> print(toml_text({"seed": 1, "weights": {"travel": 2.0}, "rules": [{"rule": "Forbid"}]}))
    seed = 1
    <BLANKLINE>
    [weights]
    travel = 2.0
    <BLANKLINE>
    [[rules]]
    rule = "Forbid"
    <BLANKLINE>
    """
    return "\n".join(_lines(data, ())).lstrip("\n") + "\n"


def _lines(data: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    for key, value in data.items():
        if not isinstance(value, Mapping) and not _sections(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in data.items():
        inner = (*path, _key(key))
        if isinstance(value, Mapping):
            yield from ("", f"[{'.'.join(inner)}]", *_lines(value, inner))
        elif _sections(value) and isinstance(value, Sequence):
            for one in value:
                yield from ("", f"[[{'.'.join(inner)}]]", *_lines(one, inner))


def _sections(value: object) -> bool:
    """Return whether a value is a list of mappings alone."""
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    # TOML's escapes include those of JSON, which leaves the character DEL as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_value, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no form in TOML")
