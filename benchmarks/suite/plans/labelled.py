"""Pairs of which it is known whether they belong together: the section of `scoring`."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from labelled import EACH, WORTH
from suite.plans.measurement import Measurement
from suite.probes.labelled import DECLARED, JACCARD, LEARNT, PUBLIC, SHIPPED, TRUTH
from suite.process import Facts
from suite.report.table import NONE
from tag_weights import MODELS, PEOPLE
from text_pairs import Half

SEEDS = 30
MIXED = ("fields", "interests", "ticks")
DRAWN = {f"drawn, {model.__name__}": [model.__name__] * len(WORTH) for model in MODELS}
DRAWN["drawn, fields + interests + ticks"] = list(MIXED)


def _auc(way: str) -> Callable[[Facts], str]:
    return lambda row: "{:.3f} ({:.3f} to {:.3f})".format(*row["auc"][way]) if way in row["auc"] else NONE


def _count(key: str) -> Callable[[Facts], str]:
    return lambda row: f"{row[key]} of {row['schemes']}" if key in row else NONE


SHARES = ", ".join(map(str, WORTH))
NOTE = f"""\
ROC AUC: the chance that a pair that belongs together scores above one that does not; in brackets the 95%
interval over 1,000 resamples. *As shipped*: the criteria of every scheme with their default weights.
*Declared*: a criterion of the policy for each field, of equal weights. *Jaccard*: entries (or words) shared /
those of either, the mean over the fields. *Learnt*: the weights of the declared criteria, learnt from other
mentees' pairs in five folds. *Truth*: what the outcome was drawn by, the most that any score could reach.
*Drawn*: schemes of {PEOPLE} mentees and {PEOPLE} mentors with three fields of tags, each by a model of
`benchmarks/tag_weights.py` (the last row: by three). What the fields are worth ({SHARES}) is dealt out by
chance, so that no fixed weights can know it; each mentee was with {EACH} mentors. In `interests` and
`ticks` the truth is itself the Jaccard of what people like (0 for those who like nothing), which favours
Jaccard. Figures are means over {SEEDS} schemes with which nothing was chosen, intervals are over
resampled schemes; the last columns: in how many schemes one is above the other. *Made*: the pairs of
`benchmarks/text_pairs.py`, resampled by concept. The vocabulary for health names those of the tuning half
and none of the others, and declared criteria do not use it; a positive pair shares a thing under two
names, and negatives share words, so that words alone are at chance or below. With one criterion there is
nothing to weigh. *Public*: pairs of a mentoring platform (see `benchmarks/labelled.py`), resampled by
mentee; measured if `--data` names a folder that has them. Issue 13 has 0.584 for the criteria as they
were shipped then, and 0.612 for three separate Jaccard scores."""


LABELLED = Measurement(
    "labelled",
    "Pairs of which it is known whether they belong together",
    NOTE,
    "labelled",
    {
        "pairs": lambda row: f"{row['pairs']:,}" if row["pairs"] else "not here",
        "as shipped": _auc(SHIPPED),
        "declared": _auc(DECLARED),
        "Jaccard": _auc(JACCARD),
        "learnt": _auc(LEARNT),
        "truth": _auc(TRUTH),
        "declared above Jaccard": _count("declared above Jaccard"),
        "learnt above all three": _count("learnt above all"),
    },
    (0,),
    {
        **{label: {"models": models, "seeds": SEEDS} for label, models in DRAWN.items()},
        **{
            f"made {'tags' if tags else 'texts'}, {half}": {"source": half, "tags": tags}
            for tags in (True, False)
            for half in get_args(Half)
        },
        "public": {"source": PUBLIC},
    },
)
