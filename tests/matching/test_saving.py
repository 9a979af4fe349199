"""Saved matchings: written completely or not at all, and checked again."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

import mentormatch as mm
from helpers.by_sets import proved_by_sets
from helpers.forged_files import npy, read, write
from helpers.small_scheme import mentee, mentor, random_people, small_scheme


def test_round_trip(tmp_path: Path) -> None:
    matching = mm.match(random_people(7))
    matching.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm")
    assert loaded.pairs.equals(matching.pairs)
    assert loaded.unmatched.equals(matching.unmatched)
    assert loaded.people == matching.people
    assert loaded.policy == matching.policy
    assert loaded.scores.expected == matching.scores.expected
    assert loaded.summary() == matching.summary()
    assert loaded.solution.certificate == matching.solution.certificate
    assert not loaded.problem.score.flags.writeable


def test_a_file_of_an_earlier_version_leaves_unknown_answers_out(tmp_path: Path) -> None:
    matching = mm.match(random_people(7), mm.Policy(scoring={"unknown": "left_out"}))
    matching.save(tmp_path / "m.mm")
    members = read(tmp_path / "m.mm")
    run, policy = json.loads(members["run.json"]), json.loads(members["policy.json"])
    assert run.pop("expected") == {}
    del policy["scoring"]["unknown"]
    earlier = {"run.json": json.dumps(run).encode(), "policy.json": json.dumps(policy).encode()}
    write(tmp_path / "m.mm", members | earlier, knowing=True)
    loaded = mm.Matching.load(tmp_path / "m.mm")
    assert loaded.policy == matching.policy
    assert loaded.pairs.equals(matching.pairs)


def test_prices_of_rules_are_saved(tmp_path: Path) -> None:
    problem = mm.match(small_scheme()).problem
    sides = zip(problem.mentee, problem.mentor, strict=True)
    pairs = [(problem.mentee_ids[i], problem.mentor_ids[j]) for i, j in sides]
    policy = mm.Policy(rules=(mm.rules.PairCount(pairs=pairs, at_most=1),))
    matching = mm.match(small_scheme(), policy)
    assert matching.solution.stages[0].prices.rules
    matching.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm").solution
    assert [s.prices.rules for s in loaded.stages] == [s.prices.rules for s in matching.solution.stages]
    assert loaded.certificate.proof == "prices"


def test_proofs_by_sets_are_saved(tmp_path: Path) -> None:
    matching = proved_by_sets(mm.match(random_people(7)))
    matching.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm").solution
    assert all(stage.prices.sets for stage in loaded.stages)
    assert loaded.certificate == matching.solution.certificate
    assert (loaded.certificate.proved, loaded.certificate.proof) == (True, "columns")


def rematched(policy: mm.Policy) -> mm.Rematching:
    matching = mm.match(random_people(7)).begin()
    (mentee, mentor), (other, its_mentor) = matching.pair_ids[:2]
    return mm.rematch(matching, [mm.Dissolve(mentee, mentor), mm.Complete(other, its_mentor)], policy)


@pytest.mark.parametrize(
    "rules",
    [{}, {"keep": "all", "budget": 2}, {"price": 0.2}, {"first": "bonus", "budget": 1}],
    ids=["kept", "budget", "price", "bonus"],
)
def test_a_saved_rematch_is_complete(tmp_path: Path, rules: dict[str, object]) -> None:
    again = rematched(mm.Policy(rematch=rules))
    assert again.history.ended
    assert again.history.waited
    again.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm")
    assert type(loaded) is mm.Matching
    assert loaded.pairs.equals(again.pairs)
    assert loaded.states.equals(again.states)
    assert loaded.history == again.history
    assert loaded.terms.kept.tolist() == again.terms.kept.tolist()
    assert loaded.terms.kept.dtype == again.terms.kept.dtype
    assert loaded.terms.least_kept == again.terms.least_kept
    assert (loaded.terms.boost is None) == (again.terms.boost is None)
    if again.terms.boost is not None:
        assert loaded.terms.boost.tolist() == again.terms.boost.tolist()
    assert loaded.solution.certificate == again.solution.certificate
    assert loaded.bound == again.bound
    assert loaded.status is mm.Status.OPTIMAL


def test_a_loaded_matching_is_rematched_like_the_saved_one(tmp_path: Path) -> None:
    again = rematched(mm.Policy())
    again.save(tmp_path / "m.mm")
    change = mm.Dissolve(*again.pair_ids[0])
    one, other = (mm.rematch(m, [change]) for m in (again, mm.Matching.load(tmp_path / "m.mm")))
    assert one.pairs.equals(other.pairs)
    assert one.still_waiting.equals(other.still_waiting)
    assert one.history == other.history


def test_the_first_format_is_read(tmp_path: Path) -> None:
    file = tmp_path / "m.mm"
    matching = mm.match(small_scheme())
    matching.save(file)
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    run = json.loads(members["run.json"])
    del run["least_kept"], run["seal"]
    members["run.json"] = json.dumps(run).encode()
    manifest = json.loads(members["manifest.json"])
    manifest["format"] = 1
    manifest["sha256"]["run.json"] = hashlib.sha256(members["run.json"]).hexdigest()
    for new in ("history.json", "kept.npy"):
        del members[new], manifest["sha256"][new]
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    loaded = mm.Matching.load(file)
    assert loaded.pairs.equals(matching.pairs)
    assert loaded.history == mm.History()
    assert not len(loaded.terms.kept)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(mm.MatchingFileError, match=r"there is no file m\.mm"):
        mm.Matching.load(tmp_path / "m.mm")


def test_same_matching_same_bytes(tmp_path: Path) -> None:
    matching = mm.match(small_scheme())
    for name in ("a", "b"):
        matching.save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_no_pickle(tmp_path: Path) -> None:
    mm.match(small_scheme()).save(tmp_path / "m.mm")
    with zipfile.ZipFile(tmp_path / "m.mm") as archive:
        assert {Path(n).suffix for n in archive.namelist()} == {".json", ".npy"}


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "m.mm"
    matching = mm.match(small_scheme())
    matching.save(file)
    whole = file.read_bytes()
    # Bytes of the container that carry no content, such as dates, lie in its directory and member headers.
    content = sum(info.compress_size for info in zipfile.ZipFile(file).infolist())
    step = max(1, len(whole) // 150)
    unnoticed = 0
    for at in range(0, len(whole), step):
        damaged = bytearray(whole)
        damaged[at] ^= 0x55
        file.write_bytes(bytes(damaged))
        try:
            loaded = mm.Matching.load(file)
        except mm.MatchingFileError:
            continue
        unnoticed += 1
        assert loaded.pairs.equals(matching.pairs)
        assert loaded.unmatched.equals(matching.unmatched)
    assert unnoticed * step <= len(whole) - content


@pytest.mark.parametrize(
    "content", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18], ids=["empty", "text", "zip"]
)
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.mm").write_bytes(content)
    with pytest.raises(
        mm.MatchingFileError, match=r"m\.mm is not a saved matching: give the matching\.mm that"
    ):
        mm.Matching.load(tmp_path / "m.mm")


def test_a_forged_matching_is_refused(tmp_path: Path) -> None:
    """Two mentees for a capacity of 1, with matching checksums: the checker still finds the violation."""
    file = tmp_path / "m.mm"
    mm.match(small_scheme()).save(file)
    write(file, read(file) | {"chosen.npy": npy(np.arange(4))}, knowing=True)
    with pytest.raises(mm.MatchingFileError, match="violates its own rules"):
        mm.Matching.load(file)


def test_parts_of_two_files_do_not_go_together(tmp_path: Path) -> None:
    """Nobody's pairs change when somebody gets another name, but the answer was not given for them."""
    people = small_scheme()
    renamed = people.replace(mentees=(people.mentees[0].replace(name="Ann"), *people.mentees[1:]))
    for name, some in (("a", people), ("b", renamed)):
        mm.match(some).save(tmp_path / name)
    write(tmp_path / "m.mm", read(tmp_path / "a") | {"people.json": read(tmp_path / "b")["people.json"]})
    with pytest.raises(mm.MatchingFileError, match="its parts do not belong together"):
        mm.Matching.load(tmp_path / "m.mm")


