"""Words that look alike and mean something else, and typing errors of words: for the tests of tags."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

FRONTS = {
    "hypo hyper": "glycaemia thyroidism tension thermia kalaemia natraemia calcaemia volaemia ventilation",
    "micro macro": "economics biology scopy management vascular nutrients",
    "intra inter extra": "personal muscular venous professional mural cranial uterine",
    "pre peri post": "operative natal menopausal partum conceptual graduate registration",
    "ante anti": "natal bodies partum",
    "ab ad": "duction ductor",
    "under over": "nutrition weight diagnosis staffing treatment payment",
    "under post": "graduate graduates",
    "supra infra sub": "structure clavicular orbital spinatus",
    "dys eu a": "thyroid plastic pnoea",
    "tachy brady": "cardia pnoea arrhythmia",
    "poly oligo": "uria menorrhoea saccharides",
    "endo exo ecto": "crine genous derm",
    "homo hetero": "geneous zygous sexual",
    "in ex": "ternal halation ternalising cision clusion",
    "mono bi multi": "lingual polar disciplinary lateral",
    "up down": "skilling grading regulation stream",
    "employ train mentor": "ing ee er",
    "para peri": "natal cardial medical",
    "ortho osteo": "paedics pathy dontics",
    "neuro nephro uro": "logy logist",
    "arthr arter": "itis itis-clinics oscopy",
    "im ex e": "migration port",
    "pro re de": "gression duction active",
    "up in out": "patient patients reach",
}  # fmt: skip
ENDS = {
    "appendic thyroid prostat laryng gastr ile trache col nephr crani": (
        "ectomy otomy ostomy oscopy itis oplasty opathy"
    ),
    "dys a": "phagia phasia phonia praxia",
    "hyper": "trophic tropic",
    "manage lead train coach mentor": "ment er ing ee ship",
    "electro": "cardiogram encephalogram myogram",
    "cardio": "myopathy megaly version vascular",
    "perin peron": "eal atal",
    "therm": "al ic ometer",
}
PAIRS = (
    "men women", "c c#", "c c++", "ileum ilium", "perineal peroneal", "arteritis arthritis",
    "leading leaving", "leading learning", "causal casual", "adults adolescents", "public pubic",
    "renal adrenal", "managing monitoring", "mentoring monitoring", "trainers trainees",
    "employers employees", "refuges refugees", "licenses licensees", "examines examinees",
    "cartons cartoons", "dragons dragoons", "marketer marketeer", "commander commandeer",
    "scraping scrapping", "striping stripping", "staring starring", "sparing sparring",
    "planing planning", "sloping slopping", "platers platters", "unplaned unplanned",
    "singing signing", "forming framing", "marital martial", "complaint compliant",
    "compiled complied", "discreet discrete", "discreetly discretely", "concerted concreted",
    "perfect prefect", "preform perform", "nuclear unclear", "needles needless", "princes princess",
    "careers carers", "mediation medication", "mediation meditation", "interment internment",
    "orthotic orthoptic", "prostate prostrate", "addition addiction", "lighting lightning",
    "contracts contacts", "counties countries", "residences residencies", "weighing weighting",
    "dairy diary", "mucus mucous", "callus callous", "ureteral urethral", "vesicle vesical",
    "humerus humorous", "palate palette", "caries carries", "affect effect", "principal principle",
    "stationary stationery", "council counsel", "assess access", "elicit illicit", "moral morale",
    "personal personnel", "eminent imminent", "formally formerly", "coarse course",
    "envelop envelope", "director directory", "photograph photography", "customs custom",
    "equities equity", "humanities humanity", "glasses glass", "oral aural", "silicon silicone",
    "hypotension hypertension", "gynaecology genecology", "dysarthria dysarthrosis",
    "lumbar lumber", "metatarsal metacarpal", "abduction adduction", "efferent afferent",
    "thenar hypothenar",
)  # fmt: skip
LONG = (
    "cardiology", "leadership", "recruitment", "communication", "endocrinology", "safeguarding",
    "rheumatology", "physiotherapy", "supervision", "commissioning", "governance", "simulation",
    "psychology", "appraisal", "radiology", "facilitation", "information", "immunology",
    "respiratory", "negotiation", "consultancy", "research", "finance", "nursing",
)  # fmt: skip


def twins() -> Iterator[tuple[str, str]]:
    """Return pairs of other words, both ways round."""
    for fronts, ends in FRONTS.items():
        for end in ends.split():
            yield from itertools.permutations([f"{front}{end}" for front in fronts.split()], 2)
    for begins, ends in ENDS.items():
        for begin in begins.split():
            yield from itertools.permutations([f"{begin}{end}" for end in ends.split()], 2)
    for pair in PAIRS:
        one, other = pair.split()
        yield from ((one, other), (other, one))


def slips(word: str) -> Iterator[str]:
    """Return `word` with two neighbours swapped, or a consonant doubled, within it."""
    for at in range(5, len(word) - 2):
        swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        if swapped != word:
            yield swapped
    for at in range(4, len(word) - 2):
        if word[at] not in "aeiou" and word[at] not in (word[at - 1], word[at + 1]):
            yield word[: at + 1] + word[at:]


def other_edits(word: str) -> Iterator[str]:
    """Return `word` with a letter lost, replaced, or added that is no double."""
    for at in range(len(word)):
        if word[at] not in word[max(0, at - 1) : at] + word[at + 1 : at + 2]:
            yield word[:at] + word[at + 1 :]
        for letter in "iklrst":
            if letter != word[at]:
                yield word[:at] + letter + word[at + 1 :]
            if letter not in word[max(0, at - 1) : at + 1]:
                yield word[:at] + letter + word[at:]
