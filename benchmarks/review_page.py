"""A review page of 2,000 pairs in Chromium: how large it is, how long it takes to open and to answer.

Run ``PYTHONPATH=benchmarks:tests python benchmarks/review_page.py``; it prints the table of
``benchmarks/results/review-page.md``.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page as Tab

import mentormatch as mm
from helpers.browser import launched, opened
from mentormatch.report.review.page import review_page
from mentormatch.report.review.shown import shown
from suite.data.people import drawn

MENTEES, PAIRS, ROUNDS = 2_200, 2_000, 7
PAINTED = (
    "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
)
STEPS = {
    "search": "const one = document.getElementById('search'); one.value = 'name 12 travel';"
    "one.dispatchEvent(new Event('input', {bubbles: true}));",
    "sort by score": "document.querySelector('[data-by=score] button').click();",
    "open a pair": "document.querySelector('tr[data-at] button').click();",
    "lock it": "document.querySelector('[data-decide=lock]').click();",
}


def named(people: mm.People) -> mm.People:
    """Give everybody a name."""
    mentees = [one.replace(name=f"Mentee Name {one.id}") for one in people.mentees]
    mentors = [one.replace(name=f"Mentor Name {one.id}") for one in people.mentors]
    return people.replace(mentees=tuple(mentees), mentors=tuple(mentors))


def seconds(tab: Tab, script: str) -> float:
    """Do it in the page, and return how long it took until it was painted."""
    return (
        float(
            tab.evaluate(
                f"(async () => {{const at = performance.now(); {script} return await {PAINTED} - at}})()"
            )
        )
        / 1000
    )


def measure(folder: Path) -> None:
    """Match, write the page, open it again and again, and print what it took."""
    matching = mm.match(named(drawn(MENTEES, "plenty", 1).people))
    since = time.perf_counter()
    found = shown(matching)
    explained = time.perf_counter() - since
    since = time.perf_counter()
    page = review_page(found)
    page.save(folder / "review.html")
    written = time.perf_counter() - since
    assert len(found.pairs) >= PAIRS, len(found.pairs)
    times: dict[str, list[float]] = {name: [] for name in ("open", *STEPS)}
    with launched() as browser:
        for _ in range(ROUNDS):
            with opened(browser, folder / "review.html") as tab:
                times["open"].append(float(tab.evaluate(PAINTED)) / 1000)  # since the navigation began
                assert tab.locator("tr[data-at]").count() == 100
                for name, script in STEPS.items():
                    times[name].append(seconds(tab, script))
        version = browser.version
    print(
        f"{len(found.pairs):,} pairs, {len(found.unmatched)} people without a partner, Chromium {version}\n"
    )
    print("| what | median | worst | target |\n|---|---:|---:|---:|")
    print(f"| size | {(folder / 'review.html').stat().st_size / 1e6:.2f} MB | | 5 MB |")
    print(f"| what is shown worked out | {explained:.1f} s | | |\n| page written | {written:.2f} s | | |")
    for name, each in times.items():
        print(f"| {name}, painted | {median(each):.2f} s | {max(each):.2f} s | {'2 s' * (name == 'open')} |")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        measure(Path(place))
