"""The record of one run: hashes of its inputs, numbers about its result. No personal data."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentormatch.errors import RecordError, RowProblem
from mentormatch.files import open_file, shown_name

if TYPE_CHECKING:
    from mentormatch.matching.base import MatchingData
    from mentormatch.matching.result import Matching
    from mentormatch.policy import Policy
    from mentormatch.rematching.result import Rematching

_LIBRARIES = (
    "mentormatch-engine",
    "ortools",
    "numba",
    "numpy",
    "scipy",
    "pandas",
    "scikit-learn",
    "pydantic",
)


def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries on which an answer may depend."""
    return dict(_versions())


@cache
def _versions() -> Mapping[str, str]:
    # Looked up in files: a batch asks for them with every scheme.
    return {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES}


def hashes(files: Iterable[Path | None]) -> list[dict[str, str]]:
    """Return name and SHA-256 of each file that was given.

    Raises
    ------
    RecordError
        If one cannot be read.
    """
    return [{"file": shown_name(file), "sha256": _sha256(file)} for file in files if file is not None]


def _sha256(path: Path) -> str:
    try:
        with open_file(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        wrong = f"cannot be opened ({error.strerror})"
        raise RecordError(
            [RowProblem(shown_name(path), None, "", "", wrong, "a file that you may read")]
        ) from error


def _policy(policy: Policy) -> dict[str, Any]:
    """Return a policy without ids, which may be e-mail addresses: each rule by its name and a hash."""
    written = policy.model_dump(mode="json")
    rules = [
        {"rule": rule["rule"], "sha256": hashlib.sha256(json.dumps(rule).encode()).hexdigest()}
        for rule in written["rules"]
    ]
    return {**written, "rules": rules}


def run_record(
    matching: Matching,
    inputs: Sequence[Mapping[str, str]],
    rows: Mapping[str, Mapping[str, int]],
    rematch: Mapping[str, Any] | None = None,
    *,
    not_protected: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the record of a run, for JSON.

    Parameters
    ----------
    inputs : sequence of mapping
        What `hashes` returns of all files that were read.
    rows : mapping
        File -> rows read, accepted and rejected.
    rematch : mapping, optional
        For a rematch, what `rematch_record` returns.
    not_protected : sequence of str
        Headings that the column map says ask for nothing protected.
    """
    solution, problem = matching.solution, matching.problem
    certificate = solution.certificate
    return {
        "inputs": list(inputs),
        "rows": {name: _counted(counts) for name, counts in rows.items()},
        **({} if rematch is None else {"rematch": dict(rematch)}),
        **({"not_protected": list(not_protected)} if not_protected else {}),
        "policy": _policy(matching.policy),
        "seed": matching.policy.seed,
        "versions": versions(),
        "size": {"mentees": problem.n_mentees, "mentors": problem.n_mentors, "pairs": problem.n_pairs},
        "excluded": dict(matching.candidates.excluded),
        "status": solution.status.value,
        "interrupted": solution.interrupted,
        **({} if solution.drawn is None else {"drawn_from": solution.drawn.matchings}),
        **shares_json(matching),
        "matched": solution.n_matched,
        "score": matching.points,
        "stages": [{"objective": s.objective, "value": s.value, "bound": s.bound} for s in solution.stages],
        "bound": matching.bound,
        "gap": solution.gap,
        "proof": "none" if certificate is None else certificate.proof,
        "seconds": round(solution.seconds, 3),
    }


def rematch_record(rematching: Rematching, kinds: Mapping[str, int], *, begun: bool) -> dict[str, Any]:
    """Return what a rematch adds to the record of its run: numbers, no ids.

    Parameters
    ----------
    kinds : mapping of str to int
        Kind of change -> how many.
    begun : bool
        Whether all pairs of the matching before were declared begun.
    """
    rules = rematching.policy.rematch
    return {
        "changes": dict(kinds),
        "begun": begun,
        "keep": rules.keep,
        "priority": rules.first,
        "pairs_before": len(rematching.was.pair_ids),
        "kept": len({*rematching.pair_ids}.intersection(rematching.was.pair_ids)),
        **{
            table: len(rematching.columns(table)["mentee_id"])
            for table in ("newly_matched", "moved", "disturbed", "freed", "still_waiting")
        },
        # Included in the values of the stages: priority of waiting mentees, and the price of kept pairs.
        "points_on_top": rematching.terms.on_top(rematching.solution.chosen),
    }


def _counted(counts: Mapping[str, object]) -> dict[str, object]:
    """Return the counts of one table; how many rows were replaced only where there are any."""
    return {name: count for name, count in counts.items() if name != "replaced" or count}


def shares_json(matching: MatchingData) -> dict[str, Any]:
    """Return the table of shares, and whether it is proved, for JSON; nothing if the policy has none."""
    table, counts = matching.shares, matching.terms.shares
    if table is None or counts is None:
        return {}
    return {"shares": table.to_dict("records"), "shares_proved": counts.proved}
