"""What a review shows, drawn at random: equal names, accents, unknown distances, none or many pairs."""

from __future__ import annotations

from random import Random

from mentormatch.report.review.shown import Alternative, Shown, ShownPair, ShownUnmatched

NAMES = (
    "Ann Ash",
    "ann ash",
    "Éva Grünwald",
    "Zoë Ó Briain",
    "Łukasz Brzęk",
    "Đặng Thị Hoa",
    "ＡＮＮ",
    "Straße",
    "ΟΔΥΣΣΕΥΣ",
)
HOSTILE = (
    "{{7*7}}", "{% if %}", "</script><script>document.title='no'</script>", "<!--<script>", "=1+1",
    "x" * 200, "שרה כהן", "أحمد", "👩🏽‍⚕️ Ann", "O'Neil & Söhne \"§\"", "a\u2028b", "\\u003c", "&lt;b&gt;",
    "__proto__",
)  # fmt: skip
WORDS = ("Both gave QI.", "No word in common", "Travel: 3.2 km apart", "qualité et sécurité")


def drawn_shown(seed: int, n: int, names: tuple[str, ...] = NAMES) -> Shown:
    """Return so many pairs, and a few people without a partner; each pair has its own ids."""
    rng = Random(seed)

    def other() -> Alternative:
        cost = rng.choice([None, 0.0, round(rng.random(), 3)])
        moves = None if cost is None else rng.randint(0, 2)
        return Alternative(
            f"r{rng.randrange(99)}", rng.choice(names), rng.random(), cost, rng.randint(0, 1) if cost else 0,
            moves, cost == 0,
        )  # fmt: skip

    def pair(k: int) -> ShownPair:
        return ShownPair(
            f"e{k}", f"r{rng.randrange(n)}", names[k % len(names)], rng.choice(names),
            rng.choice(["", "Nurse, Ward 7"]), "Consultant",
            round(rng.random(), 2), rng.choice([1.0, 1.0, 0.75]),
            rng.choice([None, round(50 * rng.random(), 1)]), tuple(rng.sample(WORDS, rng.randint(0, 3))),
            tuple(other() for _ in range(rng.randint(0, 3))),
        )  # fmt: skip

    unmatched = tuple(
        ShownUnmatched(
            f"w{k}", rng.choice(["mentee", "mentor"]), "no_candidates", "Nobody is near.",
            rng.choice(["", "Recruit."]), rng.choice(names), tuple(rng.sample(WORDS, rng.randint(0, 2))),
        )
        for k in range(3)
    )  # fmt: skip
    return Shown(f"{seed}-{n}", f"of-{seed}", (("Pairs", str(n)),), tuple(map(pair, range(n))), unmatched)
