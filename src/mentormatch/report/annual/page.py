"""The annual report as a page: headline figures beside those of the period before, then each section."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mentormatch.analysis.audit.audit import Audit
from mentormatch.arrays import counted
from mentormatch.errors import ProblemError
from mentormatch.report.annual.facts import KINDS, TOPICS, Facts, Parts, facts
from mentormatch.report.annual.needs import balance, fairness, needs
from mentormatch.report.annual.plots import plots_of
from mentormatch.report.hidden import HIDDEN
from mentormatch.report.rendering import Page, Templates, day, percent
from mentormatch.report.scheme import scheme_name

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
    record : Record
    begins, ends : date
        First and last day of the period; the period before is compared with it where the record has one.
    groups : path or DataFrame, optional
        Protected characteristics by id, as for `mentormatch.audit`; nothing of them is kept.
    templates : Templates, optional

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
    compared = before if before.pairs or before.meetings or before.feedback else None
    audit = None if groups is None else fairness(record, found, groups)
    return templates.page(
        "annual.html",
        plots_of(found),
        scheme=scheme_name(record),
        found=found,
        before=compared,
        headlines=list(_headlines(found, compared)),
        said=said,
        parts_said=parts_said,
        counted=counted,
        kinds=KINDS,
        topics=TOPICS,
        needs=needs(record, found),
        balance=balance(record),
        audit=audit,
        audited=[] if audit is None else list(_audited(audit)),
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


def said(number: float | None) -> str:
    """Return a figure as it is read."""
    return HIDDEN if number is None else f"{number:,.1f}".removesuffix(".0")


def parts_said(of: Parts) -> list[tuple[str, str, str]]:
    """Return the parts of a whole, each with its number and share."""
    whole = sum(n or 0 for n in of.values())
    return [
        (name, said(n), percent(n / whole) if n is not None and whole else percent(None))
        for name, n in of.items()
    ]


def _headlines(found: Facts, before: Facts | None) -> Iterator[tuple[str, ...]]:
    """Yield name and number of what is compared, with that of the period before if there is one."""
    both = (found,) if before is None else (found, before)
    for name, field in (
        ("Mentees with a mentor", "mentees"), ("Mentors with a mentee", "mentors"),
        ("Pairs that went on in the period", "pairs"), ("Pairs that began", "began"),
        ("Pairs that ended", "ended"), ("Meetings", "meetings"), ("Hours of meetings", "hours"),
    ):  # fmt: skip
        yield name, *(said(getattr(one, field)) for one in both)
    for name, whole, part in (
        ("Completed, of pairs that ended", "outcomes", "completed"),
        ("Online, of meetings", "modes", "online"),
    ):
        yield name, *({n: share for n, _, share in parts_said(one.parts[whole])}[part] for one in both)


def _audited(audit: Audit) -> Iterator[tuple[str, ...]]:
    for one in audit.groups:
        ratio = "" if one.rate_ratio is None else f"{one.rate_ratio:.2f}"
        share = f"{one.rate.value:.0%} ({100 * one.rate.low:.0f}–{one.rate.high:.0%})"
        yield one.name, one.characteristic, f"{one.role}s", str(one.people), share, ratio
