"""Lists with the separator within entries: known ones and those in brackets stay whole."""

from __future__ import annotations

import random

import pytest

from mentormatch.tables.forms.lists import Cutter

PLAIN = ("Audit", "Exams", "Work-life balance", "Rotas", "Writing")


@pytest.mark.parametrize("separator", [";", ",", "|"])
@pytest.mark.parametrize("seed", range(40))
def test_what_is_joined_is_cut_again(seed: int, separator: str) -> None:
    draw = random.Random(seed)
    inner = [f"Leadership (teams{separator} budgets)", f"Pay [bands{separator} (steps{separator} points)]"]
    known = [f"Teaching{separator} training{separator} and more", f"Teaching{separator} training"]
    ticked = draw.sample([*PLAIN, *inner, *known], draw.randint(0, 6))
    if {known[1], "and more"} <= set(ticked):
        ticked.remove("and more")
    typed = [draw.choice([one, one.upper()]) if one in known else one for one in ticked]
    text = draw.choice([f"{separator} ", separator]).join(typed) + draw.choice(
        ["", separator, f" {separator} "]
    )
    cutter = Cutter(separator).knowing(known)
    assert cutter.cut(text) == tuple(ticked)
    assert cutter.note(text).startswith("the separator within brackets") == (
        not set(inner).isdisjoint(ticked)
    )


def test_a_bracket_that_is_never_closed_keeps_nothing_together() -> None:
    assert Cutter(",").cut("a (b, c, d") == ("a (b", "c", "d")
    assert "half of a pair" in Cutter(",").note("a (b, c, d")
    assert "half of a pair" in Cutter(",").note("a, b)")
    assert not Cutter(",").note("a (b")
    assert not Cutter(",").knowing(["a (b", "b)"]).note("a (b, b)")


def test_ids_are_cut_within_brackets() -> None:
    assert Cutter(",", brackets=False).cut("(e1, e2)") == ("(e1", "e2)")


def test_the_longest_known_entry_is_meant() -> None:
    cutter = Cutter(",").knowing(["Ash, Amy", "Ash, Amy, Jr"])
    assert cutter.cut("ash,amy,jr, r7, Ash, Amy") == ("Ash, Amy, Jr", "r7", "Ash, Amy")
