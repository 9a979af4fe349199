"""Statements of the standards, from a file of data, each as one row with its evidence or what to do."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mentormatch.errors import OutputError
from mentormatch.files import shown
from mentormatch.report.rendering import Page, Templates
from mentormatch.report.scheme import scheme_name
from mentormatch.report.standards.evidence import FACTS, Count, Evidence, Level, Rows, answered

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record

_OURS = Templates()


@dataclass(frozen=True)
class Statement:
    """A statement of the standards.

    Parameters
    ----------
    attribute, wanted : str
        What it is about, and what is accepted as evidence.
    item, kind, text : str
        Its name in answers, essential or desirable, and its words.
    facts : tuple of callable
        Each returns evidence from rows of the record, or None.
    command : str
        What to type where evidence is missing; an answer if left out.
    """

    attribute: str
    wanted: str
    item: str
    kind: str
    text: str
    facts: tuple[Callable[[Rows], Evidence | None], ...] = ()
    command: str = ""


@dataclass(frozen=True)
class Shown:
    """A statement, what the record shows of it, and the command to type; empty if all is shown."""

    statement: Statement
    evidence: tuple[Evidence, ...]
    status: Level
    what_to_do: str


def standards(record: Record, templates: Templates = _OURS) -> tuple[Shown, ...]:
    """Return every statement of the standards with its evidence from the record.

    Parameters
    ----------
    record : Record
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
    return tuple(_shown(one, rows) for one in found)


def _read(data: Mapping[str, Any]) -> Iterator[Statement]:
    for about in data["attribute"]:
        for one in about["statement"]:
            facts = [FACTS[of] if isinstance(of, str) else Count(**of) for of in one.get("facts", ())]
            given = {"attribute": about["name"], "wanted": "; ".join(about["evidence"])}
            yield Statement(**{**one, **given, "facts": tuple(facts)})


def _shown(one: Statement, rows: Rows) -> Shown:
    found = [*(fact(rows) for fact in one.facts), answered(rows, one.item)]
    evidence = tuple(each for each in found if each is not None)
    levels = {each.level for each in evidence}
    status: Level = "in part" if len(levels) > 1 else next(iter(levels), "missing")
    answer = f'mentormatch scheme add answer list=standards item={one.item} answer="WORDS"'
    return Shown(one, evidence, status, "" if status == "shown" else one.command or answer)


def table_of(found: Sequence[Shown]) -> pd.DataFrame:
    """Return the standards as a table: a row for each statement, several facts of one parted by semicolons.

    Returns
    -------
    DataFrame
        Columns attribute, kind, item, statement, evidence_wanted, status, evidence, how_many, where, first,
        last, what_to_do.
    """
    import pandas as pd

    def row(one: Shown) -> dict[str, str]:
        of = one.statement
        of_each = ("how_many", "where", "first", "last")
        fields = {"evidence": "what"} | {name: name for name in of_each}
        return {
            "attribute": of.attribute, "kind": of.kind, "item": of.item, "statement": of.text,
            "evidence_wanted": of.wanted, "status": one.status,
            **{name: "; ".join(getattr(each, field) for each in one.evidence)
               for name, field in fields.items()},
            "what_to_do": one.what_to_do,
        }  # fmt: skip

    return pd.DataFrame(map(row, found))


def summary(found: Sequence[Shown]) -> list[tuple[str, int, int, int]]:
    """Return kind, and how many of its statements are shown, in part and missing."""
    kinds = dict.fromkeys(one.statement.kind for one in found)
    counts = Counter((one.statement.kind, one.status) for one in found)
    return [(kind, counts[kind, "shown"], counts[kind, "in part"], counts[kind, "missing"]) for kind in kinds]


def standards_page(record: Record, found: Sequence[Shown], templates: Templates = _OURS) -> Page:
    """Return the standards as a page.

    Parameters
    ----------
    record : Record
    found : sequence of Shown
        What `standards` returned.
    templates : Templates, optional
    """
    by_attribute = groupby(found, key=lambda one: (one.statement.attribute, one.statement.wanted))
    return templates.page(
        "standards.html",
        scheme=scheme_name(record),
        attributes=[(*about, list(each)) for about, each in by_attribute],
        counts=summary(found),
        head=record.head,
    )
