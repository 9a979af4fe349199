"""What a user may write: checked by mypy, strict and without a plugin, and run (see test_exports.py)."""

from __future__ import annotations

import mentormatch as mm

mentee = mm.Mentee(id="e1", consent=True)
other = mm.Mentee(
    id="e2",
    name="Ann",
    email="ann@a.example",
    location=mm.Location(latitude=52.2, longitude=0.1),
    online=True,
    wants={"audit": 3},
    prefers=("r1",),
    professional_tags=("QI",),
    demand=1,
    consent=True,
)
mentor = mm.Mentor(id="r1", consent=True, capacity=2, offers={"audit": 4}, trained=True)
people = mm.People(mentees=(mentee, other), mentors=(mentor,), links=(("e1", "r9"),))
policy = mm.Policy(
    weights={"travel": 1.0},
    limits=mm.Limits(minimum_seniority_gap=None),
    rules=(mm.rules.Require(pair=("e1", "r1")), mm.rules.MinimumLoad(mentor="r1", load=1)),
    objective=("matched", "score"),
)
matching: mm.Matching = mm.match(people, policy, time_limit=10)
changes: list[mm.Change] = [mm.Dissolve("e1", "r1"), mm.Leave("e2"), mm.Update(mentor.replace(capacity=3))]
again: mm.Rematching = mm.rematch(matching, changes, mm.Policy())
explanation: mm.Explanation = again.explain("r1")
cost: mm.Cost = matching.cost_of("e1", "r1")
print(len(again.moved), explanation.mentee_ids, cost.possible)  # noqa: T201
