"""``mentormatch compare``: what differs between two saved matchings, and why; a gate for batch runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentormatch.cli.comparing.results import (
    MostChanged,
    NoCauses,
    check_amount,
    give_comparison,
)
from mentormatch.cli.console import step
from mentormatch.cli.given.options import TimeLimit
from mentormatch.cli.questions.asked import matching_from
from mentormatch.cli.results import AsJson, Folder, check_folder

Before = Annotated[Path, typer.Argument(help="The matching before: matching.mm.", readable=False)]
After = Annotated[Path, typer.Argument(help="The matching after: matching.mm.", readable=False)]


def compare(
    before: Before,
    after: After,
    max_changed: MostChanged = None,
    no_causes: NoCauses = False,
    time_limit: TimeLimit = 60.0,
    out: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Compare two matchings: which pairs differ, and because of which rows, policy keys or version.

    Example:
    mentormatch compare results/matching.mm july/matching.mm
    """
    from mentormatch.analysis.comparing.compare import compare as compared

    check_amount(max_changed)
    check_folder(out)
    matchings = matching_from(before), matching_from(after)
    with step("Comparing"):
        found = compared(*matchings, causes=not no_causes, time_limit=time_limit)
    give_comparison(found, out, max_changed, as_json=as_json)
