"""Statements of the standards, from a file of data, each as one row with its evidence or what to do."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mentormatch.errors import OutputError
from mentormatch.files import shown
from mentormatch.report.of_record import OfRecord
from mentormatch.report.rendering import Page, Templates
from mentormatch.report.standards.evidence import FACTS, Count, Evidence, Fact, Level, Rows, answered

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record

_OURS = Templates()


@dataclass(frozen=True)
class Statement:
    """A statement of the standards, and what the record shows of it.

    Parameters
    ----------
    attribute, wanted : str
        What it is about, and what is accepted as evidence.
    item, kind, text : str
        Its name in answers, essential or desirable, and its words.
    facts : tuple of callable
        Each returns evidence from rows of the record, or None.
    command : str
        What to type where evidence is missing; empty if all is shown.
    """

    attribute: str
    wanted: str
    item: str
    kind: str
    text: str
    facts: tuple[Fact, ...] = ()
    command: str = ""
    evidence: tuple[Evidence, ...] = ()
    status: Level = "missing"


def standards(record: Record, templates: Templates = _OURS) -> tuple[Statement, ...]:
    """Return every statement of the standards with its evidence from the record.

    Parameters
    ----------
    templates : Templates, optional
        Whose ``standards.toml`` is read.

    Raises
    ------
    OutputError
        If that file cannot be used.
    """
    path, rows = templates.file("standards.toml"), Rows(record)
    try:
        found = tuple(_read(tomllib.loads(path.read_text("utf-8"))))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise OutputError(f"{shown(path)} cannot be used: {error}; begin with ours, and edit that") from error
    return tuple(_with_evidence(one, rows) for one in found)


def _read(data: Mapping[str, Any]) -> Iterator[Statement]:
    for about in data["attribute"]:
        for one in about["statement"]:
            facts = [FACTS[of] if isinstance(of, str) else Count(**of) for of in one.get("facts", ())]
            yield Statement(about["name"], "; ".join(about["evidence"]), **{**one, "facts": tuple(facts)})


def _with_evidence(one: Statement, rows: Rows) -> Statement:
    found = [*(fact(rows) for fact in one.facts), answered(rows, one.item)]
    evidence = tuple(each for each in found if each is not None)
    levels = {each.level for each in evidence}
    status: Level = "in part" if len(levels) > 1 else next(iter(levels), "missing")
    answer = f'mentormatch scheme add answer list=standards item={one.item} answer="WORDS"'
    command = "" if status == "shown" else one.command or answer
    return replace(one, command=command, evidence=evidence, status=status)


def table_of(found: Sequence[Statement]) -> pd.DataFrame:
    """Return the standards as a table: a row for each statement, several facts of one parted by semicolons.

    Returns
    -------
    DataFrame
        Columns attribute, kind, item, statement, evidence_wanted, status, evidence, how_many, where, first,
        last, what_to_do.
    """
    import pandas as pd

    facts = {"what": "evidence", "how_many": "how_many", "where": "where", "first": "first", "last": "last"}
    return pd.DataFrame([
        {
            "attribute": one.attribute, "kind": one.kind, "item": one.item, "statement": one.text,
            "evidence_wanted": one.wanted, "status": one.status,
            **{name: "; ".join(asdict(each)[of] for each in one.evidence) for of, name in facts.items()},
            "what_to_do": one.command,
        }
        for one in found
    ])  # fmt: skip


def summary(found: Sequence[Statement]) -> list[tuple[str, int, int, int]]:
    """Return kind, and how many of its statements are shown, in part and missing."""
    counts = Counter((one.kind, one.status) for one in found)
    kinds = dict.fromkeys(one.kind for one in found)
    return [(kind, counts[kind, "shown"], counts[kind, "in part"], counts[kind, "missing"]) for kind in kinds]


def standards_page(record: Record, found: Sequence[Statement], templates: Templates = _OURS) -> Page:
    """Return the standards, as `standards` found them, as a page."""
    by_attribute = groupby(found, key=lambda one: (one.attribute, one.wanted))
    return templates.page(
        "standards.html",
        scheme=OfRecord(record).scheme["name"] or "Mentoring scheme",
        attributes=[(*about, list(each)) for about, each in by_attribute],
        counts=summary(found),
        head=record.head,
    )
