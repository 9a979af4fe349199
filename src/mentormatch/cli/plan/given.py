"""Whom the commands of ``mentormatch plan`` plan for, and how they give a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from mentormatch.cli.console import BAD_ROWS, NOT_PROVED, err_console, out_console, print_frame
from mentormatch.cli.given.options import TABLE, File, Files, TimeLimit, file_option
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.reading import print_reading, read_policy
from mentormatch.cli.questions.asked import called, matching_from
from mentormatch.cli.results import AsJson, Folder, check_folder, give, write_noted
from mentormatch.cli.scheme.opened import opened
from mentormatch.files import csv_bytes, shown

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.people.model import People
    from mentormatch.planning.sessions import Plan
    from mentormatch.policy import Policy
    from mentormatch.record.record import Record
    from mentormatch.tables.read_sessions import Slot, Venue


@dataclass(frozen=True)
class Asked(Files):
    """What a plan is asked for besides people; each field is an option of the command."""

    slots: Annotated[File, file_option(f"Times, {TABLE}: day (a weekday or a date), time.", "--slots")] = None
    venues: Annotated[
        File, file_option(f"Venues, {TABLE}: name, capacity, postcode or latitude, longitude.", "--venues")
    ] = None
    before: Annotated[
        File, file_option("People and policy of a matching (matching.mm), not files.", "--from")
    ] = None
    at: Annotated[
        Optional[str],  # noqa: UP045  (typer reads the annotation at run time)
        typer.Option(
            "--record", metavar="FILE", help="People and policy of a record, not files.", show_default=False
        ),
    ] = None
    time_limit: TimeLimit = 60.0
    out: Folder = None
    as_json: AsJson = False

    def read(self, places: Path | None) -> tuple[tuple[Venue, ...], tuple[Slot, ...]]:
        """Return the venues, none if no file is given, and the times, before anything is worked out."""
        from mentormatch.tables.read_places import read_places
        from mentormatch.tables.read_sessions import read_slots, read_venues

        check_folder(self.out)
        if self.slots is None:
            raise typer.BadParameter("give the times that could be: --slots")
        known = None if places is None or self.venues is None else read_places(places)
        return () if self.venues is None else read_venues(self.venues, known), read_slots(self.slots)


@dataclass(frozen=True)
class Planning:
    """People and policy, and the record from which they come, if any."""

    people: People
    policy: Policy
    record: Record | None = None

    def give(self, plan: Plan, asked: Asked) -> None:
        """Write and print a plan; from a record its files are noted there, so that erasure finds them."""
        tables = {"sessions": plan.sessions, "people": plan.people, "unplaced": plan.unplaced}
        found: dict[str, Any] = {
            "summary": str(plan), "notes": plan.notes, **tables, "stages": [
                {name: getattr(stage, name) for name in ("objective", "value", "bound")}
                for stage in plan.solution.stages
            ],
        }  # fmt: skip
        out = asked.out if self.record is None else None
        give(found, tables, lambda: self._print(plan), out=out, as_json=asked.as_json)
        if self.record is not None and (noted := asked.out) is not None:
            files = {f"{name}.csv": csv_bytes(table) for name, table in tables.items()}
            write_noted(self.record, noted, files)
            err_console.print(f"Written to {shown(noted)}.")
        if plan.solution.gap != 0.0:
            raise typer.Exit(NOT_PROVED)

    def _print(self, plan: Plan) -> None:
        out_console.print(str(plan))
        for note in plan.notes:
            out_console.print(note)
        runs = {"session": "no.", "venue": "venue", "when": "when"}
        numbers = {"people": "people", "capacity": "capacity", "mean_km": "mean km", "max_km": "most km"}
        self._table(f"{plan.kind.capitalize()}s", plan.sessions, {**runs, **numbers})
        self._table("Who goes to which", plan.people, {"name": "mentor", **runs, "km": "km"})
        self._table("Who cannot go", plan.unplaced, {"name": "mentor", "reason": "reason"})

    def _table(self, title: str, table: pd.DataFrame, headings: Mapping[str, str]) -> None:
        """Print a table with names, and kilometres without tenths."""
        if "name" in headings:
            table = table.assign(name=[called(self.people, one) for one in table.person_id])
        known = [name for name in table if str(name).endswith("km") and table[name].notna().all()]
        print_frame(title, table.round(dict.fromkeys(known, 0)).astype(dict.fromkeys(known, int)), headings)


@contextmanager
def planning(files: PeopleFiles, asked: Asked) -> Iterator[Planning]:
    """Yield whom to plan for: the people in files, of a matching or of a record.

    Raises
    ------
    typer.BadParameter
        If more than one of the three is given.
    """
    own = any((files.people, files.mentees, files.mentors))
    if sum(map(bool, (own, asked.before, asked.at))) != 1:
        raise typer.BadParameter("give one of these: files of people, --from or --record")
    given = None if files.policy is None else read_policy(files.policy)
    if asked.before is not None:
        matching = matching_from(asked.before)
        yield Planning(matching.people, given or matching.policy)
    elif asked.at is not None:
        with opened(asked.at) as record:
            yield Planning(record.people(), given or record.policy() or read_policy(None), record)
    else:
        policy = given or read_policy(None)
        reading = files.read(policy)
        print_reading(reading)
        if reading.rejected:
            raise typer.Exit(BAD_ROWS)
        yield Planning(reading.people, policy)
