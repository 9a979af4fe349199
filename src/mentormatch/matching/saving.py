"""Saved matchings: one zip file of JSON and plain arrays, each with a checksum; no pickle.

The file is written completely or not at all, and the same matching gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.changes.history import History
from mentormatch.files import write_atomically
from mentormatch.matching.archive import FORMAT, MANIFEST, RUN, seal
from mentormatch.matching.base import MatchingData
from mentormatch.problem.solution import Stage
from mentormatch.problem.suspended import Suspended

_EPOCH = (1980, 1, 1, 0, 0, 0)
_AS_IT_IS = frozenset({"km.npy"})
"""Members of which compressing takes a third of the time and saves a twentieth of the size."""


def save(matching: MatchingData, path: str | PathLike[str]) -> None:
    """Write a matching to one file; see `Matching.save`."""
    write_atomically(Path(path), packed(matching))


def packed(matching: MatchingData) -> bytes:
    """Return the content of the file of a matching."""
    members: dict[str, bytes] = {
        "people.json": matching.people.model_dump_json().encode(),
        "policy.json": matching.policy.model_dump_json().encode(),
        "history.json": json.dumps(history_as_json(matching.history)).encode(),
    }
    arrays = {f"{name}.npy": array for name, array in _arrays(matching).items()}
    checksums = {name: _checksum(data) for name, data in members.items()}
    checksums |= {name: _checksum(_written(array)) for name, array in arrays.items()}
    run = _run(matching)
    last = {RUN: json.dumps({**run, "seal": seal(run, checksums)}).encode()}
    manifest = {"format": FORMAT, "sha256": {**checksums, RUN: _checksum(last[RUN])}}
    first = {MANIFEST: json.dumps(manifest, indent=1).encode(), **members}
    # Arrays are written twice, so that memory holds one of them at a time.
    written = ((name, _written(array)) for name, array in arrays.items())
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in chain(first.items(), written, last.items()):
            # A fixed time, so that the same matching gives the same bytes.
            kind = zipfile.ZIP_STORED if name in _AS_IT_IS else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, kind, compresslevel=1)
    return file.getvalue()


def _written(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _run(matching: MatchingData) -> dict[str, Any]:
    solution = matching.solution
    return {
        "excluded": dict(matching.candidates.excluded),
        "criteria": list(matching.scores.criteria),
        "expected": dict(sorted(matching.scores.expected.items())),
        "status": solution.status.value,
        "seconds": solution.seconds,
        "interrupted": solution.interrupted,
        "least_kept": matching.terms.least_kept,
        **_of_suspended(matching.suspended),
        **({} if matching.terms.shares is None else {"shares": asdict(matching.terms.shares)}),
        **({} if solution.drawn is None else {"drawn": solution.drawn.matchings}),
        "stages": [
            {
                "objective": stage.objective,
                "value": stage.value,
                "bound": stage.bound,
                "filled": None if stage.prices is None else stage.prices.filled,
                "scale": None if stage.prices is None else stage.prices.scale,
                # Only if there are any, so that other files stay as earlier versions wrote them.
                **({"rules": stage.prices.rules} if stage.prices is not None and stage.prices.rules else {}),
                **_of_balance(stage),
                **({"sets": True} if stage.prices is not None and stage.prices.sets else {}),
            }
            for stage in solution.stages
        ],
    }


def _of_suspended(suspended: Sequence[Suspended]) -> dict[str, Any]:
    """Return the field that only a rematch with suspended rules has."""
    return {"suspended": [one.model_dump(mode="json") for one in suspended]} if suspended else {}


def _of_balance(stage: Stage) -> dict[str, int]:
    """Return the fields that only the stages of an order with `balance` have."""
    prices, found = stage.prices, {} if stage.level is None else {"level": stage.level}
    if prices is not None and (prices.load or prices.points):
        found |= {"load": prices.load, "points": prices.points}
    return found


def history_as_json(history: History) -> dict[str, Any]:
    """Return a history as it is written; it is read by the types of its fields."""
    return {
        "active": sorted(history.active),
        "ended": history.ended,
        "waited": dict(history.waited),
        "proposed": dict(history.proposed),
        "paused": sorted(history.paused),
        **({"offered": sorted(history.offered)} if history.offered else {}),
    }


def _arrays(matching: MatchingData) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {
        "mentee": matching.candidates.mentee,
        "mentor": matching.candidates.mentor,
        "km": matching.candidates.km,
        "online": matching.candidates.online,
        "contributions": matching.scores.contributions,
        "weights": matching.scores.weights,
        "points": matching.scores.points,
        "chosen": matching.solution.chosen,
        "kept": matching.terms.kept,
    }
    if len(matching.terms.ended):
        arrays["ended"] = matching.terms.ended
    if matching.terms.boost is not None:
        arrays["boost"] = matching.terms.boost
    if matching.solution.drawn is not None:
        arrays["drawn_pairs"] = matching.solution.drawn.pairs
        arrays["drawn_times"] = matching.solution.drawn.times
    for k, stage in enumerate(matching.solution.stages):
        if stage.prices is not None:
            arrays[f"mentee_price_{k}"] = stage.prices.mentee
            arrays[f"mentor_price_{k}"] = stage.prices.mentor
    return arrays
