"""The record of one run: what went in, by hash, and what came out, by number. No personal data."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentormatch.matching.result import Matching
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
    """Return the versions of Python and of the libraries that an answer may depend on."""
    return {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES}


def hashes(files: Iterable[Path]) -> list[dict[str, str]]:
    """Return name and SHA-256 of each file."""
    return [{"file": f.name, "sha256": hashlib.sha256(f.read_bytes()).hexdigest()} for f in files]


def run_record(
    matching: Matching,
    inputs: Iterable[Path],
    rows: Mapping[str, Mapping[str, int]],
    rematch: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the record of a run as JSON.

    Parameters
    ----------
    matching : Matching
    inputs : iterable of Path
        Every file that was read.
    rows : mapping
        File -> rows read, accepted and rejected.
    rematch : mapping, optional
        What `rematch_record` says of a rematch.
    """
    solution, problem = matching.solution, matching.problem
    certificate = solution.certificate
    record: dict[str, Any] = {
        "inputs": hashes(inputs),
        "rows": {name: dict(counts) for name, counts in rows.items()},
        **({} if rematch is None else {"rematch": dict(rematch)}),
        "policy": json.loads(matching.policy.model_dump_json()),
        "seed": matching.policy.seed,
        "versions": versions(),
        "size": {"mentees": problem.n_mentees, "mentors": problem.n_mentors, "pairs": problem.n_pairs},
        "excluded": dict(matching.candidates.excluded),
        "status": solution.status.value,
        "interrupted": solution.interrupted,
        "matched": solution.n_matched,
        "score": matching.points,
        "stages": [{"objective": s.objective, "value": s.value, "bound": s.bound} for s in solution.stages],
        "bound": matching.bound,
        "gap": solution.gap,
        "proof": "none" if certificate is None else certificate.proof,
        "seconds": round(solution.seconds, 3),
    }
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()


def rematch_record(rematching: Rematching, kinds: Mapping[str, int], *, begun: bool) -> dict[str, Any]:
    """Return what a rematch adds to the record of its run: numbers, and nobody's id.

    Parameters
    ----------
    rematching : Rematching
    kinds : mapping of str to int
        Kind of change -> how many.
    begun : bool
        Whether all pairs before were said to have begun.
    """
    rules = rematching.policy.rematch
    return {
        "changes": dict(kinds),
        "begun": begun,
        "keep": rules.keep,
        "priority": rules.first,
        "pairs_before": len(rematching.was.points),
        "kept": len(set(rematching.pair_ids) & set(rematching.was.points)),
        "newly_matched": len(rematching.newly_matched),
        "moved": len(rematching.moved),
        "disturbed": len(rematching.disturbed),
        "freed": len(rematching.freed),
        "still_waiting": len(rematching.still_waiting),
        # Within the values of the stages, for the places of those who waited and the price of moving.
        "points_on_top": rematching.terms.on_top(rematching.solution.chosen),
    }
