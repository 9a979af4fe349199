"""Which similarity of two sets of tags finds the pairs that belong together: plain, or weighted by rarity.

Run ``make bench-tags``. Schemes whose truth is known are drawn from five models of how people come by their
tags; further, the labelled pairs of `text_pairs`, with their names as tags. Figures are of seeds that nothing
was chosen with; results go to ``benchmarks/results/tags.md`` and ``tags.json``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.metrics import roc_auc_score

from mentormatch.policy import Scoring
from mentormatch.scoring.text.tags import Spelling
from mentormatch.text import folded
from text_pairs import HALVES, POSITIVE, Half, labelled_pairs

RESULTS = Path(__file__).parent / "results"
TUNING, HELD_OUT = range(10), range(1_000, 1_030)
PEOPLE = 200  # mentees, and as many mentors
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Scheme(NamedTuple):
    """Tags of mentees and mentors, shape (n_people, n_tags), and how well each two suit each other."""

    mentees: Bools
    mentors: Bools
    truth: Floats


def _popular(rng: np.random.Generator, n: int, steepness: float = 1.0) -> Floats:
    """Return how popular each of n topics is; the sum is 1 (Zipf)."""
    shares = 1.0 / np.arange(1, n + 1) ** steepness
    return rng.permutation(shares / shares.sum())


def _interests(rng: np.random.Generator, popular: Floats, mean: float) -> Bools:
    """Return which topics each person is truly interested in, popular ones more often."""
    chance = np.minimum(popular * mean, 0.9)
    return rng.random((2 * PEOPLE, len(popular))) < chance


def _scheme(tags: Bools, truth: Floats) -> Scheme:
    return Scheme(tags[:PEOPLE], tags[PEOPLE:], truth)


def _shared(true: Bools) -> Floats:
    """Return the interests that each two share, of those that either has (Jaccard)."""
    one, other = true[:PEOPLE].astype(float), true[PEOPLE:].astype(float)
    both = one @ other.T
    return both / np.maximum(one.sum(1)[:, None] + other.sum(1)[None] - both, 1.0)


def interests(rng: np.random.Generator) -> Scheme:
    """Popular and rare interests count alike; four in five are given, and some that are none."""
    true = _interests(rng, _popular(rng, 60), 6.0)
    given = (true & (rng.random(true.shape) < 0.8)) | (rng.random(true.shape) < 0.01)
    return _scheme(given, _shared(true))


def fields(rng: np.random.Generator) -> Scheme:
    """Everybody belongs to one of 20 fields, of all sizes; tags are of the field, or what everybody likes."""
    own = rng.choice(20, 2 * PEOPLE, p=_popular(rng, 20, 0.7))
    special = (own[:, None] == np.repeat(np.arange(20), 4)[None]) & (rng.random((2 * PEOPLE, 80)) < 0.5)
    general = rng.random((2 * PEOPLE, 8)) < rng.uniform(0.1, 0.6, 8)
    same = (own[:PEOPLE, None] == own[None, PEOPLE:]).astype(float)
    return _scheme(np.hstack([special, general]), same)


def mixtures(rng: np.random.Generator) -> Scheme:
    """Everybody is a mixture of eight topics, each of which has tags of its own and shares some (LDA)."""
    topics = rng.dirichlet(np.full(80, 0.05), 8)
    people = rng.dirichlet(_popular(rng, 8) * 4.0, 2 * PEOPLE)
    chance = people @ topics
    drawn = np.array([rng.multinomial(rng.integers(2, 9), own) for own in chance]) > 0
    unit = people / np.linalg.norm(people, axis=1, keepdims=True)
    return _scheme(drawn, unit[:PEOPLE] @ unit[PEOPLE:].T)


def ticks(rng: np.random.Generator) -> Scheme:
    """As `interests`, on a form with 30 boxes: one in five ticks most of them, whatever they like."""
    true = _interests(rng, _popular(rng, 30, 0.6), 5.0)
    eager = rng.random(2 * PEOPLE) < 0.2
    given = (true & (rng.random(true.shape) < 0.8)) | (eager[:, None] & (rng.random(true.shape) < 0.7))
    return _scheme(given, _shared(true))


def depth(rng: np.random.Generator) -> Scheme:
    """Interests mean more or less to people, whatever their popularity; deep ones are given more often."""
    popular = _popular(rng, 50)
    true = _interests(rng, popular, 6.0)
    weight = true * rng.gamma(1.0, 1.0, true.shape)
    given = rng.random(true.shape) < 1.0 - np.exp(-1.5 * weight)
    length = np.maximum(np.linalg.norm(weight, axis=1, keepdims=True), 1e-9)
    unit = weight / length
    return _scheme(given, unit[:PEOPLE] @ unit[PEOPLE:].T)


MODELS: tuple[Callable[[np.random.Generator], Scheme], ...] = (interests, fields, mixtures, ticks, depth)


def rarity(scheme: Scheme) -> Floats:
    """Return 1 + ln((1 + n) / (1 + df)) of each tag, as for words."""
    everybody = np.vstack([scheme.mentees, scheme.mentors])
    return 1.0 + np.log((1 + len(everybody)) / (1 + everybody.sum(axis=0)))


def similarities(scheme: Scheme) -> dict[str, Floats]:
    """Return every similarity of every mentee and mentor, shape (n_mentees, n_mentors)."""
    found = {}
    for name, weight in (("", np.ones(scheme.mentees.shape[1])), ("idf-", rarity(scheme))):
        one, other = scheme.mentees * np.sqrt(weight), scheme.mentors * np.sqrt(weight)
        both, a, b = one @ other.T, (one**2).sum(1)[:, None], (other**2).sum(1)[None]
        found |= {
            f"{name}cosine": _ratio(both, np.sqrt(a * b)),
            f"{name}Jaccard": _ratio(both, a + b - both),
            f"{name}overlap": _ratio(both, np.minimum(a, b)),
            f"{name}sum": both / both.max(initial=1.0),
        }
    return found


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def auc(truth: Floats, found: Floats) -> float:
    """Return ROC AUC of the tenth of the mentors that suits a mentee best against the others, the mean."""
    best = truth >= np.quantile(truth, 0.9, axis=1, keepdims=True)
    n, n_best = truth.shape[1], best.sum(axis=1)
    ranks = (rankdata(found, axis=1) * best).sum(axis=1)
    some = (truth.max(axis=1) > 0) & (n_best < n)
    above = ranks[some] - n_best[some] * (n_best[some] + 1) / 2
    return float(np.mean(above / (n_best[some] * (n - n_best[some]))))


def labelled(half: Half) -> dict[str, float]:
    """Return ROC AUC on the labelled pairs, their names read as tags; everybody of a half is one scheme."""
    pairs = labelled_pairs(half)
    counts: dict[str, int] = {}
    for pair in pairs:
        for tag in {folded(tag) for tags in (pair.left_tags, pair.right_tags) for tag in tags}:
            counts[tag] = counts.get(tag, 0) + 1
    spelling = Spelling(counts, Scoring(), True)
    forms = {tag: spelling.form(tag) for tag in counts}
    number = {form: k for k, form in enumerate(sorted(set(forms.values())))}
    sides = np.zeros((2, len(pairs), len(number)), np.bool_)
    for k, pair in enumerate(pairs):
        for side, tags in enumerate((pair.left_tags, pair.right_tags)):
            sides[side, k, [number[forms[folded(tag)]] for tag in tags]] = True
    same = np.array([pair.kind in POSITIVE for pair in pairs])
    weights = {"": np.ones(len(number)), "idf-": rarity(Scheme(*sides, np.zeros(0)))}
    found = {}
    for name, weight in weights.items():
        both, a, b = ((sides[i] & sides[j]) @ weight for i, j in ((0, 1), (0, 0), (1, 1)))
        found |= {
            f"{name}cosine": _ratio(both, np.sqrt(a * b)),
            f"{name}Jaccard": _ratio(both, a + b - both),
            f"{name}overlap": _ratio(both, np.minimum(a, b)),
            f"{name}sum": both,
        }
    return {name: float(roc_auc_score(same, score)) for name, score in found.items()}


def measured(seeds: range) -> dict[str, dict[str, list[float]]]:
    """Return model -> similarity -> ROC AUC of each seed."""
    found: dict[str, dict[str, list[float]]] = {}
    for k, model in enumerate(MODELS):
        each = found.setdefault(model.__name__, {})
        for seed in seeds:
            scheme = model(np.random.default_rng([seed, k]))
            for name, score in similarities(scheme).items():
                each.setdefault(name, []).append(auc(scheme.truth, score))
    return found


def table(found: Mapping[str, Mapping[str, list[float]]], pairs: Mapping[str, Mapping[str, float]]) -> str:
    """Return the means, and in how many seeds each is better than the plain cosine, as a Markdown table."""
    names = list(next(iter(found.values())))
    lines = ["| | " + " | ".join([*found, *pairs]) + " |", "|---|" + "---:|" * (len(found) + len(pairs))]
    for name in names:
        cells = []
        for each in found.values():
            better = np.mean(np.array(each[name]) > np.array(each["cosine"]))
            cells.append(f"{np.mean(each[name]):.3f} ({better:.0%})")
        cells += [f"{each[name]:.3f}" for each in pairs.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


PAGE = """\
# Tags: which similarity finds the pairs that belong together

