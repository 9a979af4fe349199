"""What a `WeightLearner` has learnt, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentormatch.scoring.learn.quality import Estimate, Quality

BEWARE = (
    "Beware: these pairs were chosen, most of them for their scores; pairs never tried may do otherwise.",
    "And much of what makes a pair last is in no form.",
)


def size(n_pairs: int, n_mentees: int, n_good: int) -> str:
    """Return what was learnt from."""
    return f"Learnt from {n_pairs} pairs of {n_mentees} mentees; {n_good} of the pairs lasted."


def shares(weight_of: dict[str, float], unlearnt: list[str]) -> Iterator[str]:
    """Yield the weights as shares, the largest first, and what nothing was learnt about."""
    total = sum(weight_of.values()) or 1.0
    by_weight = sorted(weight_of, key=lambda name: -weight_of[name])
    yield f"Weights: {', '.join(f'{name} {100 * weight_of[name] / total:.0f}%' for name in by_weight)}."
    if unlearnt:
        yield f"Nothing could be learnt about {', '.join(unlearnt)}: the same, or unknown, in all pairs."


def qualities(learnt: Quality, present: Quality | None, gain: Estimate | None) -> Iterator[str]:
    """Yield how well the weights foretell outcomes, beside the present ones."""
    yield "On mentees held out, with 95% intervals:"
    yield f"  learnt weights: AUC {learnt.auc}, Brier score {learnt.brier}"
    if present is None or gain is None:
        return
    yield f"  present weights: AUC {present.auc}, Brier score {present.brier}"
    if gain.low > 0:
        yield f"The learnt weights foretell better: AUC by {gain}."
    elif gain.high < 0:
        yield f"The learnt weights foretell worse, AUC by {gain}: keep the present ones."
    else:
        yield f"The difference in AUC, {gain}, may be chance: no reason yet to change the weights."
