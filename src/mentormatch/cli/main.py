"""The command line: ``mentormatch match | check | review | rematch | demo``, questions, rules, ``scheme``.

Exit codes: 0 the matching is proved optimal (or the files have no row errors); 1 a defect in this program;
2 an error in the command line, a person who cannot be found, or what cannot have happened to a pair; 3 files,
rows or a record that cannot be used; 4 a policy that cannot be used; 5 rules that contradict each other; 6 a
matching without proof, since time or Ctrl-C ended the search; 7 a result that cannot be written or printed,
would replace a history, or is for a record to which somebody else is writing; 8 more pairs differ than
``--max-changed`` allows; 9 some schemes of a batch failed; 130 Ctrl-C before there was a result.
"""

from __future__ import annotations

import shlex
import sys
import warnings
from collections.abc import Iterable, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Annotated

import typer

from mentormatch.cli.console import (
    BAD_POLICY,
    BAD_ROWS,
    CONTRADICTION,
    DEFECT,
    NOT_WRITTEN,
    PROVED,
    USAGE,
    err_console,
    out_console,
    print_problems,
)
from mentormatch.cli.usage import Command, Group, run_app
from mentormatch.errors import (
    BackendError,
    CandidateError,
    ChangeError,
    EventError,
    HeldError,
    InfeasibleError,
    MatchingFileError,
    MentorMatchError,
    OutcomeError,
    OutputError,
    PolicyError,
    ProblemError,
    ReadingWarning,
    RecordError,
    RowProblem,
    StoreError,
)
from mentormatch.files import shown

_COMMANDS = {
    "Before matching": ("init", "columns", "check", "readiness", "choices.shortlist"),
    "Matching": ("match", "review", "rematch", "demo", "rules.lock", "rules.ban", "learn"),
    "Questions about a matching": (
        "questions.explain", "questions.alternatives", "questions.why_not", "questions.relax",
        "questions.spares", "choices.blocking", "choices.swaps", "comparing.sensitivity",
        "comparing.recruit", "comparing.fairness", "questions.shares", "questions.audit",
    ),
    "Several matchings": (
        "comparing.compare", "comparing.what_if", "comparing.frontier", "questions.simulate", "batch",
    ),
    "Draws and results that anybody can check": ("questions.statement", "draw.commit", "draw.verify_draw"),
}  # fmt: skip
"""Heading in the help -> the modules of its commands, which have the same names."""
_ABOUT = """Match mentees with mentors: exact, explained, proved.

To see it at work: mentormatch demo. To begin with your own forms: mentormatch init my-scheme."""
_GROUPS = ("scheme", "report", "plan")


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        out_console.print(f"mentormatch {version('mentormatch-engine')}")
        raise typer.Exit


def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def app_with(asked: str = "") -> typer.Typer:
    """Return the command line, with the command asked for alone if there is one: each takes time to load."""
    app = typer.Typer(
        name="mentormatch",
        cls=Group,
        help=_ABOUT,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    commands = {_name(module): (module, heading) for heading, own in _COMMANDS.items() for module in own}
    alone = asked in {*commands, *_GROUPS}
    for name, (module, heading) in commands.items():
        if name == asked or not alone:
            found = getattr(import_module(f"mentormatch.cli.{module}"), module.rpartition(".")[2])
            app.command(cls=Command, rich_help_panel=heading)(found)
    for name in _GROUPS:
        if name == asked or not alone:
            group = import_module(f"mentormatch.cli.{name}.app").app
            app.add_typer(group, rich_help_panel="A scheme through the year")
    return app


def _name(module: str) -> str:
    return module.rpartition(".")[2].replace("_", "-")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an error becomes a message and an exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    for screen in (out_console, err_console):
        screen.begin()
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        code = _run(given)
    if "--json" in given and "--help" not in given and not out_console.messages:
        from mentormatch.cli.results import print_outcome

        print_outcome(code)
    if out_console.lost:
        err_console.print(f"Not all could be printed on standard output ({out_console.lost}).")
    sys.exit(NOT_WRITTEN if code == PROVED and (out_console.lost or err_console.lost) else code)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    err_console.print(f"Note: {message}.")


def _run(given: Sequence[str]) -> int:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReadingWarning)  # the commands print all of them
            return run_app(app_with(given[0] if given else ""), given)
    except SystemExit:  # of rich: nobody reads the help
        return NOT_WRITTEN
    except KeyboardInterrupt:
        err_console.print("Interrupted; nothing was written.")
        return 130
    except RecordError as error:
        _print_errors(error.problems)
        _offer_map(error.problems, given)
        return BAD_ROWS
    except MentorMatchError as error:
        err_console.print(str(error))
        return _code(error)
    except OSError as error:
        file = f": {shown(error.filename)}" if isinstance(error.filename, str) else ""
        err_console.print(f"the system refused to go on ({error.strerror or error}){file}")
        return NOT_WRITTEN


def _print_errors(problems: Sequence[RowProblem]) -> None:
    """Print errors as a table, and a single one about a whole file as a sentence."""
    of_files = [one for one in problems if one.row is None and not one.column and not one.value]
    if len(problems) == len(of_files) == 1:
        err_console.print(f"{of_files[0].file} {of_files[0].wrong}; expected {of_files[0].expected}.")
    else:
        print_problems("Files or rows with errors", problems)


def _offer_map(problems: Iterable[RowProblem], given: Sequence[str]) -> None:
    """Print the command that proposes a column map, where forms were given whose headings are not known."""
    from mentormatch.tables.rows.headings import UNKNOWN_HEADING

    forms = ("--mentees", "--mentors", "--people")
    files = [f"{option} {shlex.quote(file)}" for option, file in pairwise(given) if option in forms]
    if files and "--columns" not in given and any(one.wrong == UNKNOWN_HEADING for one in problems):
        proposing = f"mentormatch init scheme {' '.join(files)}"
        err_console.print(f"For forms with headings of your own, have a column map proposed: {proposing}")


def _code(error: MentorMatchError) -> int:
    codes: dict[type[MentorMatchError], int] = {
        PolicyError: BAD_POLICY,
        CandidateError: BAD_POLICY,
        ProblemError: BAD_POLICY,  # of rules and weights: people are checked before
        ChangeError: BAD_ROWS,
        MatchingFileError: BAD_ROWS,
        OutcomeError: BAD_ROWS,
        InfeasibleError: CONTRADICTION,
        OutputError: NOT_WRITTEN,
        HeldError: NOT_WRITTEN,
        EventError: USAGE,
        StoreError: BAD_ROWS,
        BackendError: USAGE,
    }
    return next((code for kind, code in codes.items() if isinstance(error, kind)), DEFECT)
