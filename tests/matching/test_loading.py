"""Whatever is done to a saved matching: it loads as what was saved, or a sentence says that it does not."""

from __future__ import annotations

import io
import json
import os
import random
import tracemalloc
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import mentormatch as mm
from helpers.forged_files import Members, damaged, forged, npy, read, with_header, write
from helpers.small_scheme import mentee, mentor, random_people, small_scheme
from mentormatch.policy import DEFAULT_WEIGHTS
from mentormatch.scoring import DEFAULT_SCORERS

SOAK = os.environ.get("MENTORMATCH_EXAMPLES") == "soak"
SEED = random.SystemRandom().randrange(2**32) if SOAK else 0
BLOCKS = range(60 if SOAK else 4)
EACH = 40
"""Changes per block and kind of matching: 6 x 4 x 40 in the gate, for each kind of forger."""
KINDS = ("plain", "begun", "waiting", "balanced", "by a solver", "drawn")


@cache
def matching(kind: str) -> mm.Matching:
    people = random_people(7)
    if kind == "drawn":
        return mm.match(people, mm.Policy(explore=0.2, mutual_pairs=True, seed=3))
    if kind == "balanced":
        return mm.match(people, mm.Policy(objective=("matched", "balance", "score")))
    if kind == "by a solver":
        some = tuple(sorted(people.mentee_ids)[:4])
        pairs = mm.match(people).pair_ids
        rules = (mm.rules.KeepApart(mentees=some), mm.rules.PairCount(pairs=pairs, at_most=len(pairs) - 2))
        return mm.match(people, mm.Policy(rules=rules))
    plain = mm.match(people)
    if kind == "plain":
        return plain
    begun = plain.begin(plain.pair_ids[1:])
    (mentee, mentor), (other, its_mentor) = begun.pair_ids[1:3]
    changes = [mm.Dissolve(mentee, mentor), mm.Complete(other, its_mentor)]
    policy = mm.Policy(rematch={} if kind == "begun" else {"budget": 1})
    return mm.rematch(begun, changes, policy)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("saved")
    for kind in KINDS:
        matching(kind).save(folder / f"{kind}.mm")
    return {kind: folder / f"{kind}.mm" for kind in KINDS}


def load(file: Path) -> mm.Matching | None:
    """Return what a file holds, or None where one sentence refuses it."""
    try:
        return mm.Matching.load(file)
    except mm.MatchingFileError as error:
        said = str(error)
    assert said.startswith(file.name)
    assert "\n" not in said
    assert len(said) < 300
    return None


def same(one: mm.Matching, other: mm.Matching) -> bool:
    tables = all(getattr(one, name).equals(getattr(other, name)) for name in ("pairs", "unmatched", "states"))
    return tables and one.status == other.status and one.unfilled == other.unfilled


def makes_sense(found: mm.Matching) -> None:
    """Assert what holds of any matching: no pair that the people's own data forbid, now or in a rematch."""
    # Criteria of another name are those of somebody's own scorers, without which there is no rematch.
    known = set(found.scores.criteria) <= set(DEFAULT_WEIGHTS)
    for one in (found, mm.rematch(found, [])) if known else (found,):
        for pair in one.pair_ids:
            assert not mm.why_not(one.people, one.policy, *pair)
        assert one.solution.certificate.feasible
        assert (one.status is mm.Status.OPTIMAL) == one.solution.certificate.proved
        assert one.history.active <= set(one.pair_ids)
        assert set(one.states.state) <= set(mm.PairState)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("block", BLOCKS)
def test_one_change_is_refused_or_changes_nothing(
    saved: dict[str, Path], tmp_path: Path, kind: str, block: int
) -> None:
    """Checksums are right again after it, as after an edit by hand."""
    before, members, refused = matching(kind), read(saved[kind]), 0
    for number in range(EACH):
        draw = random.Random(f"{SEED} {kind} {block} {number}")
        changed, what = forged(members, draw)
        write(tmp_path / "m.mm", changed)
        found = load(tmp_path / "m.mm")
        refused += found is None
        assert found is None or same(found, before), f"seed {SEED}, number {number}: {what}"
    assert refused > EACH / 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("block", BLOCKS)
def test_a_forger_who_seals_the_file_again_makes_no_forbidden_pair(
    saved: dict[str, Path], tmp_path: Path, kind: str, block: int
) -> None:
    members, refused = read(saved[kind]), 0
    for number in range(EACH):
        draw = random.Random(f"{SEED} knowing {kind} {block} {number}")
        changed, what = forged(members, draw)
        write(tmp_path / "m.mm", changed, knowing=True)
        found = load(tmp_path / "m.mm")
        refused += found is None
        if found is not None:
            try:
                makes_sense(found)
            except Exception as error:
                error.add_note(f"seed {SEED}, number {number}: {what}")
                raise
    assert refused > EACH / 4


