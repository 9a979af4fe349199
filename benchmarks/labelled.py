"""Labelled pairs as people and candidate pairs, for measuring criteria and for learning weights.

Three sources: the made texts of `text_pairs`; schemes with three fields of tags, drawn by the models of
`tag_weights`; and a folder of public pairs of a mentoring platform, which is not part of this repository.
Such a folder holds CSV files with the columns of `COLUMNS`, one row for each pair that was matched (1) or
skipped (0). A part is in the public repository ashish-kamboj/NLP, as ``mentor-
mentee-match-prediction/dataset/test.csv``; all, it seems, in ``pg_recommendation_data.zip`` beside it. It
names no licence: use it to measure, and do not pass it on.

What people gave is in the fields that every scheme has and, the same, in answers to criteria of the policy.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from mentormatch import Candidates, Mentee, Mentor, People, Policy
from tag_weights import PEOPLE, Scheme
from text_pairs import POSITIVE, Half, labelled_pairs

Tags = tuple[str, ...]
FIELDS = {"professional_tags": "experitse", "personal_tags": "major", "values": "help_topics"}
"""Field of a person -> the end of its column's name, as the files spell it. The three stay apart."""
COLUMNS = (*(f"{role}_{end}" for role in ("mentee", "mentor") for end in FIELDS.values()), "final_match")
CRITERIA = {"professional_tags": "expertise", "personal_tags": "major", "values": "help_wanted"}
"""Field of a person -> the criterion of the policy that has the same answers."""
TEXT = ("professional_interests", "about")
WORTH = (0.6, 0.3, 0.1)
"""What the three fields of a drawn scheme are worth; which is which is drawn, too."""
EACH = 20
"""Mentors with whom each mentee of a drawn scheme was."""
USUAL, STEEP = -0.5, 1.5
"""Log odds that a drawn pair of the mean suitability lasts, and what a standard deviation more adds."""


class Labelled(NamedTuple):
    """People, pairs, and what became of them.

    Parameters
    ----------
    people : People
    candidates : Candidates
    labels : bool array, shape (n_pairs,)
        Whether the two belong together.
    groups : int64 array, shape (n_pairs,)
        Pairs of one group belong in one fold of a cross-validation: those of one mentee, or one concept.
    fields : tuple of str
        Fields of a person that were filled in.
    declared : Policy
        One criterion for each of them, of equal weights, and none of those that every scheme has.
    truth : float64 array, shape (n_pairs,), optional
        How well the two suit each other, where it is known.
    """

    people: People
    candidates: Candidates
    labels: NDArray[np.bool_]
    groups: NDArray[np.int64]
    fields: tuple[str, ...]
    declared: Policy
    truth: NDArray[np.float64] | None = None


def declared(*criteria: Mapping[str, Any]) -> Policy:
    """Return a policy with these criteria alone."""
    return Policy.model_validate({"weights": dict.fromkeys(Policy().weights, 0.0), "criteria": criteria})


BY_TAGS = declared(*({"name": name, "kind": "shared"} for name in CRITERIA.values()))


def made(half: Half, *, tags: bool = False) -> Labelled:
    """Return the made pairs of a half: everybody with a text, or with the names in it as tags."""
    pairs = labelled_pairs(half)
    field, criterion = ("professional_tags", CRITERIA["professional_tags"]) if tags else TEXT

    def given(text: str, names: Tags) -> dict[str, Any]:
        own = names if tags else text
        return {field: own, "declared": {criterion: own}}

    mentees = tuple(Mentee(id=f"e{k}", **given(p.left, p.left_tags)) for k, p in enumerate(pairs))
    mentors = tuple(Mentor(id=f"r{k}", **given(p.right, p.right_tags)) for k, p in enumerate(pairs))
    each = np.arange(len(pairs))
    labels = np.array([pair.kind in POSITIVE for pair in pairs])
    groups = np.unique([pair.concept for pair in pairs], return_inverse=True)[1]
    people = People(mentees=mentees, mentors=mentors)
    policy = declared({"name": criterion, "kind": "shared" if tags else "text"})
    return Labelled(people, _candidates(people, each, each), labels, groups, (field,), policy)


