"""Printing: tables, markup, the status line."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from rich.console import Console

from helpers.command_line import MENTEES, files, run
from helpers.small_scheme import small_scheme
from mentormatch.cli import console
from mentormatch.cli.console import BAD_ROWS
from mentormatch.matching.match import match
from mentormatch.progress import LOGGER, Steps, attached


def test_markup_in_a_cell_is_shown_as_typed(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (scheme / "mentees.csv").open("a", encoding="utf-8") as file:
        file.write("e9,[red]Eve[/],[bold]x,yes,2,QI,\n")
    assert run("check", *files(scheme)) == BAD_ROWS
    assert "[bold]x" in capsys.readouterr().err


def test_the_same_error_in_many_rows_is_one_line(scheme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"x{k},X,x{k}@a.example,askBo,2,QI,\n" for k in range(9))
    (scheme / "mentees.csv").write_text(MENTEES + rows, encoding="utf-8")
    assert run("check", *files(scheme)) == BAD_ROWS
    shown = " ".join(capsys.readouterr().err.split())
    assert "rows 2, 3, 4," in shown
    assert "5, 6 and 4 more, consent" in shown
    assert shown.count("askBo") == 2  # the value, and in the line that is offered for the column map


def test_steps_are_shown_in_a_status_line(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(console, "err_console", Console(file=shown, force_terminal=True, width=80))
    with console.step("Matching"):
        match(small_scheme())
        handlers = list(LOGGER.handlers)
    assert len(handlers) == len(LOGGER.handlers) + 1
    assert "Done: optimal, 2 pairs" in shown.getvalue()


def test_a_status_line_shows_markup_as_text() -> None:
    shown: list[str] = []

    class Line:
        update = staticmethod(lambda text: shown.append(text.plain))

    with attached(console._StatusLine(Line())):  # type: ignore[arg-type]
        Steps()("Scoring [bold]3 pairs")
    assert shown == ["Scoring [bold]3 pairs"]


def test_nothing_is_attached_unless_it_is_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "err_console", Console(file=io.StringIO(), force_terminal=False))
    before = list(LOGGER.handlers)
    with console.step("Matching"):
        assert LOGGER.handlers == before


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("seed", range(8))
def test_tables_fit_the_screen_and_lose_no_text(
    seed: int, width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    random = Random(seed)
    texts = {f"text {k}": [f"t{k}{'x' * random.randint(1, 30)}"] for k in range(random.randint(1, 3))}
    numbers = {f"number of {k}": [random.random()] for k in range(random.randint(0, 6))}
    frame = pd.DataFrame({**texts, **numbers})
    console.print_frame("A table", frame, {name: name for name in frame})
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= width
    together = "".join(shown.split())
    for name, [text] in texts.items():
        assert name.replace(" ", "") in together
        assert len(texts) > 1 or text in together
    fits = sum(3 + len(name) for name in numbers) + sum(3 + len(cells[0]) for cells in texts.values())
    for name, [number] in numbers.items():
        assert f"{number:.3f}" in together or fits > width - 1, name


@pytest.mark.parametrize(("width", "columns"), [(80, 2), (120, 3)])
def test_findings_have_fewer_columns_on_a_narrow_screen(
    width: int,
    columns: int,
    scheme: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    with (scheme / "mentees.csv").open("a", encoding="utf-8") as file:
        file.write("e9,Eve,eve@a.example,purple,2,QI,\n")
    assert run("check", *files(scheme)) == BAD_ROWS
    lines = capsys.readouterr().err.splitlines()
    [heading] = [line for line in lines if line.split()[:1] == ["where"]]
    assert heading.split() == ["where", "error", "expected"][:columns]
    assert max(map(len, lines)) <= width
    [first] = [line for line in lines if "'purple' is neither yes nor no" in line]
    assert first.strip().startswith("mentees.csv row 4, consent")
