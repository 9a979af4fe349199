"""Pages in headless Chromium: what a person sees, whether all is in the page, whether all can use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab

_NAMES = ("chromium", "chromium-browser", "google-chrome")
REQUIRED = "MENTORMATCH_CHROMIUM"


def chromium() -> str:
    """Return where Chromium is; skip the test if there is none, unless it is required."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        assert os.environ.get(REQUIRED) != "required", "Chromium is not installed"
        pytest.skip("Chromium is not installed")
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """Yield a browser."""
    path = chromium()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, file: Path) -> Iterator[Tab]:
    """Yield a page opened from a file; afterwards, no request may have left, nor an error occurred."""
    tab = browser.new_page(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    asked: list[str] = []
    errors: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda said: errors.append(said.text) if said.type in {"error", "warning"} else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto(file.as_uri())
    yield tab
    tab.close()
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert errors == []


def serious(tab: Tab) -> list[str]:
    """Return what an accessibility checker finds that is serious or critical."""
    violations = Axe().run(tab).response["violations"]
    return [
        f"{one['id']}: {one['help']} {[node['html'][:200] for node in one['nodes'][:3]]}"
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ]


def check_html(html: str) -> None:
    """Raise an error if a page is not valid HTML, or two of its elements have one id."""
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    ids = [one.get("id") for one in document.iter() if one.get("id")]
    assert len(ids) == len(set(ids)), "ids occur twice"
    # What points at an id has to find it.
    pointing = [
        one.get(name) for one in document.iter() for name in ("for", "aria-labelledby", "aria-controls")
    ]
    assert {one for each in pointing if each for one in each.split()} <= set(ids)
