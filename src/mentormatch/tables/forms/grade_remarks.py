"""A grade with a remark: "ST5 Anaesthetics", "Band 7 (acting)", "Consultant in Palliative Medicine".

A grade with a number is plain among any words. A title is not ("consultant nurse", "GP receptionist"): it
has to come first, and nothing beside it may name another profession. With two grades of different levels, a
further number, or a word that may mean more, less, before or after, the cell stays a row error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mentormatch.tables.forms.grades import SPECIALISTS, TABLES
from mentormatch.tables.forms.said import Said, is_doubtful, word_key

_TURNING = frozenset(
    [
        "above",
        "below",
        "over",
        "under",
        "least",
        "most",
        "minimum",
        "maximum",
        "max",
        "min",
        "beyond",
        "former",
        "formerly",
        "ex",
        "previous",
        "previously",
        "past",
        "retired",
        "retiring",
        "was",
        "been",
        "pre",
        "post",
        "prior",
        "applying",
        "applied",
        "applicant",
        "aspiring",
        "hoping",
        "want",
        "wants",
        "wish",
        "would",
        "going",
        "becoming",
        "become",
        "future",
        "incoming",
        "outgoing",
        "starting",
        "start",
        "due",
        "soon",
        "next",
        "nearly",
        "almost",
        "approximately",
        "about",
        "between",
        "towards",
        "toward",
        "into",
        "looking",
        "seeking",
        "interview",
        "awaiting",
        "pending",
        "finishing",
        "finished",
        "completed",
        "completing",
        "plus",
        "more",
        "less",
        "than",
    ]
)
"""Words beside a grade, with those of `DOUBTFUL`, that may make it another or an earlier one."""

_THEIRS = re.compile(
    r"\b(?:to|for|of|with|like|managing|supervising|mentoring|leading|training|teaching)\s+(?:an?\s+|the\s+)?\Z"
)
"""What comes before the grade of somebody else: "manager of Band 5 nurses"."""

_HALF_RANGE = re.compile(r"\s*[-/]\s*[a-d]\b")
_SHARE = re.compile(r"\b\d{1,3}\s*%|\b[01]?\.\d+\s*(?:wte|fte)\b")  # how much of the week, which is no grade

_NOT_AMONG_WORDS = frozenset({"ct", "core trainee", "specialist"})
"""Titles that mean something else among other words: "CT scanning", "specialist in wound care"."""
_TITLES = frozenset(one for one in TABLES["nhs"] if not re.search(r"\d", one)) - _NOT_AMONG_WORDS
_SPECIALTIES = frozenset({"gp", "general practitioner"})
"""Titles that beside a year of training say what it is in: "ST3 GP"."""

_PERSON = re.compile(r"[a-z]+(?:ist|er|or|ian|wife|wive)s?")
_OTHERS = frozenset(
    [
        "nurse",
        "nurses",
        "nursing",
        "midwifery",
        "pharmacy",
        "psychology",
        "physiotherapy",
        "physio",
        "radiography",
        "audiology",
        "paramedicine",
        "dietetics",
        "science",
        "sciences",
        "physics",
        "podiatry",
        "optometry",
        "orthoptics",
        "therapy",
        "therapies",
        "ahp",
        "registrar",
        "spr",
        "str",
        "fellow",
        "trainee",
        "trainees",
        "student",
        "students",
        "assistant",
        "associate",
        "secretary",
        "pa",
        "admin",
        "administration",
        "reception",
        "clerk",
        "staff",
        "engineering",
        "technician",
        "management",
        "business",
        "recruitment",
        "finance",
        "hr",
        "led",
    ]
)
_DOCTORS_TOO = frozenset(SPECIALISTS) | frozenset(
    [
        "trainer",
        "partner",
        "educator",
        "tutor",
        "appraiser",
        "supervisor",
        "director",
        "examiner",
        "teacher",
        "professor",
        "lecturer",
        "doctor",
        "cancer",
        "liver",
    ]
)
"""Words with the ending of a profession that name no other one beside a doctor's title."""

_WORD = re.compile(r"[^\W\d_]+")
_PARTS = re.compile(r"\s*[,;/()\[\]|:&]\s*|\s+-\s+")


class GradeRemarks:
    """Reads cells that hold one grade of a column map among other words.

    Parameters
    ----------
    grades : mapping of str to int
        Grade in words, folded -> level.

    Examples
    --------
    >>> read = GradeRemarks({"st5": 12, "st6": 13, "consultant": 16})
    >>> read("ST5 Anaesthetics").value, read("Consultant (cardiology)").value
    (12, 16)
    >>> read("ST5 or ST6"), read("Consultant nurse"), read("Retired consultant")
    (None, None, None)
    """

    def __init__(self, grades: Mapping[str, int]) -> None:
        self._grades = grades
        numbered = {one for one in grades if re.search(r"\d", one) and re.search(r"[^\W\d_]", one)}
        self._numbered = _any_of(numbered)
        self._titles = _any_of(_TITLES & grades.keys())
        self._other_words = _any_of(grades.keys() - numbered - _TITLES - _NOT_AMONG_WORDS)

    def __call__(self, text: str) -> Said | None:
        """Return the level of the one grade that a cell names; None if that is not certain."""
        key = word_key(text)
        if is_doubtful(key, _TURNING) or not {"?", "<", ">", "~"}.isdisjoint(key):
            return None
        key = _SHARE.sub(" ", key)
        rest = self._numbered.sub(" ", key)
        if re.search(r"\d", rest) or self._is_theirs(key):
            return None
        numbered = self._levels(self._numbered, key)
        levels = numbered | self._of_titles(rest, training=bool(numbered))
        if len(levels) != 1 or not self._levels(self._other_words, rest) <= levels:
            return None
        note = "a grade with a remark ('ST5 Anaesthetics', 'Consultant in Oncology') was read as that grade"
        return Said(levels.pop(), note)

    def _levels(self, pattern: re.Pattern[str], text: str, but: frozenset[str] = frozenset()) -> set[int]:
        return {self._grades[one] for one in pattern.findall(text) if one not in but}

    def _is_theirs(self, key: str) -> bool:
        """Return whether a grade with a number is one end of a range, or may be somebody else's."""
        return any(
            _THEIRS.search(key[: found.start()]) or _HALF_RANGE.match(key, found.end())
            for found in self._numbered.finditer(key)
        )

    def _of_titles(self, rest: str, *, training: bool) -> set[int]:
        """Return the levels of the doctors' titles in a cell without its grades with numbers."""
        words = _WORD.findall(self._titles.sub(" ", rest))
        if any(word in _OTHERS or (_PERSON.fullmatch(word) and word not in _DOCTORS_TOO) for word in words):
            return set()
        if training or any(map(self._titles.match, _PARTS.split(rest))):
            return self._levels(self._titles, rest, _SPECIALTIES if training else frozenset())
        return set()


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?![\w+'])")