@pytest.mark.parametrize("kind", KINDS)
def test_random_bytes_are_refused_or_change_nothing(
    saved: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    before, whole = matching(kind), saved[kind].read_bytes()
    for number in range(EACH * len(BLOCKS) // 2):
        (tmp_path / "m.mm").write_bytes(damaged(whole, random.Random(f"{SEED} {kind} {number}")))
        found = load(tmp_path / "m.mm")
        assert found is None or same(found, before), f"seed {SEED}, number {number}"


@dataclass(frozen=True)
class ByHand:
    """Somebody's own criterion."""

    name: str = "by_hand"

    def score(self, people: mm.People, candidates: mm.Candidates, scoring: object) -> np.ndarray:
        return np.linspace(0, 1, len(candidates))


@pytest.mark.parametrize("weights", [{}, {"by_hand": 2.5, "travel": 0}, {"by_hand": 0.1}], ids=str)
def test_own_criteria_and_weights(tmp_path: Path, weights: dict[str, float]) -> None:
    scorers = [*DEFAULT_SCORERS, ByHand()]
    found = mm.match(random_people(3), mm.Policy(weights=weights), scorers=scorers)
    found.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm")
    assert same(loaded, found)
    again = [mm.rematch(m, [], scorers=scorers) for m in (loaded, found)]
    assert same(*again)


def pairs_that_may_meet(found: mm.Matching) -> list[tuple[str, str]]:
    sides = zip(found.candidates.mentee.tolist(), found.candidates.mentor.tolist(), strict=True)
    return [(found.people.mentee_ids[i], found.people.mentor_ids[j]) for i, j in sides]


def cut(members: Members, rows: np.ndarray) -> Members:
    """Return the members with only these rows of everything that has one for each candidate pair."""
    found = dict(members)
    for name in ("mentee", "mentor", "km", "online", "contributions", "points"):
        array = np.load(io.BytesIO(members[f"{name}.npy"]))
        found[f"{name}.npy"] = npy(array[rows])
    return found


def with_run(members: Members, **changes: object) -> Members:
    return members | {"run.json": json.dumps({**json.loads(members["run.json"]), **changes}).encode()}


def refuses(file: Path, members: Members, message: str) -> None:
    write(file, members, knowing=True)
    with pytest.raises(mm.MatchingFileError, match=message):
        mm.Matching.load(file)


def test_a_forbidden_pair_is_named_whether_it_is_chosen_or_only_listed(tmp_path: Path) -> None:
    """All four pairs are listed; e2 and r2 may not meet, as r2 appraises e2."""
    people = mm.People(
        mentees=(mentee("e1"), mentee("e2", independent_of=("r2",))), mentors=(mentor("r1"), mentor("r2"))
    )
    mm.match(people).save(tmp_path / "m.mm")
    members = read(tmp_path / "m.mm")
    for chosen in ([0, 3], [1, 2]):
        every = {
            "mentee.npy": npy(np.array([0, 0, 1, 1], np.int32)),
            "mentor.npy": npy(np.array([0, 1, 0, 1], np.int32)),
            "km.npy": npy(np.full(4, np.nan)),
            "online.npy": npy(np.zeros(4, np.bool_)),
            "points.npy": npy(np.array([0, 0, 0, 1000])),
            "contributions.npy": npy(np.full((4, 7), np.nan, np.float32)),
            "chosen.npy": npy(np.array(chosen)),
        }
        refuses(tmp_path / "m.mm", members | every, "lists e2 and r2 as a pair that may meet, which")


def test_a_pair_left_out_of_the_candidates_is_named(tmp_path: Path) -> None:
    """Without the best pairs, a worse matching would be the best one, with prices that prove it."""
    whole = matching("plain")
    whole.save(tmp_path / "m.mm")
    members = read(tmp_path / "m.mm")
    for gone in whole.solution.chosen[:3].tolist():
        rows = np.delete(np.arange(len(whole.candidates)), gone)
        mentee_id, mentor_id = pairs_that_may_meet(whole)[gone]
        refuses(
            tmp_path / "m.mm", cut(members, rows), f"does not list {mentee_id} and {mentor_id}, who may meet"
        )


@pytest.mark.parametrize("people", [small_scheme(), random_people(7)], ids=["no rules", "some in both roles"])
def test_a_worse_matching_is_not_optimal_without_prices(tmp_path: Path, people: mm.People) -> None:
    """People in both roles do not mentor each other: a rule that prices do not prove."""
    best = mm.match(people)
    best.save(tmp_path / "m.mm")
    members = read(tmp_path / "m.mm")
    left = best.solution.chosen[1:]
    score = int(best.problem.score[left].sum())
    stages = [
        {"objective": name, "value": value, "bound": value, "filled": None, "scale": None}
        for name, value in (("matched", len(left)), ("score", score))
    ]
    without = {name: data for name, data in members.items() if "price" not in name}
    without["chosen.npy"] = npy(left)
    refuses(
        tmp_path / "m.mm", with_run(without, stages=stages), "claims to be optimal, but a better matching"
    )
    refuses(tmp_path / "m.mm", with_run(without, stages=[]), "claims to be optimal, which it does not prove")
    refuses(
        tmp_path / "m.mm", with_run(without, stages=[], status="feasible"), "claims to be feasible, which"
    )
    refuses(tmp_path / "m.mm", members | {"chosen.npy": npy(left)}, "violates its own rules, or claims what")


def test_levels_of_balance_have_to_be_all_there(tmp_path: Path) -> None:
    people = random_people(7)
    some = tuple(sorted(people.mentee_ids)[:4])
    policy = mm.Policy(objective=("matched", "balance"), rules=(mm.rules.KeepApart(mentees=some),))
    found = mm.match(people, policy)
    found.save(tmp_path / "m.mm")
    members = read(tmp_path / "m.mm")
    stages = json.loads(members["run.json"])["stages"]
    assert len(stages) > 2
    assert same(mm.Matching.load(tmp_path / "m.mm"), found)
    for gone in range(1, len(stages)):
        left = [stage for number, stage in enumerate(stages) if number != gone]
        refuses(tmp_path / "m.mm", with_run(members, stages=left), "violates its own rules, or claims what")


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ({"active": [["nobody", "r1"]]}, "a pair in it is active, but is none of its pairs"),
        ({"waited": {"e1": -1}}, "rounds of waiting that cannot be"),
        ({"waited": {"e1": 10**9}}, "rounds of waiting that cannot be"),
        ({"waited": {"e1": "x"}}, "is not a complete matching file"),
        ({"ended": [["e1", "r1", "active"]]}, "have ended in a way that cannot be"),
        ({"ended": [["e1", "r1", "dissolved"]]}, "have ended in a way that cannot be"),
        ({"ended": [["e1", "r1", "gone"]]}, "is not a complete matching file"),
        ({"more": 1}, "its history is not as mentormatch saves it"),
    ],
)
def test_histories_that_cannot_be(tmp_path: Path, history: dict[str, object], message: str) -> None:
    mm.match(small_scheme()).save(tmp_path / "m.mm")
    members = read(tmp_path / "m.mm")
    changed = json.dumps({**json.loads(members["history.json"]), **history}).encode()
    refuses(tmp_path / "m.mm", members | {"history.json": changed}, message)


