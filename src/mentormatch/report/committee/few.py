"""What is told of few people: reasons and places that fewer than eight share are put together or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from mentormatch.analysis.audit.hiding import LEAST
from mentormatch.analysis.recruiting.recruit import Recruiting
from mentormatch.analysis.supply import interests, locations
from mentormatch.candidates.reasons import PERSON_CODES
from mentormatch.matching.result import Matching
from mentormatch.people.person import Role

NOT_SHOWN = "not shown"


class Reason(NamedTuple):
    """Why some people have no partner, in several words where those of few are together; what would help."""

    words: tuple[str, ...]
    people: int
    advice: tuple[str, ...]


def reasons_without(matching: Matching, role: Role, words: Mapping[str, str]) -> list[Reason]:
    """Return why people of a role have no partner, the most frequent first and those of few together at last.

    Reasons of few people are only named, and those that concern the person alone not even told apart.
    """
    advice: dict[str, Counter[str]] = {}
    for one in matching.unmatched_people:
        if one.role == role:
            advice.setdefault(one.reason, Counter())[one.advice.replace("`", "")] += 1
    codes = sorted(advice, key=lambda code: (-advice[code].total(), code))
    rare = [code for code in codes if advice[code].total() < LEAST]
    together = [[code] for code in codes if code not in rare] + ([rare] if rare else [])
    found = []
    for some in together:
        of_some = sum((advice[code] for code in some), Counter[str]())
        named = ("own" if some is rare and code in PERSON_CODES else code for code in some)
        said = tuple(dict.fromkeys(words.get(code, code) for code in named))
        found.append(Reason(said, of_some.total(), tuple(one for one, _ in of_some.most_common())))
    return found


def recruits_shown(found: Recruiting) -> list[list[object]]:
    """Return the mentors to recruit as rows, without places and interests that few mentees have."""
    people, policy = found.matching.people, found.matching.policy
    n = len(people.mentees)
    at = Counter(locations([*people.mentees, *people.mentors])[:n])
    wants = Counter(
        one for tags in [*interests(people, policy, ("professional_tags",))][:n] for one in set(tags)
    )
    return [
        [
            k, _often(row["location"], at) or "anywhere", "–" if row["level"] is None else int(row["level"]),
            _often(row["interests"], wants) or "any", row["capacity"], row["total_matched"],
            f"{row['total_score']:.2f}",
        ]
        for k, row in enumerate(found.recruits.to_dict("records"), start=1)
    ]  # fmt: skip


def _often(names: str, counts: Mapping[str, int]) -> str:
    """Return those names that many people share; or that there are others only."""
    shown = ", ".join(one for one in names.split(", ") if counts[one] >= LEAST)
    return shown or (NOT_SHOWN if names else "")
