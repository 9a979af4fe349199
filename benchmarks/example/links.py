"""Draws who supervises whom in the example scheme, and whom people prefer or avoid."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from example.people import Draft, Row
from example.words import PARTNERS

SUPERVISION = ("appraiser", "educational_supervisor", "line_manager", "professional_adviser")


def add_supervision(rng: Random, everybody: Sequence[Draft]) -> None:
    """Give people a line manager, an appraiser and so on, all among those who take part.

    Each is more senior than the person, so that no line ever closes into a cycle here.
    """
    for person in everybody:
        above = [p for p in everybody if p.seniority > person.seniority]
        colleagues = [p for p in above if p.workplace == person.workplace]
        near = [p for p in colleagues if p.seniority <= person.seniority + 3]
        _maybe(rng, 0.6, person, "line_manager", near)
        _maybe(rng, 0.35, person, "appraiser", colleagues)
        if "trainee" in person.cells["role"]:
            teachers = [p for p in above if p.kind == person.kind]
            _maybe(rng, 0.7, person, "educational_supervisor", teachers)
        if person.kind in PARTNERS:
            advisers = [p for p in above if any(t.area == "mental health" for t in p.topics)]
            _maybe(rng, 0.6, person, "professional_adviser", advisers)


def close_a_cycle(mentors: Sequence[Draft]) -> None:
    """Let three of equal rank appraise each other in a ring: the only cycle in the scheme."""
    ring = [m for m in mentors if m.seniority == 7][:3]
    for person, appraiser in zip(ring, ring[1:] + ring[:1], strict=True):
        person.cells["appraiser"] = appraiser.id


def _maybe(rng: Random, chance: float, person: Draft, column: str, choice: Sequence[Draft]) -> None:
    if choice and rng.random() < chance:
        person.cells[column] = rng.choice(choice).id


def add_supervised(
    rng: Random, mentees: Sequence[Draft], mentors: Sequence[Draft], rows: Sequence[Row]
) -> None:
    """Let some mentors name whom they supervise: people who do not always name them in turn."""
    for mentor, row in zip(mentors, rows, strict=True):
        below = [e.id for e in mentees if e.workplace == mentor.workplace and e.seniority < mentor.seniority]
        if below and rng.random() < 0.3:
            row["supervises"] = "; ".join(rng.sample(below, min(len(below), rng.choice((1, 1, 2)))))


def add_wishes(rng: Random, people: Sequence[Draft], others: Sequence[Draft], chance: float) -> None:
    """Let some people name others whom they prefer, best first, and a few whom they avoid."""
    for person in people:
        known = [o for o in others if o.id != person.id and o.on_coast == person.on_coast]
        if rng.random() < chance:
            person.cells["prefers"] = "; ".join(_favourites(rng, person, known))
        if rng.random() < 0.06:
            liked = person.cells["prefers"].split("; ")
            person.cells["avoids"] = rng.choice([o.id for o in known if o.id not in liked])


def _favourites(rng: Random, person: Draft, known: Sequence[Draft]) -> list[str]:
    """Return one to four ids, first those with most in common; nobody wishes for their own supervisor."""
    mine = {topic.area for topic in person.topics}
    boss = {person.cells[column] for column in SUPERVISION}
    free = [o for o in known if o.id not in boss]
    drawn = rng.sample(free, min(8, len(free)))
    drawn.sort(key=lambda o: -len(mine & {topic.area for topic in o.topics}))
    return [o.id for o in drawn[: rng.choice((1, 2, 3, 3, 4))]]
