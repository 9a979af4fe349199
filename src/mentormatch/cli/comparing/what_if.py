"""``mentormatch what-if``: what a saved matching would be under another policy, or after changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from mentormatch.cli.comparing.results import (
    MostChanged,
    NoCauses,
    check_amount,
    give_comparison,
)
from mentormatch.cli.console import err_console, print_problems, step
from mentormatch.cli.options import Columns, PeopleFile, PlacesFile, SamePeople, SheetName, TimeLimit
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.rematch import Begun, ChangesFile, Mentees, Mentors, OtherPolicy
from mentormatch.cli.results import AsJson, Folder, check_folder

if TYPE_CHECKING:
    from mentormatch.changes.base import Change


def what_if(  # noqa: PLR0913, PLR0917  (one parameter per option)
    before: From,
    policy: OtherPolicy = None,
    changes: ChangesFile = None,
    mentees: Mentees = None,
    mentors: Mentors = None,
    people: PeopleFile = None,
    columns: Columns = None,
    places: PlacesFile = None,
    same_people: SamePeople = None,
    sheet: SheetName = None,
    begun: Begun = False,
    max_changed: MostChanged = None,
    no_causes: NoCauses = False,
    time_limit: TimeLimit = 60.0,
    out: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Show what another policy or changes would do to a matching; nothing is changed."""
    from mentormatch.analysis.comparing.what_if import what_if as supposed
    from mentormatch.policy import Policy
    from mentormatch.tables.read_changes import read_change_tables

    if policy is None and changes is None:
        raise typer.BadParameter("give another --policy, a table of --changes, or both")
    check_amount(max_changed)
    check_folder(out)
    matching = matching_from(before)
    matching = matching.begin() if begun else matching
    rules = matching.policy if policy is None else Policy.from_toml(policy)
    wanted: Sequence[Change] = ()
    if changes is not None:
        with step("Reading the changes"):
            reading = read_change_tables(
                changes, matching=matching, mentees=mentees, mentors=mentors, people=people, columns=columns,
                places=places, same_people=same_people, sheet=sheet, policy=rules,
            )  # fmt: skip
        err_console.print(str(reading.count))
        if reading.warnings:
            print_problems("Warnings (no change is left out for them)", reading.warnings, "warning")
        wanted = reading.changes
    with step("Matching and comparing"):
        found = supposed(matching, rules, wanted, causes=not no_causes, time_limit=time_limit)
    give_comparison(found, out, max_changed, as_json=as_json)
