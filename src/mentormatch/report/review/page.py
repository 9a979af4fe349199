"""`review_page`: one page on which a person reviews a matching, and downloads what they decide."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, fields
from typing import TYPE_CHECKING

from mentormatch.report.rendering import Page, Templates
from mentormatch.report.review.decisions import FORMAT
from mentormatch.report.review.shown import Alternative, Shown, ShownPair

if TYPE_CHECKING:
    from markupsafe import Markup

COLUMNS = (
    ("mentee_name", "Mentee", ""),
    ("mentor_name", "Mentor", ""),
    ("score", "Score", "number"),
    ("known", "Known", "number wide"),
    ("km", "Km", "number wide"),
    ("seen", "Opened", "wide"),
    ("decision", "Decision", ""),
)
"""Columns of the list: what it sorts by, heading, class; narrow screens leave out those that are wide."""

KEYS = (
    ("j ↓", "Next pair"),
    ("k ↑", "Pair before"),
    ("Enter", "Open or close the pair: why these two, who else, a comment"),
    ("a", "Accept; again to take it back"),
    ("l", "Lock; again to take it back"),
    ("f", "Forbid; again to take it back"),
    ("c", "Write a comment; Escape leaves it"),
    ("u", "Undo the last decision"),
    ("/", "Search; Enter goes to the first pair found"),
    ("?", "This help"),
)


def review_page(shown: Shown, reviewer: str = "", templates: Templates | None = None) -> Page:
    """Return a page on which a person reviews pairs: needs no server, asks for nothing from elsewhere.

    Parameters
    ----------
    shown : Shown
    reviewer : str
        The name that it offers for the reviewer.
    templates : Templates, optional

    Returns
    -------
    Page
        Its list holds all pairs; the decisions are downloaded as a file that `read_decisions` reads.
    """
    low = _tenth(one.score for one in shown.pairs)
    far = _tenth(-one.km for one in shown.pairs if one.km is not None)
    far = None if far is None else -far
    data = {
        "format": FORMAT,
        "matching": shown.matching,
        "key": shown.key,
        "low": low,
        "far": far,
        "fields": [one.name for one in fields(ShownPair)],
        "alternative": [one.name for one in fields(Alternative)],
        "pairs": [astuple(one) for one in shown.pairs],
    }
    return (templates or Templates()).page(
        "review.html", shown=shown, data=_in_script(data), low=low, far=far, reviewer=reviewer,
        columns=COLUMNS, keys=KEYS,
    )  # fmt: skip


def _tenth(values: Iterable[float]) -> float | None:
    """Return the value below which the lowest tenth lies, or at least one where there are two."""
    ordered = sorted(values)
    return ordered[min(max(1, len(ordered) // 10), len(ordered) - 1)] if ordered else None


def _in_script(data: object) -> Markup:
    """Return data as JSON that no script element ends in, whatever it holds."""
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for one in "<>&\u2028\u2029":
        text = text.replace(one, f"\\u{ord(one):04x}")
    return Markup(text)  # noqa: S704  (escaped above)
