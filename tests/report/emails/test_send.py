"""Sent by a real server, each once: refused, cut off or killed at any moment, none is lost or sent twice."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from helpers.approved_pairs import ASK, DAY, write_pairs
from helpers.killed import KILLS, can_fork, done
from helpers.mail_server import Mailbox, encrypted, login, served
from mentormatch.errors import EventError, OutputError, StoreError
from mentormatch.record.record import Record
from mentormatch.report.emails.compose import compose
from mentormatch.report.emails.outbox import DRAFT, write
from mentormatch.report.emails.send import Server, send
from report.emails.conftest import PAIRS, some_people

N = 2 * len(PAIRS) + 1
E3 = "e3@h.example"
"""Who gets one e-mail, that there is no mentor yet."""


@pytest.fixture
def outbox(record: Record, tmp_path: Path) -> Path:
    """The outbox of the record."""
    write(record, compose(record, ask=ASK, day=DAY), tmp_path / "out")
    return tmp_path / "out"


def at(box: Mailbox, **more: object) -> Server:
    return Server("127.0.0.1", box.port, **more)  # type: ignore[arg-type]


def user_at(box: Mailbox, password: str = "right") -> Server:  # noqa: S107  (of a server of ours)
    return at(box, starttls=True, user="me", password=password)


def log(record: Record) -> list[str]:
    return record.rows("delivery").what.tolist()


def key_to(record: Record, box: Mailbox, address: str) -> str:
    """Return the key of the e-mail to an address that gets one."""
    number = int(record.pseudonym(address.split("@", maxsplit=1)[0])[1:])
    (key,) = [one.key for one in record.rows("email").itertuples() if one.person == number]
    return str(key)


def test_each_once_as_it_was_written(record: Record, outbox: Path) -> None:
    with served() as box:
        assert len(send(record, at(box)).sent) == N
        assert send(record, at(box)).sent == ()
    assert len(box.mails) == N
    assert box.sessions == 1
    files = {one.read_bytes().removeprefix(DRAFT) for one in outbox.glob("*.eml")}
    arrived = {bytes(one).replace(b"\r\n", b"\n") for _, one in box.mails}
    assert {one.replace(b"\r\n", b"\n") for one in files} == {
        re.sub(rb"X-(Peer|MailFrom|RcptTo): .*\n", b"", one)
        for one in arrived
    }  # fmt: skip
    assert all(recipients == [one["To"]] for recipients, one in box.mails)
    assert log(record) == ["sending", "sent"] * N
    assert record.verify().faults == ()


@pytest.mark.parametrize("answer", ["550 no such user", "451 try again later", "452 full"])
@pytest.mark.parametrize("when", ["recipients", "texts"])
def test_who_is_refused_is_certainly_not_sent_to(
    answer: str, when: str, record: Record, outbox: Path
) -> None:
    with served() as box:
        getattr(box, when)[E3] = answer
        found = send(record, at(box))
        (refused,) = found.refused
        assert (refused[1], len(found.sent)) == (int(answer[:3]), N - 1)
        assert E3 not in box.to
        assert log(record) == ["sending", "sent"] * (N - 1)
        getattr(box, when).clear()
        assert send(record, at(box)).sent == (refused[0],)
    assert box.to.count(E3) == 1
    assert outbox.exists()
    assert record.verify().faults == ()


@pytest.mark.parametrize("arrived", [True, False])
def test_nothing_is_sent_after_one_that_is_uncertain(arrived: bool, record: Record, outbox: Path) -> None:
    with served() as box:
        box.texts[E3] = "lost" if arrived else "cut"
        found = send(record, at(box))
        ((name, key),) = found.uncertain
        assert (outbox / f"{name}.eml").exists()
        assert key_to(record, box, E3).startswith(key)
        before = len(box.mails)
        assert log(record)[-2:] == ["sending", "uncertain"]
        box.texts.clear()
        assert send(record, at(box)).uncertain == found.uncertain
        assert len(box.mails) == before
        if arrived:
            record.deliver(key, "sent")
            assert len(send(record, at(box)).sent) == N - len(found.sent) - 1
        else:
            assert len(send(record, at(box), resend=[key]).sent) == N - len(found.sent)
    assert sorted(box.to) == sorted(one["To"] for _, one in box.mails)
    assert len(box.mails) == N
    assert box.to.count(E3) == 1
    with pytest.raises(EventError, match="is sent"):
        record.deliver(key, "sending")
    with pytest.raises(StoreError, match="no uncertain"):
        send(record, at(box), resend=[key])


def test_a_server_may_close_the_connection_between_two(record: Record, outbox: Path) -> None:
    with served(Mailbox(most=2)) as box:
        assert len(send(record, at(box)).sent) == N
        assert box.sessions == (N + 1) // 2
    assert len(set(box.to)) == 5
    assert len(box.mails) == N
    assert outbox.exists()


def test_a_server_that_is_not_there(record: Record, outbox: Path) -> None:
    with served() as box:
        pass
    with pytest.raises(OutputError, match="ConnectionRefusedError"):
        send(record, at(box))
    assert log(record) == []
    assert outbox.exists()


def test_what_is_no_longer_so_is_held_back(record: Record, outbox: Path) -> None:
    record.consent("e1", False)  # of their pair, nobody hears
    record.dissolve(("e2", "r2"))
    changed = some_people().replace(
        mentees=tuple(
            one.replace(email="new@h.example") if one.id == "e3" else one
            for one in record.people().mentees
        ), mentors=record.people().mentors,
    )  # fmt: skip
    record.import_people(changed)
    assert len(list(outbox.glob("*.eml"))) == N
    with served() as box:
        found = send(record, at(box))
    assert len(found.held_back) == 5
    assert sorted(box.to) == ["e2@h.example", "r1@h.example", "r1@h.example", "r2@h.example"]
    assert "e1" not in " ".join(one.get_content() for _, one in box.mails)
    assert {why for _, why in found.held_back} == {
        "it is no longer so, or somebody has left or withdrawn their consent",
        "the person has another address now",
    }


def test_a_file_that_was_altered_or_deleted_is_not_sent(record: Record, outbox: Path) -> None:
    first, second, *_ = sorted(outbox.glob("*.eml"))
    first.write_bytes(first.read_bytes().replace(b"To: ", b"To: other-"))
    second.unlink()
    with served() as box:
        found = send(record, at(box))
    assert {name for name, _ in found.held_back} == {first.stem, second.stem}
    assert len(box.mails) == N - 2


def certificate(folder: Path) -> tuple[str, str]:
    """Return the files of a certificate of this computer, and its key."""
    made = [str(folder / name) for name in ("certificate.pem", "key.pem")]
    command = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", made[0], "-keyout", made[1],
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return made[0], made[1]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="a certificate is made with it")
def test_encrypted_and_by_a_user(
    record: Record, outbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate(tmp_path)
    options = {
        "tls_context": encrypted(*made), "auth_required": True, "authenticator": login("me", "right"),
    }  # fmt: skip
    with served(**options) as box:
        with pytest.raises(OutputError, match="--starttls"):
            send(record, replace(user_at(box), starttls=False))
        with pytest.raises(OutputError, match="SSLCertVerificationError"):
            send(record, user_at(box))
        monkeypatch.setenv("SSL_CERT_FILE", made[0])
        with pytest.raises(OutputError, match="SMTPAuthenticationError 535"):
            send(record, user_at(box, "wrong"))
        with pytest.raises(OutputError, match="answered 530"):
            send(record, at(box, starttls=True))
        assert box.mails == []
        assert len(send(record, user_at(box)).sent) == N
    assert "right" not in repr(user_at(box))
    assert outbox.exists()


@can_fork
@pytest.mark.parametrize("careful", [True, False])
def test_killed_at_random_moments(careful: bool, new_record: Callable[[], Path], tmp_path: Path) -> None:
    """Whoever looks whether an uncertain one has arrived gets each once; else those sent twice are marked."""
    draw, seconds = random.Random(int(careful)), 1.0
    for k in range(KILLS):
        place = new_record()
        with Record.open(place) as record:
            write_pairs(record, some_people(), PAIRS)
            write(record, compose(record, ask=ASK, day=DAY), tmp_path / str(k))
        with served() as box:
            begun = time.monotonic()
            while not done(partial(_work, place, box.port), draw.uniform(0, seconds)):
                with Record.open(place) as record:
                    assert record.verify().faults == ()
                    _decide(record, box, careful=careful)
            seconds = max(0.5, min(seconds, time.monotonic() - begun))
            with Record.open(place) as record:
                _decide(record, box, careful=careful)
                send(record, at(box))
                rows = record.rows("delivery")
                assert record.verify().faults == ()
                emails = record.rows("email").set_index("id").key
        keys = [str(one["Message-ID"])[1:65] for _, one in box.mails]
        assert set(keys) == set(emails)
        twice = {key for key in keys if keys.count(key) > 1}
        assert twice <= set(emails[rows.email[rows.what == "uncertain"]])
        assert not (careful and twice)
        assert sorted(rows.email[rows.what == "sent"]) == sorted(emails.index)


def _work(place: Path, port: int) -> None:
    with Record.open(place) as record:
        send(record, Server("127.0.0.1", port))


def _decide(record: Record, box: Mailbox, *, careful: bool) -> None:
    """Do what the message says with what is uncertain."""
    time.sleep(0.05)  # what is on its way arrives
    for _, key in send(record, at(Mailbox())).uncertain if _dangling(record) else ():
        there = any(str(one["Message-ID"])[1:].startswith(key) for _, one in box.mails)
        if careful and there:
            record.deliver(key, "sent")
        else:
            send(record, at(box), resend=[key])


def _dangling(record: Record) -> bool:
    rows = record.rows("delivery")
    return bool((rows.groupby("email").what.last() != "sent").any())
