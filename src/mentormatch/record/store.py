"""Where a record is kept: SQLite or PostgreSQL, one writer at a time, errors by name."""

from __future__ import annotations

import getpass
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError as UrlError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from mentormatch.errors import HeldError, StoreError
from mentormatch.extras import require
from mentormatch.files import shown
from mentormatch.record.tables import metadata

_WAIT = 5.0
"""Seconds to wait for another writer, who most often is done at once."""


class Store:
    """An open database.

    Parameters
    ----------
    url : str
        Path of an SQLite file, or the URL of a database.

    Raises
    ------
    StoreError
        If it cannot be opened, or belongs to a newer version.
    HeldError
        If it has to be created or upgraded while another process is writing.
    """

    def __init__(self, url: str) -> None:
        self._engine, self.file = _engine(url)
        self._alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._held = False
        try:
            with named_errors():
                self._bring_up_to_date()
        except BaseException:
            self.close()
            raise

    @property
    def sqlite(self) -> bool:
        """Whether it is an SQLite file."""
        return self._engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database."""
        with named_errors(), self._engine.connect() as db, db.begin():
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are made all together, or none of them."""
        options = {"mentormatch_writes": True}
        with (
            self.held(),
            named_errors(),
            self._engine.connect().execution_options(**options) as db,
            db.begin(),
        ):
            yield db

    @contextmanager
    def held(self, wait: float = _WAIT) -> Iterator[None]:
        """Be the only writer meanwhile; a process that is killed lets go.

        Raises
        ------
        HeldError
            If another process is writing; it is named.
        """
        if self._held:
            yield
            return
        with self._hold_file(wait) if self.file else self._hold_session(wait):
            self._held = True
            try:
                yield
            finally:
                self._held = False

    @contextmanager
    def _hold_file(self, wait: float) -> Iterator[None]:
        path = Path(f"{self.file}.lock")
        with named_errors():
            file = path.open("a+", encoding="utf-8")
        with file:
            _until(lambda: _locks(file), wait, lambda: path.read_text("utf-8"))
            file.truncate(0)
            file.write(_holder())
            file.flush()
            try:
                yield
            finally:
                file.truncate(0)

    @contextmanager
    def _hold_session(self, wait: float) -> Iterator[None]:
        with named_errors(), self._alone.connect() as db:
            key = {"key": "mentormatch"}
            mine = "hashtext(:key), hashtext(current_schema())"
            db.execute(text("SELECT set_config('application_name', :name, false)"), {"name": _holder()[:63]})
            _until(
                lambda: bool(db.scalar(text(f"SELECT pg_try_advisory_lock({mine})"), key)), wait,
                lambda: str(db.scalar(text(_WHO), key)),
            )  # fmt: skip
            try:
                yield
            finally:
                with suppress(DBAPIError):  # a connection that was cut has let go already
                    db.execute(text(f"SELECT pg_advisory_unlock({mine})"), key)

    def clean(self) -> None:
        """Leave nothing of deleted rows in the files of the database."""
        with named_errors(), self._alone.connect() as db:
            db.execute(text("VACUUM" if self.sqlite else f"VACUUM FULL {', '.join(metadata.tables)}"))

    def _bring_up_to_date(self) -> None:
        if self._behind():
            with self.held():
                self._upgrade()

    def _behind(self) -> bool:
        """Return whether there is something to create or to upgrade."""
        script = ScriptDirectory.from_config(self._config())
        with self._engine.connect() as db:
            at = MigrationContext.configure(db).get_current_revision()
            if at is None and inspect(db).has_table("chain"):
                raise StoreError("the database holds tables of another programme: choose another one")
        if at is not None and at not in {one.revision for one in script.walk_revisions()}:
            raise StoreError("the record was written by a newer version of mentormatch: upgrade mentormatch")
        return at != script.get_current_head()

    def _upgrade(self) -> None:
        with self._engine.connect() as db, db.execution_options(mentormatch_writes=True).begin():
            config = self._config()
            config.attributes["connection"] = db
            command.upgrade(config, "head")

    @staticmethod
    def _config() -> Config:
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        return config


_WHO = """SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
WHERE locktype = 'advisory' AND granted AND classid::bigint = hashtext(:key)::bigint & 4294967295
AND objid::bigint = hashtext(current_schema())::bigint & 4294967295"""


