"""Candidate pairs, directly from the definitions: a double loop in plain Python.

It shares nothing with the code, is written to be read, and differs from the library wherever it can: sets in
place of matrices and bits, the angle between points by arctangent in place of chords.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable

from mentormatch.people.doubles import alike as compared
from mentormatch.people.identity import Register
from mentormatch.people.model import Mentee, Mentor, People, register_of
from mentormatch.policy import Limits, Policy

ORDER = (
    "no_consent", "not_trained", "no_places", "required_knowledge", "registered_twice", "self", "same_person",
    "avoids", "dissolved", "not_independent", "place_unknown", "too_far", "seniority_gap", "knowledge",
)  # fmt: skip


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class Oracle:
    def __init__(self, people: People, policy: Policy) -> None:
        self.people = people
        self.limits: Limits = policy.limits
        self.everybody = [*people.mentees, *people.mentors]
        self.ids = {p.id for p in self.everybody}
        self.register = register_of(people)
        self.alike, self.likely, self.settled = self._doubles()
        self.aside = {role: self._aside(role) for role in ("mentee", "mentor")}
        named = {other for p in self.everybody for other in (*p.independent_of, *p.avoids)}
        named |= {other for p in people.mentors for other in p.supervises}
        named |= {one for pair in (*people.links, *people.dissolved, *people.avoided) for one in pair}
        outside = sorted(one for one in named - self.ids if not self._certain(one))
        self.outside = Register((one, None, one) for one in outside)
        self.superiors: dict[str, set[str]] = {}
        for person in self.everybody:
            for reference in person.independent_of:
                self._line(person.id, reference)
        for mentor in people.mentors:
            for reference in mentor.supervises:
                self._line(reference, mentor.id)
        for below, above in people.links:
            self._line(below, above)
        self.avoided = self._meanings((p.id, other) for p in self.everybody for other in p.avoids)
        self.parted = self._meanings(people.dissolved)

    def _doubles(self) -> tuple[dict[str, set[str]], set[frozenset[str]], set[frozenset[str]]]:
        """Return id -> ids that may be of the same person, and the pairs of which this is likely, or said."""
        said = {frozenset(map(fold, (one, other))): yes for one, other, yes in self.people.meanings}
        alike: dict[str, set[str]] = {one: {one} for one in self.ids}
        likely = set()
        for a in self.everybody:
            for b in self.everybody:
                answer = said.get(frozenset(map(fold, (a.id, b.id))))
                double = None if a.id == b.id else compared(a, b)
                if a.id != b.id and (answer or (double is not None and answer is not False)):
                    alike[a.id].add(b.id)
                    if answer or (double is not None and double.likely):
                        likely.add(frozenset((a.id, b.id)))
        settled = {
            frozenset((a, b))
            for a in alike
            for b in alike
            if a != b and said.get(frozenset((fold(a), fold(b))))
        }
        return alike, likely, settled

    def registered_twice(self, mentee: Mentee, mentor: Mentor) -> bool:
        return mentee.id in self.aside["mentee"] or mentor.id in self.aside["mentor"]

    def _aside(self, role: str) -> set[str]:
        group = self.people.mentees if role == "mentee" else self.people.mentors
        placed = {one for as_role, one in self.people.placed if as_role == role}
        order = sorted((p.id for p in group if p.consent), key=lambda one: (one not in placed, one))
        first: list[str] = []
        for one in order:
            alike = self.settled if one in placed else self.likely
            if not any(frozenset((one, other)) in alike for other in first):
                first.append(one)
        return set(order) - set(first)

    def same_person(self, mentee: Mentee, mentor: Mentor) -> bool:
        return mentee.id != mentor.id and mentor.id in self.alike[mentee.id]

    def _line(self, below: str, above: str) -> None:
        for one in self.meant(below):
            self.superiors.setdefault(one, set()).update(self.meant(above))

    def meant(self, reference: str) -> set[str]:
        if reference in self.ids:
            return self.alike[reference]
        meaning = self.register.meant(reference).people
        fitting = {alike for one in meaning for alike in self.alike.get(one, {one})}
        if self._certain(reference):
            return fitting
        alike = {reference, *self.outside.alike(reference).people}
        return fitting | {f"outside the scheme: {one}" for one in alike}

    def _certain(self, reference: str) -> bool:
        meaning = self.register.meant(reference)
        return bool(meaning.people) and meaning.sure

    def above(self, person: str, levels: int) -> set[str]:
        found, step = set(), {person}
        for _ in range(levels):
            step = {above for one in step for above in self.superiors.get(one, set())}
            found |= step
        return found

    def codes(self, mentee: Mentee, mentor: Mentor) -> list[str]:
        """All reasons against a pair, in order."""
        return [code for code in ORDER if getattr(self, code)(mentee, mentor)]

    def no_consent(self, mentee: Mentee, mentor: Mentor) -> bool:
        return not (mentee.consent and mentor.consent)

    def not_trained(self, _: Mentee, mentor: Mentor) -> bool:
        if not self.limits.training_required:
            return False
        since, on = self.limits.trained_since, mentor.trained_on
        return not mentor.trained or (since is not None and (on is None or on < since))

    def no_places(self, mentee: Mentee, mentor: Mentor) -> bool:
        return mentee.demand == 0 or mentor.capacity == 0

    def required_knowledge(self, _: Mentee, mentor: Mentor) -> bool:
        return not all(
            level == 0 or any(fold(has) == fold(area) and n >= level for has, n in mentor.offers.items())
            for area, level in self.limits.required_knowledge.items()
        )

    def self(self, mentee: Mentee, mentor: Mentor) -> bool:
        return mentee.id == mentor.id

    def avoids(self, mentee: Mentee, mentor: Mentor) -> bool:
        return self._named(mentee.id, mentor.id, self.avoided)

    def dissolved(self, mentee: Mentee, mentor: Mentor) -> bool:
        return self._named(mentee.id, mentor.id, self.parted)

    def _meanings(self, said: Iterable[tuple[str, str]]) -> list[tuple[set[str], set[str]]]:
        return [(self.meant(a), self.meant(b)) for a, b in said]

    def _named(self, one: str, other: str, meant: list[tuple[set[str], set[str]]]) -> bool:
        return any((one in a and other in b) or (other in a and one in b) for a, b in meant)

    def not_independent(self, mentee: Mentee, mentor: Mentor) -> bool:
        levels = self.limits.independence_levels
        return mentor.id in self.above(mentee.id, levels) or mentee.id in self.above(mentor.id, levels)

    def limit(self, mentee: Mentee, mentor: Mentor) -> float:
        of_mentee = self.limits.max_km if mentee.max_km is None else mentee.max_km
        return min((x for x in (of_mentee, mentor.max_km) if x is not None), default=math.inf)

    def km(self, mentee: Mentee, mentor: Mentor) -> float | None:
        if mentee.location is None or mentor.location is None:
            return None
        a, b = math.radians(mentee.location.latitude), math.radians(mentor.location.latitude)
        d = math.radians(mentor.location.longitude - mentee.location.longitude)
        y = math.hypot(
            math.cos(b) * math.sin(d), math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(d)
        )
        x = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(d)
        return 6371.0088 * math.atan2(y, x)

    def travels(self, mentee: Mentee, mentor: Mentor) -> bool:
        limit, km = self.limit(mentee, mentor), self.km(mentee, mentor)
        return limit == math.inf or (km is not None and km <= limit * (1 + 1e-9) + 1e-9)

    def _stuck(self, mentee: Mentee, mentor: Mentor) -> bool:
        online = self.limits.online and mentee.online and mentor.online
        return not online and not self.travels(mentee, mentor)

    def place_unknown(self, mentee: Mentee, mentor: Mentor) -> bool:
        return self._stuck(mentee, mentor) and self.km(mentee, mentor) is None

    def too_far(self, mentee: Mentee, mentor: Mentor) -> bool:
        return self._stuck(mentee, mentor) and self.km(mentee, mentor) is not None

    def seniority_gap(self, mentee: Mentee, mentor: Mentor) -> bool:
        minimum = self.limits.minimum_seniority_gap
        if minimum is None:
            return False
        if mentee.seniority is None or mentor.seniority is None:
            return True
        return mentor.seniority - mentee.seniority < minimum

    def knowledge(self, mentee: Mentee, mentor: Mentor) -> bool:
        level = self.limits.minimum_knowledge
        if level == 0 or not mentee.wants:
            return False
        offered = {fold(area) for area, has in mentor.offers.items() if has >= level}
        return not any(fold(area) in offered for area in mentee.wants)
