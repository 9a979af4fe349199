"""`audit`: rates against counting by hand, nothing small in its output, nothing of it in a matching."""

from __future__ import annotations

import json
from pathlib import Path

import grimp
import numpy as np
import pandas as pd
import pytest

import mentormatch as mm
from helpers.small_scheme import mentee, mentor
from mentormatch.analysis.audit.audit import EVERYBODY, OTHERS
from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.matching.saving import packed


@pytest.fixture(scope="module")
def matching() -> mm.Matching:
    """Of 200 mentees half have the tag of the mentors, who have 100 places; 20 have waited."""
    people = mm.People(
        mentees=[mentee(f"e{k:03}", professional_tags=["QI" if k % 2 else "rota"]) for k in range(200)],
        mentors=[mentor(f"r{k:02}", professional_tags=["QI"], capacity=2) for k in range(50)],
    )
    first = mm.match(people, mm.Policy(rematch={"first": "nobody"}))
    return mm.rematch(first, [], first.policy)


def table(matching: mm.Matching, groups: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"id": matching.people.mentee_ids, "group": groups})


def test_rates_and_ratios_are_those_counted_by_hand(matching: mm.Matching) -> None:
    groups = ["odd" if k % 2 else "even" for k in range(140)] + ["mixed"] * 60
    found = mm.audit(matching, table(matching, groups))
    has = set(matching.pairs["mentee_id"])
    of = {one.name: one for one in found.groups if one.role == "mentee"}
    rates = {}
    for name in ("odd", "even", "mixed"):
        ids = [one for one, group in zip(matching.people.mentee_ids, groups, strict=True) if group == name]
        rates[name] = np.mean([one in has for one in ids])
        if name in of:
            assert of[name].people == len(ids)
            assert of[name].rate.value == pytest.approx(rates[name])
            mine = matching.pairs.set_index("mentee_id").loc[[one for one in ids if one in has], "score"]
            assert of[name].score.value == pytest.approx(mine.mean())
    assert of[EVERYBODY].rate.value == pytest.approx(0.5)


def test_a_ratio_under_four_fifths_is_flagged_and_said(matching: mm.Matching) -> None:
    has = matching.people.mentee_ids
    chosen = set(matching.pairs["mentee_id"])
    rng = np.random.default_rng(1)
    groups = ["A" if rng.random() < (0.8 if one in chosen else 0.4) else "B" for one in has]
    found = mm.audit(matching, table(matching, groups))
    (flagged,) = found.flagged
    assert flagged.name == "B"
    assert flagged.rate_ratio is not None
    assert flagged.rate_ratio < 0.8
    (sentence,) = [one for one in found.sentences() if "match rate" in one]
    assert sentence.startswith(f"group, {flagged.people} mentees of B: a match rate of")
    assert sentence.endswith("the intervals do not overlap.")
    assert found.table["flagged"].sum() == 1


def test_no_count_of_a_group_in_any_output_is_small(matching: mm.Matching) -> None:
    rng = np.random.default_rng(2)
    for share in (0.02, 0.05, 0.1):
        groups = rng.choice(["A", "B", "C", "D"], 200, p=[share, share, 0.3, 0.7 - 2 * share]).tolist()
        found = mm.audit(matching, table(matching, groups))
        rows = found.table[found.table["role"] == "mentee"]
        for people, matched in zip(rows["people"], rows["matched"], strict=True):
            assert min(matched, people - matched) >= LEAST
        named = rows[~rows["group"].isin([EVERYBODY, OTHERS])]
        left = 200 - named["people"].sum()
        assert left == 0 or left >= LEAST
        assert [g["people"] for g in found.as_json()["groups"]] == found.table["people"].tolist()


def test_groups_that_are_all_too_small_are_only_named_as_such(matching: mm.Matching) -> None:
    found = mm.audit(matching, table(matching, [f"own {k}" for k in range(200)]))
    assert {one.name for one in found.groups if one.role == "mentee"} == {EVERYBODY}
    assert ("group", "mentee") in found.too_small
    assert "no group can be shown" in str(found)
    assert "own" not in json.dumps(found.as_json())


def test_waits_are_compared_where_enough_have_waited(matching: mm.Matching) -> None:
    found = mm.audit(matching, table(matching, ["A", "A", "B", "B"] * 50))
    waits = {one.name: one.waited for one in found.groups if one.role == "mentee"}
    waited = matching.history.waited
    assert waits[EVERYBODY] is not None
    assert waits[EVERYBODY].value == pytest.approx(sum(waited.values()) / 200)


def test_characteristics_change_no_byte_of_a_matching(matching: mm.Matching, tmp_path: Path) -> None:
    people, policy = matching.people, matching.policy
    before, kept = packed(mm.match(people, policy)), packed(matching)
    for groups in (["A", "B"] * 100, ["B", "A"] * 100, ["C"] * 200):
        mm.audit(matching, table(matching, groups))
        assert packed(matching) == kept
        again = packed(mm.match(people, policy))
        assert _without_seconds(again, tmp_path) == _without_seconds(before, tmp_path)


def _without_seconds(data: bytes, folder: Path) -> bytes:
    """Return the file of a matching as if the solver had needed no time."""
    (folder / "m.mm").write_bytes(data)
    loaded = mm.Matching.load(folder / "m.mm")
    return packed(type(loaded)(**{**vars_of(loaded), "solution": loaded.solution.replace(seconds=0.0)}))


def vars_of(matching: mm.Matching) -> dict[str, object]:
    names = ("people", "policy", "candidates", "scores", "problem", "solution", "history", "terms")
    return {name: getattr(matching, name) for name in names}


def test_nothing_that_matches_can_import_what_reads_characteristics() -> None:
    graph = grimp.build_graph("mentormatch", exclude_type_checking_imports=False)
    reader = "mentormatch.analysis.audit.characteristics"
    users = graph.find_downstream_modules(reader)
    inside = {"mentormatch.analysis", "mentormatch.cli", "mentormatch", "mentormatch.__main__"}
    # Reports that compare groups, and batches, which write reports; nothing that matches can import either.
    inside |= {f"mentormatch.report.{one}" for one in ("annual.needs", "annual.page", "matching")}
    inside |= {f"mentormatch.batch.{one}" for one in ("backends", "child", "run", "work")}
    assert {
        one for one in users if not one.startswith(("mentormatch.analysis.", "mentormatch.cli."))
    } <= inside


def test_the_audit_holds_no_ids(matching: mm.Matching) -> None:
    found = mm.audit(matching, table(matching, ["A", "B"] * 100))
    printed = json.dumps(found.as_json()) + str(found) + repr(found)
    assert not [one for one in matching.people.mentee_ids if f'"{one}"' in printed or f" {one} " in printed]


def test_a_matching_is_asked_for() -> None:
    with pytest.raises(mm.ArgumentError, match="has to be a Matching"):
        mm.audit("m.mm", pd.DataFrame({"id": ["e1"], "sex": ["x"]}))  # type: ignore[arg-type]
