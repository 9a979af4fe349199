"""Pages that a reader follows: what their `console` blocks have typed is run, and what it prints compared.

A page that is followed says so in a comment: ``<!-- with: ../examples/fenwold -->`` begins in a folder with
those files, ``<!-- after: 1-set-up.md -->`` goes on where another page ended. ``<!-- day: 2026-02-02 -->`` is
the day from there on. In what is printed, ``...`` stands for anything, and ids of runs and hashes, which
differ from record to record, have the names that the page gave them.

    python tests/helpers/walkthrough.py     writes what the commands print today into the pages
"""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import time_machine

from helpers.paths import PAGES, ROOT
from mentormatch.cli.main import main

_MARK = re.compile(r"<!-- (with|after|day): (\S+) -->")
_OF_THE_SHELL = re.compile(r"[|<>&;*]")
_HASH = re.compile(r"\b[0-9a-f]{12,64}\b")
_SECONDS = re.compile(r"\b\d+\.\d+ s\b")
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Step:
    """A command of a page, and what it prints.

    Parameters
    ----------
    lines : slice
        Where in the page what it prints stands.
    day : str
        ISO date of the day on which it is typed; empty for today.
    """

    page: Path
    lines: slice
    command: str
    printed: str
    day: str

    def prints(self, said: str) -> bool:
        """Return whether that is what the page says."""
        shown, today = (_SECONDS.sub("0 s", text) for text in (self.printed, said))
        ends = [re.findall(r"\(exit code \d+\)\s*\Z", text) for text in (shown, today)]
        return ends[0] == ends[1] and doctest.OutputChecker().check_output(shown, today, _FLAGS)


def followed(pages: Sequence[Path]) -> list[list[Path]]:
    """Return the pages that are followed, each list in one folder from its first to its last page."""
    marks = {page: dict(_MARK.findall(page.read_text(encoding="utf-8"))) for page in pages}
    chains = [[page] for page in pages if "with" in marks[page]]
    for chain in chains:
        while after := [page for page in pages if _before(page, marks[page]) == chain[-1]]:
            chain.extend(after)
    return chains


def _before(page: Path, marks: dict[str, str]) -> Path | None:
    return page.parent / marks["after"] if "after" in marks else None


def steps(page: Path) -> list[Step]:
    """Return the commands of a page, in order."""
    lines = page.read_text(encoding="utf-8").split("\n")
    found, day, at = [], "", 0
    while at < len(lines):
        if (mark := _MARK.search(lines[at])) and mark[1] == "day":
            day = mark[2]
        if lines[at] != "```console":
            at += 1
            continue
        end = lines.index("```", at)
        begins = [k for k in range(at + 1, end) if lines[k].startswith("$ ")]
        for begin, stop in zip(begins, [*begins[1:], end], strict=True):
            first = begin
            while lines[first].endswith("\\"):
                first += 1
            command = "\n".join(lines[begin : first + 1]).removeprefix("$ ")
            printed = "".join(f"{line}\n" for line in lines[first + 1 : stop])
            found.append(Step(page, slice(first + 1, stop), command, printed, day))
        at = end
    return found


def walk(chain: Sequence[Path], folder: Path) -> Iterator[tuple[Step, str]]:
    """Yield each command of some pages with what it prints, typed in a folder from the first to the last."""
    marks = dict(_MARK.findall(chain[0].read_text(encoding="utf-8")))
    shutil.copytree(chain[0].parent / marks["with"], folder, dirs_exist_ok=True)
    here: dict[str, str] = {}  # hash in the page -> the same one today
    for step in (step for page in chain for step in steps(page)):
        said = _typed(_HASH.sub(lambda found: here.get(found[0], found[0]), step.command), step.day, folder)
        shown, today = (_HASH.findall(text) for text in (step.printed, said))
        if len(shown) == len(today):
            here.update(zip(shown, today, strict=True))
        there = {new: old for old, new in here.items()}
        yield step, _HASH.sub(lambda found: there.get(found[0], found[0]), said)  # noqa: B023 - used at once


def _typed(command: str, day: str, folder: Path) -> str:
    """Type a command; return what it prints, as on a screen of 80 columns, and how it ends if not well."""
    plain = command.replace("\\\n", " ")
    if plain.startswith("mentormatch ") and not _OF_THE_SHELL.search(plain):
        said, code = _run(shlex.split(plain)[1:], day, folder)
    else:
        beside = {
            **os.environ,
            "COLUMNS": "80",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        done = subprocess.run(
            [shutil.which("bash") or "bash", "-c", plain], cwd=folder, env=beside, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        said, code = done.stdout, done.returncode
    said = "".join(
        f"{line.rstrip()}\n" for line in said.replace("\ufeff", "").splitlines()
    )  # no screen shows it
    return said if code == 0 else f"{said}(exit code {code})\n"


def _run(arguments: Sequence[str], day: str, folder: Path) -> tuple[str, int]:
    """Run the command line in this process, on a day; return what it says and its exit code."""
    said = io.StringIO()
    with ExitStack() as stack:
        stack.enter_context(chdir(folder))
        stack.enter_context(patch.dict(os.environ, {"COLUMNS": "80"}))
        stack.enter_context(redirect_stdout(said))
        stack.enter_context(redirect_stderr(said))
        if day:
            stack.enter_context(
                time_machine.travel(datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC))
            )
        try:
            main(arguments)
        except SystemExit as stop:
            return said.getvalue(), int(stop.code or 0)
    return said.getvalue(), 0


def write() -> None:
    """Write what the commands of all pages print into them, where it differs."""
    for chain in followed([ROOT / "README.md", *PAGES]):
        with tempfile.TemporaryDirectory() as folder:
            done = list(walk(chain, Path(folder)))
        for page in chain:
            lines = page.read_text(encoding="utf-8").split("\n")
            for step, said in reversed([(step, said) for step, said in done if step.page == page]):
                if not step.prints(said):
                    lines[step.lines] = said.splitlines()
                    sys.stdout.write(f"{page.name}: {step.command}\n")
            page.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    write()
