"""`review_page`: one page on which a person reviews a matching, and downloads what they decide."""

from __future__ import annotations

from dataclasses import astuple, fields

from mentormatch.report.rendering import Page, Templates
from mentormatch.report.review.decisions import FORMAT
from mentormatch.report.review.shown import Alternative, Shown, ShownPair


def review_page(shown: Shown, reviewer: str = "", templates: Templates | None = None) -> Page:
    """Return a page on which a person reviews pairs: needs no server, asks for nothing from elsewhere.

    Parameters
    ----------
    reviewer : str
        The name that it offers for the reviewer.

    Returns
    -------
    Page
        Its list holds all pairs; the decisions are downloaded as a file that `read_decisions` reads.
    """
    data = {
        "format": FORMAT,
        "matching": shown.matching,
        "key": shown.key,
        "fields": [one.name for one in fields(ShownPair)],
        "alternative": [one.name for one in fields(Alternative)],
        "pairs": [astuple(one) for one in shown.pairs],
    }
    return (templates or Templates()).page("review.html", shown=shown, data=data, reviewer=reviewer)
