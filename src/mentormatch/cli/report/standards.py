"""``mentormatch report standards``: each statement of the standards with its evidence, or what to type."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from mentormatch.cli.console import err_console, fact_table, out_console, step
from mentormatch.cli.report.given import OwnTemplates, templates_of
from mentormatch.cli.results import AsJson, check_file, give
from mentormatch.cli.scheme.opened import DEFAULT, Place, opened, typed_with
from mentormatch.files import shown, write_atomically

if TYPE_CHECKING:
    from mentormatch.report.standards.statements import Shown

Out = Annotated[
    Optional[Path],  # noqa: UP045  (typer reads the annotation at run time)
    typer.Option("--out", help="A page (.html, .docx), or a table (.csv, .json).", readable=False),
]


def standards(
    out: Out = None, as_json: AsJson = False, own: OwnTemplates = None, at: Place = DEFAULT
) -> None:
    """List the standards for a scheme with what the record shows for each, or what to do."""
    from mentormatch.report.standards.statements import standards as found_in
    from mentormatch.report.standards.statements import standards_page, summary, table_of

    check_file(out)
    own_templates, suffix = templates_of(own), "" if out is None else out.suffix.lower()
    with opened(at) as record, step("Looking for evidence"):
        found = [
            replace(one, what_to_do=typed_with(one.what_to_do, at) if one.what_to_do else "")
            for one in found_in(record, own_templates)
        ]
        if out is not None and suffix in {".html", ".docx"}:
            standards_page(record, found, own_templates).save(out)
    table = table_of(found)
    if out is not None and suffix == ".json":
        rows = json.dumps(table.to_dict("records"), ensure_ascii=False, indent=1)
        write_atomically(out, rows.encode())
    counts = [(kind, f"{yes} shown, {part} in part, {no} missing") for kind, yes, part, no in summary(found)]
    if suffix in {".html", ".docx", ".json"}:
        err_console.print(f"Written to {shown(str(out))}.")
        out = None
    give({"standards": table}, table, lambda: _print(counts, found), out=out, as_json=as_json)


def _print(counts: Sequence[tuple[str, str]], found: Sequence[Shown]) -> None:
    out_console.print(fact_table(counts))
    for one in found:
        if one.what_to_do:
            out_console.print(f"\n{one.statement.attribute}, {one.statement.kind}: {one.status}")
            lines = [one.statement.text, *(f"{each.what}: {each.how_many}" for each in one.evidence)]
            for line in lines:
                out_console.print(f"  {line}")
            out_console.print(f"  {one.what_to_do}", soft_wrap=True)
