"""How long scoring takes, criterion by criterion, and how much memory.

Run ``python benchmarks/scoring.py``. A made-up regional scheme, seeded: 20,000 mentees with 50 candidates
each among 15,000 mentors, every criterion filled in. Each measurement runs in a process of its own; the
table holds medians and is written to ``benchmarks/results/scoring.md``.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from mentormatch.candidates.search import Candidates
from mentormatch.people.model import Mentee, Mentor, People
from mentormatch.policy import Policy
from mentormatch.scoring import DEFAULT_SCORERS, score_pairs

RESULTS = Path(__file__).parent / "results" / "scoring.md"
N_MENTEES, N_MENTORS, EACH = 20_000, 15_000, 50
LIMITS = {"without free text": 5.0, "with free text": 15.0}

_WORK = """
anaesthesia cardiology dermatology A&E ENT gastroenterology geriatrics gynaecology haematology immunology
ICU neonatology nephrology neurology obstetrics oncology ophthalmology orthopaedics paediatrics palliative
pathology pharmacy physiotherapy psychiatry radiology respiratory rheumatology sepsis stroke surgery urology
wards QI R C++ audit coaching education leadership management research safety simulation supervision teaching
trials wellbeing exams portfolio rota trainees GPs nursing midwifery diagnosis imaging endoscopy transplant
"""
_LEISURE = """
hiking running cycling chess cooking baking choir piano guitar football cricket tennis painting pottery
reading gardening photography sailing swimming theatre travel yoga dogs films languages
"""
_GLUE = "and in of the with I am interested for to my new"
WORK, LEISURE, GLUE = _WORK.split(), _LEISURE.split(), _GLUE.split()


def words(rng: np.random.Generator, vocabulary: list[str]) -> str:
    """Return a text of 20 to 40 words, some of them common, some rare, a third of them glue."""
    size = int(rng.integers(20, 41))
    places = np.minimum(rng.zipf(1.3, size) - 1, len(vocabulary) - 1)
    glue = rng.random(size) < 1 / 3
    return " ".join(
        GLUE[int(place) % len(GLUE)] if filler else vocabulary[int(place)]
        for place, filler in zip(places, glue, strict=True)
    )


def person(rng: np.random.Generator, vocabulary: list[str], others: list[str], text: bool) -> dict[str, Any]:
    """Return the fields of one person; every criterion has something to go by."""

    def some(of: list[str], most: int) -> tuple[str, ...]:
        return tuple(rng.choice(of, int(rng.integers(1, most + 1)), replace=False).tolist())

    return {
        "professional_interests": words(rng, vocabulary) if text else "",
        "personal_interests": words(rng, vocabulary) if text else "",
        "professional_tags": some(WORK, 5),
        "personal_tags": some(LEISURE, 5),
        "max_km": float(rng.integers(5, 60)) if rng.random() < 0.7 else None,
        "seniority": int(rng.integers(1, 10)),
        "answers": {f"statement {k}": int(rng.integers(1, 6)) for k in range(10) if rng.random() < 0.9},
        "values": some(["independence", "safety", "participation", "openness", "fairness", "candour"], 3),
        "prefers": some(others, 3) if rng.random() < 0.3 else (),
    }


def scheme(seed: int, text: bool) -> tuple[People, Candidates]:
    """Return the made-up people and their candidate pairs."""
    rng = np.random.default_rng(seed)
    vocabulary = (
        WORK + LEISURE + [f"{stem}{tail}" for tail in ("", "ist", "ology") for stem in _stems(rng, 1_300)]
    )
    mentee_ids = [f"e{k:05}" for k in range(N_MENTEES)]
    mentor_ids = [f"r{k:05}" for k in range(N_MENTORS)]

    def levels() -> dict[str, int]:
        return {str(a): int(rng.integers(1, 6)) for a in rng.choice(WORK, 4, replace=False)}

    people = People(
        mentees=tuple(
            Mentee(id=i, wants=levels(), **person(rng, vocabulary, mentor_ids, text)) for i in mentee_ids
        ),
        mentors=tuple(
            Mentor(id=i, offers=levels(), **person(rng, vocabulary, mentee_ids, text)) for i in mentor_ids
        ),
    )
    mentor = np.concatenate([
        np.sort(rng.choice(N_MENTORS, EACH, replace=False)) for _ in range(N_MENTEES)
    ]).astype(np.int32)  # fmt: skip
    mentee = np.repeat(np.arange(N_MENTEES, dtype=np.int32), EACH)
    km = rng.gamma(2.0, 10.0, len(mentee))
    online = np.zeros(len(mentee), np.bool_)
    return people, Candidates(N_MENTEES, N_MENTORS, mentee, mentor, km, online, {})


def _stems(rng: np.random.Generator, count: int) -> list[str]:
    letters = rng.choice(list("abdeghiklmnoprstu"), (count, 6))
    return ["".join(row) for row in letters]


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that `run` takes by the clock, and those that the processor worked on it.

    Scoring uses one core: on an idle machine the two are equal, on a shared one the second is what counts.
    """
    start, worked = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - start, time.process_time() - worked


