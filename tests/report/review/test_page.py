"""The review page: all is in it, shows as typed, is decided by keyboard only, and nothing is lost."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

import mentormatch as mm
from helpers.browser import check_html, opened, serious
from helpers.shown_pairs import HOSTILE, drawn_shown
from helpers.small_scheme import random_people
from mentormatch.report.review.decisions import FORMAT, read_decisions
from mentormatch.report.review.page import review_page
from mentormatch.report.review.settled import settle
from mentormatch.report.review.shown import Shown, ShownPair, shown


@contextmanager
def page_of(browser: Browser, found: Shown, folder: Path, reviewer: str = "") -> Iterator[Tab]:
    review_page(found, reviewer).save(folder / "review.html")
    with opened(browser, folder / "review.html") as tab:
        yield tab


def press(tab: Tab, keys: str) -> None:
    for one in keys.split():
        tab.keyboard.press(one)


def tab_to(tab: Tab, there: str) -> None:
    """Move the focus by Tab only, at most once round the page."""
    for _ in range(60):
        tab.keyboard.press("Tab")
        if tab.evaluate("there => document.activeElement.matches(there)", there):
            return
    raise AssertionError(f"Tab does not lead to {there}")


def ids(tab: Tab) -> list[str]:
    """Return the ids of the mentees that the list shows, over all its pages."""
    found: list[str] = []
    while True:
        found += tab.eval_on_selector_all("tr[data-at] th .soft", "all => all.map(one => one.textContent)")
        if not tab.is_visible("#next") or tab.is_disabled("#next"):
            return found
        tab.click("#next")


def downloaded(tab: Tab, reviewer: str = "Di Dee") -> dict[str, Any]:
    """Download the decisions by keyboard."""
    tab_to(tab, "#save")
    press(tab, "Enter")
    tab.keyboard.type(reviewer)
    with tab.expect_download() as got:
        press(tab, "Enter")
    assert got.value.suggested_filename == "decisions.json"
    found: dict[str, Any] = json.loads(Path(got.value.path()).read_text("utf-8"))
    return found


def decided(file: dict[str, Any]) -> dict[tuple[str, str], tuple[str, str, bool]]:
    return {
        (one["mentee_id"], one["mentor_id"]): (one["decision"], one["comment"], one["seen"])
        for one in file["decisions"]
    }


@pytest.fixture(scope="module")
def matching() -> mm.Matching:
    return mm.match(random_people(3, 30, 20))


@pytest.fixture(scope="module")
def real(matching: mm.Matching) -> Shown:
    return shown(matching)


@pytest.mark.parametrize("n", [0, 1, 40])
def test_it_is_valid_and_holds_all(n: int) -> None:
    found = drawn_shown(1, n, HOSTILE)
    page = review_page(found, 'Ann "A" <b>')
    check_html(page.html)
    tree = html5lib.parse(page.html, namespaceHTMLElements=False)
    data = json.loads(tree.find(".//script[@id='data']").text)
    assert (data["key"], data["format"]) == (found.key, FORMAT)
    rows = [dict(zip(data["fields"], row, strict=True)) for row in data["pairs"]]
    assert [{**row, "words": tuple(row["words"]), "alternatives": None} for row in rows] == [
        {**vars(one), "alternatives": None} for one in found.pairs
    ]
    assert tree.find(".//input[@id='reviewer']").get("value") == 'Ann "A" <b>'
    text = "".join(tree.find(".//ul[@id='waiting']").itertext())
    assert all(one.name in text and one.advice in text for one in found.unmatched)
    assert page.html == review_page(found, 'Ann "A" <b>').html


def test_all_can_use_it_in_each_state(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, drawn_shown(2, 101), tmp_path) as tab:
        assert serious(tab) == []
        tab.fill("#search", "e1")
        press(tab, "Enter")
        press(tab, "j Enter a j l j f k k c")
        assert serious(tab) == []
        press(tab, "Escape ?")
        assert tab.is_visible("#helping")
        assert serious(tab) == []
        press(tab, "Escape")
        tab.click("#save")
        assert tab.is_visible("#saving")
        assert serious(tab) == []
        press(tab, "Escape")
        tab.fill("#search", "nobody is called that")
        assert "No pair is like that" in tab.inner_text("#found")
        assert serious(tab) == []


def test_a_review_by_keyboard_only(
    browser: Browser, tmp_path: Path, matching: mm.Matching, real: Shown
) -> None:
    expected = {(one.mentee_id, one.mentor_id): ("", "", False) for one in real.pairs}
    with page_of(browser, real, tmp_path) as tab:
        tab_to(tab, "[data-by=score] button")
        press(tab, "Enter")
        by_score = sorted(real.pairs, key=lambda one: one.score)
        assert tab.get_attribute("[data-by=score]", "aria-sort") == "ascending"
        # The lowest is read and forbidden, with a comment; the next is accepted by mistake, and locked.
        press(tab, "j Enter")
        assert all(words in tab.inner_text("#detail") for words in by_score[0].words)
        assert all(one.mentor_name in tab.inner_text("#detail") for one in by_score[0].alternatives)
        press(tab, "f c")
        tab.keyboard.type("They have met: j l f u")
        press(tab, "Escape j a u")
        assert tab.inner_text("#said").startswith("Undone, now undecided")
        press(tab, "Enter l Enter")
        first, second, last = by_score[0], by_score[1], by_score[-1]
        expected[first.mentee_id, first.mentor_id] = ("forbid", "They have met: j l f u", True)
        expected[second.mentee_id, second.mentor_id] = ("lock", "", True)
        # The highest is searched by its ids, and accepted unread.
        press(tab, "/")
        tab.keyboard.type(f"{last.mentor_id} {last.mentee_id}")
        press(tab, "Enter a")
        expected[last.mentee_id, last.mentor_id] = ("accept", "", False)
        assert "3 of" in tab.inner_text("#count")
        assert "1 accepted (1 without opening), 1 locked, 1 forbidden. 2 explanations" in tab.inner_text(
            "#count"
        )
        press(tab, "Shift+Tab")
        file = downloaded(tab)
    assert decided(file) == expected
    (tmp_path / "decisions.json").write_text(json.dumps(file), encoding="utf-8")
    read = read_decisions(tmp_path / "decisions.json", matching)
    assert {one.pair: (one.decision, one.comment, one.seen) for one in read.decisions} == expected
    assert (read.reviewer, read.started, read.finished) == ("Di Dee", file["started"], file["finished"])
    after = settle(matching, read).after.pair_ids
    assert {(one.mentee_id, one.mentor_id) for one in (first, second, last)} - set(after) == {
        (first.mentee_id, first.mentor_id)
    }
    assert (file["format"], file["shown"], file["reviewer"]) == (FORMAT, real.key, "Di Dee")
    assert datetime.fromisoformat(file["started"]) <= datetime.fromisoformat(file["finished"])


@pytest.mark.parametrize("seed", range(2))
def test_any_keys_do_what_they_say(browser: Browser, tmp_path: Path, seed: int) -> None:
    rng, found = Random(seed), drawn_shown(seed, 6)
    pressed = [
        "j",
        *rng.choices(["j", "k", "a", "l", "f", "u", "Enter", "Escape", "ArrowDown", "ArrowUp"], k=150),
    ]
    names = {"a": "accept", "l": "lock", "f": "forbid"}
    at, started, now, seen, is_open, undo = 0, False, [""] * 6, [False] * 6, None, []
    for key in pressed:
        if key in {"j", "k", "ArrowDown", "ArrowUp"}:
            at = min(max(at + (1 if key in {"j", "ArrowDown"} else -1) * started, 0), 5)
            started = True
        elif key == "Enter":
            is_open = None if is_open == at else at
            seen[at] |= is_open == at
        elif key == "Escape" and is_open is not None:
            at, is_open = is_open, None
        elif key == "u" and undo:
            at, now[undo[-1][0]] = undo[-1]  # the focus goes where something changes
            undo.pop()
        elif key in names:
            undo.append((at, now[at]))
            now[at] = "" if now[at] == names[key] else names[key]
    with page_of(browser, found, tmp_path) as tab:
        press(tab, " ".join(pressed))
        assert (tab.locator("#detail").count() == 1) is (is_open is not None)
        unread = sum(one == "accept" and not read for one, read in zip(now, seen, strict=True))
        assert (f"({unread} without" in tab.inner_text("#count")) is (unread > 0)
        file = downloaded(tab)
    assert list(decided(file).values()) == [(one, "", read) for one, read in zip(now, seen, strict=True)]


def test_buttons_decide_too(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, drawn_shown(3, 5), tmp_path) as tab:
        tab.click("#pair-2 td:nth-child(2)")
        tab.click("[data-decide=lock]")
        assert tab.get_attribute("[data-decide=lock]", "aria-pressed") == "true"
        assert tab.get_attribute("[data-decide=accept]", "aria-pressed") == "false"
        tab.click("[data-decide=accept]")
        tab.click("#undo")
        assert tab.inner_text("#pair-2 .decision") == "Locked"
        # Single keys can be switched off, as those who speak to their computer need.
        press(tab, "?")
        tab.uncheck("#keys")
        press(tab, "Escape")
        tab.focus("#pair-2 button")
        press(tab, "f ArrowDown")
        assert tab.inner_text("#pair-2 .decision") == "Locked"
        assert tab.evaluate("document.activeElement.closest('tr').id") == "pair-3"


def fold(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(one for one in parts if not unicodedata.category(one).startswith("M")).lower()


@pytest.mark.parametrize(("seed", "n"), [(2, 35), (4, 130)])
def test_sorting_is_that_of_python(browser: Browser, tmp_path: Path, seed: int, n: int) -> None:
    found = drawn_shown(seed, n)
    with page_of(browser, found, tmp_path) as tab:
        press(tab, "j j j Enter a j l")
        marks: dict[str, tuple[str, bool]] = {}
        for (mentee, _), (decision, _, seen) in decided(downloaded(tab)).items():
            marks[mentee] = (decision, seen)
        columns = tab.eval_on_selector_all("[data-by]", "all => all.map(one => one.dataset.by)")
        assert len(columns) == 7
        for by in columns:

            def value(one: ShownPair, by: str = by) -> Any:
                if by in {"decision", "seen"}:
                    return marks[one.mentee_id][by == "seen"]
                cell = getattr(one, by)
                return fold(cell).encode("utf-16-be") if isinstance(cell, str) else cell

            known = [one for one in found.pairs if value(one) is not None]
            last = [one.mentee_id for one in found.pairs if value(one) is None]
            for down in (False, True, False):
                tab.click(f"[data-by={by}] button")
                # Those that are alike stay in the order in which they were given, both ways.
                order = sorted(known, key=value, reverse=down)
                assert ids(tab) == [one.mentee_id for one in order] + last, (by, down)


@pytest.mark.parametrize("seed", range(3))
def test_searches_and_filters_are_those_of_python(browser: Browser, tmp_path: Path, seed: int) -> None:
    found = drawn_shown(seed, 60)
    rng = Random(seed)
    scores = sorted(one.score for one in found.pairs)
    far = sorted((one.km for one in found.pairs if one.km is not None), reverse=True)
    free = {
        one.mentee_id for one in found.pairs if any(a.cost == 0 and not a.fewer for a in one.alternatives)
    }
    looks = {
        "": lambda _: True,
        "low": lambda one: one.score < scores[6],
        "far": lambda one: one.km is not None and one.km > far[len(far) // 10],
        "unknown": lambda one: one.known < 1,
        "free": lambda one: one.mentee_id in free,
    }
    searches = [
        "",
        "ann",
        "ANN ash",
        "éva",
        "eva nurse",
        "e1",
        "qualite",
        "ward 7 qi",
        "strasse",
        "οδυσσευς",
        "zz",
    ]
    with page_of(browser, found, tmp_path) as tab:
        for search in searches:
            look = rng.choice(sorted(looks))
            tab.fill("#search", search)
            tab.select_option("#look", look)
            expected = [
                one.mentee_id
                for one in found.pairs
                if looks[look](one)
                and all(
                    term
                    in fold("\n".join(map(str, (*vars(one).values(), *one.words)[:6])) + "\n".join(one.words))
                    for term in fold(search).split()
                )
            ]
            assert ids(tab) == expected, (search, look)
            waiting = [
                one
                for one in found.unmatched
                if all(term in fold(str(vars(one))) for term in fold(search).split())
            ]
            assert tab.locator("#waiting > li:visible").count() == len(waiting), search


def test_decisions_are_filtered(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, drawn_shown(5, 8), tmp_path) as tab:
        press(tab, "j a j l j f j Enter a c")
        tab.keyboard.type("x")
        found = {}
        for one in ("undecided", "accept", "lock", "forbid", "comment"):
            tab.select_option("#decided", one)
            found[one] = ids(tab)
        tab.select_option("#decided", "")
        for one in ("unseen", "unread"):
            tab.select_option("#look", one)
            found[one] = ids(tab)
    assert found == {
        "undecided": ["e4", "e5", "e6", "e7"], "accept": ["e0", "e3"], "lock": ["e1"], "forbid": ["e2"],
        "comment": ["e3"], "unseen": ["e0", "e1", "e2", "e4", "e5", "e6", "e7"], "unread": ["e0"],
    }  # fmt: skip


def test_what_is_typed_shows_and_is_found_as_typed(browser: Browser, tmp_path: Path) -> None:
    found = drawn_shown(6, len(HOSTILE), HOSTILE)
    other = next(one.alternatives[0] for one in found.pairs if one.alternatives)
    hard = tuple(
        replace(
            one, mentor_name=one.mentee_name, mentee_about=one.mentee_name, words=(one.mentee_name,),
            alternatives=(replace(other, mentor_name=one.mentee_name),),
        )
        for one in found.pairs
    )  # fmt: skip
    found = replace(found, pairs=hard)
    with page_of(browser, found, tmp_path) as tab:
        tab.set_viewport_size({"width": 400, "height": 900})
        for at, name in enumerate(HOSTILE):
            tab.fill("#search", name.replace("\u2028", " "))
            assert f"e{at}" in ids(tab)
            press(tab, "Enter Enter c")
            tab.keyboard.insert_text(name)
            row = [f"#pair-{at} {one}" for one in ("th bdi", "td bdi", ".comment")]
            below = [f"#detail {one}" for one in ("caption bdi", "li", "tbody th bdi", "dd bdi + bdi")]
            places = [*row, *below]
            assert [tab.text_content(one) for one in places] == [name] * len(places)
            width = tab.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert width == 0
            press(tab, "Escape")
        assert tab.title() == "Review of a matching"
        comments = [one[1] for one in decided(downloaded(tab)).values()]
    assert [one.replace("\u2028", " ") for one in comments] == [one.replace("\u2028", " ") for one in HOSTILE]


def test_a_reload_loses_nothing_and_leaving_is_asked_about(browser: Browser, tmp_path: Path) -> None:
    asked: list[str] = []
    with page_of(browser, drawn_shown(7, 5), tmp_path, "Ann Ash") as tab:
        tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        press(tab, "j Enter a c")
        tab.keyboard.type("Good")
        tab.reload()
        assert asked == ["beforeunload"]
        assert "1 accepted, 0 locked, 0 forbidden. 1 explanation opened, 1 comment." in tab.inner_text(
            "#count"
        )
        kept = tab.evaluate("Object.values(localStorage).join()")
        assert "e0" in kept
        assert not any(one.mentee_name in kept for one in drawn_shown(7, 5).pairs)
        press(tab, "j")
        file = downloaded(tab, "")
        assert (file["reviewer"], decided(file)["e0", file["decisions"][0]["mentor_id"]]) == (
            "Ann Ash", ("accept", "Good", True),
        )  # fmt: skip
        tab.click("#save")
        tab.click("text=Forget them here")
        tab.wait_for_function("localStorage.length === 0")  # a dialog closes after the click
        tab.reload()
        assert asked == ["beforeunload"], "what is downloaded is safe"
        assert "0 of 5 decided" in tab.inner_text("#count")


def test_a_browser_that_keeps_nothing_will_do(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, drawn_shown(8, 3), tmp_path) as tab:
        tab.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
        )
        tab.reload()
        press(tab, "j a")
        assert [one[0] for one in decided(downloaded(tab)).values()] == ["accept", "", ""]


def test_printed_it_holds_every_pair_and_decision(browser: Browser, tmp_path: Path) -> None:
    from pypdf import PdfReader

    found = drawn_shown(9, 130, ("Ann", "Bo"))
    with page_of(browser, found, tmp_path) as tab:
        press(tab, "j f j l Enter c")
        tab.keyboard.type("Printed")
        pages = [one.extract_text() for one in PdfReader(BytesIO(tab.pdf(prefer_css_page_size=True))).pages]
        assert tab.locator("tr[data-at]").count() == 100, "the list is as it was"
    text = "\n".join(pages)
    assert {one.mentee_id for one in found.pairs} <= set(text.split())
    assert all(word in text for word in ("Forbidden", "Locked", "Printed", "Nobody is near."))
    assert "Download" not in text
    assert all("Decision" in one for one in pages[:3]), "headings are repeated"
