"""Yes or no, in words: "Yes, Teams", "I consent", "No thanks", "Maybe", "Booked"."""

from __future__ import annotations

import re

from mentormatch.tables.forms.dates import date_in_words
from mentormatch.tables.forms.said import NOTHING, UNSAID, Said, is_doubtful, without_remark, word_key

_TICKS, _CROSSES = frozenset("✓✔☑✅🗹"), frozenset("☐✗✘❌")
YES = frozenset(
    {*_TICKS, "ticked", "checked", "yes to all"}
    | {
        "yes",
        "yes please",
        "yes definitely",
        "definitely yes",
        "definitely",
        "absolutely",
        "of course",
        "sure",
        "ok",
    }
    | {
        "agree",
        "agreed",
        "i agree",
        "consent",
        "i consent",
        "consented",
        "consent given",
        "i do",
        "i am",
        "yep",
    }
    | {"happy to", "accept", "i accept", "strongly agree", "yes i consent", "yes i agree", "yes i do", "okay"}
)
NO = frozenset(
    _CROSSES
    | {
        "no",
        "no thanks",
        "no thank you",
        "no sorry",
        "nope",
        "never",
        "definitely not",
        "definitely no",
        "disagree",
    }
    | {"i do not consent", "i don't consent", "do not consent", "don't consent", "i do not agree", "not yet"}
    | {"prefer not", "prefer not to", "rather not", "preferably not", "i would rather not", "i'd rather not"}
    | {
        "i don't agree",
        "i disagree",
        "strongly disagree",
        "decline",
        "i decline",
        "refuse",
        "i do not",
        "i don't",
    }
)
UNSURE = (NOTHING | UNSAID | frozenset(
    {"maybe", "not sure", "unsure", "perhaps", "possibly", "probably", "undecided", "it depends", "depends"}
    | {"i'm not sure"}
)) - {"none"}  # fmt: skip
"""No clear yes, and so no consent, no training and no meeting online."""

TICKED = frozenset({"yes", "y", "true", "1", "x", "ticked", "checked", "selected", *_TICKS})
EMPTY_BOX = frozenset({"no", "n", "false", "0", "unticked", "unchecked", "not selected", *_CROSSES})
"""What programs write for a box, where a column is about one option."""

DONE = frozenset({"completed", "complete", "done", "trained", "attended", "finished"})
_NOT_DONE = (
    "process book booked booking progress ongoing planned started partly partially part waiting enrolled "
    "registered scheduled due will soon next going attending currently yet underway"
)
NOT_DONE = frozenset(_NOT_DONE.split())
"""Words of a course that is not finished."""

_HARMLESS = """
please thanks thank you happy glad to do so definitely absolutely of course fine ok great very much
i we me am would be consent agree accept confirm give it this that the my a any all and or as above
below in on by via with for at via teams zoom phone telephone mobile video call calls online email e
mail ms microsoft google meet skype webex whatsapp remotely virtual virtually person face details
data information info personal being shared sharing share held stored used use processed potential
mentor mentors mentee mentees match matched matching purpose purposes scheme programme participate
participating taking take part described stated statement terms conditions privacy notice team
organisers coordinator contact contacted home have read understood gdpr policy information sheet
"""
HARMLESS = frozenset(_HARMLESS.split())
"""Words beside a yes that leave it one. Doubt forbids: beside consent no other words are read."""

_STATEMENT = re.compile(
    r"(?:yes,? )?i (?:have read (.*?)and )?(?:i )?(?:do )?"
    r"(?:consent|agree|accept|confirm|give (?:my )?consent)\b(.*)"
)
_WITH_REMARK = re.compile(r"(yes|no)\s*[,.;:(/-]\s*(.*)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS = re.compile(r"[^\W\d_]+")

_YES = "words for yes ('Yes, Teams', 'I consent') were read as yes"
_NO = "words for no ('No thanks') were read as no"
_UNSURE = "an answer that is no clear yes ('Maybe', 'not sure') was read as no"
_UNFINISHED = "training that is not completed ('Booked', 'in progress') was read as no"


_MEETING = re.compile(r"(?:only |meet(?:ing)? |happy with |happy to meet )?(.*?)(?: is (?:fine|ok)| only)?")
_ONLINE = frozenset(
    [
        "online",
        "virtual",
        "virtually",
        "remote",
        "remotely",
        "by video",
        "video call",
        "video calls",
        "teams",
        "ms teams",
        "zoom",
        "either",
        "both",
        "online or in person",
        "online or face to face",
        "in person or online",
        "face to face or online",
        "no preference",
    ]
)
_IN_PERSON = frozenset(["in person", "in-person", "face to face", "face-to-face"])


def online_in_words(text: str) -> Said | None:
    """Return whether somebody would meet online, who may have said how they would meet.

    Examples
    --------
    >>> online_in_words("Either").value, online_in_words("Face to face only").value
    (True, False)
    """
    found = _MEETING.fullmatch(word_key(text))
    if found is not None and found[1] in _ONLINE | _IN_PERSON:
        return Said(found[1] in _ONLINE, "how to meet ('Either', 'In person only') was read as yes or no")
    return yes_no_in_words(text)


def yes_no_in_words(text: str, *, course: bool = False) -> Said | None:
    """Return yes or no; `course` for a column about a course, which may be booked or completed.

    Examples
    --------
    >>> yes_no_in_words("Yes, Teams").value, yes_no_in_words("Maybe").value
    (True, False)
    """
    key = word_key(text)
    if key in YES or (course and key in DONE):
        return Said(True, _YES)
    if key in NO or (course and key.removeprefix("not ") in DONE):
        return Said(False, _NO)
    if key in UNSURE:
        return Said(False, _UNSURE)
    if course and _is_done(key):
        return Said(True, _YES)
    return _with_remark(key, NOT_DONE if course else frozenset())


def _with_remark(key: str, unfinished: frozenset[str]) -> Said | None:
    found = _WITH_REMARK.fullmatch(key)
    statement = _STATEMENT.fullmatch(key)
    if statement is not None:
        return Said(True, _YES) if _is_harmless(f"{statement[1] or ''} {statement[2]}") else None
    if found is not None and found[1] == "no":
        return Said(False, _NO)  # whatever the remark is, it is not a clear yes
    if found is not None:
        # The name of a course may be anything; what is beside another yes may take it back.
        holds = not is_doubtful(found[2], unfinished) if unfinished else _is_harmless(found[2])
        return Said(True, _YES) if holds else None
    return None if unfinished.isdisjoint(_WORDS.findall(key)) else Said(False, _UNFINISHED)


def _is_done(key: str) -> bool:
    """Return whether a course is over: "Completed (online)", "Done May 2023"."""
    bare = without_remark(key, NOT_DONE)
    word, _, when = (bare or "").partition(" ")
    when = when.removeprefix("in ").removeprefix("on ")
    is_time = not when or _YEAR.fullmatch(when) is not None or date_in_words(when) is not None
    return word.rstrip(",:;-") in DONE - {"complete"} and is_time


def _is_harmless(remark: str) -> bool:
    """Return whether a remark leaves a yes what it is."""
    return HARMLESS.issuperset(_WORDS.findall(remark)) and not any(char.isdigit() for char in remark)
