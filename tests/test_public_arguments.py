"""Whatever is given to a public function, what comes back is an answer or an error of ours."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpydoc.docscrape import get_doc_object

import mentormatch as mm
from helpers.public_calls import Call, public_calls, public_names, scheme
from mentormatch.models import Frozen

NO_TYPES_OF_OURS = {f"WeightLearner.{name}" for name in ("fit", "predict", "predict_proba", "score")}
"""scikit-learn checks arrays of examples, and has its own errors for them."""

WRONG: dict[str, Any] = {
    "None": None, "number": 3, "negative": -1, "fraction": 2.5, "nan": float("nan"), "flag": True,
    "word": "x", "bytes": b"x", "words": ["x"], "numbers": [3], "records": [{"id": "e1"}],
    "mapping": {"x": 3}, "object": object(), "ellipsis": ..., "table": pd.DataFrame({"id": ["e1"]}),
    "array": np.zeros(3), "path": Path("nowhere") / "to be found", "people": scheme(), "policy": mm.Policy(),
    "class": mm.People,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written to a path that is accepted is not written here."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Call]:
    return public_calls(tmp_path_factory.mktemp("calls"))


def test_the_table_has_every_public_name(calls: dict[str, Call]) -> None:
    assert public_names() - calls.keys() - NO_TYPES_OF_OURS == set()


@pytest.mark.parametrize("name", sorted(public_names() - NO_TYPES_OF_OURS))
def test_any_argument_is_accepted_or_refused_in_our_words(name: str, calls: dict[str, Call]) -> None:
    function, right = calls[name]
    assert not isinstance(_error(function, right), mm.ArgumentError)  # what is refused below is what is wrong
    for parameter in right:
        met = {kind: _error(function, {**right, parameter: wrong}) for kind, wrong in WRONG.items()}
        assert met["ellipsis"], parameter
        for error in filter(None, met.values()):
            assert "object at 0x" not in str(error)
            if isinstance(error, mm.ArgumentError):
                assert re.fullmatch(r"`[^`]+` has to be .+, but is .+: .+", str(error))
            if name in mm.__all__:
                assert type(error).__name__ in _documented(function), parameter


def _error(function: Callable[..., object], given: Mapping[str, Any]) -> mm.MentorMatchError | None:
    """Return our error, or None if there is none; any other error fails the test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            function(**given)
        except mm.MentorMatchError as error:
            return error
    return None


def _documented(function: Callable[..., object]) -> set[str]:
    """Return the errors that a docstring lists."""
    made_of = get_doc_object(function)
    return {word for listed in made_of["Raises"] for word in re.findall(r"\w+", listed.type)}


MODELS = {
    f"{module.__name__}.{name}": one
    for module in (mm, mm.criteria, mm.rules)
    for name in module.__all__
    if inspect.isclass(one := getattr(module, name)) and issubclass(one, Frozen)
}


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_model_is_built_or_refused_in_our_words(name: str) -> None:
    kind = MODELS[name]
    alone = kind.model_fields if kind.__init__ is Frozen.__init__ else ()
    if alone:
        with pytest.raises(mm.MentorMatchError, match=rf"takes its fields by name: {kind.__name__}\("):
            kind(3)
    for wrong in WRONG.values():
        for given in (dict.fromkeys(kind.model_fields, wrong), *({field: wrong} for field in alone)):
            with suppress(mm.MentorMatchError):
                kind(**given)
