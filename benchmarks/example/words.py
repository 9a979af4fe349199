"""Vocabulary of the example scheme: a county, workplaces, ladders, topics and phrases, all made up.

`example.make` draws from it. No real postcode begins with Q, so no place here can be mistaken for one.
"""

from __future__ import annotations

from typing import NamedTuple


class Topic(NamedTuple):
    """Something that people know, seek or enjoy.

    Parameters
    ----------
    area : str
        Its name as an area of knowledge, and its first tag.
    tags : tuple of str
        Other tags that people give it; the policy's synonyms know the abbreviations.
    phrases : tuple of str
        How people write about it.
    """

    area: str
    tags: tuple[str, ...]
    phrases: tuple[str, ...]


class Workplace(NamedTuple):
    """Where people work; `kinds` repeats the professions that are common there."""

    name: str
    domain: str
    outcode: str
    kinds: tuple[str, ...]


class Place(NamedTuple):
    """An area of the county of Fenwold."""

    outcode: str
    latitude: float
    longitude: float
    town: str


_PLACES = """\
QF1|52.55120|0.71340|Osierham Castle
QF2|52.57900|0.70210|Osierham North
QF3|52.52360|0.73080|Osierham South
QF4|52.61050|0.84120|Reedwell
QF5|52.48710|0.87900|Long Sallow
QF6|52.68230|0.44170|Wickenholme
QF7|52.67900|0.50320|Wickenholme East
QF8|52.74120|0.36500|Drovemoor
QF9|52.60340|0.31270|Marrowby
QF10|52.44070|0.52160|Eldersby
QF11|52.39880|0.65430|Thrushley
QF12|52.76550|0.73180|Corlby-on-the-Wold
QF13|52.80120|0.69070|Nether Corlby
QF14|52.84460|0.81250|Hallowdyke
QF15|52.89010|0.95530|Ottersea
QF16|52.63770|1.02090|Barrow Loke
QF17|52.50490|1.10100|Swanthorpe
QF18|52.42160|1.04820|Great Pightle
QF19|52.57330|1.28740|Kettle Green
QF20|52.65020|1.69210|Saltmere
QF21|52.69880|1.67100|Cocklehaven
QF22|52.61070|1.72030|Tidewick
QF23|52.57100|1.66550|St Bride's Staithe"""
PLACES = tuple(
    Place(outcode, float(latitude), float(longitude), town)
    for outcode, latitude, longitude, town in (line.split("|") for line in _PLACES.splitlines())
)
COAST = ("QF20", "QF21", "QF22", "QF23")
"""The far corner: more people want a mentor there than there are places, and the rest is a long way off."""

_D, _P, _G, _A, _C = "doctor", "psychiatrist", "gp", "allied", "care"
_N, _M, _R = "ward nurse", "mental health nurse", "community nurse"
WORKPLACES = (
    Workplace("Osierham Royal Infirmary", "osierham-royal.example", "QF1", (_D, _D, _D, _D, _N, _N, _N, _A)),
    Workplace("Wickenholme General Hospital", "wickenholme-general.example", "QF6", (_D, _D, _N, _N, _A)),
    Workplace("Corlby Cottage Hospital", "corlby.example.org", "QF12", (_N, _A, _D)),
    Workplace("Fenwold Mental Health Partnership", "fenwold-minds.example", "QF3", (_P, _M, _M, _A, _C)),
    Workplace("Fenwold Community Health", "fenwold-community.example", "QF2", (_R, _R, _A, _A)),
    Workplace("Fenwold Ambulance Service", "fenwold-ambulance.example", "QF7", ("paramedic", "paramedic")),
    Workplace("The Maltings Surgery, Reedwell", "maltings.example.org", "QF4", (_G, _R)),
    Workplace("Swanthorpe & Great Pightle Medical Group", "pightle.example.org", "QF17", (_G, _G, _R)),
    Workplace("Drovemoor Health Centre", "drovemoor.example.org", "QF8", (_G, _R)),
    Workplace("Sallow Court Care Home", "sallow-court.example", "QF5", (_C, _C, _R)),
    Workplace("Eel House (supported living)", "eelhouse.example", "QF10", (_C,)),
    Workplace("Hallowdyke Lodge", "hallowdyke-lodge.example", "QF14", (_C, _C, _A)),
    Workplace("Osierham Museum of Dykes & Drainage", "dykes-museum.example", "QF1", ("museum",)),
    Workplace("Fenwold College", "fenwold-college.example", "QF9", ("education",)),
    Workplace("Volunteer Fenwold", "volunteer-fenwold.example", "QF11", ("volunteering",)),
)
COAST_WORKPLACES = (
    Workplace("Saltmere District Hospital", "saltmere-hospital.example", "QF20", (_D, _N, _N, _A)),
    Workplace("Cocklehaven Surgery", "cocklehaven.example.org", "QF21", (_G, _R)),
    Workplace("Staithe House", "staithe-house.example", "QF23", (_C, _C, _R)),
)

