"""Who keeps their places in a rematch although another record may be theirs."""

from __future__ import annotations

from collections.abc import Iterable

from mentormatch.candidates.search import Candidates, reasons_of
from mentormatch.changes.apply import Applied
from mentormatch.changes.history import Pair
from mentormatch.people.model import People
from mentormatch.people.person import ROLES, Role
from mentormatch.policy import Policy


def keeping_their_places(
    before: People, pairs: Iterable[Pair], applied: Applied, candidates: Candidates, policy: Policy
) -> list[tuple[Role, str]]:
    """Return who should not be set aside as registered twice, for `People.placed`.

    Doubt ends no pair, and of two records without a pair the one that was there first counts.

    Parameters
    ----------
    pairs : iterable of (str, str)
        The pairs of the matching before.
    candidates : Candidates
        After the changes.
    """
    reasons, people = reasons_of(candidates, applied.people, policy), applied.people
    likely = [double.ids for double in reasons.scheme.directory.doubles.found if double.likely]
    if not likely:
        return []
    had = {key for pair in pairs if pair not in applied.ended for key in zip(ROLES, pair, strict=True)}
    known: dict[Role, set[str]] = {"mentee": set(before.mentee_ids), "mentor": set(before.mentor_ids)}
    now: dict[Role, set[str]] = {"mentee": set(people.mentee_ids), "mentor": set(people.mentor_ids)}
    found: list[tuple[Role, str]] = []
    for role in ROLES:
        aside = reasons.registered_twice(role)
        for one in sorted(aside & known[role] - people.placed_as(role)):
            others = {other for ids in likely if one in ids for other in ids} & now[role] - aside
            if (role, one) in had or known[role].isdisjoint(others):
                found.append((role, one))
    return found
