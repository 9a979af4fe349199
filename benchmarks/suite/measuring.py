"""What a process that the runner starts does: one measurement, printed as lines of JSON."""

from __future__ import annotations

import json
import resource
import time
from itertools import chain, product
from pathlib import Path
from typing import Any

import numpy as np

from mentormatch.problem.solution import Solution, Status
from mentormatch.proof.certificate import certify
from suite.elsewhere import PEERS
from suite.instance import Instance, Ints
from suite.metrics import measured
from suite.public import known_instances
from suite.public_cases import KNOWN_CASES
from suite.public_people import open_instances
from suite.registry import DATA, METHODS, Method, Pairs, Unfit

AGAIN = 0.5
"""A method is run again, as long as all runs together took less than so many seconds; the fastest counts."""
RUNS = 5
SHUFFLE = 0.3
"""A method that took less than this share of the limit is run on shuffled rows as well."""
SHUFFLE_SEED = 7


def report(**facts: Any) -> None:
    """Print one line for the process that waits for it."""
    print(json.dumps(facts), flush=True)


def peak_mib() -> float:
    """Return the most memory that this process or one that it ran has held, in MiB."""
    both = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(both) / 1024


def checked(instance: Instance, pairs: Pairs) -> tuple[Ints, str]:
    """Return the indices of the pairs, and what the checker of the library has against them."""
    chosen, strangers = instance.indices(pairs[(pairs >= 0).all(axis=1)])
    strangers += int(np.count_nonzero((pairs < 0).any(axis=1)))
    faults = [f"{strangers} pairs may not meet"] if strangers else []
    score = int(instance.score[chosen].sum())
    verdict = certify(instance.problem(), Solution(chosen, Status.FEASIBLE, len(chosen), score, ()))
    return np.unique(chosen), "; ".join([*faults, *verdict.violations])


def run(method: Method, instance: Instance, limit: float) -> tuple[Pairs, float]:
    """Return an answer and the seconds it took."""
    began = time.perf_counter()
    pairs, own = method.solve(instance, limit)
    return pairs, time.perf_counter() - began if own is None else own


def make(job: dict[str, Any]) -> None:
    """Make instances and write each to a file."""
    from suite import schemes

    assert set(schemes.KINDS) <= set(DATA.parts)
    for one in job["instances"]:
        began = time.perf_counter()
        instance = DATA[one["data"]](one["n"], one["seed"])
        instance.save(Path(one["file"]))
        report(**one, family="made", **sizes(instance), making=time.perf_counter() - began)


def collect(job: dict[str, Any]) -> None:
    """Write the public instances to files, with what is known of them."""
    folder, seed = Path(job["folder"]), job["seed"]
    known = (
        (name, one, {"matched": best[0], "score": best[1]}) for name, one, best in known_instances(folder)
    )
    unknown = ((name, one, None) for name, one in open_instances(folder, seed))
    for number, (name, instance, best) in enumerate(chain(known, unknown)):
        file = Path(job["scratch"]) / f"public-{number}.npz"
        instance.save(file)
        what = {"data": name, "family": name.split()[0], "n": instance.n_mentees + instance.n_mentors}
        report(**what, seed=seed, file=str(file), best=best, **sizes(instance))


def sizes(instance: Instance) -> dict[str, int]:
    """Return how large an instance is."""
    return {
        "pairs": instance.n_pairs,
        "mentees": instance.n_mentees,
        "mentors": instance.n_mentors,
        "wanted": int(instance.demand.sum()),
        "places": int(instance.capacity.sum()),
    }


def compare(job: dict[str, Any]) -> None:
    """Run a method on instances: say when it begins each, then seconds and metrics, then what shuffling does.

    It ends with the first instance for which it has no time.
    """
    method = METHODS[job["method"]]
    _warm_up(method, job["limit"])
    for one in job["instances"]:
        instance = Instance.load(Path(one["file"]))
        report(begun=True)
        try:
            _compared(method, instance, job["limit"], one.get("best"))
        except Unfit as error:
            report(unfit=str(error))


def _compared(method: Method, instance: Instance, limit: float, best: dict[str, int] | None) -> None:
    pairs, seconds = run(method, instance, limit)
    report(seconds=seconds, peak=peak_mib())
    taken = [seconds]
    while len(taken) < RUNS and sum(taken) < AGAIN:
        taken.append(run(method, instance, limit)[1])
    chosen, fault = checked(instance, pairs)
    report(seconds=min(taken), fault=fault, metrics=measured(instance, chosen))
    if best is not None:
        got = {"matched": len(chosen), "score": int(instance.score[chosen].sum())}
        report(got=got, best=best, reached=got == best and not fault)
    elif seconds < SHUFFLE * limit:
        report(same=same_when_shuffled(method, instance, chosen, limit))


def same_when_shuffled(method: Method, instance: Instance, chosen: Ints, limit: float) -> float:
    """Return the share of the pairs that are made again when all rows are shuffled."""
    other = instance.shuffled(SHUFFLE_SEED)
    again, _ = other.indices(run(method, other, limit)[0])
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


def _warm_up(method: Method, limit: float) -> None:
    """Solve small instances, some with many equal scores, so that imports and compiled code are loaded."""
    shape = 30, 20
    mentee, mentor = np.indices(shape).reshape(2, -1)
    for places in (1, 2):
        for different in (3, 1_009):
            score = 1 + (7 * mentee * mentee + 11 * mentor) % different
            method.solve(Instance.plain(shape, mentee, mentor, score, places), limit)


def cases(job: dict[str, Any]) -> None:
    """Run this library on the public cases, a line a kind."""
    for name, solve in KNOWN_CASES.items():
        right, tried, seconds = solve(Path(job["folder"]))
        report(name=name, cases=tried, right=right, seconds=seconds)


def months(job: dict[str, Any]) -> None:
    """Go through the months of every seed under several ways of one method, one after another."""
    from suite.months import follow

    for way, seed in product(job["ways"], job["seeds"]):
        report(begun=True)
        for month in follow(job | {"way": way, "seed": seed}):
            report(**month)


def prepare(job: dict[str, Any]) -> None:
    """Write the scored pairs of all months."""
    from suite.months import prepare as write

    for seed in job["seeds"]:
        write(job["n"], seed, job["months"], Path(job["folder"]))
    report(done=True)


TASKS = {
    "make": make,
    "collect": collect,
    "compare": compare,
    "cases": cases,
    "prepare": prepare,
    "months": months,
}


def work(job: dict[str, Any]) -> None:
    """Do a job; a method that gives up for lack of time or memory says so."""
    assert set(PEERS) <= set(METHODS.parts)
    try:
        TASKS[job["task"]](job)
    except Unfit as error:
        report(unfit=str(error))
    except TimeoutError as error:
        report(late=str(error))
    except MemoryError:
        report(error="out of memory")
