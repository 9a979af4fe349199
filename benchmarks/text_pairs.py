"""Labelled pairs of free texts: whether two people write about the same thing.

Made, seeded, from the names in ``text_concepts.toml``. In a positive pair both write about one concept under
different names, in a negative pair about none in common; both write about up to two others besides, in a
sentence as people write it on a form. The concepts are split in two halves once and for all: one to improve
the criterion with, one that is held out.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

CONCEPTS = Path(__file__).parent / "text_concepts.toml"
POSITIVE = ("abbreviation", "synonym", "spelling", "inflection")
"""How two names of one concept differ, what tells most about the difference first."""
NEGATIVE = ("other", "shared word", "lookalike")
"""Names of two concepts: anyhow; with a word in common; spelt alike."""
SEED = 20_266
LOOKED_AT = frozenset({
    "emergency medicine", "quality improvement", "child and adolescent mental health", "intensive care",
    "obstetrics and gynaecology", "occupational therapy", "paediatrics", "anaesthesia", "haematology",
    "orthopaedics", "cardiology", "wellbeing", "care of the elderly", "learning disability", "mental health",
    "psychiatry",
})  # fmt: skip
"""Concepts that the task or the example policy named: they cannot be held out any more."""

Half = Literal["tuning", "held out"]
HALVES: tuple[Half, ...] = ("tuning", "held out")

_TEMPLATES = (
    "{}",
    "{}.",
    "I am interested in {}.",
    "Mostly {}, these days.",
    "Would like to get better at {}",
    "My background is {} and I enjoy working with students.",
    "{}; happy to talk about anything else too.",
    "Currently leading a small project on {} in our trust.",
    "I have ten years of experience in {}, on wards and in the community.",
    "New to {}. Looking for someone who has done this before!",
    "- {}",
    "Keen on {}, and on support for junior colleagues.",
    "{} (part-time), also interviews and career planning",
    "I work in {} and would like to learn how other departments do it.",
    "Really anything to do with {}",
    "Passionate about {} and about good care for all our patients.",
)
_LINKS = (", ", "; ", " and ", " & ", " / ", ", also ", "\n- ", ". Besides, ")
_OF_EACH = 4  # texts for every pair of names


@dataclass(frozen=True)
class Concept:
    """One thing with several names.

    Parameters
    ----------
    name : str
    kinds : tuple of (str, str)
        Further names, each with how it differs from `name`.
    near : tuple of str
        Concepts that are neither the same nor fair negatives.
    """

    name: str
    kinds: tuple[tuple[str, str], ...]
    near: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""
        return (self.name, *(name for name, _ in self.kinds))

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        """Return every two of the names and how they differ."""
        for (one, first), (other, second) in combinations([(self.name, POSITIVE[-1]), *self.kinds], 2):
            yield min(first, second, key=POSITIVE.index), one, other

    def is_fair(self, other: Concept) -> bool:
        """Tell whether the other concept is another thing altogether."""
        return self != other and other.name not in self.near and self.name not in other.near


class LabelledPair(NamedTuple):
    """Two texts and the names in each; `kind` is one of `POSITIVE` if both are about one thing.

    `concept` is the first of the concepts that the pair was made of.
    """

    kind: str
    left: str
    right: str
    left_tags: tuple[str, ...] = ()
    right_tags: tuple[str, ...] = ()
    concept: str = ""


def concepts(half: Half | None = None) -> list[Concept]:
    """Return the concepts of a half, or all; which half one belongs to follows from the names alone."""
    table = tomllib.loads(CONCEPTS.read_text(encoding="utf-8"))["concepts"]
    found = [
        Concept(
            name, tuple((n, kind) for kind in POSITIVE for n in row.get(kind, ())), tuple(row.get("near", ()))
        )
        for name, row in table.items()
    ]
    found.sort(key=lambda c: (c.name not in LOOKED_AT, hashlib.sha256(c.name.encode()).hexdigest()))
    middle = (len(found) + 1) // 2
    return {None: found, "tuning": found[:middle], "held out": found[middle:]}[half]


def labelled_pairs(half: Half, seed: int = SEED) -> list[LabelledPair]:
    """Return the labelled pairs of a half: every two names of a concept, and twice as many negatives."""
    rng, own = np.random.default_rng([seed, HALVES.index(half)]), concepts(half)
    positive = [(kind, (c, one), (c, other)) for c in own for kind, one, other in c.pairs()]
    negative = _negatives(own)
    wanted = len(positive) * 2 // len(NEGATIVE)
    drawn = [
        negative[kind][k]
        for kind in NEGATIVE
        for k in rng.choice(len(negative[kind]), wanted, replace=len(negative[kind]) < wanted)
    ]
    return [_written(rng, own, *pair) for pair in (*positive, *drawn) for _ in range(_OF_EACH)]


_Named = tuple[Concept, str]


def _negatives(own: Sequence[Concept]) -> dict[str, list[tuple[str, _Named, _Named]]]:
    found: dict[str, list[tuple[str, _Named, _Named]]] = {kind: [] for kind in NEGATIVE}
    for first, second in combinations(own, 2):
        if first.is_fair(second):
            for one in first.names:
                for other in second.names:
                    kind = _unlike(one, other)
                    found[kind].append((kind, (first, one), (second, other)))
    return found


def _unlike(one: str, other: str) -> str:
    """Return the kind of negative that two names make."""
    short, plain = min(len(one), len(other)) <= 4, (one.casefold(), other.casefold())
    if short:
        alike = Levenshtein.distance(one, other) == 1 and max(len(one), len(other)) <= 4
    else:
        alike = fuzz.ratio(*plain) >= 72
    words = [{w for w in name.split() if len(w) > 3} for name in plain]
    if words[0] & words[1]:
        return "shared word"
    return "lookalike" if alike else "other"


def _written(
    rng: np.random.Generator, own: Sequence[Concept], kind: str, one: _Named, other: _Named
) -> LabelledPair:
    """Return two texts about these, with up to two further concepts each, in random order."""
    used = [one[0], other[0]]
    texts: list[tuple[str, tuple[str, ...]]] = []
    for _, name in (one, other):
        names = [name]
        for _ in range(int(rng.integers(0, 3))):
            fair = [c for c in own if all(c.is_fair(u) for u in used)]
            used.append(fair[int(rng.integers(len(fair)))])
            names.append(used[-1].names[int(rng.integers(len(used[-1].names)))])
        rng.shuffle(names)
        link, template = (str(rng.choice(choice)) for choice in (_LINKS, _TEMPLATES))
        texts.append((template.format(link.join(names)), tuple(names)))
    rng.shuffle(texts)
    (left, left_tags), (right, right_tags) = texts
    return LabelledPair(kind, left, right, left_tags, right_tags, one[0].name)
