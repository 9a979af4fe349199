"""Words in a heading that tell what is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from immutabledict import immutabledict

from mentormatch.tables.forms.distances import UNITS
from mentormatch.tables.rows.fields import KM_PER_MILE, Table, field_named
from mentormatch.text import folded

_SHARED: Mapping[str, str] = immutabledict({
    "id": "staff number|staff id|employee number|employee id|payroll number|participant id|participant number"
    "|unique id|gmc number|nmc pin",
    "email": "email address|e mail address|email|e mail",
    "name": "full name|your name|name|what are you called",
    "first name": "first name|forename|given name|first names|forenames",
    "last name": "last name|surname|family name",
    "grade": "grade|band|pay band|training grade",
    "role": "job role|current role|job title|position|role|occupation|profession",
    "workplace": "place of work|where do you work|workplace|hospital|organisation|employer|trust|practice"
    "|where are you based|site|base",
    "postcode": "postcode|post code",
    "max_km": "maximum distance|how far|willing to travel|travel|distance",
    "motivation": "why do you want|why would you like|reason for applying|motivation|motivates you",
    "professional_interests": "professional interests|clinical interests|work interests|specialty|speciality",
    "professional_tags": "interests|areas of interest|interest you|interested in",
    "personal_interests": "personal interests|outside of work|outside work|hobbies|interests outside"
    "|hobbies … interests|interests … hobbies",
    "online": "meet online|online|virtually|remotely|video|method of meeting|meeting preference"
    "|prefer to meet|like to meet",
    "appraiser": "appraiser|appraises you|appraised by|does your appraisal",
    "educational_supervisor": "educational supervisor|clinical supervisor|supervisor|supervises you"
    "|supervised by",
    "line_manager": "line manager|your manager|manager|manages you|line manages you|managed by|report to"
    "|reports to|your boss",
    "professional_adviser": "professional adviser|professional advisor|your tutor|personal tutor",
    "consent": "do you consent|consent|consenting|i agree|i agree to|do you agree to|agree to my information"
    "|my answers … used|my data … used|my information … used|use my|use your|happy for us to|happy for my"
    "|permission|share your … details|share my … details|share your … information"
    "|share my … information|sharing … details|sharing … information"
    "|for us to share|details … shared|information … shared|privacy notice|gdpr"
    "|data protection",
    "avoids": "not … matched|not … paired|not … work with|not … mentored by|conflict of interest"
    "|conflicts of interest|avoid|never … matched",
    "prefers": "preferred mentor|preferred mentee|like … matched with|prefer … matched|like … paired with"
    "|choice of mentor|choice of mentee|particular mentor|specific mentor|mentor in mind",
    "both": "both a mentor and a mentee|both mentor and mentee|both a mentee and a mentor"
    "|both mentee and mentor",
    "other": "any other information|further information|additional information|anything else|comments",
})  # fmt: skip
_OWN: Mapping[Table, Mapping[str, str]] = immutabledict({
    "mentees": immutabledict({
        "wants": "like help with|help with|help you with|help … with|support with|support in|support you with"
        "|areas of support|development needs|areas for development|hope to gain|hope to get|hope to achieve"
        "|get out of|work on|goals|topics|rate your need|your needs|like to learn|like to develop"
        "|like to improve",
        "demand": "how many … mentors|number of mentors",
        "both": "also be a mentor|also like to be a mentor|also mentor",
    }),
    "mentors": immutabledict({
        "offers": "offer support with|can you offer|areas of expertise|expertise|offer|support with"
        "|support in|support … with|help with|help others|help … with|topics"
        "|rate your skill|your skills|rate your experience",
        "capacity": "how many … mentees|number of mentees|how many … mentor",
        "hours_a_month": "hours a month|hours per month|hours each month",
        "trained": "mentoring training|mentor training|training course|been trained|training"
        "|mentoring course|mentor course|mentor development|mentoring workshop|mentor workshop",
        "trained_on": "date of training|when did you train|when were you trained|date trained",
        "supervises": "trainees you supervise|you supervise|you appraise|you line manage|your trainees",
        "both": "also be a mentee|also like to be a mentee|also like to have a mentor|also have a mentor",
    }),
})  # fmt: skip
_TIMES = (
    "completion time", "timestamp", "time stamp", "recorded date", "recordeddate", "end date", "enddate",
    "submitted at", "submitted on", "date submitted", "submission date", "submission time", "submit date",
    "last modified time", "start time", "start date", "startdate",
)  # fmt: skip
_OF_THE_FORM = frozenset({
    *_TIMES, "ip address", "progress", "finished", "duration in seconds", "duration", "response id",
    "respondent id", "submission id", "entry id", "collector id", "response type", "user language",
    "distribution channel", "status", "external reference", "external data reference", "location latitude",
    "location longitude", "score", "recipient last name", "recipient first name",
})  # fmt: skip
_ROLES = re.compile(
    r" (mentors? (or|and) (an? )?(be )?(an? )?mentees?|mentees? (or|and) (an? )?(be )?(an? )?mentors?"
    r"|(which|what) role|as a|to be an?|taking part as|applying as|apply as|role in the scheme) "
)
_MILES = frozenset(unit for unit, km in UNITS.items() if km == KM_PER_MILE)
_WORD = re.compile(r"[^\W\d_]+|\d+")
_JOINED_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def words_of(heading: str) -> str:
    """Return the words of a heading, folded, each with a blank on both sides; "StartDate" is two."""
    return f" {' '.join(_WORD.findall(folded(_JOINED_WORDS.sub(' ', heading))))} "


def fields_asked(heading: str, table: Table) -> dict[str, str]:
    """Return what a heading may ask for: field -> the longest words that say so.

    Beside the fields it knows ``first name`` and ``last name``, and ``both`` for a flag.

    Examples
    --------
    >>> fields_asked("What is the maximum distance you are willing to travel?", "mentees")
    {'max_km': 'willing to travel'}
    """
    words, longest = words_of(heading), dict[str, str]()
    for signs in (_SHARED, _OWN[table]):
        for field, phrases in signs.items():
            said = map(str.strip, _pattern(phrases).findall(words))
            longest[field] = max((*said, longest.get(field, "")), key=len)
    asked = {field: said for field, said in longest.items() if said}
    if "avoids" in asked:
        asked.pop("prefers", None)  # "prefer not to be matched with"
    return _without_parts(asked)


@cache
def _pattern(phrases: str) -> re.Pattern[str]:
    """Return what finds each of some phrases; ``…`` stands for up to five words."""
    ways = (phrase.replace(" … ", r"(?: \S+){0,5} ") for phrase in phrases.split("|"))
    longest_first = sorted(ways, key=len, reverse=True)
    return re.compile(rf"(?=( (?:{'|'.join(longest_first)}) ))")


def _without_parts(found: dict[str, str]) -> dict[str, str]:
    """Return the fields without those whose words are only a part of what says another one."""
    whole = {
        field: said
        for field, said in found.items()
        if not any(said != other and f" {said} " in f" {other} " for other in found.values())
    }
    if "grade" in whole:
        whole.pop("role", None)  # a grade is the role in words too
    return whole


def asks_miles(text: str) -> bool:
    """Return whether a distance is asked for, or given, in miles."""
    return not _MILES.isdisjoint(words_of(text).split())


def asks_km(text: str) -> bool:
    """Return whether a distance is asked for, or given, in kilometres."""
    return not (UNITS.keys() - _MILES).isdisjoint(words_of(text).split())


def is_named(key: str, table: Table) -> bool:
    """Return whether a heading, as it compares, is the name of a field, and so is read without a map."""
    return key.startswith("answer:") or field_named(key, table) is not None


def is_of_the_form(heading: str) -> bool:
    """Return whether a form service adds this column itself."""
    return words_of(heading).strip() in _OF_THE_FORM


def time_rank(heading: str) -> int | None:
    """Return how well a column tells when a form was sent, 0 for the best; None if it does not."""
    words = words_of(heading).strip()
    return _TIMES.index(words) if words in _TIMES else None


def asks_for_role(heading: str) -> bool:
    """Return whether a heading may ask who wants to be a mentor and who a mentee."""
    return _ROLES.search(words_of(heading)) is not None
