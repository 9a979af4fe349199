"""Labelled pairs as people and candidate pairs, for measuring criteria and for learning weights.

Two sources: the made texts of `text_pairs`, and a folder of public pairs of a mentoring platform, which is
not part of this repository. Such a folder holds CSV files with the columns of `COLUMNS`, one row for each
pair that was matched (1) or skipped (0). A part is in the public repository ashish-kamboj/NLP, as ``mentor-
mentee-match-prediction/dataset/test.csv``; all, it seems, in ``pg_recommendation_data.zip`` beside it. It
names no licence: use it to measure, and do not pass it on.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mentormatch import Candidates, Mentee, Mentor, People
from text_pairs import POSITIVE, Half, labelled_pairs

Tags = tuple[str, ...]
FIELDS = {"professional_tags": "experitse", "personal_tags": "major", "values": "help_topics"}
"""Field of a person -> the end of its column's name, as the files spell it. The three stay apart."""
COLUMNS = (*(f"{role}_{end}" for role in ("mentee", "mentor") for end in FIELDS.values()), "final_match")


class Labelled(NamedTuple):
    """People, pairs, and what became of them.

    Parameters
    ----------
    people : People
    candidates : Candidates
    labels : bool array, shape (n_pairs,)
        Whether the two belong together.
    groups : int64 array, shape (n_pairs,)
        Pairs of one group belong in one fold of a cross-validation: those of one mentee.
    """

    people: People
    candidates: Candidates
    labels: NDArray[np.bool_]
    groups: NDArray[np.int64]


def made(half: Half, *, tags: bool = False) -> Labelled:
    """Return the made pairs of a half: everybody with a text, or with the names in it as tags."""
    pairs = labelled_pairs(half)

    def given(text: str, names: Tags) -> dict[str, object]:
        return {"professional_tags": names} if tags else {"professional_interests": text}

    mentees = tuple(Mentee(id=f"e{k}", **given(p.left, p.left_tags)) for k, p in enumerate(pairs))
    mentors = tuple(Mentor(id=f"r{k}", **given(p.right, p.right_tags)) for k, p in enumerate(pairs))
    each = np.arange(len(pairs))
    labels = np.array([pair.kind in POSITIVE for pair in pairs])
    return Labelled(People(mentees=mentees, mentors=mentors), _candidates(each, each), labels, each)


def real(folder: Path) -> Labelled:
    """Read the public pairs of a folder; people who gave the same answers are one person.

    A pair that is in the files twice is kept twice, if its labels differ too: this is what is known of it.

    Raises
    ------
    ValueError
        If no file there has the columns.
    """
    tables = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in sorted(folder.glob("**/*.csv"))]
    tables = [table for table in tables if set(COLUMNS) <= set(table.columns)]
    if not tables:
        raise ValueError(f"no CSV file in {folder} has the columns {', '.join(COLUMNS)}")
    rows = pd.concat(tables)[list(COLUMNS)].drop_duplicates()
    sides = {role: _people(rows, role) for role in ("mentee", "mentor")}
    mentees = tuple(Mentee(id=f"e{k}", **_fields(own)) for k, own in enumerate(sides["mentee"][1]))
    mentors = tuple(Mentor(id=f"r{k}", **_fields(own)) for k, own in enumerate(sides["mentor"][1]))
    left, right = sides["mentee"][0], sides["mentor"][0]
    labels = (rows["final_match"].str.strip().astype(float) == 1).to_numpy()
    return Labelled(People(mentees=mentees, mentors=mentors), _candidates(left, right), labels, left)


def _people(rows: pd.DataFrame, role: str) -> tuple[NDArray[np.int64], list[tuple[str, ...]]]:
    """Return the number of each row's person, and the cells of each person."""
    cells = rows[[f"{role}_{end}" for end in FIELDS.values()]].itertuples(index=False, name=None)
    number: dict[tuple[str, ...], int] = {}
    each = np.array([number.setdefault(own, len(number)) for own in cells], np.int64)
    return each, list(number)


def _fields(cells: Sequence[str]) -> dict[str, Tags]:
    return {field: _listed(cell) for field, cell in zip(FIELDS, cells, strict=True)}


def _listed(cell: str) -> Tags:
    """Return the entries of a cell such as "['Finance', 'Law']", each once."""
    entries = ast.literal_eval(cell) if cell.strip() else []
    return tuple(dict.fromkeys(text for entry in entries if (text := str(entry).strip())))


def _candidates(mentee: NDArray[np.int64], mentor: NDArray[np.int64]) -> Candidates:
    n = len(mentee)
    sizes = (int(side.max(initial=-1)) + 1 for side in (mentee, mentor))
    rows = (side.astype(np.int32) for side in (mentee, mentor))
    return Candidates(*sizes, *rows, np.ones(n), np.zeros(n, np.bool_), {})
