"""Files hold what was composed, one recipient each, and go with the people in them."""

from __future__ import annotations

import csv
import io
import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import cast

import pytest

from helpers.approved_pairs import ASK, DAY, write_pairs
from helpers.killed import KILLS, can_fork, done
from mentormatch.record.record import Record
from mentormatch.report.emails.compose import Email, compose
from mentormatch.report.emails.outbox import as_bytes, write
from report.emails.conftest import PAIRS, some_people

NASTY = [
    'O\'Neil "§"',
    "{{7*7}}",
    "<script>",
    "Ⓩoë 🦉 محمد",
    "x" * 200,
    "=1+1",
    "From me",
    ". .",
    "=?utf-8?q?a?=",
]


def parsed(data: bytes) -> EmailMessage:
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    return cast("EmailMessage", message_from_bytes(data, policy=SMTP))


def text_of(message: EmailMessage) -> str:
    return str(message.get_content()).replace("\r\n", "\n")


def first(record: Record) -> Email:
    return compose(record, ask=ASK, day=DAY).emails[0]


@pytest.mark.parametrize("typed", NASTY)
def test_what_was_typed_shows_as_typed(typed: str, new_record: Callable[[], Path]) -> None:
    with Record.open(new_record()) as record:
        write_pairs(record, some_people(name=typed), PAIRS)
        for one in compose(record, ask=ASK, day=DAY).emails:
            message = parsed(as_bytes(one))
            assert text_of(message) == one.text
            assert (typed.strip() in one.text) == ("e1" in one.about)


@pytest.mark.parametrize("subject", ["Plain", "Ünïcödé 🦉 " * 30, "x" * 300, "a, b <c@d.example>; e"])
def test_one_recipient_and_the_same_bytes_each_time(subject: str, record: Record) -> None:
    long = "l" * 64 + "@" + ".".join(["d" * 60] * 3) + ".example"
    one = replace(first(record), subject=subject.strip(), address=long)
    message = parsed(as_bytes(one))
    assert (message["To"], message["From"], message["Subject"]) == (long, ASK, subject.strip())
    assert message["Date"].datetime.date() == DAY
    assert message["Message-ID"] == f"<{one.news.key}@scheme.example>"
    assert not {"Cc", "Bcc", "Reply-To"} & {*message}
    assert as_bytes(one) == as_bytes(one)
    with_statement = parsed(as_bytes(replace(one, statement='{"a": "ü"}')))
    (attached,) = with_statement.iter_attachments()
    assert attached.get_content() == '{"a": "ü"}'.encode()
    assert as_bytes(replace(one, statement="{}")) == as_bytes(replace(one, statement="{}"))


def test_a_file_for_each_and_a_row_for_each(new_record: Callable[[], Path], tmp_path: Path) -> None:
    with Record.open(new_record()) as record:
        write_pairs(record, some_people(email=None), PAIRS)
        found = compose(record, ask=ASK, day=DAY)
        files = write(record, found, tmp_path / "out")
        assert {one.name for one in (tmp_path / "out").iterdir()} == {one.name for one in files}
        named = re.compile(
            r"P\d+-[a-z]+-[0-9a-f]{12}\.eml|(notify-[a-z]+-(mentee|mentor)|letters)-1\.csv"
        )  # nobody's id or name
        assert all(named.fullmatch(file.name) for file in files)
        mails = {one: parsed(one.read_bytes()) for one in files if one.suffix == ".eml"}
        assert len(mails) == len(found.emails) - 1
        rows = [
            (file.name.split("-")[0], row)
            for file in files if file.suffix == ".csv"
            for row in csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))
        ]  # fmt: skip
        assert all(next(iter(row)) == "email address" for _, row in rows)
        by_mail = sorted(
            (row["email address"], row["subject"], row["message"]) for kind, row in rows if kind == "notify"
        )
        assert by_mail == sorted(
            (str(one["To"]), str(one["Subject"]), text_of(one).strip()) for one in mails.values()
        )
        (letter,) = [row for kind, row in rows if kind == "letters"]
        assert (letter["email address"], letter["name"], letter["mentor name"]) == (
            "",
            "Name e1.",
            "Name r1.",
        )
        (of_mentor,) = [row for _, row in rows if row.get("mentee name") == "Name e1."]
        assert (of_mentor["mentee email address"], of_mentor["email address"]) == ("", "r1@h.example")
        logged = record.rows("email")
        assert logged.key.tolist() == [one.news.key for one in found.emails]
        assert logged.kind.str.endswith("letter").sum() == 1
        assert record.verify().faults == ()


@pytest.mark.parametrize("person", ["e1", "r1"])
def test_files_go_with_either_of_those_in_them(person: str, record: Record, tmp_path: Path) -> None:
    found = compose(record, ask=ASK, day=DAY)
    write(record, found, tmp_path / "out")
    assert record.erase(person) == []
    left = {one.stem for one in (tmp_path / "out").iterdir()}
    assert left == {one.news.name for one in found.emails if person not in one.about}


@can_fork
def test_killed_at_random_moments(new_record: Callable[[], Path], tmp_path: Path) -> None:
    draw, seconds, whole = random.Random(0), 1.0, []
    for k in range(KILLS + 1):
        place, out = new_record(), tmp_path / str(k)
        with Record.open(place) as record:
            write_pairs(record, some_people(), PAIRS)

        def work(place: Path = place, out: Path = out) -> None:
            with Record.open(place) as record:
                write(record, compose(record, ask=ASK, day=DAY), out)

        begun = time.monotonic()
        done(work, draw.uniform(0, seconds) if k else 0.0)
        seconds = seconds if k else time.monotonic() - begun
        with Record.open(place) as record:
            assert record.verify().faults == ()
            assert len(record.rows("email")) in {0, 2 * len(PAIRS) + 1}
            write(record, compose(record, ask=ASK, day=DAY), out)
            assert len(record.rows("email")) == 2 * len(PAIRS) + 1
        names = sorted(one.name.split("-")[1:-1] for one in out.iterdir() if not one.name.startswith("."))
        whole = whole if k else names
        assert names == whole
