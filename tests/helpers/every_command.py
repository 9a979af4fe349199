"""Every command, the example in its help, and a folder in which the examples can be typed."""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, get_args, get_type_hints

import openpyxl
from typer.main import get_command

from helpers.batch_folders import write_batch, write_schemes
from helpers.command_line import run
from mentormatch.cli.main import app_with
from mentormatch.files import MATCHING
from mentormatch.record.record import Record

_MENTEES = "id,name,email,consent,seniority,professional_tags,workplace"
_MENTORS = f"{_MENTEES},capacity,trained,latitude,longitude"
_TAGS = ("coding", "QI", "audit", "rotas")
"""Only e1 and r1 code, so that they are a pair."""
_POLICY = 'seed = 1\n[shares]\nfield = "workplace"\n'


def _rows(heading: str, numbers: range, row: str) -> str:
    lines = (
        row.format(k=k, tag=_TAGS[0 if k == 1 else k % 3 + 1], trust="AB"[k % 2], one=k % 2, low=4 - k % 2)
        for k in numbers
    )
    return "\n".join([heading, *lines, ""])


TABLES = {
    "mentees.csv": _rows(
        _MENTEES, range(1, 9), "e{k},Ann {k},ann{k}@a.example,yes,{low},{tag},{trust} Hospital"
    ),
    "mentors.csv": _rows(
        _MENTORS, range(1, 6),
        "r{k},Cy {k},cy{k}@a.example,yes,5,{tag},{trust} Hospital,1,no,52,{one}",
    ),
    "policy.toml": _POLICY,
    "other.toml": _POLICY.replace("seed = 1", "seed = 2"),
    "public.toml": _POLICY.replace("seed = 1", 'seed = "public"'),
    "places.csv": "name,latitude,longitude\nA Hospital,52,0\n",
    "changes.csv": "change,person\nleave,r2\n",
    "dates.csv": _rows("person,joined,left", range(1, 6), "e{k},2026-01-0{k},\nr{k},2026-01-0{k},")
    + "e6,2026-01-09,\ne7,2026-01-09,\ne8,2026-01-09,\n",
    "characteristics.csv": _rows("id,group", range(1, 9), "e{k},{trust}"),
    "outcomes.csv": "mentee_id,mentor_id,outcome\n" + "".join(
        f"e{i},r{j},{'kept going' if i % 2 else 'ended early'}\n" for i in range(1, 9) for j in range(1, 6)
    ),
    "slots.csv": "day,time\n2026-03-10,14:00-16:00\nTuesday,14:00-16:00\n",
    "venues.csv": "name,capacity,latitude,longitude\nLibrary,8,52,0\n",
}  # fmt: skip
"""Files as a coordinator has them."""

BEFORE = {
    "scheme import": "init",
    "scheme match": "init import",
    "scheme approve": "init import match",
    "scheme reject": "init import match",
    "scheme begin": "accept",
    "scheme pause": "accept begin",
    "scheme resume": "accept begin pause",
    "scheme complete": "accept begin",
    "scheme meeting": "accept begin",
    "scheme feedback": "accept begin",
    "scheme move": "challenge",
}
"""Command -> those of the record that come before it."""
NEW = ("scheme init", *BEFORE)[:5]
"""Commands for which the record is still to be made."""


