"""Mentor matching: exact, explained, proved.

Data flows one way::

    people -> candidates -> scoring -> problem -> engine -> matching

`read_people` turns files into `People`; `match` turns `People` and a `Policy` into a `Matching`. Below them
lies the numeric layer, arrays in and arrays out: `solve` turns a frozen `Problem` into a `Solution`, and
`certify` checks it without any solver.

Names are imported when they are first used, so that ``import mentormatch`` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentormatch import rules as rules
    from mentormatch.candidates import Candidates, find_candidates, why_not
    from mentormatch.certificate import certify
    from mentormatch.engine import solve
    from mentormatch.errors import (
        CandidateError,
        CertificateError,
        InfeasibleError,
        MatchingFileError,
        MentorMatchError,
        OutputError,
        PolicyError,
        ProblemError,
        RecordError,
    )
    from mentormatch.matching import Matching, match
    from mentormatch.people import Mentee, Mentor, People
    from mentormatch.places import Location, Places
    from mentormatch.policy import Policy
    from mentormatch.problem import Problem
    from mentormatch.scoring import DEFAULT_SCORERS, Scorer, score_pairs
    from mentormatch.solution import Certificate, Solution, Status
    from mentormatch.tables import Reading, read_people, read_tables

__version__ = "0.1.0"

_HOME = {
    "candidates": ("Candidates", "find_candidates", "why_not"),
    "certificate": ("certify",),
    "engine": ("solve",),
    "errors": (
        "CandidateError",
        "CertificateError",
        "InfeasibleError",
        "MatchingFileError",
        "MentorMatchError",
        "OutputError",
        "PolicyError",
        "ProblemError",
        "RecordError",
    ),
    "matching": ("Matching", "match"),
    "people": ("Mentee", "Mentor", "People"),
    "places": ("Location", "Places"),
    "policy": ("Policy",),
    "problem": ("Problem",),
    "scoring": ("DEFAULT_SCORERS", "Scorer", "score_pairs"),
    "solution": ("Certificate", "Solution", "Status"),
    "tables": ("Reading", "read_people", "read_tables"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "DEFAULT_SCORERS",
    "CandidateError",
    "Candidates",
    "Certificate",
    "CertificateError",
    "InfeasibleError",
    "Location",
    "Matching",
    "MatchingFileError",
    "Mentee",
    "Mentor",
    "MentorMatchError",
    "OutputError",
    "People",
    "Places",
    "Policy",
    "PolicyError",
    "Problem",
    "ProblemError",
    "Reading",
    "RecordError",
    "Scorer",
    "Solution",
    "Status",
    "certify",
    "find_candidates",
    "match",
    "read_people",
    "read_tables",
    "rules",
    "score_pairs",
    "solve",
    "why_not",
]


def __getattr__(name: str) -> object:
    if name == "rules":
        return import_module("mentormatch.rules")
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'mentormatch' has no attribute '{name}'")
    return getattr(import_module(f"mentormatch.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
