"""Erasure and retention: nothing of a person is left in any file, and the chain still verifies."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import get_type_hints

import pytest
from sqlalchemy import text

import mentormatch as mm
from helpers.record_people import E1, E2, all_bytes, approved, small_people, states
from mentormatch.record.erase import _TEXTS
from mentormatch.record.record import Record
from mentormatch.text import Text

CANARY = "Zyxwvut"


def canary_people() -> mm.People:
    """Return the small scheme, in which the first mentor is named wherever somebody can be named."""
    people = small_people()
    mentor = people.mentors[0].replace(
        name=f"{CANARY} Canary", email=f"{CANARY}@h.example", other=CANARY, personal_tags=(CANARY,)
    )
    e2 = people.mentees[1].replace(
        avoids=(f"Dr {CANARY} Canary",), motivation=f"as {CANARY} Canary ({CANARY}@h.example) told me"
    )
    e3 = people.mentees[2].replace(prefers=(f"{CANARY}@h.example",), independent_of=("r1",))
    return people.replace(
        mentees=(people.mentees[0], e2, e3),
        mentors=(mentor, people.mentors[1]),
        links=(("outsider", f"{CANARY} Canary"),),
        meanings=((f"Dr {CANARY}", "r1", True),),
        known_as=(("r1", "", f"{CANARY} Formerly"),),
    )


def test_others_are_looked_for_in_every_text() -> None:
    hints = get_type_hints(mm.Mentee, include_extras=True) | get_type_hints(mm.Mentor, include_extras=True)
    assert {name for name, kind in hints.items() if kind == Text} | {"declared"} == set(_TEXTS)


def test_nothing_is_left_in_any_file(record: Record, tmp_path: Path) -> None:
    policy = mm.Policy(rules=(mm.rules.Forbid(pair=("e3", "r1")),))
    record.import_people(canary_people())
    record.approve(record.propose(record.match(policy)), by="A Coordinator")
    record.meeting(E1, minutes=90)
    agreed = dict.fromkeys(("confidentiality", "limits", "boundaries", "no_fault"), True)
    texts = dict.fromkeys(("location", "contact", "arranging", "focus"), CANARY)
    record.add("agreement", pair=E1, meetings=6, minutes=90, weeks_between=8, months=12, **texts, **agreed)
    record.feedback(E1, "mentor_reflection", "r1", {CANARY: 5})
    record.add("concern", by="r1", raised_with="A Coordinator")
    files = record._store.file
    place = Path(files).parent if files else tmp_path
    record.export(place / "all.json")
    record.export(place / "own.json", "r1")
    record.export(place / "other.json", "e2")
    (place / "altered.json").write_bytes((place / "own.json").read_bytes())
    assert CANARY.encode() in all_bytes(place)
    pseudonym = record.pseudonym("r1")
    assert record.erase("r1") == []
    (place / "altered.json").unlink()
    (place / "other.json").unlink()  # of another person, who named them: theirs
    assert CANARY.encode() not in all_bytes(place)
    assert CANARY not in json.dumps(record.held_about())
    assert record.verify().faults == ()
    assert states(record)["e1", pseudonym] == "ended"
    with pytest.raises(mm.StoreError, match="nobody in the record"):
        record.pseudonym("r1")


def test_what_others_said_of_them_holds_for_the_pseudonym(record: Record) -> None:
    people = canary_people()
    boss = mm.Mentor(id="r3", consent=True, independent_of=("r1",))
    record.import_people(people.replace(mentors=(*people.mentors, boss)))
    pseudonym = record.pseudonym("r1")
    record.erase("r1")
    after = record.people()
    mentees = {one.id: one for one in after.mentees}
    assert mentees["e2"].avoids == (pseudonym,)
    assert mentees["e3"].independent_of == (pseudonym,)
    assert mentees["e2"].motivation == "as … (…) told me"
    assert ("outsider", pseudonym) in after.links
    # A line of reporting that passes through them still keeps two apart.
    assert mm.why_not(after, mm.Policy(), "e3", "r3") == mm.why_not(
        people.replace(mentors=(*people.mentors, boss)), mm.Policy(), "e3", "r3"
    )


def test_words_that_may_mean_two_go_on_to_mean_the_other(record: Record) -> None:
    people = small_people()
    two = [mm.Mentor(id=one, name=name, consent=True) for one, name in (("r8", "Jo Fir"), ("r9", "Jan Fir"))]
    wary = mm.Mentee(id="e9", consent=True, independent_of=("J. Fir",))
    record.import_people(people.replace(mentors=(*people.mentors, *two), mentees=(*people.mentees, wary)))
    pseudonym = record.pseudonym("r8")
    record.erase("r8")
    assert record.people().mentees[3].independent_of == (pseudonym, "r9")


def test_an_export_that_was_altered_is_reported(record: Record, tmp_path: Path) -> None:
    approved(record)
    record.export(tmp_path / "own.json", "e1")
    (tmp_path / "own.json").write_bytes((tmp_path / "own.json").read_bytes() + b"\n")
    assert record.erase("e1") == [str(tmp_path / "own.json")]


def test_somebody_erased_may_come_again_as_somebody_new(record: Record) -> None:
    approved(record)
    before = record.pseudonym("e1")
    record.erase("e1")
    record.import_people(small_people())
    assert record.pseudonym("e1") != before
    assert E1 in record.match().pair_ids


def test_an_erasure_that_was_cut_off_is_finished_at_the_next_opening(url: str) -> None:
    with Record.open(url) as record:
        approved(record)
        record.erase("e1")
        with record._store.writing() as db:
            db.execute(text("UPDATE removal SET cleaned = 0"))
    with Record.open(url) as record:
        assert list(record.rows("removal").cleaned.unique()) == [1]


def test_what_is_held_about_me(record: Record) -> None:
    approved(record)
    record.meeting(E2, minutes=90)
    record.feedback(E2, "mentee_on_mentor", "e2", {"q": 5})
    mine = record.held_about("e2")
    assert {"person", "personal", "consent", "pair", "event", "meeting", "feedback"} == set(mine)
    mentors = record.held_about("r2")
    assert "feedback" not in mentors
    assert "Ben Cedar" not in json.dumps(mentors)


def test_rows_go_when_their_time_is_over(record: Record) -> None:
    approved(record)
    for pair, day in ((E1, date(2016, 5, 2)), (E2, date(2024, 2, 29))):
        with record._store.writing() as db:
            db.execute(text("SELECT 1"))
        record.meeting(pair, minutes=60, day=day)
        record.feedback(pair, "mentee_on_scheme", pair[0], {"q": 4}, day=day)
    today = date(2032, 2, 29)
    record.expire(today)
    assert len(record.rows("meeting")) == 2  # both pairs go on
    with record._store.writing() as db:
        db.execute(text("UPDATE event SET day = '2016-05-03'"))
    record.dissolve(E1, day=date(2016, 5, 3))
    with record._store.writing() as db:
        db.execute(text("UPDATE event SET day = '2030-05-03' WHERE event = 'dissolve'"))
    record.expire(today)
    assert (len(record.rows("meeting")), len(record.rows("feedback"))) == (2, 2)
    record.expire(date(2033, 1, 1))
    assert (len(record.rows("meeting")), len(record.rows("feedback"))) == (2, 1)
    record.expire(date(2037, 1, 1))
    assert (len(record.rows("meeting")), len(record.rows("feedback"))) == (1, 1)


def test_no_reason_is_kept_wherever_it_is_given(record: Record, tmp_path: Path) -> None:
    approved(record)
    with pytest.raises(TypeError):
        record.dissolve(E1, reason=CANARY)  # type: ignore[call-arg]
    with pytest.raises(mm.StoreError, match="it has no reason"):
        record.add("ending", pair=E1, significant="none", by="A", reason=CANARY)
    record.dissolve(E1)
    record.export(tmp_path / "all.json")
    place = Path(record._store.file).parent if record._store.file else tmp_path
    assert CANARY.encode() not in all_bytes(place) + all_bytes(tmp_path)
