"""``mentormatch report matching``: what a committee needs to decide on a matching, without naming anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Optional

import typer

from mentormatch.cli.console import step
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.report.given import Groups, OwnTemplates, PageFile, check_page, templates_of, write_page
from mentormatch.cli.scheme.opened import opened
from mentormatch.files import RECORD, read_file

_LARGEST = 2**26
RecordOf = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option("--record", metavar="FILE", help="The record whose last entry is to be named."),
]


def matching(
    before: From,
    out: PageFile,
    groups: Groups = None,
    record: RecordOf = None,
    templates: OwnTemplates = None,
) -> None:
    """Write the report on a matching for a committee; it holds no names and no ids.

    Example:
    mentormatch report matching --from results/matching.mm --out committee.html
    """
    from mentormatch.analysis.audit.audit import audit as compared
    from mentormatch.report.matching import page

    check_page(out)
    found = matching_from(before)
    audit = None if groups is None else compared(found, groups)
    head = None
    if record is not None:
        with opened(record) as scheme:
            head = scheme.head
    with step("Writing the report"):
        made = page(found, audit, inputs=_inputs(before), head=head, templates=templates_of(templates))
    write_page(made, out)


def _inputs(before: Path) -> list[str]:
    """Return the hashes of what was matched: from the record of the run beside it, if it is of this one."""
    from mentormatch.analysis.run_record import hashes

    (mine,) = hashes([before])
    try:
        run = json.loads(read_file(before.parent / RECORD, _LARGEST))
        of_it = run["files"][before.name] == mine["sha256"]
        return [str(one["sha256"]) for one in run["inputs"]] if of_it else []
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return []  # no record of ours
