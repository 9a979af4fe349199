"""The matching report of 2,000 mentees: how long it takes, how large it is, how fast a browser opens it."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pandas as pd

import mentormatch as mm
from helpers.browser import launched
from mentormatch.report.matching import page
from suite.data.schemes import POLICY, draw_scheme

PEOPLE = 3334  # six in ten are mentees


def measured(regime: str, rules: int) -> dict[str, object]:
    """Return what the report of one scheme takes."""
    people = draw_scheme(PEOPLE, 1, regime).people
    least = [mm.rules.MinimumLoadIfUsed(mentor=one, load=1) for one in people.mentor_ids[:rules]]
    apart = [mm.rules.KeepApart(mentees=people.mentee_ids[:5])] if rules else []
    matching = mm.match(people, POLICY.replace(rules=[*least, *apart]))
    groups = pd.DataFrame(
        {"id": people.mentee_ids, "group": [f"group {k % 7}" for k in range(len(people.mentees))]}
    )
    began, spent = time.perf_counter(), time.process_time()
    made = page(matching, mm.audit(matching, groups))
    took, spent = time.perf_counter() - began, time.process_time() - spent
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        file = Path(folder) / "report.html"
        made.save(file)
        tab = browser.new_page()
        tab.goto("about:blank")
        began = time.perf_counter()
        tab.goto(file.as_uri(), wait_until="load")
        shown = time.perf_counter() - began
        began = time.perf_counter()
        word = len(made.docx())
        return {
            "mentees": len(people.mentees), "mentors": len(people.mentors), "regime": regime,
            "rules": len(least + apart), "pairs": len(matching.pair_ids), "status": str(matching.status),
            "report, s": f"{took:.1f}", "of the processor, s": f"{spent:.1f}",
            "HTML, kB": file.stat().st_size // 1000, "opened in, s": f"{shown:.2f}",
            "docx, kB": word // 1000, "docx, s": f"{time.perf_counter() - began:.1f}",
        }  # fmt: skip


def main() -> None:
    """Print a table."""
    for at, case in enumerate((("plenty", 0), ("scarce", 0), ("scarce", 40))):
        row = measured(*case)
        if not at:
            print("| " + " | ".join(row) + " |\n|" + "---|" * len(row))
        print("| " + " | ".join(map(str, row.values())) + " |", flush=True)


if __name__ == "__main__":
    main()
