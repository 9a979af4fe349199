"""``mentormatch shortlist``: whom each mentee talks to before the final match, as a table that goes out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from mentormatch.cli.console import (
    BAD_ROWS,
    NOT_PROVED,
    err_console,
    fact_table,
    out_console,
    print_frame,
    step,
)
from mentormatch.cli.given.options import TimeLimit
from mentormatch.cli.given.people_files import PeopleFiles
from mentormatch.cli.given.reading import names_in_rules, print_reading, read_policy, with_policy_warnings
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.match import Skip
from mentormatch.cli.results import AsJson, check_file, give

Talks = Annotated[int, typer.Option(min=1, help="With how many mentors each mentee talks.")]
Most = Annotated[
    Optional[int],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option(
        min=1,
        help="With how many mentees a mentor talks at most; without it the talks are spread as evenly as "
        "possible.",
    ),
]
Out = Annotated[Path, typer.Option("--out", help="CSV file for the table, with names, that goes out.")]


@said_once
def shortlist(
    out: Out,
    files: PeopleFiles,
    talks: Talks = 3,
    most: Most = None,
    time_limit: TimeLimit = 60.0,
    skip_rejected: Skip = False,
    as_json: AsJson = False,
) -> None:
    r"""Choose whom each mentee talks to; ratings come back in the table, for match --ratings.

    Example:
    mentormatch shortlist --mentees mentees.csv --mentors mentors.csv \
        --out talks.csv
    """
    from mentormatch.analysis.shortlist import shortlist as chosen
    from mentormatch.report.handed_on import PAIR
    from mentormatch.report.named import with_names

    check_file(out)
    rules = read_policy(files.policy)
    reading = files.read(rules)
    reading = with_policy_warnings(reading, rules)
    print_reading(reading)
    if reading.rejected and not skip_rejected:
        err_console.print("Nothing was written. Fix the rows above, or leave them out with --skip-rejected.")
        raise typer.Exit(BAD_ROWS)
    names_in_rules(reading.people, rules)
    with step("Choosing the talks"):
        found = chosen(reading.people, rules, talks=talks, most=most, time_limit=time_limit)
    table = with_names(found.table, found.matching.people, PAIR)
    unmatched = found.matching.unmatched
    none = unmatched[unmatched["role"] == "mentee"]

    def text() -> None:
        headings = {"person_id": "mentee", "detail": "reason"}
        print_frame("Mentees with nobody to talk to", none, headings)
        out_console.print(fact_table(found.facts))
        out_console.print("\nFilled in, the table is read by mentormatch match --ratings.")

    as_found = {"facts": dict(found.facts), "talks": found.table, "nobody": none}
    give(as_found, table, text, out=out, as_json=as_json)
    if not found.matching.as_asked:
        raise typer.Exit(NOT_PROVED)
