"""`Comparison`: its tables, numbers and words."""

from __future__ import annotations

import json

import mentormatch as mm
from helpers.small_scheme import small_scheme


def compared() -> mm.Comparison:
    people = small_scheme()
    after = mm.match(people.replace(mentors=people.mentors[:-2]))
    return mm.compare(mm.match(people), after)


def test_all_pairs_are_listed_once() -> None:
    found = compared()
    assert sum(found.counts.values()) == len(found.pairs)
    assert dict(found.pairs["change"].value_counts()) == {k: n for k, n in found.counts.items() if n}
    assert list(found.pairs["mentee_id"]) == sorted(found.pairs["mentee_id"])
    gone = found.pairs[found.pairs["change"] == "gone"]
    assert gone["score_after"].isna().all()
    assert gone["mentor_after"].isna().all()
    assert (gone["cause"] != "").all()
    same = found.pairs[found.pairs["change"] == "same"]
    assert (same["cause"] == "").all()
    assert (same["score_before"] == same["score_after"]).all()


def test_the_share_counts_all_that_differs() -> None:
    found = compared()
    assert found.share_changed == len(found.differences) / len(found.pairs)
    nobody = mm.match(mm.People())
    assert mm.compare(nobody, nobody).share_changed == 0.0


def test_json_holds_the_same_and_no_nan() -> None:
    found = compared()
    plain = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert plain["gone"] == found.counts["gone"]
    assert len(plain["pairs"]) == len(found.differences)
    assert plain["pairs"][0]["mentor_after"] is None
    assert {cause["cause"] for cause in plain["causes"] if cause["pairs"]} != set()


def test_without_causes_none_are_claimed() -> None:
    people = small_scheme()
    after = mm.match(people.replace(mentors=people.mentors[:-2]))
    found = mm.compare(mm.match(people), after, causes=False)
    assert set(found.pairs["cause"]) == {""}
    assert "Explained" not in found.summary()
    assert found.as_dict()["unexplained"] is None


def test_the_summary_names_every_number() -> None:
    found = compared()
    said = found.summary()
    assert f"{100 * found.share_changed:.1f}%" in said
    assert "each proved to be the best" in said
    assert repr(found).startswith("Comparison(")