_DOCTOR = (
    ("Foundation doctor (FY1)", 1), ("Foundation doctor (FY2)", 2), ("Core trainee, {area}", 3),
    ("Specialty trainee, {area} (ST4)", 4), ("Specialty doctor, {area}", 5),
    ("Consultant, {area}", 7), ("Lead consultant, {area}", 8), ("Medical director", 9),
)  # fmt: skip
_NURSE = (
    ("Newly registered nurse, {area}", 2), ("Staff nurse, {area}", 3), ("Senior staff nurse, {area}", 4),
    ("Ward manager, {area}", 5), ("Advanced nurse practitioner, {area}", 6), ("Matron, {area}", 7),
    ("Head of nursing", 8), ("Chief nurse", 9),
)  # fmt: skip
LADDERS: dict[str, tuple[tuple[str, int], ...]] = {
    "doctor": _DOCTOR,
    "psychiatrist": _DOCTOR,
    "gp": (
        ("GP trainee (ST2)", 3), ("Salaried GP", 5), ("GP partner", 6), ("GP partner & trainer", 7),
        ("Clinical director, primary care network", 8),
    ),
    **dict.fromkeys((_N, _M, _R), _NURSE),
    "paramedic": (
        ("Newly qualified paramedic", 2), ("Paramedic", 4), ("Specialist paramedic", 5),
        ("Clinical team leader", 6), ("Head of {area}", 7),
    ),
    "allied": (
        ("Band 5, {area}", 2), ("Band 6, {area}", 4), ("Advanced practitioner (band 7), {area}", 5),
        ("Team lead, {area}", 6), ("Head of {area}", 7), ("Director of allied health professions", 8),
    ),
    "care": (
        ("Support worker", 1), ("Senior support worker", 2), ("Team leader, {area}", 3),
        ("Deputy manager, {area}", 4), ("Registered manager, {area}", 5), ("Area manager", 6),
        ("Head of adult social care", 8),
    ),
    "museum": (("Gallery assistant", 1), ("Learning officer", 3), ("Outreach curator", 5), ("Director", 8)),
    "education": (
        ("Teaching assistant", 2), ("Lecturer, foundation learning", 4), ("Head of inclusion", 6),
        ("Vice principal", 8),
    ),
    "volunteering": (("Volunteer co-ordinator", 3), ("Projects manager", 5), ("Chief executive", 7)),
}  # fmt: skip
"""Profession -> its ladder of (role, seniority from 1 to 9)."""

PARTNERS = ("museum", "education", "volunteering")
"""Agencies outside health and care, whose people learn about those whom they meet at work."""

_CARDIOLOGY = Topic("cardiology", ("heart failure",), ("echo lists", "heart failure clinics", "chest pain"))
_EMERGENCY = Topic(
    "emergency medicine", ("A&E", "ED", "triage"), ("A&E at three in the morning", "trauma calls", "triage")
)
_CHILDREN = Topic("paediatrics", ("paeds", "child health"), ("child health", "newborn life support"))
_OLDER = Topic("care of the elderly", ("frailty", "COTE"), ("falls and frailty", "delirium", "dementia"))
_MIND = Topic("mental health", ("psychiatry", "crisis care"), ("community psychiatry", "talking therapies"))
_LEARNING = Topic(
    "learning disability", ("LD", "easy read"), ("learning disability nursing", "easy-read letters")
)
_DEMENTIA = Topic("dementia care", ("dementia",), ("dementia care", "meaningful days on a locked unit"))
_SUBJECTS_DOCTOR = (
    _CARDIOLOGY, _EMERGENCY, _CHILDREN, _OLDER, _MIND,
    Topic("anaesthetics", ("ICU", "airway"), ("difficult airways", "intensive care", "day surgery")),
)  # fmt: skip
SUBJECTS: dict[str, tuple[Topic, ...]] = {
    "doctor": _SUBJECTS_DOCTOR,
    "gp": (Topic("general practice", ("GP", "primary care"), ("continuity of care", "minor surgery")),),
    "psychiatrist": (_MIND, _LEARNING),
    "ward nurse": (_CARDIOLOGY, _EMERGENCY, _CHILDREN, _OLDER),
    "mental health nurse": (_MIND, _LEARNING),
    "community nurse": (
        _OLDER, Topic("community nursing", ("district nursing",), ("wound care at home", "district nursing")),
    ),
    "allied": (
        Topic("physiotherapy", ("physio", "rehab"), ("stroke rehab", "respiratory physio on call")),
        Topic("occupational therapy", ("OT", "rehab"), ("home adaptations", "stroke rehab")),
        Topic("speech and language therapy", ("SLT",), ("swallowing", "communication aids")),
        Topic("radiography", ("CT", "imaging"), ("CT lists", "reporting of plain films")),
    ),
    "paramedic": (Topic("paramedicine", ("999", "pre-hospital"), ("pre-hospital care", "frequent callers")),),
    "care": (_DEMENTIA, _LEARNING, Topic("supported living", ("housing",), ("tenancies", "moving home"))),
    "museum": (Topic("museum work", ("heritage",), ("handling collections", "memory cafés", "quiet hours")),),
    "education": (Topic("education", ("foundation learning",), ("easy read", "transition to adult life")),),
    "volunteering": (Topic("volunteering", ("befriending",), ("befriending", "volunteers who stay")),),
}  # fmt: skip
"""Profession -> the subjects of its people."""

