"""Mappings inside frozen models: frozen too, hashable, and plain when written out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from immutabledict import immutabledict
from pydantic import AfterValidator, PlainSerializer

V = TypeVar("V")


def _freeze(mapping: Mapping[str, V]) -> immutabledict[str, V]:
    return immutabledict(mapping)


FREEZE = AfterValidator(_freeze)
AS_DICT = PlainSerializer(dict, return_type=dict)
