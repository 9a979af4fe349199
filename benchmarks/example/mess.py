"""Makes the example scheme as untidy as real application forms, without making any row invalid."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from random import Random

from example.people import Row
from example.phrases import DIARY
from example.words import SLIPS

PADDED = ("name", "role", "workplace", "postcode", "max_km", "professional_interests", "wants", "offers")
YES_NO = ("online", "consent", "trained")
NO_BREAK_SPACE = "\u00a0"

# Ids up to e096 and r070 are of people away from the coast, whom somebody can reach.
NO_PLACE = ("e009", "e023", "e038", "e052", "e067", "e084", "r014", "r036", "r059")
MINIMAL = ("e096", "r070")
"""People who left all but the necessary blank."""

TOUCHES: Mapping[str, Row] = {
    **{i: {"postcode": "", "max_km": "", "online": "yes"} for i in NO_PLACE},
    "e022": {"postcode": "", "max_km": "", "online": "no"},
    "e031": {"consent": "no"},
    "e064": {"consent": "No"},
    "e101": {"consent": "no"},
    "r019": {"consent": "no"},
    "r047": {"consent": ""},
    "e012": {"demand": "2"},
    "e050": {"demand": "2"},
    "e017": {"appraiser": "gmc-40917"},
    "e033": {"name": "=Robin Sedge", "email": "robin.sedge@fenwold.example"},
    "e045": {"other": "My form would not submit: <script>alert('rota')</script> (I work in IT on Fridays)"},
    "e058": {"other": "{{7*7}} is what I typed to see whether this form is clever. C++ person, sorry."},
    "e075": {"other": "+1 for evenings 🙂"},
    "e088": {"name": "Na Null", "email": "NA@null.example"},
    "r008": {"other": "@ the Infirmary Mon-Wed, =SUM(everything else) at home"},
    "r005": {"capacity": "3", "minimum_load": "1", "trained": "yes", "trained_on": "2024-02-29"},
    "r026": {"capacity": "4", "minimum_load": "2", "trained": "yes", "trained_on": "2023-11-08"},
    "r071": {"capacity": "2", "trained": "yes", "trained_on": "2025-05-20"},
    "r072": {"capacity": "1", "trained": "yes", "trained_on": "2024-09-30"},
    "r073": {"capacity": "2", "trained": "yes", "trained_on": "2023-03-14"},
    "r074": {"trained": "no", "trained_on": ""},
}
"""Id -> cells that are set by hand, each for something that a scheme has to survive."""

_NECESSARY = ("id", "consent", "online", "capacity", "minimum_load", "trained", "trained_on")


def untidy(rng: Random, row: Row) -> None:
    """Change `row` as a person in a hurry would."""
    for column in ("professional_tags", "personal_tags"):
        row[column] = _hasty_tags(rng, row[column])
    for column in PADDED:
        if row.get(column) and rng.random() < 0.04:
            row[column] = rng.choice((" {}", "{} ", "  {}  ", "{}" + NO_BREAK_SPACE)).format(row[column])
    for column in YES_NO:
        if column in row and rng.random() < 0.15:
            row[column] = rng.choice((row[column].upper(), row[column].capitalize()))
    if rng.random() < 0.3:
        row["name"] = unicodedata.normalize("NFD", row["name"])
    if rng.random() < 0.06:
        row["postcode"] = row["postcode"].lower()
    if rng.random() < 0.04:
        row["seniority"] = ""


def _hasty_tags(rng: Random, cell: str) -> str:
    tags = [SLIPS[t] if t in SLIPS and rng.random() < 0.15 else t for t in cell.split("; ")]
    if rng.random() < 0.15:
        style = rng.choice((str.upper, str.title))
        tags = [style(t) for t in tags]
    return rng.choice(("; ", "; ", "; ", ";", " ; ")).join(tags)


def touch(rng: Random, rows: Iterable[Row]) -> None:
    """Set the cells of `TOUCHES`, shorten two rows to the minimum and lengthen two texts."""
    for row in rows:
        row.update(TOUCHES.get(row["id"], {}))
        if row["id"] in MINIMAL:
            row.update({column: "" for column in row if column not in _NECESSARY} | {"online": "yes"})
        if row["id"] in {"e071", "r033"}:
            row["motivation"] = _long_text(rng, row)


def _long_text(rng: Random, row: Row) -> str:
    """Return several paragraphs, far longer than any form asks for."""
    topics = [tag.strip() for tag in row["professional_tags"].split(";")]
    paragraphs = [
        " ".join(line.format(a=rng.choice(topics)) for line in rng.sample(DIARY, 6)) for _ in range(14)
    ]
    return "\n\n".join([row["motivation"], *paragraphs])
