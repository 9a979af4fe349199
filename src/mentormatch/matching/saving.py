"""Saved matchings: one zip file of JSON and plain arrays, each with a checksum; no pickle.

The file is written completely or not at all, and the same matching gives the same bytes. Reading it verifies
the checksums, then certifies the matching again.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np
from immutabledict import immutabledict
from numpy.typing import NDArray

from mentormatch.arrays import sealed
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.search import Candidates
from mentormatch.changes.history import History, PairState
from mentormatch.errors import MatchingFileError, MentorMatchError
from mentormatch.files import open_file, shown, write_atomically
from mentormatch.matching.base import MatchingData
from mentormatch.people.model import People
from mentormatch.policy import Policy
from mentormatch.problem.build import NO_TERMS, Terms, assemble
from mentormatch.problem.problem import Problem
from mentormatch.problem.solution import Answer, Prices, Solution, Stage, Status
from mentormatch.problem.suspended import Suspended
from mentormatch.proof.certificate import certify
from mentormatch.scoring import Scores

FORMAT = 2
_READ = (1, FORMAT)
"""Formats that can be read; the first had neither a history nor what a rematch adds."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LARGEST = 16 * 2**30
"""The most bytes, uncompressed, that a file may claim to hold."""

_DAMAGE = (
    OSError, EOFError, KeyError, TypeError, ValueError, zlib.error, zipfile.BadZipFile, MentorMatchError,
    RuntimeError,  # zipfile: an encryption flag, an unknown compression method
)  # fmt: skip

T = TypeVar("T")
Parts = tuple[People, Policy, Candidates, Scores, Problem, Solution, History, Terms]


def save(matching: MatchingData, path: str | PathLike[str]) -> None:
    """Write a matching to one file; see `Matching.save`."""
    write_atomically(Path(path), packed(matching))