def _commands(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield name, command
    for inner, one in getattr(command, "commands", {}).items():
        yield from _commands(one, f"{name} {inner}".strip())


COMMANDS = dict(_commands(get_command(app_with())))
"""The words of each command, of those of groups too -> the command."""


def lines_of(name: str) -> list[str]:
    """Return the lines of the example in the help of a command."""
    text = inspect.cleandoc(COMMANDS[name].help or "")
    (found,) = [part for part in text.split("\n\n") if part.startswith("Example:\nmentormatch ")]
    return found.splitlines()[1:]


def example_of(name: str) -> list[str]:
    """Return the words of the example in the help of a command, without the name of the program."""
    line = " ".join(line.removesuffix("\\") for line in lines_of(name))
    words = shlex.split(line.removeprefix("mentormatch ").partition(" >")[0])
    assert words[: len(name.split())] == name.split(), "it is the example of another command"
    return words


def paths_of(name: str) -> list[str]:
    """Return what options and arguments of a command that name files or folders are called in code."""
    hints = get_type_hints(COMMANDS[name].callback)
    return [one for one, kind in hints.items() if Path in {kind, *getattr(kind, "__args__", ())}]


def options_of(name: str) -> list[tuple[str, Any]]:
    """Return the options of a command, each with the type of its value."""
    hints = get_type_hints(COMMANDS[name].callback)
    found = [one for one in COMMANDS[name].params if one.param_type_name == "option"]
    return [(one.opts[0], next(iter(get_args(hints[one.name])), hints[one.name])) for one in found]


def write_files(folder: Path) -> None:
    """Write a folder in which the examples can be typed."""
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name in ("mentees", "mentors"):
        sheet = book.create_sheet(name)
        for row in TABLES[f"{name}.csv"].splitlines():
            sheet.append(row.split(","))
    book.save(folder / "people.xlsx")
    write_schemes(folder / "schemes", 1, people=5)
    write_batch(folder / "run.toml")
    with chdir(folder), redirect_stdout(StringIO()):
        people = ("--mentees", "mentees.csv", "--mentors", "mentors.csv")
        for policy, out in (("policy", "results"), ("other", "july")):
            run("match", *people, "--policy", f"{policy}.toml", "--out", out)
        run("commit", "people.xlsx", "public.toml", "--value-from", "a draw", "--out", "commitment.json")
        public = ("--commitment", "commitment.json", "--public-value", "31124", "--policy", "public.toml")
        run("match", "--people", "people.xlsx", *public, "--out", "drawn")
        run("report", "review", "--from", f"results/{MATCHING}", "--out", "decisions.xlsx")
        decisions = openpyxl.load_workbook("decisions.xlsx")
        decisions["about"]["B2"] = "Lea Lead"
        decisions.save("decisions.xlsx")
        run("report", "forms", "setting-up", "--out", ".")
        for name in ("scheme init", "scheme import", "scheme match", "scheme approve"):
            assert run(*typed(name)) == 0
        agreement = (
            "pair=e1,r1 meetings=6 minutes=90 weeks_between=8 months=12 location=library contact=mail "
            "arranging=mentee focus=rotas confidentiality=yes limits=yes boundaries=yes no_fault=yes"
        )
        assert run("scheme", "add", "agreement", *agreement.split()) == 0


def typed(name: str) -> list[str]:
    """Return the words of the example of a command, with the last of the record for RUN and NUMBER."""
    words = example_of(name)
    last = {"RUN": ("run", "key"), "NUMBER": ("challenge", "id")}
    if last.keys().isdisjoint(words):
        return words
    with Record.open("scheme.db") as record:
        return [str(record.rows(last[w][0])[last[w][1]].iloc[-1]) if w in last else w for w in words]


def prepare(name: str) -> None:
    """Type what comes before the example of a command."""
    if name in NEW:
        Path("scheme.db").unlink()
    for one in BEFORE.get(name, "").split():
        assert run(*typed(f"scheme {one}")) == 0


def with_value(name: str, option: str, value: str) -> list[str]:
    """Return the words of the example of a command, with another value of an option or argument."""
    words, (one,) = typed(name), [p for p in COMMANDS[name].params if p.name == option]
    if one.param_type_name == "option":
        if one.opts[0] not in words:
            return [*words, one.opts[0], value]
        at = words.index(one.opts[0]) + 1
        return [*words[:at], value, *words[at + 1 :]]
    flags = {word for p in COMMANDS[name].params if getattr(p, "is_flag", False) for word in p.opts}
    valued = {k + 1 for k, word in enumerate(words) if word.startswith("--") and word not in flags}
    places = [k for k, word in enumerate(words) if not word.startswith("--") and k not in valued]
    arguments = [p.name for p in COMMANDS[name].params if p.param_type_name == "argument"]
    at = [*places[len(name.split()) :], len(words)][arguments.index(option)]
    return [*words[:at], value, *words[at + 1 :]]


def takes(name: str, option: str) -> bool:
    """Return whether a command has an option."""
    return any(option in one.opts for one in COMMANDS[name].params)
