"""Draws the people of the example scheme, one row of text each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from example import phrases, words
from example.words import Topic, Workplace

T = TypeVar("T")
Row = dict[str, str]

COMMON = (
    "id", "name", "email", "role", "workplace", "postcode", "max_km", "online", "seniority", "motivation",
    "professional_interests", "professional_tags", "personal_interests", "personal_tags", "other",
    *(f"answer: {statement}" for statement in words.STATEMENTS),
    "values", "appraiser", "educational_supervisor", "line_manager", "professional_adviser", "prefers",
    "avoids", "groups", "consent",
)  # fmt: skip
MENTEE_COLUMNS = (*COMMON, "wants", "demand")
MENTOR_COLUMNS = (
    *COMMON, "offers", "capacity", "minimum_load", "hours_a_month", "trained", "trained_on", "supervises",
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A made-up person: what the rest is drawn from, and the cells drawn so far."""

    kind: str
    workplace: Workplace
    seniority: int
    topics: tuple[Topic, ...]
    hobbies: tuple[Topic, ...]
    cells: Row

    @property
    def id(self) -> str:
        """Id of the person."""
        return self.cells["id"]

    @property
    def on_coast(self) -> bool:
        """Whether they work in the far corner of the county."""
        return self.workplace.outcode in words.COAST


def draw_name(rng: Random, taken: set[str]) -> str:
    """Return a name that nobody has yet."""
    while True:
        name = f"{rng.choice(phrases.FIRST_NAMES)} {rng.choice(phrases.LAST_NAMES)}"
        if name not in taken:
            taken.add(name)
            return name


def draw_person(
    rng: Random, person_id: str, name: str, workplace: Workplace, rungs: tuple[int, int]
) -> Draft:
    """Return somebody whose seniority is within `rungs`, with the cells that both tables share."""
    kind = rng.choice(workplace.kinds)
    subject = rng.choice(words.SUBJECTS[kind])
    ladder = [step for step in words.LADDERS[kind] if rungs[0] <= step[1] <= rungs[1]]
    if not ladder:
        ladder = [min(words.LADDERS[kind], key=lambda step: abs(step[1] - rungs[0]))]
    # The higher up, the fewer.
    role, seniority = rng.choices(ladder, [10 - step[1] for step in ladder])[0]
    themes = rng.sample([t for t in words.THEMES[kind] if t.area != subject.area], rng.choice((1, 2, 2, 3)))
    hobbies = rng.sample(words.HOBBIES, rng.choice((1, 2, 2)))
    draft = Draft(kind, workplace, seniority, (subject, *themes), tuple(hobbies), dict.fromkeys(COMMON, ""))
    draft.cells.update(
        id=person_id,
        name=name,
        email=f"{_slug(name)}@{workplace.domain}",
        role=role.format(area=subject.area),
        workplace=workplace.name,
        postcode=_postcode(rng, draft),
        seniority=str(seniority),
        consent="yes",
    )
    draft.cells.update(_travel(rng, draft))
    draft.cells.update(_interests(rng, draft))
    draft.cells.update(_values(rng, kind))
    return draft


def mentee_row(rng: Random, draft: Draft) -> Row:
    """Return the row of `draft` among the mentees."""
    templates = phrases.PARTNER_WHY if draft.kind in words.PARTNERS else phrases.MENTEE_WHY
    seek = draft.topics[1:] if draft.kind in words.PARTNERS or rng.random() < 0.3 else draft.topics
    wants = [(topic.area, rng.choice((2, 3, 3, 4))) for topic in seek]
    if rng.random() < 0.25:
        wants.append(("mentoring", rng.choice((2, 3))))
    return draft.cells | {
        "motivation": _filled(rng, rng.choice(templates), seek),
        "wants": _levels(rng, wants),
        "demand": rng.choice(("1", "1", "1", "1", "")),
    }


def mentor_row(rng: Random, draft: Draft) -> Row:
    """Return the row of `draft` among the mentors."""
    offers = [(topic.area, rng.choice((3, 4, 4, 5))) for topic in draft.topics]
    offers.append(("mentoring", rng.choice((2, 3, 3, 4, 5))))
    trained = rng.random() < 0.94
    # Training before 2021 is too long ago for the policy.
    year = rng.choice((2020, *(2021, 2022, 2023, 2024, 2025) * 3))
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    return draft.cells | {
        "motivation": _filled(rng, rng.choice(phrases.MENTOR_WHY), draft.topics),
        "offers": _levels(rng, offers),
        "capacity": rng.choice(("1", "1", "2", "2", "2", "3", "4")),
        "minimum_load": "0",
        "hours_a_month": rng.choice(("1", "1.5", "2", "2", "3", "4.5", "")),
        "trained": "yes" if trained else "no",
        "trained_on": f"{year}-{month:02}-{day:02}" if trained else "",
        "supervises": "",
    }


