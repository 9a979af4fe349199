"""Agreements of mentors and mentees: filled from what the record knows, with lines for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentormatch.errors import StoreError
from mentormatch.people.person import ROLES
from mentormatch.policy import Policy
from mentormatch.record.tables import LIVE, YEARS
from mentormatch.report.editable import editable, filled
from mentormatch.report.of_record import Documents, OfRecord, save_each
from mentormatch.report.rendering import Templates, day

if TYPE_CHECKING:
    from mentormatch.record.record import Record
    from mentormatch.record.states import PairKey

BLANK = "_" * 24
"""A line to write on."""
NAME = "agreement"
_PEOPLE = tuple(f"{who}{of}" for who in ROLES for of in ("", "_role", "_workplace", "_email"))
_NUMBERS = ("weeks_between", "meetings", "minutes", "months")
_WORDS = ("location", "contact", "arranging", "focus")
_AGREED = ("confidentiality", "limits", "boundaries", "no_fault")
FIELDS = (
    "scheme", "aim", *_PEOPLE, *_NUMBERS, "until", *_WORDS, *_AGREED, "review_dates", "referral", "resources",
    "support", "organisers", "between_organisations", "years_kept", "mentee_signed", "mentor_signed", "blank",
)  # fmt: skip
"""What a template of the agreement may name; each is text, and a line where it is not known."""


def agreements(record: Record, pair: PairKey | None = None) -> Documents:
    """Return the agreements of the pairs that were approved and go on, or of one of them.

    Returns
    -------
    mapping
        Name of a file -> pseudonyms of all who are named in it, and `FIELDS` -> text.

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
    signed = known.last("signature", "agreement", "person")
    began = {row["pair"]: row["day"] for row in known.rows("event") if row["event"] == "begin"}
    weeks = (record.policy() or Policy()).follow_up.feedback_weeks
    shared = _of_scheme(known)
    officers = [f"P{number}" for names in known.officers.values() for number in names]
    found = {}
    for row in rows:
        last, people = agreed.get((row["id"],), {}), [f"P{row[who]}" for who in ROLES]
        fields = {**shared, **_of_pair(last, known.scheme, began.get(row["id"]), weeks)}
        for who in ROLES:
            form = known.forms.get((who, row[who]), {})
            fields |= {f"{who}_{field}": form.get(field) for field in ("role", "workplace", "email")}
            fields[who] = form.get("name") or form.get("id")
            fields[f"{who}_signed"] = day(signed.get((last.get("id"), row[who]), {}).get("day"))
        name = "-".join([NAME, str(row["id"]), *people])
        texts = {one: BLANK if fields.get(one) in {None, ""} else str(fields[one]) for one in FIELDS}
        found[name] = (tuple(dict.fromkeys([*people, *officers])), texts)
    return found


def save_agreements(
    record: Record, folder: str | Path, templates: Templates | None = None, *,
    pair: PairKey | None = None, html: bool = False,
) -> list[Path]:  # fmt: skip
    """Write agreements to a folder; each is deleted when somebody who is named in it is erased.

    Parameters
    ----------
    templates : Templates, optional
        Whose ``agreement.docx``, or else ``agreement.html``, is filled.
    pair : int or (str, str), optional
        As for `agreements`.
    html : bool
        As pages in the place of Word documents.

    Raises
    ------
    OutputError
        If the template is wrong, or one of the files is there: somebody may have written in it.
    """
    templates = templates or Templates()
    documents = agreements(record, pair)
    if not html:
        docx = partial(filled, editable(templates, NAME, FIELDS), NAME)
        return save_each(record, folder, ".docx", documents, docx)

    def page(fields: Mapping[str, Any]) -> bytes:
        return templates.page(f"{NAME}.html", None, **fields).html.encode()

    return save_each(record, folder, ".html", documents, page)


def _of_scheme(known: OfRecord) -> dict[str, Any]:
    """Return what is the same for all pairs."""
    ways, answers = known.last("resource", "kind", "name"), known.last("answer", "list", "item")

    def named(*roles: str) -> str:
        return "\n".join(
            f"{name} ({role})" for role in roles for name in known.officers.get(role, {}).values()
        )

    def described(of: str) -> str:
        return "\n".join(f"{name}: {row['how']}" for (kind, name), row in ways.items() if kind == of)

    return {
        "scheme": known.scheme["name"], "aim": known.scheme["aim"], "years_kept": YEARS["agreement"],
        "referral": described("referral"), "resources": described("resource"),
        "support": named("supervision", "escalation"),
        "organisers": named("lead", "organiser", "administrator"),
        "between_organisations": "\n".join(
            f"{item}: {row['answer']}" for (name, item), row in answers.items() if name == "cross_agency"
        ),
    }  # fmt: skip


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
