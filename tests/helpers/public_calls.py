"""Every public function and method that takes arguments, each with some that it accepts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import mentormatch as mm

Call = tuple[Callable[..., object], Mapping[str, Any]]

INSIDE = {
    "Answer": "of", "Candidates": "first_from", "Cause": "named", "Change": "misfits take_effect",
    "ColumnMap": "constants_for ignored is_lifted mapped sent_of separator_of separators_of table unread "
    "with_criteria", "Join": "misfit", "KeptSolution": "of", "Leave": "after",
    "People": "placed_as with_same_names", "Plot": "of", "Record": "review write_files", "RowProblem": "at",
    "SchemeOutcome": "gated", "Settle": "misfits take_effect", "State": "differences from_arrays of taken "
    "under_rules", "Update": "misfit",
}  # fmt: skip
"""Class -> methods through which other modules of the package work with it."""


def public_names() -> set[str]:
    """Return what `public_calls` has to have."""
    exported = {name: getattr(mm, name) for name in mm.__all__}
    functions = {name for name, one in exported.items() if inspect.isfunction(one) and _takes_any(one)}
    classes = {name: one for name, one in exported.items() if inspect.isclass(one) and not _is_given(one)}
    return functions | {f"{name}.{own}" for name, one in classes.items() for own in _methods(name, one)}


def _is_given(kind: type) -> bool:
    """Return whether a class is an error, or a protocol that others fulfil."""
    return issubclass(kind, Exception) or getattr(kind, "_is_protocol", False)


def _methods(name: str, kind: type) -> set[str]:
    own = {key: getattr(one, "__func__", one) for key, one in vars(kind).items() if not key.startswith("_")}
    found = {key for key, one in own.items() if inspect.isfunction(one) and _takes_any(one)}
    return {key for key in found if own[key].__module__.startswith("mentormatch")} - _inside(name)


def _inside(name: str) -> set[str]:
    # `replace` takes fields by name, and builds a new one of them.
    return {*INSIDE.get(name, "").split(), "replace"}


def _takes_any(function: Callable[..., object]) -> bool:
    return bool(set(inspect.signature(function).parameters) - {"self", "cls"})


def scheme() -> mm.People:
    """Return people of whom everybody may meet."""
    return mm.People(
        mentees=[{"id": f"e{k}", "consent": True, "wants": {"audit": 3}} for k in range(2)],
        mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k + 1}} for k in range(2)],
    )


def public_calls(folder: Path) -> dict[str, Call]:
    """Return name -> callable and arguments; files are written to a folder."""
    people, policy = scheme(), mm.Policy()
    matching = mm.match(people, policy).begin()
    return {
        **_of_people(people, policy, folder), **_of_matchings(matching, people, folder), **_numeric(),
        **_of_tables(people, matching), **_of_a_record(people, folder), **_of_learning(),
    }  # fmt: skip


SHOWN: Mapping[str, Any] = {"time_limit": 5.0, "verbose": False, "progress": None}
MADE: Mapping[str, Any] = {**SHOWN, "scorers": mm.DEFAULT_SCORERS}


def _of_people(people: mm.People, policy: mm.Policy, folder: Path) -> dict[str, Call]:
    both = {"people": people, "policy": policy}
    found = mm.find_candidates(people, policy)
    scores = mm.score_pairs(people, found, policy)
    slots, venues = (mm.Slot("2027-01-04", "10:00-11:00"),), (mm.Venue("Hall", None, 10),)
    planned = {**both, "slots": slots, "venues": venues, "mentors": None, "least": 0, "time_limit": 5.0}
    places = mm.Places({"M1": (53.5, -2.2)})
    one = np.zeros(1, np.int64)
    policy.to_toml(folder / "policy.toml")
    return {
        "match": (mm.match, {**both, **MADE}),
        "shortlist": (mm.shortlist, {**both, **MADE, "talks": 3, "most": None}),
        "readiness": (mm.readiness, {**both, "seed": 0, "draws": 2, "joiners": 0.1, "time_limit": 5.0}),
        "policy_warnings": (mm.policy_warnings, both),
        "find_candidates": (mm.find_candidates, both),
        "why_not": (mm.why_not, {**both, "mentee_id": "e0", "mentor_id": "r0"}),
        "score_pairs": (mm.score_pairs, {**both, "candidates": found, "scorers": mm.DEFAULT_SCORERS}),
        "plan_workshops": (mm.plan_workshops, planned),
        "plan_learning_sets": (mm.plan_learning_sets, {**planned, "most": 8, "independent": True}),
        "Candidates.find": (found.find, {"mentee": one, "mentor": one}),
        "Candidates.part": (found.part, {"pairs": slice(0, 1)}),
        "Scores.of": (scores.of, {"criterion": "knowledge"}),
        "Scores.known": (scores.known, {"pairs": one}),
        "Batch.from_toml": (mm.Batch.from_toml, {"path": folder / "policy.toml"}),
        "Policy.from_toml": (mm.Policy.from_toml, {"path": folder / "policy.toml"}),
        "Policy.to_toml": (policy.to_toml, {"path": folder / "policy2.toml", "about": ""}),
        "Places": (mm.Places, {"points": {"M1": (53.5, -2.2)}, "name": "", "unplaced": (), "sites": ()}),
        **{
            f"Places.{name}": (getattr(places, name), {"postcode": "M1"})
            for name in ("find", "doubt", "lacks", "nearest")
        },
        **{
            f"Places.{name}": (getattr(places, name), {"name": "Hall"})
            for name in ("find_by_name", "nearest_names", "is_shared")
        },
        "Places.naming": (places.naming, {"names": {"Hall": "M1"}}),
        "Slot": (mm.Slot, {"day": "monday", "time": "10:00-11:00"}),
        "Venue": (mm.Venue, {"name": "Hall", "location": None, "capacity": 10}),
    }


def _of_matchings(matching: mm.Matching, people: mm.People, folder: Path) -> dict[str, Call]:
    again = mm.rematch(matching, [])
    matching.save(folder / "m.mm")
    person, of = {"person_id": "e0"}, {"matching": matching}
    after = {**of, **MADE, "changes": [], "policy": None}
    drawn = mm.match(people, mm.Policy(explore=0.1))
    pair = matching.pair_ids[0]
    ending = {"pairs": [], "state": mm.PairState.COMPLETED}
    return {
        "rematch": (mm.rematch, {**after, "same_people": ()}),
        "frontier": (mm.frontier, {**after, "most": 2}),
        "what_if": (mm.what_if, {**after, "causes": False}),
        "swaps": (mm.swaps, {**of, "would_move": [], **{k: v for k, v in MADE.items() if k != "verbose"}}),
        "compare": (mm.compare, {"before": matching, "after": again, **MADE, "causes": False, "split": 1}),
        "fairness": (mm.fairness, {**of, **SHOWN, "most": 1}),
        "recruit": (mm.recruit, {**of, **SHOWN, "n": 1, "capacity": None}),
        "sensitivity": (mm.sensitivity, {**of, **MADE, "by": 0.2}),
        "off_policy": (mm.off_policy, {
            "matching": drawn, "outcomes": dict.fromkeys(drawn.pair_ids, True), "policy": mm.Policy(),
            "learner": None, "good_from": None, "scorers": mm.DEFAULT_SCORERS, "random_state": 0,
        }),
        "Matching.begin": (matching.begin, {"pairs": [pair]}),
        "Matching.cost_of": (matching.cost_of, {"mentee_id": "e0", "mentor_id": "r0"}),
        "Matching.spares": (matching.spares, {"together": False, "time_limit": 5.0}),
        "Matching.relax": (matching.relax, {**person, "time_limit": 5.0}),
        "Matching.what_if": (matching.what_if, {"policy": None, "changes": []}),
        **{
            f"Matching.{name}": (getattr(matching, name), person)
            for name in ("explain", "alternatives", "statement")
        },
        "Matching.save": (matching.save, {"path": folder / "m2.mm"}),
        "Matching.load": (mm.Matching.load, {"path": folder / "m.mm"}),
        "Rematching.columns": (again.columns, {"table": "moved"}),
        "History.begun": (matching.history.begun, {"pairs": [pair]}),
        "History.state": (matching.history.state, {"pair": pair}),
        "History.ending": (matching.history.ending, ending),
        "History.becoming": (matching.history.becoming, ending),
        "Plot.save": (mm.frontier(matching).plot().save, {"path": folder / "plot.svg"}),
    }  # fmt: skip


def _numeric() -> dict[str, Call]:
    arrays = {"mentee": [0, 0, 1], "mentor": [0, 1, 1], "score": [9, 4, 7]}
    problem = mm.Problem(2, 2, **arrays)
    solution = mm.solve(problem, keep_state=True)
    solving = {
        "problem": problem, "objective": ("matched", "score"), "method": "auto", **SHOWN, "seed": 0,
        "keep_state": False, "hint": None, "lottery": True, "even": False, "robust": False,
    }  # fmt: skip
    regions = {"mentee_region": [0, 0], "mentor_region": [0, 0]}
    return {
        "Problem": (mm.Problem, {
            "n_mentees": 2, "n_mentors": 2, **arrays, "capacity": 1, "demand": 1, "rules": (), "rank": None,
            "mentee_ids": None, "mentor_ids": None,
        }),
        **{
            f"Problem.{name}": (getattr(problem, name), {"index": 0})
            for name in ("mentee_name", "mentor_name", "pairs_of_mentee", "pairs_of_mentor")
        },
        "solve": (mm.solve, solving),
        "certify": (mm.certify, {"problem": problem, "solution": solution}),
        "repair": (mm.repair, {"state": solution.state, "changes": [], "time_limit": 5.0}),
        "solve_by_region": (mm.solve_by_region, {"problem": problem, **regions, "place": 1, "seed": 0}),
        "Drawn.chances": (
            mm.Drawn(np.zeros(1, np.int64), np.ones(1, np.int64), 1).chances, {"n_pairs": 3},
        ),
    }  # fmt: skip


def _of_tables(people: mm.People, matching: mm.Matching) -> dict[str, Call]:
    table = pd.DataFrame({"id": ["e0"]})
    read = {
        "path": None, "mentees": table, "mentors": table, "columns": None, "places": None, "sheet": None,
        "same_people": None, "policy": None,
    }  # fmt: skip
    changes = pd.DataFrame({"change": ["leave"], "person": ["e0"]})
    ratings = pd.DataFrame({"mentee_id": ["e0"], "mentor_id": ["r0"], "mentee_rating": [3]})
    dates = pd.DataFrame({"person": ["e0"], "role": ["mentee"], "joined": ["2027-01-04"]})
    points = pd.DataFrame({"postcode": ["M1"], "latitude": [53.5], "longitude": [-2.2]})
    venues = pd.DataFrame({"name": ["Hall"], "capacity": [10], "latitude": [53.5], "longitude": [-2.2]})
    slots = pd.DataFrame({"day": ["monday"], "time": ["10:00-11:00"]})
    groups = pd.DataFrame({"id": ["e0", "e1"], "group": ["a", "b"]})
    reading = mm.read_tables(mentees=table, mentors=table)
    batch = mm.Batch(out="out", schemes=[{"at": "north"}])
    return {
        "read_people": (mm.read_people, {**read, "links": None, "dissolved": None}),
        "read_tables": (mm.read_tables, {**read, "links": None, "dissolved": None}),
        "read_changes": (mm.read_changes, {
            **read, "path": changes, "mentees": None, "mentors": None, "matching": matching, "people": None,
            "all_new_join": False,
        }),
        "read_places": (mm.read_places, {"source": points, "columns": None}),
        "read_ratings": (mm.read_ratings, {"source": ratings, "people": people}),
        "read_slots": (mm.read_slots, {"source": slots}),
        "read_venues": (mm.read_venues, {"source": venues, "places": None}),
        "Reading.row_of": (reading.row_of, {"table": "mentees", "person_id": "e0"}),
        "audit": (mm.audit, {"matching": matching, "table": groups}),
        "simulate": (mm.simulate, {
            "people": people, "dates": dates, "policy": None, "cohorts": (), "time_limit": 5.0,
        }),
        "run_batch": (mm.run_batch, {
            "jobs": batch, "backend": "serial", "workers": None, "scheduler": None, "dry_run": True,
            "progress": None,
        }),
    }  # fmt: skip


def _of_a_record(people: mm.People, folder: Path) -> dict[str, Call]:
    record = mm.Record.open(folder / "scheme.db")
    record.import_people(people)
    matching = record.match(mm.Policy())
    run = record.propose(matching)
    record.approve(run, "amy")
    pair, dated = matching.pair_ids[0], {"day": None}
    calls: dict[str, Mapping[str, Any]] = {
        "open": {"url": folder / "other.db"}, "import_people": {"people": people},
        "matching": {"policy": None}, "match": {"policy": None}, "rematch": {"changes": [], "policy": None},
        "propose": {"matching": matching}, "apply": {"rematching": matching},
        "approve": {"run_id": run, "by": "amy", "shown": None, "without": ()},
        "happened": {"key": pair, "what": "accept", "by": None, "until": None, **dated},
        "consent": {"person_id": "e0", "given": True, **dated},
        "add": {"table": "training", "person": "r0", "topic": "skills", **dated},
        "meeting": {"key": pair, "minutes": 30, "online": False, **dated},
        "feedback": {"key": pair, "kind": "mentee_on_mentor", "by": "e0", "ratings": {"helped": 3}},
        "feedback_results": {"kind": "mentee_on_mentor", "mentor": None},
        "challenge": {"person_id": "e0", "run_id": run, "said": "why", **dated},
        "move": {"table": "challenge", "number": 1, "what": "answer", "by": "amy", **dated},
        "due": {"policy": None, **dated}, "with_names": {"frame": record.status()}, "rows": {"table": "pair"},
        "as_of": {"day": date(2020, 1, 1)}, "pseudonym": {"person_id": "e0"},
        "held_about": {"person_id": "e0"}, "export": {"path": folder / "e0.json", "person_id": "e0"},
        "deliver": {"key": "k", "what": "sent", **dated}, "export_chain": {"path": folder / "chain.txt"},
        "reject": {"run_id": run, "by": "amy"}, "expire": {"what": date(2020, 1, 1)},
        "erase": {"person_id": "e1"},
    }  # fmt: skip
    return {f"Record.{name}": (getattr(record, name), given) for name, given in calls.items()}


def _of_learning() -> dict[str, Call]:
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.random((60, 2)), columns=["knowledge", "travel"])
    lasted = np.arange(60) % 2 == 0
    settings = {
        "base": None, "expected": None, "alpha": 1.0, "good_from": None, "folds": 2, "least": 20,
        "resamples": 2,
    }  # fmt: skip
    learner = mm.WeightLearner(resamples=2).fit(table, lasted)

    def learn(**given: Any) -> object:
        return mm.WeightLearner(**given).fit(table, lasted)

    return {
        "WeightLearner": (learn, settings),
        "WeightLearner.policy": (learner.policy, {"base": None}),
    }
