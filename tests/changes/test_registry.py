"""Every kind of change in every place that has to know it, and a new kind taken all the way by one class."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from immutabledict import immutabledict
from pydantic import BaseModel

import mentormatch as mm
from helpers.paths import DOCS, ROOT
from helpers.small_scheme import mentee, mentor
from mentormatch.changes.base import Change, Entry, Key, Kind, OfPair, OfRecord, OfRole
from mentormatch.changes.history import PairState
from mentormatch.changes.listed import KINDS

EVERY = pytest.mark.parametrize("name", list(KINDS))
SHAPES = (OfPair, OfRole, OfRecord)


def matched() -> mm.Matching:
    """Three pairs that have begun: each mentee has the mentor of the same number."""
    people = mm.People(
        mentees=[mentee(f"e{k}", prefers=[f"r{k}"]) for k in (1, 2, 3)],
        mentors=[mentor(f"r{k}", prefers=[f"e{k}"]) for k in (1, 2, 3)],
    )
    return mm.match(people).begin()


def row(kind: Kind) -> dict[str, str]:
    """Return a row of this kind; for a record, that of a new person or of `e1`."""
    if issubclass(kind, OfPair):
        return {"change": kind.name, "mentee": "e1", "mentor": "r1"}
    person = "e9" if issubclass(kind, OfRecord) and not kind.known else "e1"
    return {"change": kind.name, "person": person, "role": "mentee"}


def read(kind: Kind, matching: mm.Matching) -> list[Change]:
    cells = row(kind)
    records = pd.DataFrame({"id": [cells.get("person")], "consent": ["yes"]})
    given = {"mentees": records} if issubclass(kind, OfRecord) else {}
    return mm.read_changes(pd.DataFrame([cells], dtype=str), matching=matching, **given)


def by_index(kind: Kind) -> Change:
    """Return the change for `repair`, of mentee 0 and, of a pair, mentor 0."""
    if issubclass(kind, OfPair):
        return kind(mentee=0, mentor=0)
    if issubclass(kind, OfRole):
        return kind(person=0, role="mentee")
    index = 0 if kind.known else None
    return kind(person=Entry(role="mentee", partners=[1], scores=[3], index=index))


def test_every_class_is_listed() -> None:
    kinds = {kind for shape in SHAPES for kind in shape.__subclasses__() if kind.__module__ != __name__}
    assert kinds == set(KINDS.values())


def test_every_file_is_of_a_kind_that_is_listed() -> None:
    """A file that nobody imports has no class that the test above could find."""
    files = {path.stem for path in (ROOT / "src/mentormatch/changes/kinds").glob("*.py")}
    assert files - {"__init__", "settle"} == set(KINDS)


@EVERY
def test_a_kind_is_a_file_and_a_public_name(name: str) -> None:
    kind = KINDS[name]
    assert kind.name == name == kind.__name__.lower()
    assert getattr(import_module(f"mentormatch.changes.kinds.{name}"), kind.__name__) is kind
    assert getattr(mm, kind.__name__) is kind


@EVERY
def test_what_it_contradicts_are_kinds(name: str) -> None:
    assert set(KINDS[name].contradicts) <= set(KINDS)
    assert all(words.format(role="mentee", person="e1") for words in KINDS[name].contradicts.values())


@EVERY
def test_tables_and_repair_take_it(name: str) -> None:
    kind, matching = KINDS[name], matched()
    (change,) = read(kind, matching)
    assert type(change) is kind
    again = mm.rematch(matching, [change])
    assert again.solution.certificate.proved
    problem = mm.Problem(2, 2, [0, 0, 1], [0, 1, 1], [9, 1, 5])
    state = mm.solve(problem, keep_state=True).state
    assert mm.repair(state, [by_index(kind)]).certificate.proved


@EVERY
def test_a_pair_is_what_the_kind_declares(name: str) -> None:
    kind, pair = KINDS[name], ("e1", "r1")
    if not issubclass(kind, OfPair):
        return
    again = mm.rematch(matched(), [kind(*pair)])
    assert (pair in again.pair_ids) is not kind.ends()
    if kind.link is not None:
        assert pair in getattr(again.people, kind.link)
    if kind.state is not None and kind.ends():
        assert (*pair, kind.state) in again.history.ended


@EVERY
def test_a_kind_is_described_wherever_kinds_are(name: str) -> None:
    public = KINDS[name].__name__
    assert f"| `{name}` |" in (DOCS / "reference/file-formats.md").read_text(encoding="utf-8")
    page = (DOCS / "how-to/rematching.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{public}\(", page, re.MULTILINE)


class Decline(OfPair):
    """A toy kind: a proposed pair does not come about; the two may be proposed again another time."""

    name = "decline"
    state = PairState.ENDED
    contradicts = immutabledict(extend="it goes on as well")

    def __init__(self, mentee: Key, mentor: Key, **unknown: object) -> None:
        BaseModel.__init__(self, mentee=mentee, mentor=mentor, **unknown)


class Pause(OfRole):
    """Another: a person takes no part for a while, and stays in the scheme."""

    name = "pause"
    places = 0

    def __init__(self, person: Key, role: str | None = None, **unknown: object) -> None:
        BaseModel.__init__(self, person=person, role=role, **unknown)

    def after(self, person):  # type: ignore[no-untyped-def]
        return person.replace(**{"demand" if isinstance(person, mm.Mentee) else "capacity": 0})


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (Decline, Pause):
        monkeypatch.setitem(KINDS, kind.name, kind)


@pytest.mark.usefixtures("toys")
def test_a_new_kind_of_a_pair_needs_nothing_but_its_class(tmp_path: Path) -> None:
    matching = matched()
    changes = read(Decline, matching)
    assert changes == [Decline("e1", "r1")]
    again = mm.rematch(matching, changes)
    assert ("e1", "r1", PairState.ENDED) in again.history.ended
    assert again.history.waited["e1"] == 1
    assert again.people.dissolved == again.people.avoided == ()
    again.save(tmp_path / "m.mm")
    assert mm.Matching.load(tmp_path / "m.mm").history == again.history
    with pytest.raises(mm.ChangeError, match=r"Decline\(e1, r1\): it goes on as well"):
        mm.rematch(matching, [*changes, mm.Extend("e1", "r1")])
    state = mm.solve(mm.Problem(2, 2, [0, 0, 1], [0, 1, 1], [9, 1, 5]), keep_state=True).state
    assert mm.repair(state, [Decline(0, 0)]).score == 5


@pytest.mark.usefixtures("toys")
def test_a_new_kind_of_a_person_needs_nothing_but_its_class() -> None:
    matching = matched()
    changes = read(Pause, matching)
    again = mm.rematch(matching, changes)
    assert changes == [Pause("e1", "mentee")]
    assert [person.demand for person in again.people.mentees] == [0, 1, 1]
    assert "e1" not in {mentee for mentee, _ in again.pair_ids}
    state = mm.solve(mm.Problem(2, 2, [0, 0, 1], [0, 1, 1], [9, 1, 5]), keep_state=True).state
    assert mm.repair(state, [Pause(0, "mentee")]).score == 5


def test_a_kind_that_is_not_listed_is_refused_by_its_name() -> None:
    with pytest.raises(mm.ChangeError, match="change 0 is a Decline, not one of mentormatch's changes"):
        mm.rematch(matched(), [Decline("e1", "r1")])