def peak_mib() -> float:
    """Return the most memory that this process has held so far, in MiB (ru_maxrss is in KiB on Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(seed: int, text: bool) -> dict[str, Any]:
    """Measure one scheme in this process: all criteria at once first, then each by itself."""
    people, candidates = scheme(seed, text)
    before = peak_mib()
    clock, total = timed(lambda: score_pairs(people, candidates, Policy()))
    after = peak_mib()
    each = {
        scorer.name: timed(lambda scorer=scorer: scorer.score(people, candidates, Policy().scoring))[1]
        for scorer in DEFAULT_SCORERS
    }
    return {"clock": clock, "total": total, "inputs": before, "added": after - before, "each": each}


def in_own_process(seed: int, text: bool) -> dict[str, Any]:
    """Run `measure` in a fresh interpreter, so that memory and imports are counted anew."""
    command = [sys.executable, __file__, "--one", "--seed", str(seed), *(["--text"] if text else [])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def table(runs: dict[str, list[dict[str, Any]]]) -> str:
    """Return the medians as a Markdown table."""
    kinds = list(runs)
    lines = ["| processor seconds | " + " | ".join(kinds) + " |", "|---|" + "---:|" * len(kinds)]

    def line(label: str, value: Callable[[dict[str, Any]], float], digits: int) -> str:
        cells = (f"{statistics.median(map(value, runs[kind])):.{digits}f}" for kind in kinds)
        return f"| {label} | " + " | ".join(cells) + " |"

    names = [scorer.name for scorer in DEFAULT_SCORERS]
    lines += [line(name, lambda run, name=name: run["each"][name], 2) for name in names]
    lines.append(line("**all, from a cold start**", lambda run: run["total"], 2))
    lines.append(line("the same by the clock", lambda run: run["clock"], 2))
    lines.append(line("MiB before scoring", lambda run: run["inputs"], 0))
    lines.append(line("MiB added at the peak", lambda run: run["added"], 0))
    return "\n".join(lines)


def report(runs: dict[str, list[dict[str, Any]]], seed: int, repeats: int) -> str:
    """Return the page that is written to the results."""
    packages = ("numpy", "scipy", "scikit-learn", "rapidfuzz")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    wanted = ", ".join(f"{kind} under {limit:.0f} s" for kind, limit in LIMITS.items())
    size = f"{N_MENTEES:,} mentees with {EACH} candidates each among {N_MENTORS:,} mentors"
    machine = f"{os.cpu_count()} cores (one used), Python {platform.python_version()}"
    lines = [
        f"# Scoring: {N_MENTEES * EACH:,} candidate pairs",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, {versions}.",
        f"{size}, seed {seed}; median of {repeats} runs, each in its own process.",
        "Professional and personal texts have 20 to 40 words each.",
        '"All" includes importing scipy and scikit-learn; the lines above it do not.',
        "The machine was shared, so that the clock ran on while others worked.",
        f"Wanted: {wanted}; checked by processor seconds.",
        "",
        table(runs),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Run all measurements, print the page, write it and check the limits."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, default=20_260)
    arguments.add_argument("--repeats", type=int, default=3)
    arguments.add_argument("--one", action="store_true", help="measure once, print JSON")
    arguments.add_argument("--text", action="store_true", help="with --one: people write free text")
    given = arguments.parse_args()
    if given.one:
        print(json.dumps(measure(given.seed, given.text)))
        return
    runs = {
        kind: [in_own_process(given.seed, kind == "with free text") for _ in range(given.repeats)]
        for kind in LIMITS
    }
    page = report(runs, given.seed, given.repeats)
    print(page)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(page, encoding="utf-8")
    for kind, limit in LIMITS.items():
        taken = statistics.median(run["total"] for run in runs[kind])
        assert taken < limit, f"{kind}: {taken:.1f} s, not under {limit:.0f} s"


if __name__ == "__main__":
    main()
