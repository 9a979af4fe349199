"""Warnings that a coordinator should look at before matching; none of them stops it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from mentormatch.arrays import counted
from mentormatch.errors import RowProblem
from mentormatch.people.doubles import NAMESAKE_KM, Double, set_aside
from mentormatch.people.identity import Register
from mentormatch.people.model import People, doubles_in, register_of
from mentormatch.people.person import REFERENCES, Person
from mentormatch.people.words.lookalikes import alphabets, look_alikes, looks_converted
from mentormatch.text import folded

# What follows from an unknown id, by the field that it is in.
_UNKNOWN = {
    "independent_of": "is not in the scheme; the pair will stay forbidden if they join",
    "supervises": "is not in the scheme; the pair will stay forbidden if they join",
    "avoids": "is not in the scheme; the pair will stay forbidden if they join",
    "prefers": "is not in the scheme, so this preference has no effect",
}
_SPELLING = "no correction if the spelling is right"
_FACTS = ("name", "email", "role", "workplace", "postcode", "location", "seniority")

Rows = Mapping[str, Sequence[tuple[str, int]]]


def find_warnings(people: People) -> list[RowProblem]:
    """Return all warnings about people.

    Returns
    -------
    list of RowProblem
        With the file "mentees", "mentors", "links" or "dissolved" and the position, from 1, as the row:
        ids that look alike or that a spreadsheet may have changed, references to people not in the scheme
        or not in the right role, appraisal in a circle, people in both tables whose details differ, records
        that may be one person, contradictory preferences, statements and areas known to one side only.
    """
    rows = _rows_of(people)
    return [
        *_odd_ids(rows),
        *double_warnings(people),
        *_unknown_references(people, rows),
        *_preferences(people),
        *_circles(people, rows),
        *_differing_facts(people),
        *_one_sided(people),
        *_training(people),
        *_nobody_consents(people),
    ]


def _rows_of(people: People) -> Rows:
    rows = defaultdict(list)
    for file, row, person in _everybody(people):
        rows[person.id].append((file, row))
    return rows


def _everybody(people: People) -> Iterator[tuple[str, int, Person]]:
    for row, mentee in enumerate(people.mentees, start=1):
        yield "mentees", row, mentee
    for row, mentor in enumerate(people.mentors, start=1):
        yield "mentors", row, mentor


def _odd_ids(rows: Rows) -> Iterator[RowProblem]:
    alike = {one: group for group in look_alikes(rows) for one in group}
    for one, found in rows.items():
        errors = []
        if one in alike:
            shown = " / ".join([one, *(other for other in alike[one] if other != one)])
            expected = "ids that look different, or one id if this is one person"
            errors.append((shown, "looks like another id; they count as different people", expected))
        if not one.isascii() and len(alphabets(one)) > 1:
            wrong = "mixes letters of several alphabets, some of which look the same"
            errors.append((one, wrong, "letters of one alphabet"))
        if looks_converted(one):
            wrong = "looks like an id that a spreadsheet turned into a date, a power of ten or a fraction"
            errors.append((one, wrong, "the id as in the original, in a column formatted as text"))
        for file, row in found:
            for value, wrong, expected in errors:
                yield RowProblem(file, row, "id", value, wrong, expected, one)


def double_warnings(people: People) -> Iterator[RowProblem]:
    """Yield the records that may be one person, each with the others and what follows."""
    doubles = doubles_in(people)
    yield from _namesakes(doubles.far_apart)
    yield from _doubles(people, doubles.found)


def _namesakes(far_apart: int) -> Iterator[RowProblem]:
    """Yield how many pairs of namesakes count as different people without anybody being asked."""
    if far_apart:
        wrong = (
            f"has many namesakes in this scheme: {counted(far_apart, 'pair')} of records that are alike in "
            f"nothing but their names, and more than {NAMESAKE_KM:g} km apart, count as different people"
        )
        expected = "no correction, unless two are one person: then one id, or the answer yes by --same-people"
        yield RowProblem("mentees", None, "name", "", wrong, expected)


def _doubles(people: People, doubles: Sequence[Double]) -> Iterator[RowProblem]:
    alike: dict[str, dict[str, Double]] = defaultdict(dict)
    for double in doubles:
        if not double.settled:
            for one, other in (double.ids, double.ids[::-1]):
                alike[one][other] = double
    if not alike:
        return
    roles = {"mentees": set(people.mentee_ids), "mentors": set(people.mentor_ids)}
    aside = {
        "mentees": set_aside(people.mentees, doubles, people.placed_as("mentee")),
        "mentors": set_aside(people.mentors, doubles, people.placed_as("mentor")),
    }
    expected = "one id if it is one person; if not, both ids with the answer no, given by --same-people"
    for file, row, person in _everybody(people):
        for other, double in alike.get(person.id, {}).items():
            what, follows = "may be in both tables", "the two are never paired"
            if other in roles[file]:
                what, follows = "may be registered twice", _place(person.id, other, aside[file])
            wrong = f"{what}, under these ids ({double.how}): {follows}"
            yield RowProblem(file, row, "id", f"{person.id}, {other}", wrong, expected, person.id)


def _place(one: str, other: str, aside: Collection[str]) -> str:
    if one not in aside and other not in aside:
        return "both get partners"
    return f"{'this' if one in aside else 'the other'} record gets no partner until it is settled"


def _unknown_references(people: People, rows: Rows) -> Iterator[RowProblem]:
    meanings = _Meanings(rows, register_of(people))
    for file, row, person in _everybody(people):
        for name in REFERENCES[file]:
            for other in getattr(person, name):
                if other == person.id:
                    expected = "the id of another person"
                    yield RowProblem(file, row, name, other, "is the person's own id", expected, person.id)
                elif other not in rows:
                    known = meanings.of(other) or (_UNKNOWN[name], _SPELLING)
                    yield RowProblem(file, row, name, other, *known, person.id)
    for row, pair in enumerate(people.links, start=1):
        resolved = [(one, meanings.of(one)) for one in pair if one not in rows]
        yield from (RowProblem("links", row, "", one, *known, one) for one, known in resolved if known)
        if len(resolved) == 2 and not any(known for _, known in resolved):
            wrong = "links two people outside the scheme; it still counts as part of longer reporting lines"
            yield RowProblem("links", row, "", ", ".join(pair), wrong, _SPELLING, pair[0])
    yield from _unknown_dissolved(people, meanings)


def _unknown_dissolved(people: People, meanings: _Meanings) -> Iterator[RowProblem]:
    known = {"mentee": set(people.mentee_ids), "mentor": set(people.mentor_ids)}
    for row, pair in enumerate(people.dissolved, start=1):
        for (role, ids), one in zip(known.items(), pair, strict=True):
            if one not in ids:
                wrong = f"is not a {role} in the scheme; the pair will stay forbidden if they join"
                said = meanings.of(one) or (wrong, _SPELLING)
                yield RowProblem("dissolved", row, role, one, *said, one)


class _Meanings:
    """What becomes of references that are nobody's id, in words."""

    def __init__(self, rows: Rows, register: Register) -> None:
        self._rows, self._register = rows, register

    def of(self, written: str) -> tuple[str, str] | None:
        """Return whom a reference is taken to mean, and what to do about it; None for an outsider's."""
        if written in self._rows:
            return None
        meaning = self._register.meant(written)
        if meaning.people in {(), (written,)}:
            return None
        return meaning.words


