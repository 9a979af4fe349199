"""A policy as rows of a table: what differs from the defaults, in words and without anybody's id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mentormatch.policy import Policy

_ELSEWHERE = {"weights", "criteria", "rules", "seed"}
_NONE, _MOST = "none", 6
"""Of longer lists only the number of entries is told."""


def settings(policy: Policy, words: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return what is set: in words, its value, and the default."""
    usual = dict(_flat(Policy()))
    return [
        (words.get(key, key), _said(value), _said(usual.get(key)))
        for key, value in _flat(policy)
        if value != usual.get(key) and {_said(value), _said(usual.get(key))} != {_NONE}
    ]


def _flat(policy: Policy) -> Iterator[tuple[str, Any]]:
    """Yield every key of the policy with its value; those of a section after the section's name."""
    for name, value in policy.model_dump(mode="json", exclude=_ELSEWHERE).items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", one) for key, one in value.items())
        else:
            yield name, value


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, [], {}):
        return _NONE
    if isinstance(value, (list, Mapping)) and len(value) > _MOST:
        return f"{len(value)} entries"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_said(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", then ".join(map(_said, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