def _slug(name: str) -> str:
    """Return `name` as the part of an e-mail address before the sign, without accents."""
    # These letters have no decomposition into a plain letter and an accent.
    plain = unicodedata.normalize("NFKD", name.lower().translate(str.maketrans("łøı", "loi")))
    return ".".join(re.sub(r"[^a-z' -]", "", plain).split())


def _postcode(rng: Random, draft: Draft) -> str:
    """Return an outcode, or a whole postcode, at work or near it."""
    home = {place.outcode: place for place in words.PLACES}[draft.workplace.outcode]
    near = sorted(
        (p for p in words.PLACES if (p.outcode in words.COAST) == draft.on_coast),
        key=lambda p: (p.latitude - home.latitude) ** 2 + (p.longitude - home.longitude) ** 2,
    )
    outcode = home.outcode if rng.random() < 0.65 else rng.choice(near[:4]).outcode
    inward = f" {rng.randint(1, 9)}{rng.choice('ABDEF')}{rng.choice('GHJLN')}"
    return outcode + (inward if rng.random() < 0.5 else "")


def _travel(rng: Random, draft: Draft) -> Row:
    if draft.on_coast:
        return {"max_km": rng.choice(("8", "10", "12.5", "15")), "online": _yes(rng, 0.15)}
    limits = ("", "5", "10", "12.5", "15", "20", "20", "25", "30", "40", "60")
    return {"max_km": rng.choice(limits), "online": _yes(rng, 0.45)}


def _yes(rng: Random, chance: float) -> str:
    return "yes" if rng.random() < chance else "no"


def _interests(rng: Random, draft: Draft) -> Row:
    return {
        "professional_interests": _filled(rng, rng.choice(phrases.INTERESTS), draft.topics),
        "professional_tags": _tags(rng, draft.topics),
        "personal_interests": _filled(rng, rng.choice(phrases.HOBBY_LINES), draft.hobbies),
        "personal_tags": _tags(rng, draft.hobbies) if rng.random() < 0.8 else "",
        "other": rng.choice(phrases.OTHER) if rng.random() < 0.25 else "",
    }


def _filled(rng: Random, template: str, topics: Sequence[Topic]) -> str:
    """Return the template with phrases of the topics in place of a, b and c."""
    pool = list(dict.fromkeys(p for topic in topics for p in rng.sample(topic.phrases, len(topic.phrases))))
    # One phrase of each topic comes first, so that short templates do not dwell on a single topic.
    heads = [rng.choice(topic.phrases) for topic in topics]
    chosen = list(dict.fromkeys(heads + pool))
    chosen += chosen[-1:] * (3 - len(chosen))
    return template.format(a=chosen[0], b=chosen[1], c=chosen[2])


def _tags(rng: Random, topics: Sequence[Topic]) -> str:
    tags = []
    for topic in topics:
        tags.append(topic.area if rng.random() < 0.75 else rng.choice(topic.tags))
        if rng.random() < 0.35:
            tags.append(rng.choice(topic.tags))
    return "; ".join(dict.fromkeys(tags))


def _levels(rng: Random, levels: Sequence[tuple[str, int]]) -> str:
    short = {"quality improvement": "QI", "emergency medicine": "A&E"}
    return "; ".join(
        f"{short.get(area, area) if rng.random() < 0.4 else area}:{level}" for area, level in levels
    )


def _values(rng: Random, kind: str) -> Row:
    """Return answers and value tags; those who work with disabled people lean to independence."""
    lean = 4 if kind in {"care", *words.PARTNERS} else 3
    middle = (lean, 7 - lean, 4, lean, 4)
    answers = {
        f"answer: {statement}": str(min(5, max(1, centre + rng.choice((-1, 0, 0, 1)))))
        for statement, centre in zip(words.STATEMENTS, middle, strict=True)
    }
    silent = rng.random() < 0.1
    missing = [heading for heading in answers if silent or rng.random() < 0.08]
    tags = rng.sample(words.VALUES, rng.choice((0, 1, 2, 2, 3)))
    return answers | dict.fromkeys(missing, "") | {"values": "; ".join(tags)}