def packed(matching: MatchingData) -> bytes:
    """Return the contents of the file of a matching."""
    members: dict[str, bytes] = {
        "people.json": matching.people.model_dump_json().encode(),
        "policy.json": matching.policy.model_dump_json().encode(),
        "run.json": json.dumps(_run(matching)).encode(),
        "history.json": json.dumps(_history(matching.history)).encode(),
    }
    for name, array in _arrays(matching).items():
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
        members[f"{name}.npy"] = buffer.getvalue()
    manifest = {
        "format": FORMAT,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    }
    members = {"manifest.json": json.dumps(manifest, indent=1).encode(), **members}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            # A fixed time, so that the same matching gives the same bytes.
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _run(matching: MatchingData) -> dict[str, Any]:
    solution = matching.solution
    return {
        "excluded": dict(matching.candidates.excluded),
        "criteria": list(matching.scores.criteria),
        "status": solution.status.value,
        "seconds": solution.seconds,
        "interrupted": solution.interrupted,
        "least_kept": matching.terms.least_kept,
        **_of_suspended(matching.suspended),
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


def _history(history: History) -> dict[str, Any]:
    return {
        "active": sorted(history.active),
        "ended": history.ended,
        "waited": dict(history.waited),
        "proposed": dict(history.proposed),
        # Only if there are any, so that other files stay as earlier versions wrote them.
        **({"paused": sorted(history.paused)} if history.paused else {}),
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
    for k, stage in enumerate(matching.solution.stages):
        if stage.prices is not None:
            arrays[f"mentee_price_{k}"] = stage.prices.mentee
            arrays[f"mentor_price_{k}"] = stage.prices.mentor
    return arrays


def load(path: str | PathLike[str]) -> Parts:
    """Read the parts of a saved matching; see `Matching.load`."""
    return _read(path, _parts)


def load_history(path: str | PathLike[str]) -> History:
    """Read the history of a saved matching, without checking the matching again; see `Matching.load`."""
    return _read(path, _history_in)


def _read(path: str | PathLike[str], of_members: Callable[[dict[str, bytes]], T]) -> T:
    source = Path(path)
    name = shown(source.name)
    try:
        with open_file(source) as file:
            return _undamaged(file, name, of_members)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        why = f"there is no file {name}" if missing else f"{name} cannot be opened ({error.strerror})"
        raise MatchingFileError(f"{why}: give the path of a saved matching") from error


def _undamaged(file: BinaryIO, name: str, of_members: Callable[[dict[str, bytes]], T]) -> T:
    try:
        return of_members(_members(file, name))
    except MatchingFileError:
        raise
    except _DAMAGE as error:
        # The cause may quote what people wrote, so only its type is reported.
        raise MatchingFileError(
            f"{name} is not a complete matching file ({type(error).__name__}): "
            "match again, or use an earlier copy"
        ) from error


def _members(file: BinaryIO, name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        if sum(info.file_size for info in archive.infolist()) > _LARGEST:
            raise MatchingFileError(f"{name} claims to hold more than {_LARGEST >> 30} GiB")
        manifest = json.loads(archive.read("manifest.json"))
        if manifest["format"] not in _READ:
            raise MatchingFileError(
                f"{name} has format {manifest['format']}, but this version reads 1 to {FORMAT}: "
                "use the version of mentormatch that wrote it"
            )
        members = {member: archive.read(member) for member in manifest["sha256"]}
    for member, data in members.items():
        if hashlib.sha256(data).hexdigest() != manifest["sha256"][member]:
            raise MatchingFileError(f"{name} is damaged: the checksum of {member} does not match")
    return members


def _parts(members: dict[str, bytes]) -> Parts:
    run = json.loads(members["run.json"])
    arrays = {
        name.removesuffix(".npy"): _array(data) for name, data in members.items() if name.endswith(".npy")
    }
    people = People.model_validate_json(members["people.json"])
    policy = Policy.model_validate_json(members["policy.json"])
    candidates = Candidates(
        n_mentees=len(people.mentees),
        n_mentors=len(people.mentors),
        mentee=arrays["mentee"],
        mentor=arrays["mentor"],
        km=arrays["km"],
        online=arrays["online"],
        excluded=immutabledict(run["excluded"]),
        grounds=AllReasons.of(people, policy.limits),
    )
    contributions = sealed(np.asfortranarray(arrays["contributions"]))
    scores = Scores(tuple(run["criteria"]), contributions, arrays["weights"], arrays["points"])
    terms = Terms(
        arrays.get("kept", NO_TERMS.kept), run.get("least_kept"), arrays.get("boost"),
        arrays.get("ended", NO_TERMS.ended),
        tuple(Suspended.model_validate(one) for one in run.get("suspended", ())),
    )  # fmt: skip
    problem = assemble(people, policy, candidates, scores.points, terms)
    history = _history_in(members)
    return people, policy, candidates, scores, problem, _solution(problem, run, arrays), history, terms


def _history_in(members: dict[str, bytes]) -> History:
    """Return the history in a file; a file of format 1 has none."""
    found: dict[str, Any] = json.loads(members.get("history.json", b"{}"))
    return History(
        frozenset((mentee, mentor) for mentee, mentor in found.get("active", ())),
        tuple((mentee, mentor, PairState(state)) for mentee, mentor, state in found.get("ended", ())),
        immutabledict(found.get("waited", {})),
        immutabledict(found.get("proposed", {})),
        frozenset((mentee, mentor) for mentee, mentor in found.get("paused", ())),
    )


def _array(data: bytes) -> NDArray[Any]:
    array: NDArray[Any] = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    return sealed(array)


def _solution(problem: Problem, run: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Solution:
    chosen = arrays["chosen"]
    stages = tuple(
        Stage(
            stage["objective"], stage["value"], stage["bound"], _prices(stage, arrays, k), stage.get("level")
        )
        for k, stage in enumerate(run["stages"])
    )
    answer = Answer.of(chosen, problem.score, stages)
    solution = Solution(answer, Status(run["status"]), run["seconds"], run["interrupted"])
    certificate = certify(problem, solution)
    if solution.status is not Status.UNKNOWN and not certificate.feasible:
        raise MatchingFileError("the saved matching violates its own rules: match again")
    return solution.replace(certificate=certificate)


def _prices(stage: dict[str, Any], arrays: dict[str, NDArray[Any]], k: int) -> Prices | None:
    if stage["filled"] is None:
        return None
    return Prices(
        arrays[f"mentee_price_{k}"],
        arrays[f"mentor_price_{k}"],
        stage["filled"],
        stage["scale"],
        tuple((position, price) for position, price in stage.get("rules", [])),
        stage.get("load", 0),
        stage.get("points", 0),
    )
