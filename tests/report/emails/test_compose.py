"""Each e-mail has the right words, and the right other person's name and address, whatever the pairs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mentormatch as mm
from helpers.approved_pairs import ASK, DAY, SCHEME, write_pairs
from mentormatch.changes.history import Pair
from mentormatch.errors import OutputError, RecordError, StoreError
from mentormatch.record.record import Record
from mentormatch.report.emails.compose import Composed, Email, compose
from mentormatch.report.emails.outbox import write
from mentormatch.report.rendering import Templates
from report.emails.conftest import PAIRS, some_people

TODAY = date.today()
NAMES = [
    'O\'Neil & Söhne "§"',
    "{{7*7}}",
    "<script>alert(1)</script>",
    "Ⓩoë 🦉",
    "محمد",
    "x" * 190,
    "=1+1",
    "",
]
REASONS = re.compile(r"\b(because|fault of|blame|complain|unsuitable|decided|reason)", re.IGNORECASE)


@st.composite
def schemes(draw: st.DrawFn) -> tuple[mm.People, list[Pair]]:
    """People of whom some have no address, no consent, or both roles, and pairs of them."""
    ids = [f"p{k}" for k in range(draw(st.integers(3, 7)))]
    first = draw(st.integers(1, len(ids) - 1))
    last = draw(st.integers(first, len(ids) - 1))

    def person(kind: type, one: str) -> object:
        name = draw(st.sampled_from(NAMES))
        has = draw(st.integers(0, 5))
        return kind(id=one, consent=one != "p0" or bool(has), name=name and f"{name} {one}.",
                    email=f"{one}.{kind.__name__}@h.example" if has else None)  # fmt: skip

    mentees = tuple(person(mm.Mentee, one) for one in ids[:last])
    mentors = tuple(person(mm.Mentor, one) for one in ids[first:])
    could = [(one.id, other.id) for one in mentees for other in mentors if one.id != other.id]
    pairs = draw(st.lists(st.sampled_from(could), unique=True, max_size=8)) if could else []
    return mm.People(mentees=mentees, mentors=mentors), pairs


def told(record: Record, found: Composed) -> dict[tuple[str, str, str], list[Email]]:
    """Return e-mails by kind, role and person."""
    by: dict[tuple[str, str, str], list[Email]] = {}
    for one in found.emails:
        by.setdefault((one.news.kind, one.news.role, one.about[0]), []).append(one)
    return by


@settings(max_examples=15)
@given(scheme=schemes())
def test_everybody_in_a_pair_hears_of_the_other_and_of_nobody_else(
    scheme: tuple[mm.People, list[Pair]], new_record: Callable[[], Path]
) -> None:
    people, pairs = scheme
    side = {
        "mentee": {one.id: one for one in people.mentees},
        "mentor": {one.id: one for one in people.mentors},
    }
    no = {one.id for table in side.values() for one in table.values() if not one.consent}
    with Record.open(new_record()) as record:
        write_pairs(record, people, pairs)
        found = compose(record, ask=ASK, day=DAY)
    may = [both for both in pairs if not no & {*both}]
    about = [(one.news.role, *one.about) for one in found.emails if one.news.kind == "matched"]
    expected = [("mentee", a, b) for a, b in may] + [("mentor", b, a) for a, b in may]
    assert sorted(about) == sorted(expected)
    waiting = {one.about[0] for one in found.emails if one.news.kind == "waiting"}
    assert waiting == side["mentee"].keys() - no - {mentee for mentee, _ in pairs}
    assert {one.kind for one in found.left_out} <= {"matched"}
    assert len(found.left_out) == 2 * (len(pairs) - len(may))
    everybody = [one for table in side.values() for one in table.values()]
    for one in found.emails:
        me = side[one.news.role][one.about[0]]
        assert one.address == (me.email or "")
        assert one.text.startswith(f"Dear {me.name or me.id},\n")
        assert SCHEME in one.text
        assert ASK in one.text
        partners = [side["mentor" if one.news.role == "mentee" else "mentee"][who] for who in one.about[1:]]
        assert all(
            (other.name or other.id) in one.text and (other.email or "") in one.text for other in partners
        )
        addresses = {other.email for other in everybody if other.email and other.email in one.text}
        assert addresses == {other.email for other in partners if other.email}
        named = {other.id for other in everybody if re.search(rf"\b{other.id}\.(?!Ment)", one.text)}
        assert named <= {*one.about}


def test_nothing_goes_before_a_run_is_approved(record: Record) -> None:
    later = write_pairs(record, some_people(), [("e3", "r1")], "b", state="propose")
    with pytest.raises(StoreError, match=f"mentormatch scheme approve {later[:12]} --by NAME"):
        compose(record, ask=ASK, day=DAY)
    found = compose(record, "aaa", ask=ASK, day=DAY)
    assert ("e3", "r1") not in {one.about for one in found.emails}
    with pytest.raises(StoreError, match="no such run"):
        compose(record, "c", ask=ASK, day=DAY)


def test_who_has_not_answered_an_earlier_run_is_told_with_the_last_one(record: Record) -> None:
    record.accept(("e1", "r1"))
    write_pairs(record, some_people(), [("e3", "r1")], "b")
    by_run = {
        run: {
            one.about for one in compose(record, run, ask=ASK, day=DAY).emails if one.news.kind == "matched"
        }
        for run in ("b", None)
    }
    unanswered = {pair for e, r in PAIRS if e != "e1" for pair in ((e, r), (r, e))}
    assert by_run["b"] == by_run[None] == {("e3", "r1"), ("r1", "e3")} | unanswered


def test_pairs_that_were_withdrawn_are_not_told(record: Record) -> None:
    record.decline(("e1", "r1"))
    record.consent("r2", False)
    found = compose(record, ask=ASK)
    by = told(record, found)
    assert by.keys() == {
        ("matched", "mentee", "e2"), ("matched", "mentor", "r1"),
        ("waiting", "mentee", "e1"), ("waiting", "mentee", "e3"),
    }  # fmt: skip
    assert {one.person for one in found.left_out} == {
        int(record.pseudonym(one)[1:]) for one in ("e2", "r1", "r2")
    }


def test_running_again_tells_only_what_is_new(record: Record, tmp_path: Path) -> None:
    first = compose(record, ask=ASK, day=DAY)
    assert len(first.emails) == 2 * len(PAIRS) + 1
    write(record, first, tmp_path)
    assert not compose(record, ask="other@h.example", day=TODAY).emails
    run = write_pairs(record, some_people(), [("e3", "r1")], "b")
    again = compose(record, run, ask=ASK, day=DAY)
    assert {one.about for one in again.emails} == {("e3", "r1"), ("r1", "e3")}
    assert {one.news.kind for one in again.emails} == {"matched"}


def test_who_had_a_partner_gets_other_words(record: Record) -> None:
    for what in ("accept", "dissolve"):
        record.happened(("e1", "r1"), what)
    write_pairs(record, some_people(), [("e1", "r2")], "b")
    by = told(record, compose(record, ask=ASK))
    (mine,) = by["rematch", "mentee", "e1"]
    assert "new mentor" in mine.subject
    assert "Name r2." in mine.text
    assert "Name r1." not in mine.text
    assert ("matched", "mentor", "r2") in by
    (ended, of_mentor) = by["ended", "mentee", "e1"][0], by["ended", "mentor", "r1"][0]
    for one, name in ((ended, "Name r1."), (of_mentor, "Name e1.")):
        assert name in one.text
        assert "@h.example" not in one.text
        assert "nobody is at fault" in one.text
        assert not REASONS.search(one.text.replace("nobody is at fault", ""))


@pytest.mark.parametrize("events", [("accept", "begin", "complete"), ("accept", "dissolve"), ("decline",)])
def test_an_ending_blames_nobody_and_is_told_both(
    events: Sequence[str], record: Record, tmp_path: Path
) -> None:
    write(record, compose(record, ask=ASK), tmp_path)
    for what in events:
        record.happened(("e1", "r1"), what)
    found = compose(record, ask=ASK)
    assert sorted(one.about for one in found.emails) == [("e1", "r1"), ("r1", "e1")]
    texts = {one.text.replace(one.about[0], "X").replace(one.about[1], "Y") for one in found.emails}
    assert {one.news.kind for one in found.emails} == {"completed" if "complete" in events else "ended"}
    assert all(("not go ahead" in text) == (events == ("decline",)) for text in texts)
    later = compose(record, ask=ASK, day=TODAY - timedelta(days=1))
    assert not later.emails
    assert not any(state in text for state in ("declined", "dissolved") for text in texts)


def test_what_was_over_long_ago_is_no_news(record: Record) -> None:
    for days, both in ((40, ("e1", "r1")), (20, ("e2", "r1"))):
        for what in ("accept", "dissolve"):
            record.happened(both, what, day=TODAY - timedelta(days=days))
    ended = [one.about for one in compose(record, ask=ASK).emails if one.news.kind == "ended"]
    assert sorted(ended) == [("e2", "r1"), ("r1", "e2")]


def test_who_waits_hears_why_and_of_nobody(record: Record) -> None:
    (mine,) = told(record, compose(record, ask=ASK))["waiting", "mentee", "e3"]
    assert "none of our mentors fits" in mine.text
    assert mine.about == ("e3",)
    assert not re.search("r[12]", mine.text)


def test_by_when_and_whom_to_ask(record: Record) -> None:
    record.add("officer", role="lead", person="Oonagh Lead")
    record.add("officer", role="escalation", person="Esther Calm")
    texts = [one.text for one in compose(record, ask=ASK, day=DAY).emails if one.news.kind == "matched"]
    assert all(
        f"write to {ASK} and ask for Oonagh Lead" in one and "tell Esther Calm" in one for one in texts
    )
    assert all("15 September 2026" in one for one in texts)
    texts = [one.text for one in compose(record, ask=ASK, day=DAY, contact_by=date(2026, 10, 3)).emails]
    assert sum("3 October 2026" in one for one in texts) == 2 * len(PAIRS)


@pytest.mark.parametrize("address", [
    "=?utf-8?q?a=0Ab?=@h.example", "+x@h.example", "-x@h.example", "ü@h.example", "x@ü.example",
])  # fmt: skip
def test_addresses_that_could_be_read_as_others_are_refused_all_at_once(
    address: str, new_record: Callable[[], Path]
) -> None:
    with Record.open(new_record()) as record:
        write_pairs(record, some_people(email=address), PAIRS)
        with pytest.raises(RecordError) as caught:
            compose(record, ask="a@x.example, b@y.example")
    columns = [one.column for one in caught.value.problems]
    assert columns == ["email", "--ask"]
    assert address not in str(caught.value)
    assert caught.value.table.value.tolist()[0].lstrip("'") == address


@pytest.mark.parametrize("address", [
    "a@x.example\nBcc: b@y.example", "a@x.example, b@y.example", "a@x.example;b@y.example", "a b@x.example",
    "<a@x.example>", "a\u202e@x.example", "a\u200b@x.example", "a@x.example\r\n\r\nHello",
])  # fmt: skip
def test_other_addresses_do_not_even_become_people(address: str) -> None:
    with pytest.raises(RecordError):
        some_people(email=address)


@pytest.mark.parametrize("name", ["Scheme\nBcc: x@y.example", "=?utf-8?q?a=0Ab?=", "a\u202eb", "a\rb"])
def test_subjects_that_hide_something_are_refused(name: str, record: Record) -> None:
    record.add("scheme", name=name, aim="", begins=DAY, intake="cohort", meetings=6, minutes=60, months=12,
               weeks_between=8)  # fmt: skip
    with pytest.raises((RecordError, OutputError)) as caught:
        compose(record, ask=ASK, day=DAY)
    if isinstance(caught.value, RecordError):
        assert {one.column for one in caught.value.problems} == {"Subject"}
        assert len(caught.value.problems) == 2 * len(PAIRS) + 1


def test_words_of_ones_own(record: Record, tmp_path: Path) -> None:
    own = tmp_path / "email_waiting.txt"
    own.write_text("Subject: {{ name }}\n\nPatience, {{ name }}!\n", encoding="utf-8")
    (mine,) = told(record, compose(record, ask=ASK, templates=Templates(tmp_path)))["waiting", "mentee", "e3"]
    assert (mine.subject, mine.text) == ("Name e3.", "Patience, Name e3.!\n")
    own.write_text("Patience!", encoding="utf-8")
    with pytest.raises(OutputError, match=r"email_waiting\.txt has to begin with Subject:"):
        compose(record, ask=ASK, templates=Templates(tmp_path))


def test_statements_of_the_matching_of_the_run(new_record: Callable[[], Path]) -> None:
    with Record.open(new_record()) as record:
        record.import_people(some_people())
        matching = record.match()
        run = record.propose(matching)
        record.approve(run, by="A Coordinator")
        found = compose(record, ask=ASK, matching=matching)
        results = [one for one in found.emails if one.news.kind == "result"]
        assert {one.about for one in results} == {(one,) for one in ("e1", "e2", "e3", "r1", "r2")}
        for one in results:
            assert one.statement == matching.statement(one.about[0]).to_json()
            assert matching.seal in one.text
        assert not any(one.statement for one in found.emails if one.news.kind != "result")
        with pytest.raises(OutputError, match="not that of the run"):
            compose(record, ask=ASK, matching=mm.match(mm.People()))
        mentees = (*some_people().mentees, mm.Mentee(id="e4", consent=True, email="e4@h.example"))
        record.import_people(some_people().replace(mentees=mentees))
        second = record.match()
        record.approve(record.propose(second), by="A Coordinator")
        again = [one for one in compose(record, ask=ASK, matching=second).emails if one.statement]
        assert sorted(one.about for one in again) == [(one,) for one in ("e1", "e2", "e3", "e4", "r1", "r2")]
