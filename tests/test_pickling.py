"""A matching goes to another process and back, and is the same: to look at, to ask, and to go on from."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

import mentormatch as mm
from helpers.small_scheme import random_people

BEFORE = mm.match(random_people(3)).begin()
AGAIN = mm.rematch(BEFORE, [mm.Dissolve(*BEFORE.pair_ids[0])])


def there_and_back(matching: mm.Matching) -> mm.Matching:
    found = pickle.loads(pickle.dumps(matching))  # noqa: S301  (our own)
    assert type(found) is type(matching)
    return found


@pytest.mark.parametrize("matching", [BEFORE, AGAIN], ids=["matching", "rematching"])
class TestRoundTrip:
    def test_shows_the_same(self, matching: mm.Matching) -> None:
        found = there_and_back(matching)
        assert found.pairs.equals(matching.pairs)
        assert found.states.equals(matching.states)
        assert found.unmatched.equals(matching.unmatched)
        assert found.summary() == matching.summary()

    def test_answers_the_same(self, matching: mm.Matching) -> None:
        found = there_and_back(matching)
        for person in {*matching.people.mentee_ids, *matching.people.mentor_ids}:
            assert found.explain(person) == matching.explain(person)
            assert found.alternatives(person).equals(matching.alternatives(person))

    def test_goes_on_the_same(self, matching: mm.Matching) -> None:
        changes = [mm.Leave(matching.pair_ids[-1][1], role="mentor"), mm.Dissolve(*matching.pair_ids[0])]
        one, other = (mm.rematch(m, changes) for m in (there_and_back(matching), matching))
        assert one.pairs.equals(other.pairs)
        assert one.moved.equals(other.moved)
        assert one.summary().partition("Solver")[0] == other.summary().partition("Solver")[0]

    def test_stays_read_only(self, matching: mm.Matching) -> None:
        found = there_and_back(matching)
        for part in (found.candidates, found.scores, found.problem, found.solution.answer, found.terms):
            arrays = [value for value in vars(part).values() if isinstance(value, np.ndarray)]
            assert arrays
            assert not any(array.flags.writeable for array in arrays)

    def test_caches_stay_behind(self, matching: mm.Matching) -> None:
        assert len(matching.pairs) == len(matching.pair_ids)
        assert set(vars(there_and_back(matching))) == {field.name for field in fields(matching)}


def test_what_a_rematch_adds_comes_too() -> None:
    found = there_and_back(AGAIN)
    assert isinstance(found, mm.Rematching)
    for name in ("moved", "newly_matched", "disturbed", "still_waiting", "freed_places", "freed"):
        assert getattr(found, name).equals(getattr(AGAIN, name)), name


def test_another_process_sees_the_same(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(pickle.dumps(AGAIN))
    code = "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')).summary())"
    command = [sys.executable, "-c", code, str(tmp_path / "m")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == AGAIN.summary()
