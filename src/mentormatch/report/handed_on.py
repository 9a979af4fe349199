"""The files of a result that may be handed on: with names, since whoever writes letters needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentormatch.files import csv_bytes
from mentormatch.matching.base import MatchingData
from mentormatch.people.model import People
from mentormatch.report.letters import letters
from mentormatch.report.named import with_names
from mentormatch.report.workbook import workbook_bytes

if TYPE_CHECKING:
    import pandas as pd

PAIR = {"mentee_id": "mentee_", "mentor_id": "mentor_"}
_IDS = {**PAIR, "mentor_before": "mentor_before_", "mentor_after": "mentor_after_"}
"""Columns of ids -> how the columns about these people begin."""


def named_pairs(matching: MatchingData) -> pd.DataFrame:
    """Return the columns of `Matching.pairs`, with the names of both, in the order of the mentees' names."""
    return with_names(matching.pairs, matching.people, PAIR)


def named_table(frame: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return a table of a rematch with the names of all whose ids are in it."""
    there = {column: begin for column, begin in _IDS.items() if column in frame.columns}
    return with_names(frame, people, there, {"name": "name"})


def named_unmatched(matching: MatchingData) -> pd.DataFrame:
    """Return everyone without a partner, with names and what to do: the rest as in `Matching.unmatched`."""
    frame = matching.unmatched.copy()
    frame["what_to_do"] = [one.advice for one in matching.unmatched_people]
    return with_names(frame, matching.people, {"person_id": ""})


def named_files(matching: MatchingData) -> dict[str, bytes]:
    """Return the files with names of a matching, by their names."""
    pairs, unmatched = named_pairs(matching), named_unmatched(matching)
    mail = letters(matching.people, matching.pair_ids)
    return {
        "pairs.csv": csv_bytes(pairs),
        "unmatched.csv": csv_bytes(unmatched),
        "letters.csv": csv_bytes(mail),
        "pairs.xlsx": workbook_bytes({"pairs": pairs, "letters": mail, "unmatched": unmatched}),
    }
