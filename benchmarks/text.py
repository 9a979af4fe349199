"""How well the text criterion tells texts about one thing from others, before and after.

Run ``make bench-text``. Scores the labelled pairs of `text_pairs` with ``professional_interests``, the texts
of a half as one scheme, and writes ``benchmarks/results/text.md`` and ``text.json``. ``--half tuning`` shows
one half only and writes nothing: the other is not looked at while the criterion is being improved.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from mentormatch import Candidates, Mentee, Mentor, People
from mentormatch.policy import Scoring
from mentormatch.scoring import Interests
from mentormatch.scoring.text.tags import standard_form
from text_pairs import HALVES, NEGATIVE, POSITIVE, SEED, Half, LabelledPair, concepts, labelled_pairs

RESULTS = Path(__file__).parent / "results"
VARIANTS: Mapping[str, Scoring] = {
    "before": Scoring(vocabulary="none"),
    "after": Scoring(vocabulary="health"),
}
Figures = dict[str, float]
PAGE = """\
# Interests: texts about one thing under different names

{made}; by `make bench-text`. Deterministic: the same versions give the same figures.

Before: `scoring.vocabulary = "none"`, the words as they stand. After: `"health"`.
{sizes}; a third of them positive.
Every text names up to three concepts in a sentence of a form. A positive pair shares one, under different
names; the negatives "shared word" and "lookalike" have a word in common or are spelt alike, by choice.
Guessing has a ROC AUC of 0.5; who sees nothing but words falls below it, since those negatives share words
and the positives need not.

**Tuning** shows what the table of names is worth for names that it holds, no more: it was written with them
in view. **Held out** is what to expect of names that nobody has listed: none of them is in the table, so that
only spelling and word forms can help there. The same hand wrote the names of both halves and the rules of
spelling; how far the held-out half was kept out is told in docs/decisions/0013-text-that-understands.md.

{table}

## Tags

The names as they are, each as a tag of its own: of two names of one concept, and of two concepts, the share
that counts as one tag.

{tags}
"""


def scores(pairs: Sequence[LabelledPair], scoring: Scoring) -> NDArray[np.float64]:
    """Return the criterion's score of every pair of texts; 0 where it is unknown."""
    n = len(pairs)
    people = People(
        mentees=tuple(Mentee(id=f"e{k}", professional_interests=p.left) for k, p in enumerate(pairs)),
        mentors=tuple(Mentor(id=f"r{k}", professional_interests=p.right) for k, p in enumerate(pairs)),
    )
    each = np.arange(n, dtype=np.int32)
    candidates = Candidates(n, n, each, each, np.ones(n), np.zeros(n, np.bool_), {})
    return np.nan_to_num(Interests("professional").score(people, candidates, scoring))


def figures(pairs: Sequence[LabelledPair], found: NDArray[np.float64]) -> Figures:
    """Return what the scores are worth: overall, and kind by kind.

    A kind of positives is set against all negatives, a kind of negatives against all positives.
    """
    kind = np.array([pair.kind for pair in pairs])
    same = np.isin(kind, POSITIVE)
    high = np.quantile(found[~same], 0.95)
    values = {
        "ROC AUC": roc_auc_score(same, found),
        "average precision": average_precision_score(same, found),
        "positives above all negatives": np.mean(found[same] > found[~same].max()),
        "positives above 95% of negatives": np.mean(found[same] > high),
    }
    for name in POSITIVE:
        chosen = ~same | (kind == name)
        values[f"AUC, {name}"] = roc_auc_score(same[chosen], found[chosen])
    for name in NEGATIVE:
        chosen = same | (kind == name)
        values[f"AUC against {name}"] = roc_auc_score(same[chosen], found[chosen])
    return {name: round(float(value), 4) for name, value in values.items()}


def tag_figures(half: Half, scoring: Scoring) -> Figures:
    """Return which share of the pairs of names count as one tag, those of one concept and of two."""
    standard, own = standard_form(scoring, health=scoring.vocabulary == "health"), concepts(half)
    of_one = [(one, other) for concept in own for _, one, other in concept.pairs()]
    of_two = [
        names
        for first, second in combinations(own, 2)
        if first.is_fair(second)
        for names in product(first.names, second.names)
    ]
    return {
        kind: float(np.mean([standard(one) == standard(other) for one, other in pairs]))
        for kind, pairs in (("of one concept", of_one), ("of two concepts", of_two))
    }


def measured(half: Half) -> dict[str, Figures]:
    """Return the figures of every variant on one half."""
    pairs = labelled_pairs(half)
    return {name: figures(pairs, scores(pairs, scoring)) for name, scoring in VARIANTS.items()}


def measured_tags(half: Half) -> dict[str, Figures]:
    """Return the same for tags."""
    return {name: tag_figures(half, scoring) for name, scoring in VARIANTS.items()}


def table(found: Mapping[str, Mapping[str, Figures]]) -> str:
    """Return the figures as a Markdown table."""
    columns = [(half, variant) for half in found for variant in found[half]]
    lines = [
        "| | " + " | ".join(f"{half}, {variant}" for half, variant in columns) + " |",
        "|---|" + "---:|" * len(columns),
    ]
    for figure in found[columns[0][0]][columns[0][1]]:
        cells = (f"{found[half][variant][figure]:.3f}" for half, variant in columns)
        lines.append(f"| {figure} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def report(found: Mapping[str, Mapping[str, Figures]], tags: Mapping[str, Mapping[str, Figures]]) -> str:
    """Return the page that is written to the results."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "scikit-learn"))
    sizes = ", ".join(
        f"{half}: {len(concepts(half))} concepts, {len(labelled_pairs(half)):,} pairs" for half in HALVES
    )
    made = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {versions}, seed {SEED}"
    return PAGE.format(made=made, sizes=sizes, table=table(found), tags=table(tags))


def main() -> None:
    """Measure, print the table and write the results."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--half", choices=HALVES)
    only = arguments.parse_args().half
    if only:
        print(table({only: measured(only)}), table({only: measured_tags(only)}), sep="\n\n")
        return
    found = {half: measured(half) for half in HALVES}
    tags = {half: measured_tags(half) for half in HALVES}
    page = report(found, tags)
    print(page)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "text.md").write_text(page, encoding="utf-8")
    (RESULTS / "text.json").write_text(
        json.dumps({"texts": found, "tags": tags}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
