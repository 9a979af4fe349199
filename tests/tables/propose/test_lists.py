"""Separators, options that hold them, boxes without a level."""

from __future__ import annotations

import random

import pytest

from mentormatch.tables.forms.lists import Cutter
from mentormatch.tables.propose.lists import are_ticked, options_of, separator_of

OPTIONS = [
    "Career advice",
    "Exams",
    "Leadership (teams, budgets)",
    "Teaching, training and audit",
    "Pay, rotas",
]


@pytest.mark.parametrize("sign", [";", "|", "\n", ","])
@pytest.mark.parametrize("seed", range(10))
def test_ticked_options_are_found_again(sign: str, seed: int) -> None:
    draw = random.Random(seed)
    ticked = [draw.sample(OPTIONS, draw.randint(2, 4)) for _ in range(12)]
    cells = [f"{sign} ".join(one) for one in ticked]
    assert separator_of(cells, of_people=False) == sign
    options = options_of(cells, sign)
    cutter = Cutter(sign).knowing(options)
    assert [list(cutter.cut(cell)) for cell in cells] == ticked


def test_words_in_small_letters_are_no_rest_of_an_option() -> None:
    assert options_of(["audit, teaching", "research, audit"], ",") == ()


def test_separators_of_people() -> None:
    assert separator_of(["Ash, Amy"], of_people=True) == ";"
    assert separator_of(["Amy Ash, Bo Birch"], of_people=True) == ","
    assert separator_of(["Amy Ash"], of_people=True) == ""
    assert separator_of(["Exams;"], of_people=False) == ""


def test_levels() -> None:
    assert are_ticked(["audit:3", "exams"], ";")
    assert not are_ticked(["audit:3; exams:2"], ";")
