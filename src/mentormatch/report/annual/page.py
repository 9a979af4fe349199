"""The annual report as a page: headline figures beside those of the period before, then each section."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from mentormatch.arrays import counted
from mentormatch.errors import ProblemError
from mentormatch.record.follow_up import TOPICS
from mentormatch.report.annual.facts import KINDS, facts
from mentormatch.report.annual.needs import balance, fairness, needs
from mentormatch.report.annual.plots import plots_of
from mentormatch.report.of_record import OfRecord
from mentormatch.report.rendering import Page, Templates, day

if TYPE_CHECKING:
    from mentormatch.record.record import Record
    from mentormatch.tables.files.sources import Source

_OUR_TEMPLATES = Templates()


def annual_report(
    record: Record,
    begins: date,
    ends: date,
    *,
    groups: Source | None = None,
    templates: Templates = _OUR_TEMPLATES,
) -> Page:
    """Return the annual report of a scheme.

    Parameters
    ----------
    begins, ends : date
        First and last day of the period; the period before is compared with it where the record has one.
    groups : path or DataFrame, optional
        Protected characteristics by id, as for `mentormatch.audit`; nothing of them is kept.

    Raises
    ------
    ProblemError
        If the period ends before it begins.
    """
    if ends < begins:
        raise ProblemError(
            [f"a period that begins on {day(begins)} cannot end on {day(ends)}: swap the days"]
        )
    found, before = facts(record, begins, ends), facts(record, *period_before(begins, ends))
    return templates.page(
        "annual.html",
        plots_of(found),
        scheme=OfRecord(record).scheme["name"] or "Mentoring scheme",
        found=found,
        before=before if before["pairs"] or before["meetings"] or before["feedback"] else None,
        counted=counted,
        kinds=KINDS,
        topics=TOPICS,
        needs=needs(record, begins, ends),
        balance=balance(record),
        audit=None if groups is None else fairness(record, begins, ends, groups),
        head=record.head,
    )


def period_before(begins: date, ends: date) -> tuple[date, date]:
    """Return first and last day of the period before: the year before a year, else as many days.

    Examples
    --------
    >>> period_before(date(2023, 9, 1), date(2024, 8, 31))
    (datetime.date(2022, 9, 1), datetime.date(2023, 8, 31))
    """
    after = ends + timedelta(days=1)
    a_year = (after.year - 1, after.month, after.day) == (begins.year, begins.month, begins.day)
    leap_day = (begins.month, begins.day) == (2, 29)
    first = begins.replace(year=begins.year - 1) if a_year and not leap_day else begins - (after - begins)
    return first, begins - timedelta(days=1)
