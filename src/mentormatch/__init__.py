"""Mentor matching: exact, explained, proved.

Data flows one way::

    people -> candidates -> scoring -> problem -> engine -> proof -> matching -> rematching -> record

`read_people` turns files into `People`; `match` turns `People` and a `Policy` into a `Matching`; `rematch`
turns a `Matching` and changes into the next one. Below them is the numeric layer, arrays in and arrays
out: `solve` turns a frozen `Problem` into a `Solution`, `repair` updates it after changes, and `certify`
checks it without any solver.

Names are imported on first use, so that ``import mentormatch`` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentormatch import criteria as criteria
    from mentormatch import rules as rules
    from mentormatch.analysis.audit.audit import Audit, audit
    from mentormatch.analysis.audit.groups import Group
    from mentormatch.analysis.comparing.causes import Cause
    from mentormatch.analysis.comparing.compare import compare
    from mentormatch.analysis.comparing.comparison import Comparison, Difference
    from mentormatch.analysis.comparing.sensitivity import Sensitivity, Shift, sensitivity
    from mentormatch.analysis.comparing.what_if import what_if
    from mentormatch.analysis.fairness import Fairness, FairPoint, fairness
    from mentormatch.analysis.readiness import Readiness, readiness
    from mentormatch.analysis.recruiting.recruit import Recruiting, recruit
    from mentormatch.analysis.regions import Regional, solve_by_region
    from mentormatch.analysis.shortlist import Shortlist, shortlist
    from mentormatch.analysis.simulate import Made, Simulation, simulate
    from mentormatch.analysis.versions import show_versions
    from mentormatch.batch.jobs import Batch, BatchScheme
    from mentormatch.batch.outcomes import BatchResult, SchemeOutcome, SchemeState
    from mentormatch.batch.run import run_batch
    from mentormatch.candidates.reasons import Exclusion
    from mentormatch.candidates.search import Candidates, find_candidates, why_not
    from mentormatch.changes.base import Change, Entry
    from mentormatch.changes.history import History, PairState
    from mentormatch.changes.listed import (
        Avoid,
        Complete,
        Decline,
        Dissolve,
        Expire,
        Extend,
        Join,
        Leave,
        Pause,
        Resume,
        Settle,
        Update,
    )
    from mentormatch.display.plot import Plot
    from mentormatch.engine.repair.repair import Repaired, repair
    from mentormatch.engine.solve import solve
    from mentormatch.engine.state.state import KeptSolution, State
    from mentormatch.errors import (
        ArgumentError,
        BackendError,
        CandidateError,
        CertificateError,
        ChangeError,
        EventError,
        HeldError,
        InfeasibleError,
        MatchingFileError,
        MentorMatchError,
        OutcomeError,
        OutputError,
        PolicyError,
        ProblemError,
        RecordError,
        RowProblem,
        StoreError,
        UnknownIdError,
    )
    from mentormatch.matching.costs.cost import Cost, Move
    from mentormatch.matching.costs.relax import Relaxation
    from mentormatch.matching.explain import Explanation
    from mentormatch.matching.match import match
    from mentormatch.matching.off_policy import off_policy
    from mentormatch.matching.personal.sealing import Sealed
    from mentormatch.matching.personal.statement import Cutoff, Statement
    from mentormatch.matching.policy_warnings import policy_warnings
    from mentormatch.matching.result import Matching
    from mentormatch.matching.unmatched import Unmatched
    from mentormatch.people.meaning import Resolved
    from mentormatch.people.model import People
    from mentormatch.people.person import Mentee, Mentor
    from mentormatch.people.places import Location, Places
    from mentormatch.planning.learning_sets import plan_learning_sets
    from mentormatch.planning.sessions import Plan
    from mentormatch.planning.workshops import plan_workshops
    from mentormatch.policy import FollowUp, Limits, Policy, Rematch, Scoring, Shares
    from mentormatch.problem.problem import Problem
    from mentormatch.problem.solution import (
        Answer,
        Certificate,
        Drawn,
        Prices,
        Progress,
        Solution,
        Stage,
        Status,
    )
    from mentormatch.problem.suspended import Suspended
    from mentormatch.proof.certificate import certify
    from mentormatch.record.chain import Verified
    from mentormatch.record.record import Record
    from mentormatch.record.runs import Approved
    from mentormatch.rematching.frontier import Frontier, Point, frontier
    from mentormatch.rematching.rematch import rematch
    from mentormatch.rematching.result import Rematching
    from mentormatch.rematching.swaps import Swaps, swaps
    from mentormatch.scoring import DEFAULT_SCORERS, Learning, Scorer, Scores, score_pairs
    from mentormatch.scoring.learn.learner import WeightLearner
    from mentormatch.scoring.learn.off_policy import OffPolicy
    from mentormatch.scoring.learn.quality import Estimate, Quality
    from mentormatch.tables.changes.join import PeopleAndPairs
    from mentormatch.tables.read_changes import read_changes
    from mentormatch.tables.read_people import Reading, RowCount, read_people, read_tables
    from mentormatch.tables.read_places import read_places
    from mentormatch.tables.read_ratings import read_ratings
    from mentormatch.tables.read_sessions import Slot, Venue, read_slots, read_venues
    from mentormatch.tables.rows.column_map import Both, ColumnMap, MenteeMap, MentorMap, TableMap

__version__ = "0.1.0"

_HOME = {
    "analysis.audit.audit": ("Audit", "audit"),
    "analysis.audit.groups": ("Group",),
    "analysis.comparing.causes": ("Cause",),
    "analysis.comparing.compare": ("compare",),
    "analysis.comparing.comparison": ("Comparison", "Difference"),
    "analysis.comparing.sensitivity": ("Sensitivity", "Shift", "sensitivity"),
    "analysis.comparing.what_if": ("what_if",),
    "analysis.fairness": ("FairPoint", "Fairness", "fairness"),
    "analysis.readiness": ("Readiness", "readiness"),
    "analysis.recruiting.recruit": ("Recruiting", "recruit"),
    "analysis.regions": ("Regional", "solve_by_region"),
    "analysis.shortlist": ("Shortlist", "shortlist"),
    "analysis.simulate": ("Made", "Simulation", "simulate"),
    "analysis.versions": ("show_versions",),
    "batch.jobs": ("Batch", "BatchScheme"),
    "batch.outcomes": ("BatchResult", "SchemeOutcome", "SchemeState"),
    "batch.run": ("run_batch",),
    "candidates.reasons": ("Exclusion",),
    "candidates.search": ("Candidates", "find_candidates", "why_not"),
    "changes.listed": (
        "Avoid",
        "Complete",
        "Decline",
        "Dissolve",
        "Expire",
        "Extend",
        "Join",
        "Leave",
        "Pause",
        "Resume",
        "Settle",
        "Update",
    ),
    "changes.base": ("Change", "Entry"),
    "changes.history": ("History", "PairState"),
    "engine.repair.repair": ("Repaired", "repair"),
    "engine.solve": ("solve",),
    "engine.state.state": ("KeptSolution", "State"),
    "errors": (
        "ArgumentError",
        "BackendError",
        "CandidateError",
        "CertificateError",
        "ChangeError",
        "EventError",
        "HeldError",
        "InfeasibleError",
        "MatchingFileError",
        "MentorMatchError",
        "OutcomeError",
        "OutputError",
        "PolicyError",
        "ProblemError",
        "RecordError",
        "RowProblem",
        "StoreError",
        "UnknownIdError",
    ),
    "matching.costs.cost": ("Cost", "Move"),
    "matching.costs.relax": ("Relaxation",),
    "matching.explain": ("Explanation",),
    "matching.match": ("match",),
    "matching.off_policy": ("off_policy",),
    "matching.personal.sealing": ("Sealed",),
    "matching.personal.statement": ("Cutoff", "Statement"),
    "matching.policy_warnings": ("policy_warnings",),
    "matching.result": ("Matching",),
    "matching.unmatched": ("Unmatched",),
    "people.meaning": ("Resolved",),
    "people.model": ("People",),
    "people.person": ("Mentee", "Mentor"),
    "people.places": ("Location", "Places"),
    "planning.learning_sets": ("plan_learning_sets",),
    "planning.sessions": ("Plan",),
    "planning.workshops": ("plan_workshops",),
    "display.plot": ("Plot",),
    "policy": ("FollowUp", "Limits", "Policy", "Rematch", "Scoring", "Shares"),
    "problem.problem": ("Problem",),
    "problem.solution": (
        "Answer",
        "Certificate",
        "Drawn",
        "Prices",
        "Progress",
        "Solution",
        "Stage",
        "Status",
    ),
    "problem.suspended": ("Suspended",),
    "proof.certificate": ("certify",),
    "record.chain": ("Verified",),
    "record.record": ("Record",),
    "record.runs": ("Approved",),
    "rematching.frontier": ("Frontier", "Point", "frontier"),
    "rematching.rematch": ("rematch",),
    "rematching.swaps": ("Swaps", "swaps"),
    "rematching.result": ("Rematching",),
    "scoring": ("DEFAULT_SCORERS", "Learning", "Scorer", "Scores", "score_pairs"),
    "scoring.learn.learner": ("WeightLearner",),
    "scoring.learn.off_policy": ("OffPolicy",),
    "scoring.learn.quality": ("Estimate", "Quality"),
    "tables.changes.join": ("PeopleAndPairs",),
    "tables.read_changes": ("read_changes",),
    "tables.read_people": ("Reading", "RowCount", "read_people", "read_tables"),
    "tables.read_places": ("read_places",),
    "tables.read_ratings": ("read_ratings",),
    "tables.read_sessions": ("Slot", "Venue", "read_slots", "read_venues"),
    "tables.rows.column_map": ("Both", "ColumnMap", "MenteeMap", "MentorMap", "TableMap"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "DEFAULT_SCORERS",
    "Answer",
    "Approved",
    "ArgumentError",
    "Audit",
    "Avoid",
    "BackendError",
    "Batch",
    "BatchResult",
    "BatchScheme",
    "Both",
    "CandidateError",
    "Candidates",
    "Cause",
    "Certificate",
    "CertificateError",
    "Change",
    "ChangeError",
    "ColumnMap",
    "Comparison",
    "Complete",
    "Cost",
    "Cutoff",
    "Decline",
    "Difference",
    "Dissolve",
    "Drawn",
    "Entry",
    "Estimate",
    "EventError",
    "Exclusion",
    "Expire",
    "Explanation",
    "Extend",
    "FairPoint",
    "Fairness",
    "FollowUp",
    "Frontier",
    "Group",
    "HeldError",
    "History",
    "InfeasibleError",
    "Join",
    "KeptSolution",
    "Learning",
    "Leave",
    "Limits",
    "Location",
    "Made",
    "Matching",
    "MatchingFileError",
    "Mentee",
    "MenteeMap",
    "Mentor",
    "MentorMap",
    "MentorMatchError",
    "Move",
    "OffPolicy",
    "OutcomeError",
    "OutputError",
    "PairState",
    "Pause",
    "People",
    "PeopleAndPairs",
    "Places",
    "Plan",
    "Plot",
    "Point",
    "Policy",
    "PolicyError",
    "Prices",
    "Problem",
    "ProblemError",
    "Progress",
    "Quality",
    "Readiness",
    "Reading",
    "Record",
    "RecordError",
    "Recruiting",
    "Regional",
    "Relaxation",
    "Rematch",
    "Rematching",
    "Repaired",
    "Resolved",
    "Resume",
    "RowCount",
    "RowProblem",
    "SchemeOutcome",
    "SchemeState",
    "Scorer",
    "Scores",
    "Scoring",
    "Sealed",
    "Sensitivity",
    "Settle",
    "Shares",
    "Shift",
    "Shortlist",
    "Simulation",
    "Slot",
    "Solution",
    "Stage",
    "State",
    "Statement",
    "Status",
    "StoreError",
    "Suspended",
    "Swaps",
    "TableMap",
    "UnknownIdError",
    "Unmatched",
    "Update",
    "Venue",
    "Verified",
    "WeightLearner",
    "audit",
    "certify",
    "compare",
    "criteria",
    "fairness",
    "find_candidates",
    "frontier",
    "match",
    "off_policy",
    "plan_learning_sets",
    "plan_workshops",
    "policy_warnings",
    "read_changes",
    "read_people",
    "read_places",
    "read_ratings",
    "read_slots",
    "read_tables",
    "read_venues",
    "readiness",
    "recruit",
    "rematch",
    "repair",
    "rules",
    "run_batch",
    "score_pairs",
    "sensitivity",
    "shortlist",
    "show_versions",
    "simulate",
    "solve",
    "solve_by_region",
    "swaps",
    "what_if",
    "why_not",
]


def __getattr__(name: str) -> object:
    if name in {"criteria", "rules"}:
        return import_module(f"mentormatch.{name}")
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'mentormatch' has no attribute '{name}'")
    found = getattr(import_module(f"mentormatch.{_MODULE_OF[name]}"), name)
    globals()[name] = found  # so that it is looked up once
    return found


def __dir__() -> list[str]:
    # Without the names that this module imports for its own use.
    return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])
