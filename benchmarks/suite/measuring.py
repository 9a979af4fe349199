"""What a process that the runner starts does: one measurement, printed as lines of JSON."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain, product
from pathlib import Path

import numpy as np

from suite.checking import checked
from suite.data.changed import load
from suite.data.instance import Instance, Ints
from suite.loading import everything_registered
from suite.metrics import measured
from suite.registry import DATA, METHODS, PROBES, Answer, Facts, Method, Unfit
from suite.timing import peak_mib, report, worked

SHUFFLE = 0.3
"""A method that took less than this share of the limit is run on shuffled rows as well."""
SHUFFLE_SEED = 7
TINY, WARMING = 60, 1.0
"""Size of the instances on which a method is warmed up; for how many seconds of the processor at least."""


def make(job: Facts) -> None:
    """Make instances; write to a file those that a file can hold, so that they are made once."""
    for one in job["instances"]:
        source = DATA[one["data"]]
        began = time.perf_counter()
        instance = source.make(one["n"], one["seed"])
        made = time.perf_counter() - began
        if not instance.rules:
            instance.save(Path(one["file"]))
        file = "" if instance.rules else one["file"]
        report(**{**one, "file": file}, family=source.family, **sizes(instance), making=made, best=None)


def collect(job: Facts) -> None:
    """Write the public instances to files, with what is known of them."""
    from suite.data.public import known_instances
    from suite.data.public_people import open_instances

    folder, seed = Path(job["folder"]), job["seed"]
    known = (
        (name, one, {"matched": best[0], "score": best[1]}) for name, one, best in known_instances(folder)
    )
    unknown = ((name, one, None) for name, one in open_instances(folder, seed))
    for number, (name, instance, best) in enumerate(chain(known, unknown)):
        file = Path(job["scratch"]) / f"public-{number}.npz"
        instance.save(file)
        n_people = instance.n_mentees + instance.n_mentors
        what = {"data": name, "family": name.split()[0], "n": n_people}
        report(**what, seed=seed, file=str(file), best=best, **sizes(instance))


def sizes(instance: Instance) -> dict[str, int]:
    """Return how large an instance is."""
    return {
        "pairs": instance.n_pairs,
        "mentees": instance.n_mentees,
        "mentors": instance.n_mentors,
        "wanted": int(instance.demand.sum()),
        "capacity": int(instance.capacity.sum()),
    }


def compare(job: Facts) -> None:
    """Run a method on instances: report when each begins, then seconds and metrics, then what shuffling does.

    It ends with the first instance for which it has no time.
    """
    method = METHODS[job["method"]]
    _warm_up(method, job["limit"], sorted({one["data"] for one in job["instances"]}))
    for one in job["instances"]:
        instance = load(Path(one["file"])) if one["file"] else DATA[one["data"]].make(one["n"], one["seed"])
        report(begun=True)
        try:
            _compared(method, instance, job, one["best"])
        except Unfit as error:
            report(unfit=str(error))


def _compared(method: Method, instance: Instance, job: Facts, best: Facts | None) -> None:
    if instance.rules and not method.rules:
        raise Unfit("it takes no side rules")
    answer = method.solve(instance, job["limit"])
    taken = [answer]
    seconds = _seconds(taken, whole=job["whole"])
    report(seconds=seconds, peak=peak_mib(), gap=answer.gap)
    while len(taken) < job["runs"] and sum(one.build + one.solving for one in taken) < job["again"]:
        taken.append(method.solve(instance, job["limit"]))
    chosen, fault = checked(instance, answer.pairs)
    got = {"matched": len(chosen), "score": int(instance.score[chosen].sum())}
    build = statistics.median(one.build for one in taken)
    seconds, solving = (_seconds(taken, whole=whole) for whole in (job["whole"], False))
    report(seconds=seconds, build=build, solving=solving, runs=len(taken), fault=fault, got=got)
    if job["quality"]:
        report(metrics=measured(instance, chosen))
    if best is not None:
        report(reached=got == best and not fault)
    elif job["quality"] and seconds < SHUFFLE * job["limit"]:
        report(same=same_when_shuffled(method, instance, chosen, job["limit"]))


def _seconds(taken: Sequence[Answer], *, whole: bool) -> float:
    """Return the median time of some runs, with that of building if `whole`."""
    return statistics.median(one.solving + (one.build if whole else 0.0) for one in taken)


def same_when_shuffled(method: Method, instance: Instance, chosen: Ints, limit: float) -> float:
    """Return the share of the pairs that are made again when all rows are shuffled."""
    other = instance.shuffled(SHUFFLE_SEED)
    again, _ = other.indices(method.solve(other, limit).pairs)
    now, then = (
        set(
            zip(
                one.mentee_ids[one.mentee[own]].tolist(),
                one.mentor_ids[one.mentor[own]].tolist(),
                strict=True,
            )
        )
        for one, own in ((other, again), (instance, chosen))
    )
    return len(now & then) / max(1, len(then))


def _warm_up(method: Method, limit: float, names: Sequence[str]) -> None:
    """Solve small instances, some of each kind of numbers, so that imports and compiled code are loaded.

    That takes `WARMING` seconds of the processor, those of processes that a peer runs in included: functions
    stay plain Python until compiling pays, and a busy machine gives less of it.
    """
    numbers = [DATA[name].make(TINY, 0) for name in names if name in DATA.parts and DATA[name].family == name]
    until = worked() + WARMING
    while True:
        for instance in chain(_small(), numbers):
            with suppress(Unfit):
                method.solve(instance, limit)
        if worked() >= until:
            return


def _small() -> Iterator[Instance]:
    """Yield small instances, some with many equal scores."""
    shape = 30, 20
    mentee, mentor = np.indices(shape).reshape(2, -1)
    for capacity in (1, 2):
        for different in (3, 1_009):
            score = 1 + (7 * mentee * mentee + 11 * mentor) % different
            yield Instance.plain(shape, mentee, mentor, score, capacity)


def cases(job: Facts) -> None:
    """Run this library on the public cases, a line a kind."""
    from suite.data.public_cases import KNOWN_CASES

    for name, solve in KNOWN_CASES.items():
        right, tried, seconds = solve(Path(job["folder"]))
        report(name=name, cases=tried, right=right, seconds=seconds)


def months(job: Facts) -> None:
    """Go through the months of every seed under several ways of one method, one after another."""
    from suite.months import follow

    for way, seed in product(job["ways"], job["seeds"]):
        report(begun=True)
        for month in follow(job | {"way": way, "seed": seed}):
            report(**month)


def prepare(job: Facts) -> None:
    """Write the scored pairs of all months."""
    from suite.months import prepare as write

    for seed in job["seeds"]:
        write(job["n"], seed, job["months"], Path(job["folder"]))
    report(done=True)


def probe(job: Facts) -> None:
    """Make one measurement of another kind."""
    report(**PROBES[job["probe"]](job))


TASKS = {
    "make": make,
    "collect": collect,
    "compare": compare,
    "cases": cases,
    "prepare": prepare,
    "months": months,
    "probe": probe,
}


def work(job: Facts) -> None:
    """Do a job; a method that gives up for lack of time or memory reports so."""
    everything_registered(probes=job["task"] == "probe")
    try:
        TASKS[job["task"]](job)
    except Unfit as error:
        report(unfit=str(error))
    except TimeoutError as error:
        report(late=str(error))
    except MemoryError:
        report(error="out of memory")
