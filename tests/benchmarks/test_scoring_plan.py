"""What the benchmark of scores measures, and the sentences that its page begins with."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import mentormatch as mm
from helpers.scoring_cases import candidates_of
from mentormatch.criteria import KINDS

PARTS = ("data.answers", "data.people", "plans.in_short", "plans.scoring", "probes.declared",
         "probes.labelled", "report.blocks", "report.pages")  # fmt: skip


@pytest.fixture(scope="module")
def suite() -> Any:
    importlib.import_module("suite.loading").everything_registered()
    return SimpleNamespace(
        **{name.replace(".", "_"): importlib.import_module(f"suite.{name}") for name in PARTS},
        given=importlib.import_module("labelled"),
    )


def test_every_kind_of_criterion_is_measured(suite: Any) -> None:
    kinds = {kind.settings["kind"] for kind in suite.data_answers.KINDS.values()}
    assert kinds == {kind.model_fields["kind"].annotation.__args__[0] for kind in KINDS}


def test_declared_criteria_equal_built_in_ones_on_people_with_answers(suite: Any) -> None:
    parts = suite.probes_declared.kinds({"n": 60, "seed": 1})["parts"]
    assert parts.keys() == suite.data_answers.KINDS.keys()
    for name, facts in parts.items():
        kind = suite.data_answers.KINDS[name]
        assert ("built in" in facts) == (kind.built_in is not None)
        assert ("mask" in facts) == bool(kind.must)
        assert 0 <= facts.get("excluded", 0) <= facts["pairs"]


def test_people_answer_nothing_but_what_is_asked(suite: Any) -> None:
    people = suite.data_people.drawn(30, "plenty", 2).people
    asked = suite.data_answers.answered(people, ["near / seniority"], 0)
    for one, before in zip(asked.mentees, people.mentees, strict=True):
        assert one.personal_tags == one.professional_tags == ()
        assert one.seniority == before.seniority == one.declared.get("answer_0")


def test_jaccard_is_the_mean_over_the_fields(suite: Any) -> None:
    mentee = mm.Mentee(id="e", professional_tags=("A", "b"), personal_tags=("x",))
    mentor = mm.Mentor(id="r", professional_tags=("a", "c"), personal_tags=("X",))
    people = mm.People(mentees=(mentee,), mentors=(mentor,))
    pairs = suite.given.Labelled(
        people, candidates_of(people), np.array([True]), np.zeros(1, np.int64),
        tuple(suite.given.FIELDS), suite.given.BY_TAGS,
    )  # fmt: skip
    np.testing.assert_allclose(suite.probes_labelled.jaccards(pairs), [(1 / 3 + 1 + 0) / 3])


def test_learnt_weights_beat_equal_ones_where_fields_are_worth_different_much(suite: Any) -> None:
    found = suite.probes_labelled.over_schemes(["interests"] * 3, range(3))
    assert np.mean(found["learnt"]) > np.mean(found["declared"])
    assert np.mean(found["truth"]) > np.mean(found["learnt"])


def test_public_pairs_are_measured_if_they_are_there(suite: Any, tmp_path: Path) -> None:
    probe = suite.probes_labelled.labelled
    assert probe({"source": "public", "folder": None, "seed": 0}) == {"pairs": 0, "auc": {}}
    assert probe({"source": "public", "folder": str(tmp_path), "seed": 0}) == {"pairs": 0, "auc": {}}
    rng, lines = np.random.default_rng(1), [",".join(suite.given.COLUMNS)]
    for _ in range(120):
        cells = ["['{}']".format("abcd"[k]) for k in rng.integers(0, 4, 6)]
        lines.append(",".join([*cells, str(int(cells[0] == cells[3] or rng.random() < 0.3))]))
    (tmp_path / "pairs.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = probe({"source": "public", "folder": str(tmp_path), "seed": 0})
    assert {"as shipped", "declared", "Jaccard", "learnt"} == found["auc"].keys()
    assert all(low <= value <= high for value, low, high in found["auc"].values())
    assert found["auc"]["learnt"][0] > 0.6


def test_the_page_says_in_short_what_was_measured(suite: Any) -> None:
    speed = [
        {"case": case, "pairs": 1_000_000, "worked": taken}
        for case, taken in zip(suite.plans_in_short.TARGETS, (1.5, 15.5, 5.0), strict=True)
    ]
    both = [
        {"case": "near / seniority", "built in": 0.5, "declared": 0.25, "mask": 0.01},
        {"case": "same", "declared": 9.0, "mask": 0.02},
        {"case": "text / interests", "error": "MemoryError"},
    ]
    public = {"case": "public", "pairs": 0, "auc": {}}
    sections = {"speed": {"rows": speed}, "kinds": {"rows": both}, "labelled": {"rows": [public]}}
    lines = suite.plans_in_short.in_short(sections)
    assert "not here" in lines[0]
    assert [("not within" in line) for line in lines[1:4]] == [False, True, False]
    assert "take 0.50 of the time of built-in ones: near 0.50." in lines[4]
    assert "20 ms" in lines[5]
    page = suite.report_blocks.Points("In short", ["1 < 2", "b"])
    assert suite.report_pages._markdown(page) == ["## In short", "- 1 < 2\n- b"]
    assert suite.report_pages._html(page) == "<h2>In short</h2><ul><li>1 &lt; 2</li><li>b</li></ul>"


def test_every_case_of_speed_has_a_target(suite: Any) -> None:
    assert suite.plans_scoring.PLAN.named["speed"].cases.keys() == suite.plans_in_short.TARGETS.keys()
