"""``mentormatch report annual``: a year of the scheme, from its record."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mentormatch.cli.console import step
from mentormatch.cli.report.given import Groups, OwnTemplates, PageFile, check_page, templates_of, write_page
from mentormatch.cli.scheme.opened import DEFAULT, Place, day_of, opened

First = Annotated[Any, typer.Option("--from-day", parser=day_of, metavar="DAY", show_default=False,
                                    help="The first day.")]  # fmt: skip
Last = Annotated[Any, typer.Option("--to-day", parser=day_of, metavar="DAY", show_default=False,
                                   help="The last day.")]  # fmt: skip


def annual(
    from_day: First, to_day: Last, out: PageFile, groups: Groups = None, own: OwnTemplates = None,
    at: Place = DEFAULT,
) -> None:  # fmt: skip
    r"""Write the annual report; counts of small groups are hidden in it, and nobody is named.

    Example:
    mentormatch report annual --from-day 2026-01-01 --to-day 2026-12-31 \
        --out annual.html
    """
    from mentormatch.report.annual.page import annual_report

    check_page(out)
    with opened(at) as record, step("Counting"):
        page = annual_report(record, from_day, to_day, groups=groups, templates=templates_of(own))
    write_page(page, out)
