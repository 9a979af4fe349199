"""Labelled pairs as people and candidate pairs."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from mentormatch.policy import Policy, Scoring
from mentormatch.scoring import score_pairs
from mentormatch.scoring.text.tags import Entries, readings


@pytest.fixture
def labelled() -> ModuleType:
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
    assert dict(first.declared) == {
        "expertise": ("Finance", "Law"), "major": ("English",), "help_wanted": ("Career planning",),
    }  # fmt: skip
    assert (len(found.people.mentees), len(found.people.mentors)) == (2, 2)
    assert found.labels.tolist() == [True, False, False]
    assert found.groups.tolist() == found.candidates.mentee.tolist() == [0, 0, 1]
    assert found.candidates.mentor.tolist() == [0, 1, 1]
    assert len(score_pairs(found.people, found.candidates, Policy())) == 3
    scores = score_pairs(found.people, found.candidates, found.declared)
    assert scores.criteria == ("expertise", "major", "help_wanted")
    assert np.isnan(scores.contributions[0]).tolist() == [False, True, True]
    with pytest.raises(ValueError, match="no CSV file in"):
        labelled.real(tmp_path / "nothing")


def test_the_made_pairs_have_texts_or_tags(labelled: ModuleType) -> None:
    texts, tags = labelled.made("tuning"), labelled.made("tuning", tags=True)
    assert len(texts.people.mentees) == len(texts.labels) == len(tags.labels) > 3_000
    assert all(mentee.professional_interests for mentee in texts.people.mentees)
    assert all(1 <= len(mentor.professional_tags) <= 3 for mentor in tags.people.mentors)
    assert 0.3 < texts.labels.mean() < 0.4


def test_made_pairs_of_one_concept_are_one_group(labelled: ModuleType) -> None:
    pairs, concepts = labelled.labelled_pairs("tuning"), labelled.made("tuning").groups
    named = [pair.concept for pair in pairs]
    assert (
        len(set(concepts.tolist())) == len(set(named)) == len(set(zip(named, concepts.tolist(), strict=True)))
    )


@pytest.mark.parametrize("seed", range(3))
def test_drawn_schemes_have_three_fields_whose_truth_decides(labelled: ModuleType, seed: int) -> None:
    tag_weights = importlib.import_module("tag_weights")
    models = [getattr(tag_weights, name) for name in ("fields", "interests", "ticks")]
    found = labelled.drawn(models, seed)
    assert len(found.labels) == len(found.truth) == labelled.PEOPLE * labelled.EACH
    assert found.truth[found.labels].mean() > found.truth[~found.labels].mean() + 0.5
    for person in (*found.people.mentees, *found.people.mentors):
        fields = {labelled.CRITERIA[name]: getattr(person, name) for name in labelled.FIELDS}
        assert dict(person.declared) == {name: tags for name, tags in fields.items() if tags}
    for field in labelled.FIELDS:  # no tag counts as another one
        assert readings(Entries.of(found.people, field, Scoring()), Scoring()) == []
    again = labelled.drawn(models, seed)
    np.testing.assert_array_equal(found.labels, again.labels)


def test_public_pairs_are_found_by_their_headings(labelled: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "other.csv").write_bytes("name,café\n".encode("latin-1"))
    (tmp_path / "pairs.csv").write_text(",".join(labelled.COLUMNS) + "\n", encoding="utf-8")
    assert [path.name for path in labelled.tables_of(tmp_path)] == ["pairs.csv"]
