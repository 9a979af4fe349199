"""What a person decided holds in the next matching, and the record has who was shown and decided what."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

import mentormatch as mm
from helpers.reviewed import hostile_people, page_file, saved
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.errors import ChangeError, InfeasibleError
from mentormatch.problem.solution import Status
from mentormatch.record.record import Record
from mentormatch.rematching.around import with_proof
from mentormatch.report.review.decisions import Decisions, read_decisions
from mentormatch.report.review.settled import Settled, settle
from mentormatch.report.review.shown import hash_of, shown
from mentormatch.rules import KeepTogether

Pair = tuple[str, str]
ALL = ["accept", "lock", "forbid", "", ""]


def decide(matching: mm.Matching, folder: Path, words: list[str], seed: int, **more: Any) -> Decisions:
    """Return decisions drawn at random, written and read back."""
    draw, given = random.Random(seed), shown(matching)
    drawn = {pair: draw.choice(words) for pair in matching.pair_ids}
    comments = {pair: "=a comment {{7*7}}" for pair in matching.pair_ids if draw.random() < 0.3}
    return read_decisions(saved(folder / "d.json", page_file(given, drawn, comments, **more)), matching)


@pytest.mark.parametrize("seed", range(12))
def test_locks_hold_and_bans_too_now_and_later(seed: int, tmp_path: Path) -> None:
    matching = mm.match(random_people(seed))
    given = decide(matching, tmp_path, ALL, seed)
    found = settle(matching, given)
    now = {*found.after.pair_ids}
    assert {*given.of("lock"), *given.of("accept")} <= now
    assert not {*given.of("forbid")} & now
    certificate = found.after.solution.certificate
    assert certificate is not None
    assert certificate.proved
    found.after.save(tmp_path / "m.mm")
    later = mm.rematch(mm.Matching.load(tmp_path / "m.mm"), [])
    assert {*given.of("lock")} <= {*later.pair_ids}
    assert not {*given.of("forbid")} & {*later.pair_ids}
    assert settle(matching, given).after.pair_ids == found.after.pair_ids
    before, after = {*matching.pair_ids}, now
    gone = {(one["mentee_id"], one["mentor_before"]) for one in found.changed if one["mentor_before"]}
    new = {(one["mentee_id"], one["mentor_after"]) for one in found.changed if one["mentor_after"]}
    assert (gone, new) == (before - after, after - before)


@pytest.mark.parametrize("words", [["accept"], [""], ["accept", "", "lock"]])
def test_nothing_changes_without_a_ban(words: list[str], tmp_path: Path) -> None:
    matching = mm.match(random_people(2))
    found = settle(matching, decide(matching, tmp_path, words, 1))
    assert found.after.pair_ids == matching.pair_ids
    assert not found.changed
    assert (found.after is matching) == ("lock" not in words)
    assert (hash_of(found.after) == hash_of(matching)) == ("lock" not in words)


def test_the_record_of_a_review_says_who_was_shown_what_and_decided_what(tmp_path: Path) -> None:
    matching = mm.match(hostile_people())
    given = decide(matching, tmp_path, ALL, 4)
    found = settle(matching, given)
    said = json.loads(json.dumps(found.as_dict()))
    assert (said["reviewer"], said["shown"], said["started"][:10]) == (
        "Ann",
        shown(matching).key,
        "2026-03-01",
    )
    assert {(one["mentee_id"], one["mentor_id"]) for one in said["pairs"]} == {*matching.pair_ids}
    assert {one["decision"] for one in said["pairs"]} == {*ALL}
    assert any(one["comment"] == "=a comment {{7*7}}" for one in said["pairs"])
    assert "comment" not in json.dumps(found.as_dict(comments=False))
    n = said["counts"]
    assert n["accepted"] + n["locked"] + n["forbidden"] + n["not decided"] == len(matching.pair_ids)
    assert n["not opened"] == sum(not one["opened"] for one in said["pairs"]) > 0
    assert (said["before"], said["after"]) == (hash_of(matching), hash_of(found.after))
    assert said["before"] != said["after"]


def test_a_pair_that_has_begun_is_not_forbidden(tmp_path: Path) -> None:
    matching = mm.match(random_people(2)).begin()
    with pytest.raises(ChangeError, match="have begun, so they cannot be forbidden"):
        settle(matching, decide(matching, tmp_path, ["forbid"], 1))


def test_decisions_that_contradict_the_policy_are_named(tmp_path: Path) -> None:
    people = mm.People(
        mentees=[mentee("e1"), mentee("e2")], mentors=[mentor("r1", capacity=2), mentor("r2", capacity=2)]
    )
    matching = mm.match(people, mm.Policy(rules=[KeepTogether(mentees=["e1", "e2"])]))
    one, other = matching.pair_ids
    given = shown(matching)
    words = {one: "lock", other: "forbid"}
    read = read_decisions(saved(tmp_path / "d.json", page_file(given, words, {})), matching)
    with pytest.raises(InfeasibleError, match=f"{one[0]}.*{one[1]}"):
        settle(matching, read)


def proposed(folder: Path, people: mm.People) -> Record:
    record = Record.open(folder / "scheme.db")
    record.import_people(people)
    record.propose(record.match())
    return record


def reviewed(record: Record, folder: Path, words: list[str], seed: int) -> tuple[Settled, tuple[str, ...]]:
    matching = with_proof(record.matching())
    found = settle(matching, decide(matching, folder, words, seed))
    return found, found.into(record, known=True)


def test_a_review_of_what_a_record_proposes(tmp_path: Path) -> None:
    with proposed(tmp_path, hostile_people()) as record:
        (first,) = record.rows("run").key
        found, runs = reviewed(record, tmp_path, ALL, 4)
        assert found.changed
        assert runs[0] == first
        assert len(runs) == 2
        assert {*record.matching().pair_ids} == {*found.after.pair_ids}
        assert with_proof(record.matching()).policy.rules == found.after.policy.rules
        rows = record.rows("review")
        assert rows.run.tolist() == record.rows("run").id.tolist()
        assert {*rows.shown} == {found.decisions.shown}
        number = {one: int(record.pseudonym(one)[1:]) for pair in found.before.pair_ids for one in pair}
        decided = {(number[one], number[other]): what for (one, other), what in
                   ((one.pair, one.decision) for one in found.decisions.decisions) if what}  # fmt: skip
        assert {(i, j): what for i, j, what in json.loads(rows.decisions[0])} == decided
        assert len(json.loads(rows.seen[0])) == sum(one.seen for one in found.decisions.decisions)
        pairs = record.rows("pair").set_index("id")
        changed = json.loads(rows.changed[0])
        assert {*pairs.state[changed["gone"]]} == {"withdrawn"}
        assert {*pairs.state[changed["new"]]} == {"proposed"}
        assert len(changed["gone"]) == len({*found.before.pair_ids} - {*found.after.pair_ids})
        kept = record.export_chain(tmp_path / "chain.txt")
        text = "".join(str(row) for row in rows.to_dict("records")) + kept
        assert "comment" not in text
        assert found.into(record, known=True) == runs
        assert len(record.rows("review")) == 2
        assert record.verify().faults == ()
        later = record.rematch([])
        assert not {*found.decisions.of("forbid")} & {*later.pair_ids}
        assert {*found.decisions.of("lock")} <= {*later.pair_ids}


def test_a_review_that_changes_nothing_leaves_the_run_as_it_is(tmp_path: Path) -> None:
    with proposed(tmp_path, random_people(3)) as record:
        run = record.rows("run").key.tolist()
        _, runs = reviewed(record, tmp_path, ["accept", ""], 1)
        assert [*runs] == run == record.rows("run").key.tolist()
        assert record.rows("review").changed.tolist() == ['{"gone": [], "new": []}']
        record.approve(run[0], "A Coordinator")
        _, runs = reviewed(record, tmp_path, ["accept"], 2)
        assert runs == ()
        assert len(record.rows("review")) == 2


def test_a_matching_of_a_file_goes_into_the_record_with_its_review(tmp_path: Path) -> None:
    matching = mm.match(random_people(3))
    found = settle(matching, decide(matching, tmp_path, ALL, 4))
    with Record.open(tmp_path / "scheme.db") as record:
        runs = found.into(record, known=False)
        assert record.rows("run").key.tolist() == [*runs]
        assert {*record.matching().pair_ids} == {*found.after.pair_ids}
        states = record.rows("pair").groupby("state").size().to_dict()
        gone = len({*found.before.pair_ids} - {*found.after.pair_ids})
        assert states == {"proposed": len(found.after.pair_ids), "withdrawn": gone}
        assert found.into(record, known=False) == runs
        assert len(record.rows("review")) == len(runs)
        assert with_proof(record.matching()).status in {Status.OPTIMAL, Status.FEASIBLE}


def test_a_person_is_erased_from_what_was_reviewed(tmp_path: Path) -> None:
    with proposed(tmp_path, hostile_people()) as record:
        found, _ = reviewed(record, tmp_path, ALL, 4)
        record.erase(found.before.pair_ids[0][0])
        assert record.verify().faults == ()
        assert len(record.rows("review")) == 2