def _preferences(people: People) -> Iterator[RowProblem]:
    """Yield preferences that cannot be met."""
    mentees, mentors = set(people.mentee_ids), set(people.mentor_ids)
    for file, row, person in _everybody(people):
        if not person.prefers:
            continue
        right, wrong_side, role = (
            (mentors, mentees, "mentor") if file == "mentees" else (mentees, mentors, "mentee")
        )
        for other in person.prefers:
            if other in person.avoids:
                wrong, expected = (
                    "is both preferred and avoided; the pair is forbidden",
                    "only one of the two",
                )
            elif other in person.independent_of:
                wrong, expected = "is preferred, but independence forbids the pair", "another preference"
            elif other not in right and other in wrong_side:
                wrong, expected = f"is preferred but is not a {role} in the scheme", f"the id of a {role}"
            else:
                continue
            yield RowProblem(file, row, "prefers", other, wrong, expected, person.id)


def _circles(people: People, rows: Rows) -> Iterator[RowProblem]:
    """Yield everybody who is their own superior, directly or through others."""
    lines = list(_reporting(people))
    for circle in circles((person, superior) for person, superior, _ in lines):
        members = set(circle)
        shown = ", ".join(circle[:10]) + (", ..." if len(circle) > 10 else "")
        size = f"{len(circle)} people who report to each other"
        wrong = f"is in a circle of {size}; every link still forbids its pair"
        expected = "a reporting line that ends, or " + _SPELLING
        rows_of_circle = [(at, one) for one in circle for at in rows.get(one, ())]
        if not rows_of_circle:
            rows_of_circle = [(at, one) for one, other, at in lines if {one, other} <= members and at]
        for (file, row), one in rows_of_circle:
            yield RowProblem(file, row, "", shown, wrong, expected, one)


