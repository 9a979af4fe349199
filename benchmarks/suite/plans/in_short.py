"""What the page of `scoring` says first, in sentences made of its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import mean

from suite.plans.measurement import broken
from suite.probes.labelled import DECLARED, JACCARD, LEARNT, SHIPPED, TRUTH
from suite.process import Facts
from suite.report.table import seconds

TARGETS = {
    "built-in criteria, without free text": 5.0,
    "built-in criteria, with free text": 15.0,
    "five declared criteria": 5.0,
}
"""Seconds in which a million pairs are to be scored."""


def in_short(sections: Mapping[str, Facts]) -> list[str]:
    """Return what the sections show that were measured, a sentence or two each."""
    say = {"labelled": _labelled, "unknown": _unknown, "gaming": _gaming, "speed": _speed, "kinds": _kinds}
    rows = {name: [row for row in facts["rows"] if not broken(row)] for name, facts in sections.items()}
    return [line for name, sentences in say.items() if rows.get(name) for line in sentences(rows[name])]


def _labelled(rows: Sequence[Facts]) -> Iterator[str]:
    drawn = [row for row in rows if "schemes" in row]
    if drawn:
        auc = {
            way: mean(row["auc"][way][0] for row in drawn)
            for way in (SHIPPED, DECLARED, JACCARD, LEARNT, TRUTH)
        }
        schemes = sum(row["schemes"] for row in drawn)
        yield (
            f"Drawn schemes with three fields of tags, mean AUC: as shipped {auc[SHIPPED]:.3f}, a declared "
            f"criterion a field {auc[DECLARED]:.3f} (Jaccard {auc[JACCARD]:.3f}), learnt weights "
            f"{auc[LEARNT]:.3f}; the truth itself {auc[TRUTH]:.3f}. Learnt weights are best in "
            f"{sum(row['learnt above all'] for row in drawn)} of {schemes} schemes, declared criteria above "
            f"Jaccard in {sum(row['declared above Jaccard'] for row in drawn)}."
        )
    for row in (row for row in rows if row["case"] == "public"):
        if row["pairs"]:
            named = ((way, row["auc"][way]) for way in (SHIPPED, DECLARED, JACCARD, LEARNT))
            found = ", ".join("{} {:.3f} ({:.3f} to {:.3f})".format(way, *ends) for way, ends in named)
            yield f"Public pairs, AUC: {found}."
        else:
            yield (
                "The public pairs were not here: nothing on this page compares with issue 13's 0.584 "
                "(criteria as shipped then) and 0.612 (three Jaccard scores)."
            )


def _unknown(rows: Sequence[Facts]) -> Iterator[str]:
    best, tried = (sum(row[key] for row in rows) for key in ("best", "seeds"))
    lost = {
        way: mean(row["means"]["nothing hidden"] - row["means"][way] for row in rows)
        for way in ("expected", "left_out", "zero")
    }
    yield (
        f"Unknown answers count as expected: that beats leaving them out and counting 0 in {best} of {tried} "
        f"schemes. On average {lost['expected']:.3f} of the true score is lost, not {lost['left_out']:.3f} "
        f"(left out) or {lost['zero']:.3f} (0)."
    )


def _gaming(rows: Sequence[Facts]) -> Iterator[str]:
    own = [row for row in rows if not row["case"].startswith("others")]
    if own:
        most = max(own, key=lambda row: float(row["mean"]))
        yield f"Saying something else gains {most['mean']:+.4f} of 1 on average at most ({most['case']})."


def _speed(rows: Sequence[Facts]) -> Iterator[str]:
    for row in rows:
        target = TARGETS[row["case"]]
        yield (
            f"{row['pairs']:,} candidate pairs, {row['case']}: {seconds(row['worked'])} of the processor "
            f"from a cold start ({'within' if row['worked'] <= target else 'not within'} {target:g} s)."
        )


def _kinds(rows: Sequence[Facts]) -> Iterator[str]:
    both = [row for row in rows if "built in" in row]
    if both:
        declared, built_in = (sum(row[key] for row in both) for key in ("declared", "built in"))
        ratios = ", ".join(
            f"{row['case'].partition(' ')[0]} {row['declared'] / row['built in']:.2f}" for row in both
        )
        yield f"Declared criteria take {declared / built_in:.2f} of the time of built-in ones: {ratios}."
    masks = [row["mask"] for row in rows if "mask" in row]
    if masks:
        yield f"A must excludes pairs by a mask over all of them in {seconds(max(masks))} at most."
