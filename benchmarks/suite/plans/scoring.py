"""What scores are worth: how well they find pairs that belong together, unknown answers, gaming, speed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from suite.plans.in_short import in_short
from suite.plans.labelled import LABELLED
from suite.plans.measurement import Measurement
from suite.plans.million import KINDS, SPEED
from suite.plans.section import Plan
from suite.process import Facts

READING = """\
Made-up people, three mentees to two mentors, nobody going farther than 3 km unless a section says so.
Seconds are the processor's unless a column says otherwise: all of this uses one core."""
SEEDS = 5


def _mean(way: str) -> Callable[[Facts], str]:
    return lambda row: f"{row['means'][way]:.4f}"


UNKNOWN = Measurement(
    "unknown",
    "Answers that are unknown",
    "Answers are hidden from schemes that have them all, and the scheme is matched without them. The figures "
    "are the mean true score of the pairs found, as by all the answers, over schemes from several seeds: "
    "where an unknown criterion is left out, counts as 0, counts as expected in the scheme (the default), or "
    "as that and the shrunk effects of the two people. *At random*: each answer with the same chance. *By "
    "person*: some people leave nearly all blank. *Where it scores low*: answers by which a person scores "
    "low, up to twice as often. No free text.",
    "unknown",
    {
        "nothing hidden": _mean("nothing hidden"),
        "left out": _mean("left_out"),
        "0": _mean("zero"),
        "expected": _mean("expected"),
        "with effects of persons": _mean("effects of persons"),
        "expected beats left out and 0": lambda row: f"{row['best']} of {row['seeds']}",
        "effects beat expected": lambda row: f"{row['better']} of {row['seeds']}",
    },
    (1_000,),
    {
        f"{share:.0%} {how}, {regime}": {"share": share, "how": how, "regime": regime, "seeds": SEEDS}
        for regime, how, share in product(
            ("plenty", "scarce"), ("at random", "by person", "where it scores low"), (0.10, 0.25, 0.40)
        )
    },
)
GAMING = Measurement(
    "gaming",
    "What saying something else gains",
    "In schemes in which every fourth answer is unknown, up to 40 mentees say something else than is true, "
    "each alone; figures are what is added to the scores of their pairs (0 to 1), with the default weights. "
    "The last two rows: how far the scores of other people's pairs move if a mentee gives all the answers of "
    "another one. No free text.",
    "gaming",
    {
        "mean": lambda row: f"{row['mean']:+.4f}",
        "person who gains most": lambda row: f"{row['best person']:+.4f}",
        "largest of one pair": lambda row: f"{row['best pair']:+.5f}",
        "people": lambda row: f"{row['people']}",
    },
    (1_000,),
    {
        "give the most common of one's tags alone": {"trick": "one tag"},
        "answer the statement alone in which one agrees most": {"trick": "one statement"},
        "answer 3 to every statement": {"trick": "middle"},
        "leave blank all that scores below expected, knowing all scores": {"trick": "blank if low"},
        "list all mentors whom one may meet": {"trick": "wishes for all"},
        "others' pairs, expected": {"trick": "others"},
        "others' pairs, with effects of persons": {"trick": "effects on others"},
    },
)
PLAN = Plan("What scores are worth", READING, "scoring", (LABELLED, UNKNOWN, GAMING, SPEED, KINDS), in_short)
