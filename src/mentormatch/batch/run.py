"""`run_batch`: every scheme is worked on, written as a whole or not at all, and reported."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, Literal, get_args

from mentormatch.arguments import check_arguments
from mentormatch.batch.jobs import Batch, Job, jobs_of
from mentormatch.batch.outcomes import BatchResult, Made, SchemeOutcome, SchemeState, differences, failed
from mentormatch.errors import BackendError, MentorMatchError, OutputError, did_you_mean
from mentormatch.files import RECORD, csv_bytes, finish_set, read_file, shown, write_atomically, write_set

Backend = Literal["loky", "dask", "serial"]
_LARGEST = 2**31
_SUMMARY = "batch"
_NOTED = ("task", "run", "status", "matched", "mentees")
"""Beside the results: not how long it took, nor what was there before, which are no part of them."""


def run_batch(
    jobs: Batch | str | PathLike[str],
    *,
    backend: Backend = "loky",
    workers: int | None = None,
    scheduler: str | None = None,
    dry_run: bool = False,
    progress: Callable[[SchemeOutcome], None] | None = None,
) -> BatchResult:
    """Match, rematch or report many schemes: failures are reported, and the others go on.

    What is done is not done again: a batch that was killed is started again, and ends with the same files.
    A summary is written beside the results, ``batch.json`` and ``batch.csv``.

    Parameters
    ----------
    jobs : Batch or path
        A batch, or its TOML file.
    backend : {"loky", "dask", "serial"}
        Processes on this machine; those of a Dask cluster, which see the same folders; or, to look at what
        goes wrong, one after another in this process, without limits.
    workers : int, optional
        How many processes with ``loky``; as many as there are processors if it is left out.
    scheduler : str, optional
        Address of the scheduler with ``dask``, such as ``tcp://10.0.0.1:8786``.
    dry_run : bool
        Whether only to find out what would be done, reading no more than is needed for that.
    progress : callable, optional
        Called with each outcome, in the order in which they are found.

    Returns
    -------
    BatchResult
        One outcome for each scheme, as in the summary.

    Raises
    ------
    ArgumentError
        If an argument has the wrong type.
    RecordError
        If the batch itself is wrong; errors of a scheme are in its outcome.
    BackendError
        If the backend cannot be used.

    Examples
    --------
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> Path("north").mkdir()
    >>> pd.DataFrame({"id": ["e1"], "consent": ["yes"]}).to_csv("north/mentees.csv", index=False)
    >>> pd.DataFrame({"id": ["r1"], "consent": ["yes"]}).to_csv("north/mentors.csv", index=False)
    >>> batch = mm.Batch(out="results", schemes=[{"at": "north"}])
    >>> mm.run_batch(batch, backend="serial")
    BatchResult(1 done)
    >>> mm.Matching.load("results/north/matching.mm").pair_ids
    (('e1', 'r1'),)
    """
    check_arguments(run_batch, locals())
    _refuse_unknown(backend)
    batch = jobs if isinstance(jobs, Batch) else Batch.from_toml(jobs)
    listed = jobs_of(batch)
    if dry_run:
        return BatchResult(tuple(map(_standing, listed)))
    found = {job.name: SchemeOutcome(job.name, job.settings.task, SchemeState.TO_DO) for job in listed}
    by_name = {job.name: job for job in listed}

    def note(outcome: SchemeOutcome) -> None:
        found[outcome.scheme] = outcome
        if progress is not None:
            progress(outcome)

    def to_do() -> Iterator[Job]:
        for job in listed:
            standing = _standing(job)
            if standing.state is SchemeState.TO_DO:
                yield job
            else:
                note(standing)

    where = _backend(backend, workers, scheduler)
    try:
        from mentormatch.batch.backends import results

        with closing(results(where, to_do())) as made:
            for one in made:
                note(_written(by_name[one.outcome.scheme], one))
    finally:
        result = BatchResult(tuple(found.values()))
        _write_summary(batch.root / batch.out, result)
    return result


def _refuse_unknown(backend: str) -> None:
    known = get_args(Backend)
    if backend not in known:
        hint = did_you_mean(backend, known)
        raise BackendError(f"there is no backend of that name{hint}: take one of {', '.join(known)}")


def _backend(name: Backend, workers: int | None, scheduler: str | None) -> AbstractContextManager[Any]:
    from mentormatch.batch import backends

    if (scheduler is not None) != (name == "dask"):
        raise BackendError(
            "the backend dask needs the address of a scheduler, such as --scheduler tcp://10.0.0.1:8786 "
            "(in Python scheduler=); no other backend takes one"
        )
    if scheduler is not None:
        return backends.dask(scheduler)
    if workers is not None and workers < 1:
        raise BackendError("at least one worker is needed")
    return backends.serial() if name == "serial" else backends.loky(workers)


def _standing(job: Job) -> SchemeOutcome:
    """Return what there is to do for a scheme, or that it is done, or cannot be."""
    to_do = SchemeOutcome(job.name, job.settings.task, SchemeState.TO_DO)
    try:
        inputs = job.inputs()
        finish_set(job.out)
        run = _run_in(job.out)
        noted = run.get(_SUMMARY, {})
        if run and noted.get("task") != job.settings.task:
            raise OutputError(
                f"{shown(job.out.name)} in the folder for results holds those of another command: choose "
                "another `out`"
            )
        if noted and noted["run"] == job.run_id(inputs) and _whole(job, run):
            return replace(to_do, state=SchemeState.SKIPPED, **{name: noted[name] for name in _NOTED})
    except (MentorMatchError, OSError) as error:
        return failed(job, error).outcome
    names = ", ".join(sorted({path.name for path in inputs.values()}))
    return replace(to_do, detail=f"reads {names or 'its record'}")


def _run_in(folder: Path) -> Mapping[str, Any]:
    """Return the record of the run in a folder; empty if there is none."""
    try:
        found = json.loads(read_file(folder / RECORD, _LARGEST))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        return {_SUMMARY: {}}
    return found if isinstance(found, dict) else {_SUMMARY: {}}


def _whole(job: Job, run: Mapping[str, Any]) -> bool:
    """Return whether all files of a run are as they were written, and its record stands where it stood."""
    try:
        same = all(
            hashlib.sha256(read_file(job.out / name, _LARGEST)).hexdigest() == written
            for name, written in run["files"].items()
        )
    except OSError:
        return False
    if not same or not job.is_record:
        return same
    from mentormatch.record.record import Record

    with Record.open(job.at) as record:
        return bool(record.head == run.get("head"))


def _written(job: Job, made: Made) -> SchemeOutcome:
    """Write what a scheme came to, unless it failed or more pairs are changed than may be."""
    outcome = made.outcome
    try:
        if outcome.state is SchemeState.DONE and job.settings.task == "match" and not job.is_record:
            outcome = replace(outcome, **_changed(job.out / "pairs.csv", made.files["pairs.csv"]))
        outcome = outcome.gated(job.settings.max_changed)
        if outcome.state is SchemeState.DONE:
            noted = {name: getattr(outcome, name) for name in _NOTED}
            write_set(job.out, made.files, {**made.record, _SUMMARY: noted})
    except MentorMatchError as error:
        return replace(outcome, state=SchemeState.FAILED, detail=str(error))
    return outcome


def _changed(before: Path, after: bytes) -> dict[str, Any]:
    """Return how many pairs are not those of the file before, if there is one, and how many there are."""
    try:
        was = _pairs(read_file(before, _LARGEST))
    except OSError:
        return {}
    return differences(was, _pairs(after))


def _pairs(data: bytes) -> list[tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    return [(row["mentee_id"], row["mentor_id"]) for row in rows]


def _write_summary(folder: Path, result: BatchResult) -> None:
    text = json.dumps(result.as_dict(), indent=1, ensure_ascii=False)
    write_atomically(folder / f"{_SUMMARY}.json", f"{text}\n".encode())
    write_atomically(folder / f"{_SUMMARY}.csv", csv_bytes(result.columns))