def _reporting(people: People) -> Iterator[tuple[str, str, tuple[str, int]]]:
    """Yield person, superior and the row that links them."""
    for file, row, person in _everybody(people):
        for one, superior in person.lines:
            yield one, superior, (file, row)
    for row, (one, superior) in enumerate(people.links, start=1):
        yield one, superior, ("links", row)


def circles(lines: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the strongly connected groups of two or more in a graph of (person, superior), each sorted.

    They are found by going up the lines, then down again from those left last (Kosaraju; Sharir, "A
    strong-connectivity algorithm", Computers and Mathematics with Applications 7 (1981) 67-72).
    """
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for person, superior in lines:
        above.setdefault(person, []).append(superior)
        below.setdefault(superior, []).append(person)
    seen: set[str] = set()
    left = [one for person in above for one in _reached(person, above, seen)]
    seen.clear()
    groups = (tuple(sorted(_reached(person, below, seen))) for person in reversed(left))
    return sorted(group for group in groups if len(group) > 1)


def _reached(start: str, onward: Mapping[str, Sequence[str]], seen: set[str]) -> Iterator[str]:
    """Yield those reached from a person and not seen before, each after all that are reached from them."""
    path = [(start, iter(onward.get(start, ())))] if start not in seen else []
    seen.add(start)
    while path:
        person, others = path[-1]
        for other in others:
            if other not in seen:
                seen.add(other)
                path.append((other, iter(onward.get(other, ()))))
                break
        else:
            path.pop()
            yield person


def _differing_facts(people: People) -> Iterator[RowProblem]:
    mentees = {mentee.id: mentee for mentee in people.mentees}
    for row, mentor in enumerate(people.mentors, start=1):
        mentee = mentees.get(mentor.id)
        if mentee is None:
            continue
        differing = [name for name in _FACTS if _differ(getattr(mentee, name), getattr(mentor, name))]
        for name in differing:
            wrong = "differs from the row with the same id among the mentees"
            expected = "the same entry in both tables"
            if {"name", "email"} <= set(differing):
                expected = "two different ids if these are two people"
            yield RowProblem("mentors", row, name, str(getattr(mentor, name)), wrong, expected, mentor.id)


def _differ(one: object, other: object) -> bool:
    if one in {None, ""} or other in {None, ""}:
        return False
    return folded(str(one)) != folded(str(other))


def _one_sided(people: People) -> Iterator[RowProblem]:
    """Yield statements that only one side answers, and areas that are wanted but not offered."""
    asked = Counter(statement for mentee in people.mentees for statement in mentee.answers)
    answered = Counter(statement for mentor in people.mentors for statement in mentor.answers)
    if people.mentees and people.mentors:
        for statement in sorted(asked.keys() ^ answered.keys()):
            file = "mentees" if statement in asked else "mentors"
            wrong = f"is a statement that only {file} answer, so it is never compared"
            yield RowProblem(file, None, "answers", statement, wrong, "the same wording in both tables")
        wanted = Counter(area for mentee in people.mentees for area in mentee.wants)
        offered = {area for mentor in people.mentors for area in mentor.offers}
        for area in sorted(wanted.keys() - offered):
            wrong = f"is an area that no mentor offers; mentees who want it: {wanted[area]}"
            yield RowProblem("mentees", None, "wants", area, wrong, "the same wording in both tables")


def _training(people: People) -> Iterator[RowProblem]:
    for row, mentor in enumerate(people.mentors, start=1):
        if mentor.trained_on is not None and not mentor.trained:
            wrong = "is a training date, but training is not marked as completed"
            value, expected = mentor.trained_on.isoformat(), "yes under `trained`, or no date"
            yield RowProblem("mentors", row, "trained_on", value, wrong, expected, mentor.id)


def _nobody_consents(people: People) -> Iterator[RowProblem]:
    for file, group in (("mentees", people.mentees), ("mentors", people.mentors)):
        if group and not any(person.consent for person in group):
            wrong = f"none of the {file} has consented, so nobody can be matched"
            expected = "yes in the column `consent`, or under [constants] in a column map"
            yield RowProblem(file, None, "consent", "", wrong, expected)
