"""``mentormatch report standards``: each statement of the standards with its evidence, or what to type."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from mentormatch.cli.console import fact_table, out_console, step
from mentormatch.cli.given.options import File, file_option
from mentormatch.cli.report.given import OwnTemplates, templates_of, write_page
from mentormatch.cli.results import AsJson, check_file, give
from mentormatch.cli.scheme.opened import DEFAULT, Place, opened, typed_with
from mentormatch.files import write_atomically

if TYPE_CHECKING:
    from mentormatch.report.standards.statements import Statement

Out = Annotated[File, file_option("A page (.html, .docx), or a table (.csv, .json).", "--out")]


def standards(
    out: Out = None, as_json: AsJson = False, own: OwnTemplates = None, at: Place = DEFAULT
) -> None:
    """List the standards for a scheme with what the record shows for each, or what to do.

    Example:
    mentormatch report standards --out standards.html
    """
    from mentormatch.report.standards.statements import standards as found_in
    from mentormatch.report.standards.statements import standards_page, table_of

    check_file(out)
    templates, suffix = templates_of(own), "" if out is None else out.suffix.lower()
    with opened(at) as record:
        with step("Looking for evidence"):
            found = tuple(
                replace(one, command=typed_with(one.command, at)) if one.command else one
                for one in found_in(record, templates)
            )
        if out is not None and suffix in {".html", ".docx"}:
            write_page(standards_page(record, found, templates), out)
            out = None
    table = table_of(found)
    if out is not None and suffix == ".json":
        write_atomically(out, json.dumps(table.to_dict("records"), ensure_ascii=False, indent=1).encode())
        out = None
    give({"standards": table}, table, lambda: _print(found), out=out, as_json=as_json)


def _print(found: Sequence[Statement]) -> None:
    from mentormatch.report.standards.statements import summary

    counts = [(kind, f"{yes} shown, {part} in part, {no} missing") for kind, yes, part, no in summary(found)]
    out_console.print(fact_table(counts))
    for one in found:
        if one.command:
            out_console.print(f"\n{one.attribute}, {one.kind}: {one.status}")
            for line in (one.text, *(f"{each.what}: {each.how_many}" for each in one.evidence)):
                out_console.print(f"  {line}")
            out_console.print(f"  {one.command}", soft_wrap=True)
