"""Agreements of mentors and mentees: filled from what the record knows, with lines for the rest."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentormatch.errors import OutputError, StoreError
from mentormatch.files import shown
from mentormatch.policy import Policy
from mentormatch.record.tables import LIVE, YEARS
from mentormatch.report.editable import editable, filled
from mentormatch.report.of_record import OfRecord
from mentormatch.report.rendering import Templates, day
from mentormatch.report.word import printable

if TYPE_CHECKING:
    from mentormatch.record.record import Record
    from mentormatch.record.states import PairKey

BLANK = "_" * 24
"""A line to write on."""
NAME = "agreement"
_PEOPLE = tuple(f"{who}{of}" for who in ("mentee", "mentor") for of in ("", "_role", "_workplace", "_email"))
_NUMBERS = ("weeks_between", "meetings", "minutes", "months")
_WORDS = ("location", "contact", "arranging", "focus")
_AGREED = ("confidentiality", "limits", "boundaries", "no_fault")
FIELDS = (
    "scheme", "aim", *_PEOPLE, *_NUMBERS, "until", *_WORDS, *_AGREED, "review_dates", "referral", "resources",
    "support", "organisers", "between_organisations", "years_kept", "mentee_signed", "mentor_signed", "blank",
)  # fmt: skip
"""What a template of the agreement may name; each is text, and a line where it is not known."""


@dataclass(frozen=True)
class Agreement:
    """What is known of the agreement of a pair.

    Parameters
    ----------
    pair : int
    about : tuple of str
        Pseudonyms of all who are named in it; those of mentee and mentor come first.
    fields : mapping of str to str
        `FIELDS` -> text.
    """

    pair: int
    about: tuple[str, ...]
    fields: Mapping[str, str]

    @property
    def name(self) -> str:
        """Name of its file, without the suffix."""
        return f"{NAME}-{self.pair}-{self.about[0]}-{self.about[1]}"


def agreements(record: Record, pair: PairKey | None = None) -> list[Agreement]:
    """Return the agreements of the pairs that were approved and go on.

    Parameters
    ----------
    record : Record
    pair : int or (str, str), optional
        Only that of this pair.

    Raises
    ------
    StoreError
        If there is no such pair.
    """
    known = OfRecord(record)
    approved = {row["id"] for row in known.rows("run") if row["state"] == "approved"}
    rows = [row for row in known.rows("pair") if row["state"] in LIVE and row["run"] in approved]
    if pair is not None:
        both = pair if isinstance(pair, int) else tuple(int(record.pseudonym(one)[1:]) for one in pair)
        rows = [row for row in rows if both in {row["id"], (row["mentee"], row["mentor"])}]
        if not rows:
            raise StoreError("there is no such pair that was approved and goes on: see the list of pairs")
    agreed = known.last("agreement", "pair")
    signed = {(row["agreement"], row["person"]): row["day"] for row in known.rows("signature")}
    began = {row["pair"]: row["day"] for row in known.rows("event") if row["event"] == "begin"}
    weeks = (record.policy() or Policy()).follow_up.feedback_weeks
    shared = _of_scheme(known)
    officers = {f"P{number}": None for names in known.officers.values() for number in names}
    return [
        Agreement(
            row["id"],
            tuple(dict.fromkeys((f"P{row['mentee']}", f"P{row['mentor']}", *officers))),
            _completed({
                **shared,
                **_of_people(known, row),
                **_of_pair(agreed.get(row["id"], {}), known.scheme, began.get(row["id"]), weeks),
                **{
                    f"{who}_signed": day(signed.get((agreed.get(row["id"], {}).get("id"), row[who])))
                    for who in ("mentee", "mentor")
                },
            }),
        )
        for row in rows
    ]  # fmt: skip


def save_agreements(
    record: Record,
    folder: str | Path,
    templates: Templates | None = None,
    *,
    pair: PairKey | None = None,
    html: bool = False,
) -> list[Path]:
    """Write agreements to a folder; each is deleted when somebody who is named in it is erased.

    Parameters
    ----------
    record : Record
    folder : path
    templates : Templates, optional
        Whose ``agreement.docx``, or else ``agreement.html``, is filled.
    pair : int or (str, str), optional
        As for `agreements`.
    html : bool
        As pages in the place of Word documents.

    Returns
    -------
    list of Path
        Named by pseudonyms.

    Raises
    ------
    OutputError
        If the template is wrong, or one of the files is there: somebody may have written in it.
    """
    templates = templates or Templates()
    template = b"" if html else editable(templates, NAME, FIELDS)
    return save_each(record, (
        (
            Path(folder) / f"{one.name}.{'html' if html else 'docx'}",
            templates.page(f"{NAME}.html", None, **one.fields).html.encode() if html
            else filled(template, NAME, one.fields),
            one.about,
        )
        for one in agreements(record, pair)
    ))  # fmt: skip


def save_each(record: Record, files: Iterable[tuple[Path, bytes, Sequence[str]]]) -> list[Path]:
    """Write new files, each with the pseudonyms of all whom it names, and return where they are."""
    each = list(files)
    there = [path for path, _, _ in each if os.path.lexists(path)]
    if there:
        raise OutputError(f"{shown(there[0])} is there already: choose another folder")
    record.write_files([(path, data, who) for path, data, about in each for who in about])
    return [path for path, _, _ in each]


def _completed(found: Mapping[str, Any]) -> dict[str, str]:
    return {name: BLANK if found.get(name) in {None, ""} else printable(str(found[name])) for name in FIELDS}


def _of_scheme(known: OfRecord) -> dict[str, Any]:
    """Return what is the same for all pairs."""
    ways = known.last("resource", "name").values()
    answers = [row for row in known.last("answer", "item").values() if row["list"] == "cross_agency"]
    return {
        "scheme": known.scheme.get("name"), "aim": known.scheme.get("aim"), "years_kept": YEARS["agreement"],
        "referral": _lines(f"{row['name']}: {row['how']}" for row in ways if row["kind"] == "referral"),
        "resources": _lines(f"{row['name']}: {row['how']}" for row in ways if row["kind"] == "resource"),
        "support": _lines(_named(known, "supervision", "escalation")),
        "organisers": _lines(_named(known, "lead", "organiser", "administrator")),
        "between_organisations": _lines(f"{row['item']}: {row['answer']}" for row in answers),
    }  # fmt: skip


def _named(known: OfRecord, *roles: str) -> Iterator[str]:
    for role in roles:
        yield from (f"{name} ({role})" for name in known.officers.get(role, {}).values())


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def _of_people(known: OfRecord, row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for who in ("mentee", "mentor"):
        form = known.forms.get((who, row[who]), {})
        found |= {f"{who}_{field}": form.get(field) for field in ("role", "workplace", "email")}
        found[who] = form.get("name") or form.get("id")
    return found


def _of_pair(
    agreed: Mapping[str, Any], scheme: Mapping[str, Any], began: str | None, weeks: int
) -> dict[str, Any]:
    """Return what the two have agreed, or what the scheme has them agree, and the days that follow."""
    import pandas as pd

    numbers = {name: agreed.get(name) or scheme.get(name) for name in _NUMBERS}
    said = {name: {1: "yes", 0: "not yet"}.get(agreed.get(name, -1)) for name in _AGREED}
    found = {**numbers, **{name: agreed.get(name) for name in _WORDS}, **said}
    start = began or agreed.get("day")
    if start is None or numbers["months"] is None:
        return found
    first = pd.Timestamp(start)
    last = first + pd.DateOffset(months=numbers["months"])
    every = pd.Timedelta(weeks=max(weeks, 1))
    # The last review is at the end, and none is just before it.
    reviews = [one for one in pd.date_range(first + every, last, freq=every) if one < last - every / 2]
    dates = ", ".join(day(one.date()) for one in [*reviews, last])
    return {**found, "until": day(last.date()), "review_dates": dates}
