"""What a person is shown is what the matching answers when it is asked, and says what it leaves out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mentormatch as mm
from helpers.reviewed import HOSTILE, hostile_people
from helpers.small_scheme import mentee, mentor, random_people
from mentormatch.record.record import Record
from mentormatch.report.review.shown import ALTERNATIVES, RELAXED, shown


@pytest.mark.parametrize("seed", range(6))
def test_costs_and_who_is_free_are_those_of_the_matching(seed: int) -> None:
    matching = mm.match(random_people(seed))
    found = shown(matching)
    assert sorted((one.mentee_id, one.mentor_id) for one in found.pairs) == sorted(matching.pair_ids)
    tried = 0
    for pair in found.pairs:
        free = matching.alternatives(pair.mentee_id).set_index("mentor_id").free
        for other in pair.alternatives:
            cost = matching.cost_of(pair.mentee_id, other.mentor_id)
            assert (other.cost, other.fewer) == (cost.total_score, cost.matched)
            assert other.moves == len(cost.moves) - 1
            assert other.free == free[other.mentor_id]
            assert (pair.mentee_id, other.mentor_id) not in matching.pair_ids
            tried += 1
        assert len(pair.alternatives) <= ALTERNATIVES
        costs = [(one.fewer, one.cost) for one in pair.alternatives]
        assert costs == sorted(costs)
    assert tried >= 10


def test_the_words_are_those_of_the_explanation_without_ids() -> None:
    matching = mm.match(random_people(3))
    for pair in shown(matching).pairs:
        sentences = " ".join(matching.explain(pair.mentee_id).sentences).split()
        said = " ".join(pair.words).replace("(", "").replace(")", "").split()
        assert pair.words[0].startswith(f"Score {pair.score:.3f}, ranked ")
        assert len(pair.words) > 3
        assert {*said} - {"Score", "For", "the", "mentor,", "mentee", "is"} <= {
            word.replace("(", "").replace(")", "") for word in sentences
        }


def test_the_same_is_shown_with_the_same_key_after_saving_and_another_with_another(tmp_path: Path) -> None:
    matching = mm.match(hostile_people())
    matching.save(tmp_path / "m.mm")
    found = shown(matching)
    assert shown(mm.Matching.load(tmp_path / "m.mm")) == found
    assert shown(mm.match(hostile_people())).key == found.key
    names = [one.mentee_name for one in found.pairs]
    assert {*names} <= {*HOSTILE, *(" ".join(one.split()) for one in HOSTILE), *matching.people.mentee_ids}
    changed = matching.people.replace(
        mentees=[one.replace(role="a new post") for one in matching.people.mentees]
    )
    assert shown(mm.match(changed)).key != found.key


def test_who_has_nobody_and_what_would_have_to_be_relaxed() -> None:
    matching = mm.match(random_people(3))
    found = shown(matching)
    assert [(one.person_id, one.role, one.detail) for one in found.unmatched] == [
        (one.person_id, one.role, one.detail) for one in matching.unmatched_people
    ]
    asked = {one.person_id: one.relaxations for one in found.unmatched if one.role == "mentee"}
    assert asked
    for person, sentences in asked.items():
        assert sentences == tuple(one.detail for one in matching.relax(person) if one.role == "mentee")
    assert any(asked.values())


def test_what_is_not_worked_out_is_said() -> None:
    crowd = [mentee(f"e{k}") for k in range(RELAXED + 6)]
    found = shown(mm.match(mm.People(mentees=crowd, mentors=[mentor("r1")])))
    assert dict(found.facts)["Relaxations not worked out"].startswith("for 5 unmatched mentees")
    assert sum(bool(one.relaxations) for one in found.unmatched) == RELAXED


def test_costs_that_are_not_known_are_said_and_some_are_found_by_solving(tmp_path: Path) -> None:
    with Record.open(tmp_path / "scheme.db") as record:
        record.import_people(random_people(3))
        record.propose(record.match())
        read = shown(record.matching())
    assert {other.cost for pair in read.pairs for other in pair.alternatives} == {None}
    unknown = sum(len(pair.alternatives) for pair in read.pairs)
    assert dict(read.facts)["Costs not worked out"].startswith(f"of {unknown} alternatives")
    matching = mm.match(random_people(3), mm.Policy(objective=("matched", "worst_off", "score")))
    assert matching.kept is None
    solved = [(pair.mentee_id, other) for pair in shown(matching).pairs for other in pair.alternatives]
    costs = [matching.cost_of(mentee, other.mentor_id) for mentee, other in solved]
    assert [other.cost for _, other in solved] == [one.total_score if one.exact else None for one in costs]
    assert any(other.cost is not None for _, other in solved)


def test_criteria_of_ones_own_that_a_file_lacks_leave_relaxations_out(tmp_path: Path) -> None:
    class Alphabet:
        name = "alphabet"

        def score(self, people: mm.People, candidates: mm.Candidates, scoring: object) -> np.ndarray:
            return np.array([float(people.mentors[j].id > "p5") for j in candidates.mentor])

    policy = mm.Policy(weights={"alphabet": 50})
    matching = mm.match(random_people(3), policy, scorers=[*mm.DEFAULT_SCORERS, Alphabet()])
    matching.save(tmp_path / "m.mm")
    here, read = shown(matching), shown(mm.Matching.load(tmp_path / "m.mm"))
    assert "Relaxations not worked out" in dict(read.facts)
    assert not any(one.relaxations for one in read.unmatched)
    assert [one.words for one in read.pairs] == [one.words for one in here.pairs]