def drawn(models: Iterable[Callable[[np.random.Generator], Scheme]], seed: int) -> Labelled:
    """Return a scheme with three fields of tags, one drawn by each model.

    How well two people suit each other is the sum of how well they do in each field, by `WORTH`; whether they
    stay together is drawn by that.
    """
    rng = np.random.default_rng([seed, 3])
    fields = [model(rng) for model in models]
    suits = np.sum([w * _standard(f.truth) for w, f in zip(rng.permutation(WORTH), fields, strict=True)], 0)
    mentee = np.repeat(np.arange(PEOPLE), EACH)
    mentor = np.concatenate([np.sort(rng.choice(PEOPLE, EACH, replace=False)) for _ in range(PEOPLE)])
    truth = _standard(suits)[mentee, mentor]
    labels = rng.random(len(truth)) < expit(USUAL + STEEP * truth)
    sides = [[_named(getattr(f, side)) for f in fields] for side in ("mentees", "mentors")]
    mentees = tuple(Mentee(id=f"e{k}", **_fields(own)) for k, own in enumerate(zip(*sides[0], strict=True)))
    mentors = tuple(Mentor(id=f"r{k}", **_fields(own)) for k, own in enumerate(zip(*sides[1], strict=True)))
    people = People(mentees=mentees, mentors=mentors)
    return Labelled(
        people, _candidates(people, mentee, mentor), labels, mentee, tuple(FIELDS), BY_TAGS, truth
    )


def _standard(truth: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((truth - truth.mean()) / truth.std())


def _named(given: NDArray[np.bool_]) -> list[Tags]:
    return [tuple(f"topic {k}" for k in np.flatnonzero(own)) for own in given]


def tables_of(folder: Path) -> list[Path]:
    """Return the files of a folder that hold public pairs."""
    return [path for path in sorted(folder.glob("**/*.csv")) if set(COLUMNS) <= set(_header(path))]


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return next(csv.reader(file), [])


def real(folder: Path) -> Labelled:
    """Read the public pairs of a folder; people who gave the same answers are one person.

    A pair that is in the files twice is kept twice, if its labels differ too: this is what is known of it.

    Raises
    ------
    ValueError
        If no file there has the columns.
    """
    tables = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in tables_of(folder)]
    if not tables:
        raise ValueError(f"no CSV file in {folder} has the columns {', '.join(COLUMNS)}")
    rows = pd.concat(tables)[list(COLUMNS)].drop_duplicates()
    sides = {role: _people(rows, role) for role in ("mentee", "mentor")}
    mentees = tuple(
        Mentee(id=f"e{k}", **_fields(map(_listed, own))) for k, own in enumerate(sides["mentee"][1])
    )
    mentors = tuple(
        Mentor(id=f"r{k}", **_fields(map(_listed, own))) for k, own in enumerate(sides["mentor"][1])
    )
    left, right = sides["mentee"][0], sides["mentor"][0]
    labels = (rows["final_match"].str.strip().astype(float) == 1).to_numpy()
    people = People(mentees=mentees, mentors=mentors)
    return Labelled(people, _candidates(people, left, right), labels, left, tuple(FIELDS), BY_TAGS)


def _people(rows: pd.DataFrame, role: str) -> tuple[NDArray[np.int64], list[tuple[str, ...]]]:
    """Return the number of each row's person, and the cells of each person."""
    cells = rows[[f"{role}_{end}" for end in FIELDS.values()]].itertuples(index=False, name=None)
    number: dict[tuple[str, ...], int] = {}
    each = np.array([number.setdefault(own, len(number)) for own in cells], np.int64)
    return each, list(number)


def _fields(own: Iterable[Tags]) -> dict[str, Any]:
    """Return what a person gave in each field, and the same as answers to criteria."""
    given = dict(zip(FIELDS, own, strict=True))
    return {**given, "declared": {CRITERIA[field]: tags for field, tags in given.items() if tags}}


def _listed(cell: str) -> Tags:
    """Return the entries of a cell such as "['Finance', 'Law']", each once."""
    entries = ast.literal_eval(cell) if cell.strip() else []
    return tuple(dict.fromkeys(text for entry in entries if (text := str(entry).strip())))


def _candidates(people: People, mentee: NDArray[np.int64], mentor: NDArray[np.int64]) -> Candidates:
    n, sizes = len(mentee), (len(people.mentees), len(people.mentors))
    rows = (side.astype(np.int32) for side in (mentee, mentor))
    return Candidates(*sizes, *rows, np.ones(n), np.zeros(n, np.bool_), {})
