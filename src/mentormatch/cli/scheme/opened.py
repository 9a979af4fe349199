"""The record that a command works on, and how days and pairs are typed."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from mentormatch.errors import StoreError
from mentormatch.files import shown

if TYPE_CHECKING:
    from mentormatch.record.record import Record
    from mentormatch.record.states import PairKey

PLACE, DEFAULT = "MENTORMATCH_RECORD", "scheme.db"
IMPORT = "mentormatch scheme import --mentees FILE --mentors FILE"


def day_of(written: str) -> date:
    """Return the day that was typed."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("a day is written as 2026-03-31") from None


def pair_of(written: str) -> PairKey:
    """Return the pair that was typed: its number, or who both are."""
    ids = tuple(written.split(","))
    if written.isdecimal():
        return int(written)
    if len(ids) != 2:
        raise typer.BadParameter(
            "a pair is its number, or MENTEE,MENTOR with one comma: two ids, names or addresses"
        )
    return ids[0].strip(), ids[1].strip()


Place = Annotated[
    str,
    typer.Option(
        "--record", metavar="FILE", envvar=PLACE, show_default=True,
        help="The record: a file, or postgresql://... (then better in the variable than typed).",
    ),
]  # fmt: skip
Pair = Annotated[
    Any,
    typer.Argument(parser=pair_of, metavar="PAIR", show_default=False, help="Its number, or MENTEE,MENTOR."),
]
Person = Annotated[
    str, typer.Argument(metavar="PERSON", show_default=False, help="Id, name, address or P12.")
]
Day = Annotated[
    Optional[Any],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option("--on", parser=day_of, metavar="DAY", help="The day it happened; today if left out."),
]
By = Annotated[Optional[str], typer.Option(metavar="NAME", help="Who said so.")]  # noqa: UP045
Author = Annotated[
    str, typer.Option("--by", metavar="NAME", help="The name of whoever decides it.", show_default=False)
]


@contextmanager
def opened(place: str, *, new: bool = False) -> Iterator[Record]:
    """Yield the record; only ``scheme init`` creates one.

    Raises
    ------
    StoreError
        If there is none.
    """
    from mentormatch.record.record import Record

    file = Path(place)
    if not new and "://" not in place and not (file.exists() and file.stat().st_size):
        raise StoreError(
            f"there is no record in {shown(file)}: create one by mentormatch scheme init --name NAME "
            f"--aim AIM, or name it by --record or {PLACE}"
        )
    with Record.open(place) as record:
        yield record


def typed_with(command: str, place: str) -> str:
    """Return a command as it has to be typed for a record; the address of a server may hold a password."""
    named = place == os.environ.get(PLACE, DEFAULT) or "://" in place
    return command if named else f"{command} --record {shlex.quote(place)}"
