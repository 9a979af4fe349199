"""Labelled pairs as people and candidate pairs."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from helpers.paths import BENCHMARKS
from mentormatch.policy import Policy
from mentormatch.scoring import score_pairs


@pytest.fixture
def labelled(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("labelled")


def test_the_columns_of_the_public_pairs_become_people_with_three_fields(
    labelled: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "some.csv").write_text(
        ",".join(labelled.COLUMNS) + "\n"
        "\"['Finance', 'Law']\",['English'],['Career planning'],['Law'],[],[],1\n"
        "\"['Finance', 'Law']\",['English'],['Career planning'],['Arts'],['English'],['Career planning'],0\n"
        "[],[],[],['Arts'],['English'],['Career planning'],0\n",
        encoding="utf-8",
    )
    found = labelled.real(tmp_path)
    first = found.people.mentees[0]
    assert (first.professional_tags, first.personal_tags, first.values) == (
        ("Finance", "Law"), ("English",), ("Career planning",),
    )  # fmt: skip
    assert (len(found.people.mentees), len(found.people.mentors)) == (2, 2)
    assert found.labels.tolist() == [True, False, False]
    assert found.groups.tolist() == found.candidates.mentee.tolist() == [0, 0, 1]
    assert found.candidates.mentor.tolist() == [0, 1, 1]
    assert len(score_pairs(found.people, found.candidates, Policy())) == 3
    with pytest.raises(ValueError, match="no CSV file in"):
        labelled.real(tmp_path / "nothing")


def test_the_made_pairs_have_texts_or_tags(labelled: ModuleType) -> None:
    texts, tags = labelled.made("tuning"), labelled.made("tuning", tags=True)
    assert len(texts.people.mentees) == len(texts.labels) == len(tags.labels) > 3_000
    assert all(mentee.professional_interests for mentee in texts.people.mentees)
    assert all(1 <= len(mentor.professional_tags) <= 3 for mentor in tags.people.mentors)
    assert 0.3 < texts.labels.mean() < 0.4