def test_absurd_arrays_and_bombs_take_no_memory(tmp_path: Path) -> None:
    mm.match(small_scheme()).save(tmp_path / "m.mm")
    members, huge = read(tmp_path / "m.mm"), b"\0" * 2**28
    tracemalloc.start()
    for name, content in (
        ("km.npy", with_header("(1000000000000,)")),
        ("km.npy", with_header("(0, 100000000000000000000)")),
        ("km.npy", huge),
        ("mentee.npy", huge),
        ("people.json", b" " * 2**28),
    ):
        write(tmp_path / "m.mm", members | {name: content})
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        assert load(tmp_path / "m.mm") is None
        assert tracemalloc.get_traced_memory()[1] - before < 2**25, name
    tracemalloc.stop()


def test_a_member_that_holds_more_than_it_declares(tmp_path: Path) -> None:
    file = tmp_path / "m.mm"
    mm.match(small_scheme()).save(file)
    write(file, read(file))
    whole = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        true = archive.getinfo("people.json").file_size
    for at in [k for k in range(len(whole) - 4) if whole[k : k + 4] == true.to_bytes(4, "little")]:
        whole[at : at + 4] = (true - 10).to_bytes(4, "little")
    file.write_bytes(bytes(whole))
    assert load(file) is None


def test_two_members_of_one_name(tmp_path: Path) -> None:
    file = tmp_path / "m.mm"
    mm.match(small_scheme()).save(file)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("chosen.npy", npy(np.array([0])))
    with pytest.raises(mm.MatchingFileError, match=r"m\.mm holds two parts of one name"):
        mm.Matching.load(file)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(mm.MatchingFileError, match="give the path of a saved matching"):
            mm.Matching.load(path)


def test_chances_that_no_draw_has_are_refused(tmp_path: Path) -> None:
    whole = matching("drawn")
    whole.save(tmp_path / "m.mm")
    members, drawn = read(tmp_path / "m.mm"), whole.solution.drawn
    assert drawn is not None
    assert (drawn.times < drawn.matchings).any()
    at = int(np.flatnonzero(np.isin(drawn.pairs, whole.solution.chosen))[0])
    cannot = "is damaged: its pairs cannot have been drawn with the chances it states"
    for times in (drawn.times + 1, drawn.times * 0, np.minimum(drawn.times, 1)):
        refuses(tmp_path / "m.mm", members | {"drawn_times.npy": npy(times)}, cannot)
    rest = np.delete(np.arange(len(drawn.pairs)), at)
    without = {"drawn_pairs.npy": npy(drawn.pairs[rest]), "drawn_times.npy": npy(drawn.times[rest])}
    refuses(tmp_path / "m.mm", members | without, cannot)
    policy = json.loads(members["policy.json"])
    for explore in (0, whole.gap / 2):
        shy = members | {"policy.json": json.dumps({**policy, "explore": explore}).encode()}
        refuses(tmp_path / "m.mm", shy, "is further from the best than its policy explores")
    lost = {name: data for name, data in members.items() if name != "drawn_times.npy"}
    refuses(tmp_path / "m.mm", lost, "is not a complete matching file")
