"""Steps are logged without personal data, shown where asked for, and nothing stays attached afterwards."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

import mentormatch as mm
from helpers.small_scheme import random_people, small_scheme
from mentormatch.progress import LOGGER, Steps, attached, shown

BEFORE = mm.match(random_people(3)).begin()
CHANGES = [mm.Dissolve(*BEFORE.pair_ids[0])]
CALLS: dict[str, Callable[..., object]] = {
    "match": lambda **options: mm.match(random_people(3), **options),
    "rematch": lambda **options: mm.rematch(BEFORE, CHANGES, **options),
    "frontier": lambda **options: mm.frontier(BEFORE, CHANGES, **options),
}
LINE = re.compile(r"\[ *[0-9]+\.[0-9]{2} s\] [A-Z].*")


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(autouse=True)
def _as_before() -> object:
    before = LOGGER.level, LOGGER.propagate, list(LOGGER.handlers)
    yield
    assert (LOGGER.level, LOGGER.propagate, LOGGER.handlers) == before


@pytest.mark.parametrize("name", CALLS)
class TestCalls:
    def test_logs_each_step_and_nobody(self, name: str, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, "mentormatch"):
            CALLS[name]()
        assert len(caplog.records) >= 3
        assert {(r.name, r.levelname) for r in caplog.records} == {("mentormatch", "INFO")}
        ids = {*BEFORE.people.mentee_ids, *BEFORE.people.mentor_ids}
        assert not ids & set(re.findall(r"\w+", caplog.text))

    def test_verbose_shows_the_same_with_times(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        told: list[str] = []
        CALLS[name](verbose=True, progress=told.append)
        captured = capsys.readouterr()
        assert captured.out == ""
        lines = captured.err.splitlines()
        assert all(LINE.fullmatch(line) for line in lines)
        assert [line.partition("] ")[2] for line in lines] == told

    def test_quiet_without(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        CALLS[name]()
        captured = capsys.readouterr()
        assert captured.out + captured.err == ""

    def test_the_callback_does_not_depend_on_logging(self, name: str) -> None:
        told: list[str] = []
        logging.disable(logging.CRITICAL)
        try:
            CALLS[name](progress=told.append)
        finally:
            logging.disable(logging.NOTSET)
        assert len(told) >= 3


def test_importing_and_matching_attach_nothing() -> None:
    code = (
        "import logging, mentormatch as mm\n"
        "mm.match(mm.People())\n"
        "logger = logging.getLogger('mentormatch')\n"
        "print([type(h).__name__ for h in logger.handlers], logger.level, logging.root.handlers)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("['NullHandler'] 0 []", "")


def test_an_error_leaves_nothing_attached() -> None:
    with pytest.raises(mm.PolicyError):
        mm.match(small_scheme(), mm.Policy(weights={"travell": 1.0}), verbose=True)


def test_other_handlers_do_not_get_steps_that_nobody_asked_them_for() -> None:
    other = Kept()
    logging.root.addHandler(other)
    try:
        with shown(verbose=True):
            Steps()("A step")
        assert other.lines == []
        LOGGER.setLevel(logging.INFO)
        with shown(verbose=True):
            Steps()("A step")
        assert other.lines == ["A step"]
    finally:
        LOGGER.setLevel(logging.NOTSET)
        logging.root.removeHandler(other)


def test_each_thread_is_shown_its_own_steps() -> None:
    kept = [Kept(), Kept(), Kept()]
    together = threading.Barrier(len(kept))

    def work(number: int) -> None:
        together.wait()
        for _ in range(50):
            with attached(kept[number]):
                Steps()(f"Step of {number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(kept))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [handler.lines for handler in kept] == [[f"Step of {number}"] * 50 for number in range(len(kept))]


def test_an_error_in_the_callback_is_not_swallowed() -> None:
    def listener(_: str) -> None:
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        mm.match(small_scheme(), progress=listener, verbose=True)
