"""TOML that is written is read again as the same."""

from __future__ import annotations

import doctest
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentormatch.files import toml
from mentormatch.files.toml import toml_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SINGLE = st.one_of(
    TEXT, st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    SINGLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, VALUES, max_size=6))
def test_it_is_read_again_as_the_same(data: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text(data)) == data


def test_examples() -> None:
    assert doctest.testmod(toml, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def test_what_has_no_form_is_an_error() -> None:
    with pytest.raises(TypeError, match="NoneType has no form in TOML"):
        toml_text({"a": None})
