"""Base of people's records: errors become one `RecordError` that names every field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from mentormatch.errors import RecordError, RowProblem, did_you_mean
from mentormatch.models import FieldErrors, Frozen, without_prefix
from mentormatch.people.protected.words import is_protected

PROTECTED_WRONG = "is a protected characteristic, which is never used to match people"
PROTECTED_EXPECTED = (
    "no such field or column: leave it out (in a column map: list it under `ignore`), and keep the data for "
    "the equality audit, which is separate from matching"
)


class Record(Frozen):
    """A record of a person, or a part of one; the description of a field says what is expected in it."""

    @classmethod
    def _error(cls, errors: FieldErrors, data: Any) -> RecordError:
        return RecordError(row_problems(cls, errors, data))


def row_problems(cls: type[Record], errors: FieldErrors, data: Any) -> list[RowProblem]:
    """Return the errors in one record, which was to be built from `data`."""
    given = data if isinstance(data, Mapping) else {}
    person = given.get("id", "")
    named = [(str(e["loc"][0]) if e["loc"] else "", e) for e in errors]
    return [
        RowProblem(
            file=cls.__name__,
            row=None,
            column=field,
            value=_shown(given.get(field)),
            wrong=_wrong(e, field),
            expected=_expected(cls, field, e["type"]),
            id=person if isinstance(person, str) else "",
        )
        for field, e in named
    ]


def _shown(value: object) -> str:
    return "" if value is None else str(value)


_WRONG = {
    "missing": "is missing",
    "greater_than_equal": "is less than {ge:g}",
    "less_than_equal": "is more than {le:g}",
    "string_too_long": "is longer than {max_length:,} characters",
    "int_type": "is not a whole number",
    "float_type": "is not a number",
    "finite_number": "is not a finite number",
    "string_type": "is not text",
    "bool_type": "is neither yes nor no",
}
"""Kind of error in pydantic -> our words."""


def _wrong(error: ErrorDetails, field: str) -> str:
    if error["type"] == "extra_forbidden":
        return PROTECTED_WRONG if is_protected(field) else "is not a field"
    return in_words(error, nested=len(error["loc"]) > 1)


def in_words(error: ErrorDetails, *, nested: bool) -> str:
    """Return what is wrong with a value, or (if `nested`) with an entry in it."""
    known = _WRONG.get(error["type"])
    if known is None:
        return without_prefix(error["msg"])
    within = "has an entry that " if nested else ""
    return within + known.format(**error.get("ctx", {}))


def _expected(cls: type[Record], field: str, kind: str) -> str:
    if kind == "extra_forbidden":
        if is_protected(field):
            return PROTECTED_EXPECTED
        return "one of the fields " + ", ".join(cls.model_fields) + did_you_mean(field, cls.model_fields)
    known = cls.model_fields.get(field)
    return (known.description if known is not None else None) or "a valid value"
