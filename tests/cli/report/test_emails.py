"""E-mails by commands: what is printed says what to type next, and names nobody but by pseudonym."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.approved_pairs import ASK, DAY
from helpers.command_line import run
from helpers.mail_server import served
from helpers.record_people import approved
from mentormatch.cli.console import NOT_WRITTEN, PROVED, USAGE
from mentormatch.cli.scheme.opened import PLACE
from mentormatch.record.record import Record


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(PLACE, str(tmp_path / "scheme.db"))
    monkeypatch.chdir(tmp_path)
    with Record.open(tmp_path / "scheme.db") as record:
        approved(record)
    return tmp_path


def test_written_sent_and_never_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    emails = ["report", "emails", "--out", "out", "--ask", ASK, "--on", DAY]
    assert run(*emails) == PROVED
    said = "".join(capsys.readouterr())
    assert "mentormatch report send --smtp HOST:PORT" in said
    assert re.search(r"matched, to mentees +1\b", said)
    assert re.search(r"by letter: P\d+ \(matched\), P\d+", said)
    assert not re.search("Birch|Cedar|h.example|e1", said)
    assert len(list((place / "out").glob("*.eml"))) == 2
    assert run(*emails) == PROVED
    assert "nothing new" in "".join(capsys.readouterr())
    with served() as box:
        smtp = ["report", "send", "--smtp", f"127.0.0.1:{box.port}"]
        box.texts["ada.birch@h.example"] = "lost"
        assert run(*smtp) == NOT_WRITTEN
        said = "".join(capsys.readouterr())
        assert not re.search("Birch|h.example", said)
        key = re.search(r"--sent (\w{12});", said)
        assert key is not None
        assert run(*smtp, "--starttls", "--user", "me") == NOT_WRITTEN
        said = " ".join("".join(capsys.readouterr()).split())
        assert f"--starttls --user me --sent {key[1]};" in said  # so that the next one is encrypted too
        assert run(*smtp, "--sent", key[1]) == PROVED
        assert run(*smtp) == PROVED
    assert sorted(box.to) == ["ada.birch@h.example", "cy.dogwood@h.example"]


def test_what_is_typed_is_checked(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "send", "--smtp", "mail.example") == USAGE
    assert run("report", "emails", "--out", "out", "--ask", "a@x.example, b@y.example") not in {PROVED, USAGE}
    assert "--ask" in "".join(capsys.readouterr())
    with Record.open(place / "scheme.db") as record:
        record.dissolve(("e1", "r1"))
        run_id = record.propose(record.rematch([]))
    assert run("report", "emails", "--out", "out", "--ask", ASK) not in {PROVED, USAGE}
    assert f"scheme approve {run_id[:12]}" in "".join(capsys.readouterr())
    assert not (place / "out").exists()
