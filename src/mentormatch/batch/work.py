"""What is done with one scheme, in a process of its own: files are read, results returned as bytes.

These hold no times and no paths, so that the same inputs give the same bytes.
"""

from __future__ import annotations

import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mentormatch.analysis.run_record import hashes, rematch_record, run_record
from mentormatch.batch.jobs import CHANGES, PEOPLE, Job
from mentormatch.batch.outcomes import Made, SchemeOutcome, SchemeState, differences, failed
from mentormatch.changes.base import OfRecord
from mentormatch.changes.listed import KINDS
from mentormatch.errors import MentorMatchError, RecordError
from mentormatch.matching.match import match
from mentormatch.matching.policy_warnings import with_warnings
from mentormatch.matching.result import Matching
from mentormatch.policy import Policy
from mentormatch.problem.rules_by_id import policy_by_id
from mentormatch.problem.solution import Status
from mentormatch.rematching.rematch import rematch
from mentormatch.report.run_files import match_files, rematch_files
from mentormatch.tables.changes.rows import read_change_table
from mentormatch.tables.read_changes import read_change_tables
from mentormatch.tables.read_people import read_tables

if TYPE_CHECKING:
    from mentormatch.record.record import Record

M = TypeVar("M", bound=Matching)
Inputs = Mapping[str, Path]


def _given(inputs: Inputs, names: Iterable[str]) -> dict[str, Any]:
    return {name: inputs[name] for name in names if name in inputs}


def work(job: Job) -> Made:
    """Return what a scheme comes to; errors become words, since others are to go on.

    Raises
    ------
    MemoryError
        If there is not enough.
    """
    began = time.monotonic()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = _made(job, job.inputs())
    except (MentorMatchError, OSError) as error:
        made = failed(job, error)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (a defect; without its message, which may quote people)
        at = traceback.extract_tb(error.__traceback__)[-1]
        made = failed(job, f"a defect: {type(error).__name__} in {Path(at.filename).name}, line {at.lineno}")
    seconds = round(time.monotonic() - began, 3)
    return replace(made, outcome=replace(made.outcome, seconds=seconds))


def _made(job: Job, inputs: Inputs) -> Made:
    if job.is_record:
        return _of_record(job, inputs)
    does: dict[str, Callable[[Job, Inputs], Made]] = {
        "match": _match, "rematch": _rematch, "report": _report
    }  # fmt: skip
    return does[job.settings.task](job, inputs)


def _match(job: Job, inputs: Inputs) -> Made:
    policy = job.policy(inputs, Policy())
    reading = read_tables(inputs.get("people"), policy=policy, **_given(inputs, PEOPLE[1:]))
    reading = with_warnings(reading, policy)
    if reading.rejected and not job.settings.skip_rejected:
        raise RecordError(reading.rejected)
    resolved = policy_by_id(reading.people, policy).resolved
    matching = _timeless(match(reading.people, policy, time_limit=job.settings.time_limit))
    rows = {name: asdict(count) for name, count in reading.counts.items()}
    record = run_record(matching, hashes(inputs.values()), rows, not_protected=reading.not_protected)
    return _done(job, inputs, matching, match_files(matching, reading, resolved), record)


def _rematch(job: Job, inputs: Inputs) -> Made:
    before = Matching.load(inputs["before"])
    before = before.begin() if job.settings.begun else before
    policy = job.policy(inputs, before.policy)
    reading = read_change_tables(
        inputs.get("changes"), matching=before, policy=policy, all_new_join=job.settings.all_new_join,
        **_given(inputs, CHANGES[1:] if _names_people(job, inputs) else ("same_people",)),
    )  # fmt: skip
    found = _timeless(rematch(before, reading.changes, policy, time_limit=job.settings.time_limit))
    rematched = rematch_record(found, reading.kinds, begun=job.settings.begun)
    rows = {"changes": asdict(reading.count)}
    record = run_record(found, hashes(inputs.values()), rows, rematched, not_protected=reading.not_protected)
    return _done(job, inputs, found, rematch_files(found, reading), record, before)


def _names_people(job: Job, inputs: Inputs) -> bool:
    """Return whether changes name rows of the tables of people, whose reading takes longer than a rematch."""
    rows = read_change_table(inputs["changes"]).rows if "changes" in inputs else ()
    return job.settings.all_new_join or any(issubclass(KINDS[row.kind], OfRecord) for row in rows)


def _report(job: Job, inputs: Inputs) -> Made:
    found = Matching.load(inputs["before"])
    return _done(job, inputs, found, {}, run_record(found, hashes(inputs.values()), {}))


def _of_record(job: Job, inputs: Inputs) -> Made:
    from mentormatch.record.record import Record

    with closing(Record.open(job.at)) as record:
        if job.settings.task == "report":
            found, head = record.matching(), record.head
            return _done(job, inputs, found, {}, {"head": head}, head=head)
        return _proposed(job, inputs, record)


def _proposed(job: Job, inputs: Inputs, record: Record) -> Made:
    """Match from the record and into it, which counts once however often it is tried."""
    policy = job.policy(inputs, record.policy() or Policy())
    before = record.matching(policy)
    changes = () if "changes" not in inputs else read_change_tables(
        inputs["changes"], matching=before, policy=policy
    ).changes  # fmt: skip
    found = record.rematch(changes, policy, time_limit=job.settings.time_limit)
    made = _done(job, inputs, found, {}, {}, before)
    if made.outcome.gated(job.settings.max_changed).state is SchemeState.HELD_BACK:
        return made
    run = record.propose(found)
    return replace(made, record={**made.record, "proposed": run, "head": record.head})


def _done(
    job: Job,
    inputs: Inputs,
    matching: Matching,
    files: Mapping[str, bytes],
    record: Mapping[str, Any],
    before: Matching | None = None,
    head: str | None = None,
) -> Made:
    if matching.status is Status.UNKNOWN:
        return failed(job, "no matching was found in time: allow more with time_limit")
    if job.settings.report or job.settings.task == "report":
        files = {**files, "matching.html": _page(job, matching, inputs, head)}
    differ: dict[str, Any] = {} if before is None else differences(before.pair_ids, matching.pair_ids)
    outcome = SchemeOutcome(
        job.name, job.settings.task, SchemeState.DONE, run=job.run_id(inputs), status=matching.status.value,
        matched=matching.solution.n_matched, mentees=len(matching.people.mentees), **differ,
    )  # fmt: skip
    return Made(outcome, files, record)


def _page(job: Job, matching: Matching, inputs: Inputs, head: str | None) -> bytes:
    from mentormatch.report.matching import page

    read = [one["sha256"] for one in hashes(inputs.values())]
    found = page(matching, inputs=read, head=head, time_limit=job.settings.time_limit)
    return found.html.encode()


def _timeless(matching: M) -> M:
    """Return a matching without how long it took, by which two files of one matching would differ."""
    return replace(matching, solution=matching.solution.replace(seconds=0.0))
