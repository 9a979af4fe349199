"""`review_workbook`: what a person is shown to decide on, as a workbook that they fill in."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from mentormatch.matching.explain import count
from mentormatch.report.review.shown import Alternative, Shown, ShownPair, ShownUnmatched
from mentormatch.report.workbook import workbook_bytes

if TYPE_CHECKING:
    import pandas as pd

CHOICES = ("accept", "lock", "forbid")
"""Words for what a person decides about a pair; nothing is no decision."""
TEXT, REVIEWER, MATCHING, KEY = "to know", "Reviewer", "Matching", "Shown"
"""On the sheet about the review: its column of texts, and the rows of who filled it in, which matching it is
about, and what was shown of it."""

_HOW = (
    ("accept", "The two stay a pair."),
    ("lock", "They stay a pair, in later rematches too (a rule Require of the policy)."),
    ("forbid", "They may not be a pair, in later rematches either (a rule Forbid)."),
    ("after forbid", "The mentee gets somebody else if that is possible; as few others as possible move."),
    ("no decision", "The two stay a pair unless somebody else's decision needs one of them."),
    ("comment", "For you and whoever reads your decisions; it is kept in review.json, and nowhere else."),
    ("ids, last two rows", "Leave them as they are: your decisions are found again by them. Delete no rows."),
    ("when done", "Save the file, then: mentormatch review FILE --from matching.mm --out FOLDER"),
)  # fmt: skip


def review_workbook(shown: Shown) -> bytes:
    """Return a workbook with three sheets: about the review, pairs to decide on, people without a partner."""
    import pandas as pd

    about = [(REVIEWER, ""), *_HOW, *shown.facts, (MATCHING, shown.matching), (KEY, shown.key)]
    return workbook_bytes(
        {
            "about": pd.DataFrame(about, columns=["what", TEXT]),
            "pairs": _pairs(shown),
            "unmatched": _unmatched(shown),
        },
        {"decision": CHOICES, "comment": (), TEXT: ()},
    )


def _pairs(shown: Shown) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(map(vars, shown.pairs), columns=[one.name for one in fields(ShownPair)]).assign(
        decision="", comment="", why=["\n".join(one.words) for one in shown.pairs],
        alternatives=["\n".join(map(in_words, one.alternatives)) or "nobody else" for one in shown.pairs],
    )  # fmt: skip
    names = "mentee_name mentee_about mentor_name mentor_about decision comment why alternatives km score"
    return frame[[*names.split(), "mentee_id", "mentor_id"]].astype({"km": float, "score": float})


def in_words(other: Alternative) -> str:
    """Return an alternative in words."""
    moves = f", {count(other.moves, 'other')} would move" if other.moves else ""
    fewer = f", {other.fewer} fewer in all" if other.fewer > 0 else ""
    cost = f"costs {other.cost:.3f} of score" if other.cost else "costs nothing"
    cost = "cost not worked out" if other.cost is None else cost
    return f"{other.mentor_name}: score {other.score:.2f}{', free' * other.free}, {cost}{fewer}{moves}"


def _unmatched(shown: Shown) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(map(vars, shown.unmatched), columns=[one.name for one in fields(ShownUnmatched)])
    frame["relaxations"] = ["\n".join(one.relaxations) for one in shown.unmatched]
    renamed = {"advice": "what_to_do", "relaxations": "what_would_have_to_be_relaxed", "person_id": "id"}
    names = "name role reason detail what_to_do what_would_have_to_be_relaxed id"
    return frame.rename(columns=renamed)[names.split()]
