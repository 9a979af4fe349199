"""Where a record is kept: one writer at a time, errors by name, nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, text

import mentormatch as mm
from helpers.record_people import E1, E2, approved, small_people
from mentormatch.record.record import Record

_HOLD = """
import sys
from mentormatch.record.store import Store
with Store(sys.argv[1]).held():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_holds_it_and_is_free_once_that_is_killed(url: str) -> None:
    with Record.open(url) as record:
        record.import_people(small_people())
        command = [sys.executable, "-c", _HOLD, url]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "held\n"
            with (
                pytest.raises(mm.HeldError, match="wait until that has ended") as caught,
                record._store.held(wait=0),
            ):
                pass
            assert f"process {other.pid}" in caught.value.holder
            assert record.people().mentee_ids == ("e1", "e2", "e3")
            other.kill()
        record.consent("e1", given=False)


def test_two_records_of_one_process_do_not_write_at_once(url: str) -> None:
    with (
        Record.open(url) as one,
        Record.open(url) as other,
        one._store.writing(),
        pytest.raises(mm.HeldError),
        other._store.held(wait=0),
    ):
        pass


def test_an_error_on_the_way_changes_nothing(record: Record) -> None:
    record.import_people(small_people())
    head = record.head

    def fails_in_the_middle() -> None:
        with record._store.writing() as db:
            db.execute(text("DELETE FROM consent"))
            db.execute(text("DELETE FROM personal"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_in_the_middle()
    assert (record.head, record.verify().faults) == (head, ())


def test_a_newer_record_is_refused(url: str) -> None:
    with Record.open(url) as record, record._store.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = 'of_the_future'"))
    with pytest.raises(mm.StoreError, match="newer version"):
        Record.open(url)


def test_tables_of_others_are_left_alone(new_url: Callable[[], str]) -> None:
    url = new_url()
    with Record.open(url) as record, record._store.writing() as db:
        db.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(mm.StoreError, match="another programme"):
        Record.open(url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite://", "needs a file"),
        ("mysql://host/name", "not in mysql"),
        ("not a url://", "no path and no URL"),
        ("/nowhere/at/all/scheme.db", "it cannot be opened"),
        ("postgresql://nobody@127.0.0.1:1/none", "server cannot be reached"),
    ],
)
def test_places_that_cannot_be(url: str, words: str) -> None:
    with pytest.raises(mm.StoreError, match=words):
        Record.open(url)


def test_a_user_without_the_rights_of_the_owner(postgres: str) -> None:
    with Record.open(postgres), psycopg.connect(postgres, autocommit=True) as owner:
        owner.execute("CREATE ROLE visitor LOGIN")
        with pytest.raises(mm.StoreError, match="use one with the rights of the record's owner"):
            Record.open(postgres.replace("tests@", "visitor@"))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,name\n" * 1000, encoding="utf-8")
    with pytest.raises(mm.StoreError, match="no record of mentormatch"):
        Record.open(tmp_path / "people.csv")


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    with Record.open(tmp_path / "scheme.db") as record:
        record.import_people(small_people())
        head = record.head
        engine, size = record._store._engine, (tmp_path / "scheme.db").stat().st_size
        engine.dispose()
        full = f"PRAGMA max_page_count = {size // 4096 + 4}"
        event.listen(engine, "connect", lambda connection, _: connection.execute(full))
        many = tuple(mm.Mentee(id=f"m{k}", motivation="x" * 20_000) for k in range(30))
        with pytest.raises(mm.StoreError, match="the record is unchanged: the disk is full"):
            record.import_people(mm.People(mentees=many))
        assert (record.head, record.verify().faults) == (head, ())


@contextmanager
def ordinary_user(folder: Path) -> Iterator[None]:
    """Be a user to whom read-only files are read-only, whoever runs the tests."""
    if os.geteuid() != 0:
        yield
        return
    for above in folder.parents[:-1]:
        above.chmod(above.stat().st_mode | 0o011)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="folders are made read-only otherwise there")
def test_a_folder_that_is_read_only_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    with Record.open(folder / "scheme.db") as record:
        approved(record)
        record.accept(E2)
        assert record.verify().faults == ()
    before = (folder / "scheme.db").read_bytes()
    (folder / "scheme.db.lock").unlink()
    (folder / "scheme.db").chmod(0o444)
    folder.chmod(0o555)
    with ordinary_user(folder), Record.open(folder / "scheme.db") as record:
        assert len(record.people().mentees) == 3
        assert record.verify().faults == ()
        with pytest.raises(mm.StoreError, match=r"unchanged: .* choose a folder that you can write to"):
            record.accept(E1)
    assert (folder / "scheme.db").read_bytes() == before
    folder.chmod(0o755)


def test_nothing_but_the_file_and_its_lock_is_left(tmp_path: Path) -> None:
    with Record.open(tmp_path / "scheme.db") as record:
        approved(record)
        record.accept(E1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scheme.db", "scheme.db.lock"]
    assert (tmp_path / "scheme.db.lock").read_bytes() == b""


def test_a_write_that_waits_for_a_short_one(url: str) -> None:
    with Record.open(url) as record:
        command = [sys.executable, "-c", _HOLD, url]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdin is not None
            other.stdout.readline()
            begun = time.monotonic()
            other.stdin.close()
            record.import_people(small_people())
            assert time.monotonic() - begun < 60


def test_a_connection_that_is_cut_changes_nothing(postgres: str, record: Record) -> None:
    if record._store.sqlite:
        pytest.skip("a file has no connection that could be cut")

    def cut() -> None:
        with psycopg.connect(postgres, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tests' "
                          "AND pid <> pg_backend_pid() AND backend_type = 'client backend'")  # fmt: skip

    def is_cut_in_the_middle() -> None:
        with record._store.writing() as db:
            db.execute(text("DELETE FROM consent"))
            cut()
            db.execute(text("DELETE FROM personal"))

    approved(record)
    with pytest.raises(mm.StoreError, match="do the same again"):
        is_cut_in_the_middle()
    cut()
    record.accept(E1)
    assert record.verify().faults == ()
    assert len(record.rows("consent")) == 5
