"""A PostgreSQL server of the tests' own: on loopback, in a temporary folder, ended with them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

REQUIRED = "MENTORMATCH_POSTGRES"
"""Set to ``required``, a machine without PostgreSQL is an error instead of a reason to skip."""


@contextmanager
def server() -> Iterator[str]:
    """Yield the URL of a server's database, without a schema."""
    binaries = _binaries()
    if binaries is None:
        if os.environ.get(REQUIRED) == "required":
            pytest.fail("PostgreSQL is required here: install it (Debian: apt-get install postgresql)")
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="mentormatch-postgres-"))
    options = _as_somebody_else(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    command = [binaries / "initdb", "-D", data, "-U", "tests", "--auth=trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, **options)
    settings = {
        "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off",
        "shared_buffers": "32MB", "max_connections": 40,
    }  # fmt: skip
    command = [binaries / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **options)
        try:
            url = f"postgresql://tests@127.0.0.1:{port}/postgres"
            _wait(url)
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
            shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    """Return the folder of the server's programmes."""
    folders = [Path(found).parent for found in [shutil.which("initdb")] if found]
    config = shutil.which("pg_config")
    if config:
        done = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(done.stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    whole = (one for one in folders if (one / "initdb").exists() and (one / "postgres").exists())
    return next(whole, None)


def _as_somebody_else(folder: Path) -> dict[str, Any]:
    """Return what makes a process run as an ordinary user, whose folder it is; the server refuses root."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd

    names = [one.pw_name for one in pwd.getpwall()]
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