def _engine(url: str) -> tuple[Engine, str]:
    """Return an engine, and the path of the file if it is one."""
    if "://" not in url:
        url = f"sqlite:///{url}"
    try:
        place = make_url(url)
    except UrlError:
        raise StoreError(
            "the address of the record is no path and no URL such as postgresql://host/name"
        ) from None
    if place.drivername in {"postgresql", "postgres"}:
        place = place.set(drivername="postgresql+psycopg")
    if place.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(f"a record is kept in SQLite or PostgreSQL, not in {place.get_backend_name()}")
    sqlite = place.get_backend_name() == "sqlite"
    if not sqlite:
        require("record", "psycopg", error=StoreError)
    if sqlite and place.database in {None, "", ":memory:"}:
        raise StoreError("a record needs a file, or it would be lost: give its path")
    level = None if sqlite else "REPEATABLE READ"
    engine = create_engine(place, isolation_level=level, pool_pre_ping=not sqlite)
    if sqlite:
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine, place.database or ""
    return engine, ""


def _prepare(connection: Any, _: object) -> None:
    """Set up a connection to SQLite.

    Without a write-ahead log, which does not work on network shares: a journal that is deleted at the end of
    every change, so that nothing of what was erased is left in it.
    """
    connection.isolation_level = None  # SQLAlchemy begins
    for setting in ("foreign_keys = ON", "secure_delete = ON", "synchronous = EXTRA", "busy_timeout = 5000"):
        connection.execute(f"PRAGMA {setting}")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
        connection.execute("PRAGMA journal_mode = DELETE")


def _begin(db: Connection) -> None:
    options = db.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        db.exec_driver_sql("BEGIN IMMEDIATE" if options.get("mentormatch_writes") else "BEGIN")


def _holder() -> str:
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a container may have no name for its user
        user = "somebody"
    return f"{user} at {socket.gethostname()}, process {os.getpid()}"


def _until(done: Any, wait: float, who: Any) -> None:
    deadline = time.monotonic() + wait
    while not done():
        if time.monotonic() >= deadline:
            raise HeldError(who() or "another process")
        time.sleep(0.02)


def _locks(file: IO[str]) -> bool:
    """Return whether the file is now locked by this process; the system unlocks it when that ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(2**30)  # beyond its content, which others may read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


_CAUSES = {
    "disk is full": "the disk is full: free some space and do the same again",
    "readonly": "it may only be read: choose a folder that you can write to",
    "read-only": "it may only be read: choose a folder that you can write to",
    "unable to open": "it cannot be opened: check that the folder exists, and that you may write to it",
    "is not a database": "the file is no record of mentormatch: choose another one",
    "malformed": "the file is damaged: use the latest copy",
    "locked": "another programme is using the file: close it and do the same again",
    "No space left": "the disk of the server is full: free some space and do the same again",
    "permission denied": "this user may not do that: use one with the rights of the record's owner",
    "authentication failed": "the server refuses this user or password: check both, such as in ~/.pgpass",
    "connection": "the server cannot be reached, or closed the connection: do the same again",
}


@contextmanager
def named_errors() -> Iterator[None]:
    """Turn errors of the database into ours, which say what to do and quote no data."""
    try:
        yield
    except DBAPIError as error:
        found = str(error.orig)
        why = next((words for sign, words in _CAUSES.items() if sign in found), None)
        if isinstance(error, (IntegrityError, DataError)):
            raise StoreError(f"the record does not allow this: {_constraint(found)}") from None
        why = why or f"the database reported {type(error.orig).__name__}"
        raise StoreError(f"the record is unchanged: {why}") from None
    except OSError as error:
        raise StoreError(
            f"the record is unchanged: {shown(Path(error.filename or '').name)} cannot be written "
            f"({error.strerror}): choose a folder that you can write to"
        ) from None


def _constraint(found: str) -> str:
    """Return the constraint that a message names, without the values that it may quote."""
    if "foreign key" in found.lower():
        return "what is named by its number is not in it"
    names = re.findall(r"\b(?:ck|uq|fk|pk)_[a-z_]+|(?<=UNIQUE constraint failed: ).*", found.splitlines()[0])
    return ", ".join(names) or "a value does not fit"