By `make bench-tags`; deterministic. ROC AUC, for each mentee, of the tenth of the mentors that suits best in
truth against the others: mean of {n} seeds that nothing was chosen with, {people} mentees and as many mentors
each; in brackets, in how many seeds it is above the plain cosine. The models of `benchmarks/tag_weights.py`:

{models}

The last columns are the labelled pairs of `benchmarks/text_pairs.py`, the names that both wrote as tags.

{table}
"""


def main() -> None:
    """Measure, print the table and write the results; ``--tuning`` shows the seeds to choose with only."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tuning", action="store_true")
    if arguments.parse_args().tuning:
        print(table(measured(TUNING), {"labelled, tuning": labelled("tuning")}))
        return
    found, pairs = measured(HELD_OUT), {f"labelled, {half}": labelled(half) for half in HALVES}
    models = "\n".join(f"- `{model.__name__}`: {(model.__doc__ or '').strip()}" for model in MODELS)
    page = PAGE.format(n=len(HELD_OUT), people=PEOPLE, models=models, table=table(found, pairs))
    print(page)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "tags.md").write_text(page, encoding="utf-8")
    means = {m: {name: round(float(np.mean(v)), 4) for name, v in each.items()} for m, each in found.items()}
    (RESULTS / "tags.json").write_text(
        json.dumps({"models": means, "pairs": pairs}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