_THEMES = (
    Topic("quality improvement", ("QI", "PDSA"), ("QI", "run charts", "a stalled QI project")),
    Topic("teaching", ("education", "simulation"), ("bedside teaching", "simulation", "teaching students")),
    Topic("research", ("R", "statistics"), ("a first paper", "statistics in R", "getting ethics approval")),
    Topic("wellbeing", ("burnout", "resilience"), ("staff wellbeing", "burnout", "saying no")),
    Topic("leadership", ("management",), ("leading a team", "difficult conversations", "chairing meetings")),
    Topic("return to work", ("career break",), ("coming back after a long break", "keeping in touch days")),
    Topic("rota design", ("rotas", "scheduling"), ("rotas that people can live with", "self-rostering")),
    Topic("clinical informatics", ("C++", "Python"), ("tools in C++", "dashboards", "digital notes")),
    Topic("patient safety", ("incidents", "human factors"), ("learning from incidents", "human factors")),
)
_CESR = Topic("CESR", ("portfolio pathway",), ("a CESR portfolio", "evidence for CESR", "the CESR pathway"))
_EXAMS = Topic("exams", ("revision",), ("MRCP Part 2", "exam nerves", "revision that fits around nights"))
_BUDGETS = Topic("budgets", ("finance",), ("budgets", "business cases", "tenders"))
THEMES: dict[str, tuple[Topic, ...]] = {
    **dict.fromkeys(("doctor", "psychiatrist"), (*_THEMES, _CESR, _EXAMS)),
    "gp": (*_THEMES, _EXAMS),
    **dict.fromkeys((_N, _M, _R, "allied", "paramedic"), _THEMES),
    "care": (_LEARNING, _DEMENTIA, _BUDGETS, _THEMES[3], _THEMES[4], _THEMES[5], _THEMES[8]),
    **dict.fromkeys(PARTNERS, (_MIND, _LEARNING, _DEMENTIA, _THEMES[3], _THEMES[4])),
}
"""Profession -> what its people want to get better at, or can help with."""

HOBBIES = (
    Topic("running", ("parkrun", "trail running"), ("running along the dykes", "slow marathons")),
    Topic("choirs", ("singing", "choir"), ("a community choir", "shape-note singing", "choirs")),
    Topic("allotment", ("gardening", "bees"), ("my allotment", "too many courgettes", "keeping bees")),
    Topic("sea swimming", ("swimming",), ("swimming in the sea all year", "cold water")),
    Topic("knitting", ("crochet", "spinning"), ("knitting socks", "crochet blankets")),
    Topic("birdwatching", ("birds", "photography"), ("bitterns and marsh harriers", "bird photography")),
    Topic("board games", ("chess", "role-playing games"), ("chess by post", "long board games")),
    Topic("baking", ("bread", "cooking"), ("sourdough", "baking for the night shift")),
    Topic("cycling", ("bikes",), ("cycling, flat roads only", "mending old bikes")),
    Topic("amateur dramatics", ("theatre", "panto"), ("amateur dramatics", "the Reedwell panto")),
    Topic("folk music", ("fiddle", "melodeon"), ("fiddle tunes", "a ceilidh band")),
    Topic("reading", ("book group", "poetry"), ("a book group that reads the book", "crime novels")),
)

STATEMENTS = (
    "People should be free to take risks that matter to them",
    "Safety comes before choice",
    "Services are best planned with those who use them",
    "Barriers disable people more than bodies do",
    "A mentor should ask more than tell",
)
VALUES = (
    "independence", "safety", "participation", "disability rights", "honesty", "curiosity", "fairness",
    "kindness",
)  # fmt: skip

SLIPS = {
    "cardiology": "cardiolgy",
    "quality improvement": "quality improvment",
    "paediatrics": "paediatircs",
    "leadership": "leaderhsip",
    "physiotherapy": "physiotheraphy",
    "wellbeing": "wellbieng",
    "teaching": "teachnig",
    "allotment": "alotment",
    "birdwatching": "birdwathcing",
    "mental health": "mental helth",
    "learning disability": "learning disabilty",
}
"""Tag -> the same as mistyped in a hurry."""
