"""A whole matching by times and dates: matched, proved, explained, saved, rematched."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

import mentormatch as mm

TIMES = (
    "Mon am",
    "Mon 9-12",
    "Tue pm",
    "weekdays 10:00-11:30",
    "Wed night",
    "weekends",
    "Mon 9:00-12:00 UTC-3",
)
DATES = ("from 2026-01-01", "2026-01-01 to 2026-03-31", "until May 2026", "2026-04-01 to 2026-08-31")
POLICY = mm.Policy(
    criteria=[
        mm.criteria.When(name="availability", enough=3, at_least=0.5, weight=2),
        mm.criteria.Period(name="dates", enough=60, must=True, unknown="allow"),
    ]
)


def people(seed: int, n: int = 6) -> mm.People:
    rng = np.random.default_rng(seed)

    def fields() -> dict[str, object]:
        times = tuple(dict.fromkeys(str(one) for one in rng.choice(TIMES[:-2], rng.integers(1, 3))))
        times = times or (TIMES[-1],)
        own: dict[str, object] = {"availability": times}
        if rng.random() < 0.8:
            own["dates"] = str(rng.choice(DATES))
        return {"consent": True, "declared": own}

    return mm.People(
        mentees=tuple(mm.Mentee(id=f"e{k}", **fields()) for k in range(n)),
        mentors=tuple(mm.Mentor(id=f"r{k}", **fields()) for k in range(n)),
    )


def reference(scheme: mm.People) -> np.ndarray:
    """Return the score of every pair, nan where two may not meet, from the answers alone."""
    when, dates = POLICY.criteria
    assert isinstance(when, mm.criteria.When)
    assert isinstance(dates, mm.criteria.Period)
    found = np.full((len(scheme.mentees), len(scheme.mentors)), np.nan)
    known = []
    for i, one in enumerate(scheme.mentees):
        for j, other in enumerate(scheme.mentors):
            both = [when.words(p.declared["availability"], "mentee") for p in (one, other)]
            hours = len(both[0] & both[1]) / 4
            days = None
            if "dates" in one.declared and "dates" in other.declared:
                (a, b), (c, d) = (dates.days(p.declared["dates"]) for p in (one, other))
                days = max(0.0, min(b, d) - max(a, c) + 1)
            if hours >= 0.5 and days != 0:
                known.append((i, j, min(1, hours / 3), None if days is None else min(1, days / 60)))
    for i, j, hours, days in known:
        found[i, j] = hours if days is None else (2 * hours + days) / 3
    return found


@pytest.mark.parametrize("seed", range(6))
def test_whoever_may_meet_meets_and_is_scored(seed: int) -> None:
    scheme = people(seed)
    matching = mm.match(scheme, POLICY)
    assert matching.status is mm.Status.OPTIMAL
    expected = reference(scheme)
    candidates = mm.find_candidates(scheme, POLICY)
    may = set(zip(candidates.mentee.tolist(), candidates.mentor.tolist(), strict=True))
    assert may == set(zip(*map(np.ndarray.tolist, np.nonzero(~np.isnan(expected))), strict=True))
    most = max(
        sum(not np.isnan(expected[i, j]) for i, j in enumerate(order)) for order in permutations(range(6))
    )
    assert len(matching.pairs) == most
    for mentee, mentor, availability, dates in matching.pairs[
        ["mentee_id", "mentor_id", "availability", "dates"]
    ].itertuples(index=False):
        if not np.isnan(dates):
            score = (2 * availability + dates) / 3
            assert expected[int(mentee[1:]), int(mentor[1:])] == pytest.approx(score, abs=1e-6)


def test_saved_and_rematched(tmp_path: Path) -> None:
    matching = mm.match(people(1), POLICY)
    matching.save(tmp_path / "m.mm")
    again = mm.Matching.load(tmp_path / "m.mm")
    assert again.pairs.equals(matching.pairs)
    joining = mm.Mentee(id="new", consent=True, declared={"availability": ("weekdays 10:00-11:00",)})
    mentor = mm.Mentor(id="free", consent=True, declared={"availability": ("Fri 10:30-13:00 UTC+0:15",)})
    after = mm.rematch(again, [mm.Join(joining), mm.Join(mentor)], POLICY)
    fresh = mm.match(after.people, POLICY)
    assert len(fresh.pairs) == len(after.pairs)
    assert "new" in set(after.pairs["mentee_id"])


def test_answers_that_cannot_be_read_are_named_before_anything_is_matched() -> None:
    scheme = people(1)
    wrong = scheme.mentees[0].replace(declared={"availability": ("Mon 9-5",), "dates": "soon"})
    with pytest.raises(mm.RecordError) as caught:
        mm.match(mm.People(mentees=(wrong,), mentors=scheme.mentors), POLICY)
    assert [(one.id, one.column) for one in caught.value.problems] == [
        ("e0", "availability"),
        ("e0", "dates"),
    ]
    assert "9-5" not in str(caught.value).replace("9am-5pm", "")
