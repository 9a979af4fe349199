"""A year of the example scheme, played through the command line by doing what `scheme due` says."""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.record_people import all_bytes
from mentormatch.cli.console import BAD_ROWS, PROVED, USAGE
from mentormatch.example import example_path
from mentormatch.record.record import Record

LEAD, CANARY = "Lea Lead", "they did not get on"
TERMS = (
    "meetings=4 minutes=90 weeks_between=10 months=8 location=library contact=mail arranging=mentee "
    "focus=rotas confidentiality=yes limits=yes boundaries=yes no_fault=yes"
)
_CLOCKS = ("record.documents", "record.chain", "cli.scheme.due", "cli.scheme.held", "cli.scheme.start")


class Clock:
    """A day that all modules take for today."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, begins: date) -> None:
        self.today = begins
        clock = self

        class Now(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Now:  # noqa: ARG003
                return cls.combine(clock.today, datetime.min.time(), UTC)

        for module in _CLOCKS:
            monkeypatch.setattr(f"mentormatch.{module}.datetime", Now)


class Year:
    """A scheme in a folder, and what was printed."""

    def __init__(
        self, clock: Clock, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.clock, self.folder, self.capsys, self.said = clock, folder, capsys, ""
        monkeypatch.chdir(folder)

    def do(self, command: str, code: int = PROVED) -> str:
        """Type a command; return what it printed."""
        ended = run(*shlex.split(command.removeprefix("mentormatch ")))
        said = self.capsys.readouterr()
        self.said += said.out + said.err
        assert ended == code, f"{command}: {said.err}"
        return said.out

    def due(self) -> list[dict[str, Any]]:
        return list(json.loads(self.do("scheme due --json"))["due"])

    def state(self, pair: str | int) -> str:
        with Record.open(self.folder / "scheme.db") as record:
            rows = record.rows("pair")
            return str(rows.state[rows.id == int(pair)].iloc[0])

    def do_what_is_due(self, but: Iterable[str] = ()) -> list[str]:
        """Do all that is due until nothing is, and return what it was."""
        done: list[str] = []
        while waiting := [one for one in self.due() if one["what"] not in but]:
            assert len(done) < 500
            for one in waiting:
                self.do(_filled(one["command"]))
                done.append(one["what"])
        return done


def _filled(command: str) -> str:
    """Return a command with the words in capitals filled in."""
    filled = command.replace("NAME", f"'{LEAD}'").replace("MINUTES", "60").replace("LEVEL", "4")
    return f"{filled} {TERMS}" if "add agreement" in filled else filled


def part(name: str, rows: slice, folder: Path) -> str:
    """Write some rows of a table of the example, and return the file's name."""
    with Path(example_path(f"{name}.csv")).open(encoding="utf-8", newline="") as file:
        heading, *lines = csv.reader(file)
    lines = [line for line in lines if line[heading.index("consent")] == "yes"]
    path = folder / f"{name}-{rows.start}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *lines[rows]])
    return path.name


@pytest.fixture
def year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Year:
    return Year(Clock(monkeypatch, date(2026, 1, 5)), tmp_path, capsys, monkeypatch)


def test_a_year_of_the_example(year: Year) -> None:
    tables, pairs = _begins(year)
    _meets(year, pairs)
    _changes(year, pairs, tables)
    _ends(year, pairs)
    _is_erased(year)


def _begins(year: Year) -> tuple[str, list[str]]:
    """January: registered, imported, matched, approved; return the other tables and the pairs."""
    folder = year.folder
    places, policy = shlex.quote(str(example_path("places.csv"))), folder / "policy.toml"
    mm.Policy(rematch={"keep": "all"}).to_toml(policy)
    mentors = part("mentors", slice(0, 25), folder)
    tables = f"--mentees {part('mentees', slice(0, 10), folder)} --mentors {mentors} --places {places}"
    year.do("scheme status", BAD_ROWS)
    init = (
        f"scheme init --name Fenwold --aim 'Support in new posts' --officer lead='{LEAD}' --ends 2026-12-01"
    )
    year.do(init)
    year.do(f"scheme import {tables}")
    year.do(f"scheme match --policy {policy} --out proposed.csv")
    assert year.do_what_is_due() == ["matching is not approved", "foundations checklist has no answers",
                                     "managing checklist has no answers",
                                     *["training is not recorded"] * len(mentors_of(folder))]  # fmt: skip
    pairs = proposed(folder)
    assert len(pairs) >= 8
    written = (folder / "proposed.csv").read_text("utf-8")
    assert not [one for one in record_people(folder).mentees if one.name in written or one.id in written]
    return f"--mentors {mentors} --places {places}", pairs


