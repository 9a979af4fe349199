"""Mentor matching: exact, explained, proved.

Data flows one way::

    people -> candidates -> scoring -> problem -> engine -> matching -> rematching

`read_people` turns files into `People`; `match` turns `People` and a `Policy` into a `Matching`; `rematch`
turns a `Matching` and changes into the next one. Below them lies the numeric layer, arrays in and arrays
out: `solve` turns a frozen `Problem` into a `Solution`, `repair` brings it up to date after changes, and
`certify` checks it without any solver.

Names are imported when they are first used, so that ``import mentormatch`` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentormatch import rules as rules
    from mentormatch.candidates.search import Candidates, find_candidates, why_not
    from mentormatch.changes import Avoid, Complete, Dissolve, Extend, Join, Leave, Update
    from mentormatch.changes.base import Entry
    from mentormatch.changes.history import History, PairState
    from mentormatch.engine.repair.repair import Repaired, repair
    from mentormatch.engine.solve import solve
    from mentormatch.engine.state.state import State
    from mentormatch.errors import (
        CandidateError,
        CertificateError,
        ChangeError,
        InfeasibleError,
        MatchingFileError,
        MentorMatchError,
        OutputError,
        PolicyError,
        ProblemError,
        RecordError,
    )
    from mentormatch.matching.matching import Matching, match
    from mentormatch.people.model import Mentee, Mentor, People
    from mentormatch.people.places import Location, Places
    from mentormatch.policy import Policy
    from mentormatch.problem.problem import Problem
    from mentormatch.problem.solution import Answer, Certificate, Progress, Solution, Status
    from mentormatch.proof.certificate import certify
    from mentormatch.rematching.frontier import Frontier, frontier
    from mentormatch.rematching.rematch import rematch
    from mentormatch.rematching.result import Rematching
    from mentormatch.scoring import DEFAULT_SCORERS, Scorer, score_pairs
    from mentormatch.tables.read_changes import read_changes
    from mentormatch.tables.read_people import Reading, read_people, read_tables
    from mentormatch.tables.read_places import read_places

__version__ = "0.1.0"

_HOME = {
    "candidates.search": ("Candidates", "find_candidates", "why_not"),
    "proof.certificate": ("certify",),
    "tables.read_changes": ("read_changes",),
    "changes": ("Avoid", "Complete", "Dissolve", "Extend", "Join", "Leave", "Update"),
    "changes.base": ("Entry",),
    "engine.repair.repair": ("Repaired", "repair"),
    "engine.state.state": ("State",),
    "engine.solve": ("solve",),
    "errors": (
        "CandidateError",
        "CertificateError",
        "ChangeError",
        "InfeasibleError",
        "MatchingFileError",
        "MentorMatchError",
        "OutputError",
        "PolicyError",
        "ProblemError",
        "RecordError",
    ),
    "rematching.frontier": ("Frontier", "frontier"),
    "changes.history": ("History", "PairState"),
    "matching.matching": ("Matching", "match"),
    "people.model": ("Mentee", "Mentor", "People"),
    "people.places": ("Location", "Places"),
    "policy": ("Policy",),
    "problem.problem": ("Problem",),
    "rematching.result": ("Rematching",),
    "rematching.rematch": ("rematch",),
    "scoring": ("DEFAULT_SCORERS", "Scorer", "score_pairs"),
    "problem.solution": ("Answer", "Certificate", "Progress", "Solution", "Status"),
    "tables.read_people": ("Reading", "read_people", "read_tables"),
    "tables.read_places": ("read_places",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "DEFAULT_SCORERS",
    "Answer",
    "Avoid",
    "CandidateError",
    "Candidates",
    "Certificate",
    "CertificateError",
    "ChangeError",
    "Complete",
    "Dissolve",
    "Entry",
    "Extend",
    "Frontier",
    "History",
    "InfeasibleError",
    "Join",
    "Leave",
    "Location",
    "Matching",
    "MatchingFileError",
    "Mentee",
    "Mentor",
    "MentorMatchError",
    "OutputError",
    "PairState",
    "People",
    "Places",
    "Policy",
    "PolicyError",
    "Problem",
    "ProblemError",
    "Progress",
    "Reading",
    "RecordError",
    "Rematching",
    "Repaired",
    "Scorer",
    "Solution",
    "State",
    "Status",
    "Update",
    "certify",
    "find_candidates",
    "frontier",
    "match",
    "read_changes",
    "read_people",
    "read_places",
    "read_tables",
    "rematch",
    "repair",
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
