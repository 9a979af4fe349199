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
    from mentormatch.matching import Matching

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


def run_record(matching: Matching, inputs: Iterable[Path], rows: Mapping[str, Mapping[str, int]]) -> bytes:
    """Return the record of a run as JSON.

    Parameters
    ----------
    matching : Matching
    inputs : iterable of Path
        Every file that was read.
    rows : mapping
        File -> rows read, accepted and rejected.
    """
    solution, problem = matching.solution, matching.problem
    certificate = solution.certificate
    record: dict[str, Any] = {
        "inputs": hashes(inputs),
        "rows": {name: dict(counts) for name, counts in rows.items()},
        "policy": json.loads(matching.policy.model_dump_json()),
        "seed": matching.policy.seed,
        "versions": versions(),
        "size": {"mentees": problem.n_mentees, "mentors": problem.n_mentors, "pairs": problem.n_pairs},
        "excluded": dict(matching.candidates.excluded),
        "status": solution.status.value,
        "interrupted": solution.interrupted,
        "matched": solution.n_matched,
        "score": solution.score,
        "stages": [{"objective": s.objective, "value": s.value, "bound": s.bound} for s in solution.stages],
        "bound": solution.bound,
        "gap": solution.gap,
        "proof": "none" if certificate is None else certificate.proof,
        "seconds": round(solution.seconds, 3),
    }
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()