def _meets(year: Year, pairs: list[str]) -> None:
    """One offer is declined, one is not answered in time; the others are accepted, agree and meet."""
    clock = year.clock
    clock.today += timedelta(14)
    year.do(f"scheme decline {pairs[0]}")
    year.do(f"scheme decline {pairs[0]}", USAGE)
    year.do(f"scheme expire {pairs[1]}")
    assert set(year.do_what_is_due()) == {"offer is not answered", "mentors have no support contact"}
    with Record.open(year.folder / "scheme.db") as record:
        assert list(record.rows("officer").role) == ["lead", "supervision"]
    clock.today += timedelta(28)
    assert set(year.do_what_is_due()) == {"agreement is missing"}
    clock.today += timedelta(28)
    assert set(year.do_what_is_due()) == {"agreement is not signed by both"}
    clock.today += timedelta(28)
    assert set(year.do_what_is_due()) == {"meeting is late"}
    assert {year.state(one) for one in pairs[2:]} == {"active"}


def _changes(year: Year, pairs: list[str], tables: str) -> None:
    """A divorce, a leaver, a pause and joiners are matched by one command."""
    folder = year.folder
    year.do(f"scheme dissolve {pairs[2]}")
    year.do(f"scheme pause {pairs[3]} --until 2026-06-30")
    leaver = json.loads(year.do("scheme due --ahead 400 --json"))["due"]
    leaver = next(one["mentee"] for one in leaver if one["pair"] == pairs[4])
    with Record.open(folder / "scheme.db") as record:
        ids = {record.pseudonym(one): one for one in record.people().mentee_ids}
    joiners = part("mentees", slice(10, 13), folder)
    (folder / "changes.csv").write_text(f"change,person,role\nleave,{ids[leaver]},mentee\n", encoding="utf-8")
    (folder / "reasons.csv").write_text(f"change,person,reason\nleave,{ids[leaver]},{CANARY}\n", "utf-8")
    tables = f"--mentees {joiners} {tables} --all-new-join"
    year.do(f"scheme rematch --changes reasons.csv {tables}", BAD_ROWS)
    assert year.state(pairs[4]) == "active"
    year.do(f"scheme rematch --changes changes.csv {tables}")
    assert [year.state(one) for one in pairs[:5]] == ["declined", "expired", "dissolved", "paused", "ended"]
    again = proposed(folder)
    assert len(again) >= 4
    before = pairs_by_people(folder, ("declined", "dissolved"))
    assert not before & pairs_by_people(folder, ("proposed",))
    year.do("scheme rematch")  # nothing was written since
    assert proposed(folder) == again
    assert {"early ending is not confirmed", "matching is not approved"} <= set(year.do_what_is_due())
    year.do(f"scheme add ending pair={pairs[2]} significant=none by=x reason='{CANARY}'", BAD_ROWS)


def _ends(year: Year, pairs: list[str]) -> None:
    """Month by month to the end of the year all that is due is done."""
    seen: set[str] = set()
    while year.clock.today < date(2027, 1, 4):
        year.clock.today += timedelta(30)
        seen |= set(year.do_what_is_due())
    assert seen >= {
        "offer is not answered", "pause is over", "meeting is late", "agreed length is reached",
        "feedback of the mentee", "feedback of the mentor", "review checklist has no answers",
    }  # fmt: skip
    assert year.state(pairs[3]) == year.state(pairs[5]) == "completed"
    assert year.do("scheme due") == "Nothing is due.\n"


def _is_erased(year: Year) -> None:
    """What is held about somebody goes, exports included."""
    folder = year.folder
    mentee, name = next((one.id, one.name) for one in record_people(folder).mentees if len(one.name) > 8)
    year.do(f"scheme export --person {mentee} --out mine.json")
    assert name in (folder / "mine.json").read_text("utf-8")
    year.do("scheme export --out all.json")
    year.do("scheme export --chain --out chain.txt")
    for file in folder.glob("*.csv"):
        file.unlink()
    year.do(f"scheme erase {mentee} --yes")
    assert not (folder / "mine.json").exists()
    assert name.encode() not in all_bytes(folder)
    assert CANARY not in year.said
    assert CANARY.encode() not in all_bytes(folder)
    found = json.loads(year.do("scheme verify --json"))
    assert found["faults"] == []
    assert found["head"] in year.do("scheme status")


def proposed(folder: Path) -> list[str]:
    """Return the numbers of the pairs that are proposed."""
    with Record.open(folder / "scheme.db") as record:
        rows = record.rows("pair")
        return [str(one) for one in rows.id[rows.state == "proposed"]]


def mentors_of(folder: Path) -> set[int]:
    with Record.open(folder / "scheme.db") as record:
        return set(record.rows("pair").mentor)


def pairs_by_people(folder: Path, states: Iterable[str]) -> set[tuple[int, int]]:
    with Record.open(folder / "scheme.db") as record:
        rows = record.rows("pair")
    mine = rows[rows.state.isin(list(states))]
    return set(zip(mine.mentee, mine.mentor, strict=True))


def record_people(folder: Path) -> mm.People:
    with Record.open(folder / "scheme.db") as record:
        return record.people()
