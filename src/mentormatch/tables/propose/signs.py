"""Words in a heading that tell what is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from immutabledict import immutabledict

from mentormatch.tables.rows.fields import Table
from mentormatch.text import folded

_SHARED: Mapping[str, str] = immutabledict({
    "id": "staff number|employee number|payroll number|participant id|unique id|gmc number|nmc pin",
    "email": "email address|e mail address|email|e mail",
    "name": "full name|your name|first name|last name|surname|forename|name",
    "grade": "job role|current role|job title|grade|band|position|role",
    "workplace": "place of work|where do you work|workplace|hospital|organisation|employer|trust|practice",
    "postcode": "postcode|post code",
    "max_km": "maximum distance|how far|willing to travel|travel|distance",
    "motivation": "why do you want|why would you like|reason for applying|motivation|motivates you",
    "professional_interests": "professional interests|clinical interests|work interests|specialty|speciality",
    "personal_interests": "personal interests|outside of work|outside work|hobbies|interests outside",
    "online": "meet online|online|virtually|remotely|video",
    "appraiser": "appraiser",
    "educational_supervisor": "educational supervisor|clinical supervisor|supervisor",
    "line_manager": "line manager|your manager|manager",
    "consent": "do you consent|consent|i agree to|agree to my information|permission",
    "avoids": "not wish to be matched|not want to be matched|should not be matched|conflict of interest",
    "prefers": "preferred mentor|preferred mentee|like to be matched with|prefer to be matched",
    "other": "any other information|further information|additional information|anything else|comments",
})  # fmt: skip
_OWN: Mapping[Table, Mapping[str, str]] = immutabledict({
    "mentees": immutabledict({
        "wants": "like help with|help with|support with|areas of support|hope to gain|work on|goals|topics",
        "demand": "how many mentors|number of mentors",
    }),
    "mentors": immutabledict({
        "offers": "offer support with|can you offer|areas of expertise|expertise|offer|support with|topics",
        "capacity": "how many mentees|number of mentees",
        "trained": "mentoring training|mentor training|training course|been trained|training",
        "trained_on": "date of training|when did you train|when were you trained|date trained",
        "supervises": "trainees you supervise|you supervise|you appraise|you line manage|your trainees",
    }),
})  # fmt: skip
_OF_THE_FORM = (
    "start time", "completion time", "last modified time", "timestamp", "ip address", "progress", "finished",
    "duration in seconds", "recorded date", "recordeddate", "response id", "response type", "user language",
    "distribution channel", "status", "start date", "end date",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


def words_of(heading: str) -> str:
    """Return the words of a heading, folded, each with a blank on both sides."""
    return f" {' '.join(_WORD.findall(folded(heading)))} "


def fields_asked(heading: str, table: Table) -> dict[str, str]:
    """Return what a heading may ask for: field -> the longest words that say so.

    Examples
    --------
    >>> fields_asked("What is the maximum distance you are willing to travel?", "mentees")
    {'max_km': 'maximum distance'}
    """
    words, found = words_of(heading), {}
    for signs in (_SHARED, _OWN[table]):
        for field, phrases in signs.items():
            said = [phrase for phrase in phrases.split("|") if f" {phrase} " in words]
            if said:
                found[field] = max(said, key=len)
    return found


def is_of_the_form(heading: str) -> bool:
    """Return whether a form service adds this column itself."""
    return words_of(heading).strip() in _OF_THE_FORM