def test_a_later_format_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.mm", "w") as archive:
        archive.writestr("manifest.json", json.dumps({"format": 99, "sha256": {}}))
    with pytest.raises(mm.MatchingFileError, match="format 99"):
        mm.Matching.load(tmp_path / "m.mm")


def test_a_folder_that_cannot_be_written_keeps_the_old_file(tmp_path: Path) -> None:
    matching = mm.match(small_scheme())
    (tmp_path / "blocked").write_text("a file where a folder is wanted")
    with pytest.raises(mm.OutputError, match=r"cannot write m\.mm"):
        matching.save(tmp_path / "blocked" / "m.mm")
    assert list(tmp_path.iterdir()) == [tmp_path / "blocked"]


def answered() -> mm.Matching:
    criteria = [{"name": "languages", "kind": "shared", "must": True}, {"name": "topics", "kind": "offered"},
                {"name": "years", "kind": "near", "tolerance": 3}]  # fmt: skip
    declared = [
        {"languages": (one, "Urdu"), "topics": {"audit": 1 + k}, "years": k / 3}
        for k, one in enumerate("abc")
    ]
    others = [{"languages": (one,), "topics": {"audit": 2}, "years": 1.0} for one in "abc"]
    people = mm.People(
        mentees=tuple(mentee(f"e{k}", declared=given) for k, given in enumerate(declared)),
        mentors=tuple(mentor(f"r{k}", declared=given) for k, given in enumerate(others)),
    )
    return mm.match(people, mm.Policy.model_validate({"criteria": criteria}))


def test_answers_to_criteria_of_the_policy_are_saved(tmp_path: Path) -> None:
    before = answered()
    before.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm")
    assert [m.declared for m in loaded.people.mentees] == [m.declared for m in before.people.mentees]
    assert loaded.policy == before.policy
    assert loaded.pair_ids == before.pair_ids
    assert {type(value) for value in loaded.people.mentees[0].declared.values()} == {
        type(value) for value in before.people.mentees[0].declared.values()
    }


@pytest.mark.parametrize(
    "given",
    [
        {"languages": ["z"]},
        {"languages": 3},
        {"languages": "a"},
        {"languages": {"a": 1}},
        {"languages": [[]]},
        {"languages": ["a"], "topics": {"audit": 9}},
        {"languages": ["a"], "gender": "f"},
        {"years": "long"},
        {},
        7,
    ],
    ids=str,
)
def test_answers_that_were_changed_make_no_pair_that_a_must_forbids(tmp_path: Path, given: object) -> None:
    file = tmp_path / "m.mm"
    answered().save(file)
    members = read(file)
    people = json.loads(members["people.json"])
    people["mentees"][0]["declared"] = given
    write(file, members | {"people.json": json.dumps(people).encode()}, knowing=True)
    with pytest.raises(mm.MentorMatchError) as caught:
        mm.Matching.load(file)
    assert "Traceback" not in str(caught.value)
