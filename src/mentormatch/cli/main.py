"""The command line: ``mentormatch match | check | review | rematch | demo``, questions, rules, ``scheme``.

Exit codes: 0 the matching is proved optimal (or the files have no row errors); 1 a defect in this program;
2 an error in the command line, a person who cannot be found, or what cannot have happened to a pair; 3 files,
rows or a record that cannot be used; 4 a policy that cannot be used; 5 rules that contradict each other; 6 a
matching without proof, since time or Ctrl-C ended the search; 7 a result that cannot be written or printed,
would replace a history, or is for a record to which somebody else is writing; 8 more pairs differ than
``--max-changed`` allows; 9 some schemes of a batch failed; 130 Ctrl-C before there was a result.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from mentormatch.cli.batch import batch
from mentormatch.cli.check import check
from mentormatch.cli.choices.blocking import blocking
from mentormatch.cli.choices.shortlist import shortlist
from mentormatch.cli.choices.swaps import swaps
from mentormatch.cli.columns import columns
from mentormatch.cli.comparing.compare import compare
from mentormatch.cli.comparing.fairness import fairness
from mentormatch.cli.comparing.recruit import recruit
from mentormatch.cli.comparing.sensitivity import sensitivity
from mentormatch.cli.comparing.what_if import what_if
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
from mentormatch.cli.demo import demo
from mentormatch.cli.draw.commit import commit
from mentormatch.cli.draw.verify_draw import verify_draw
from mentormatch.cli.init import init
from mentormatch.cli.learn import learn
from mentormatch.cli.match import match
from mentormatch.cli.plan.app import app as plan
from mentormatch.cli.questions.alternatives import alternatives
from mentormatch.cli.questions.audit import audit
from mentormatch.cli.questions.explain import explain
from mentormatch.cli.questions.relax import relax
from mentormatch.cli.questions.shares import shares
from mentormatch.cli.questions.simulate import simulate
from mentormatch.cli.questions.spares import spares
from mentormatch.cli.questions.statement import statement
from mentormatch.cli.questions.why_not import why_not
from mentormatch.cli.readiness import readiness
from mentormatch.cli.rematch import rematch
from mentormatch.cli.report.app import app as report
from mentormatch.cli.review import review
from mentormatch.cli.rules.ban import ban
from mentormatch.cli.rules.lock import lock
from mentormatch.cli.scheme.app import app as scheme
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

app = typer.Typer(
    name="mentormatch",
    help="Match mentees with mentors: exact, explained, proved.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_COMMANDS: Mapping[str, Sequence[Callable[..., None]]] = {
    "Before matching": (init, columns, check, readiness, shortlist),
    "Matching": (match, review, rematch, demo, lock, ban, learn),
    "Questions about a matching": (
        explain, alternatives, why_not, relax, spares, blocking, swaps, sensitivity, recruit, fairness,
        shares, audit,
    ),
    "Several matchings": (compare, what_if, simulate, batch),
    "Draws and results that anybody can check": (statement, commit, verify_draw),
}  # fmt: skip
"""Heading in the help -> its commands."""
for _heading, _listed in _COMMANDS.items():
    for _command in _listed:
        app.command(rich_help_panel=_heading)(_command)
for _group in (scheme, report, plan):
    app.add_typer(_group, rich_help_panel="A scheme through the year")


def _print_version(asked: bool) -> None:
    if asked:
        out_console.print(f"mentormatch {version('mentormatch-engine')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Match mentees with mentors: exact, explained, proved."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an error becomes a message and an exit code."""
    for screen in (out_console, err_console):
        screen.begin()
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        code = _run(arguments)
    if out_console.lost:
        err_console.print(f"Not all could be printed on standard output ({out_console.lost}).")
    sys.exit(NOT_WRITTEN if code == PROVED and (out_console.lost or err_console.lost) else code)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    err_console.print(f"Note: {message}.")


def _run(arguments: Sequence[str] | None) -> int | str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReadingWarning)  # the commands print all of them
            app(args=None if arguments is None else list(arguments))
    except SystemExit as stop:
        return stop.code or PROVED
    except KeyboardInterrupt:
        err_console.print("Interrupted; nothing was written.")
        return 130
    except RecordError as error:
        _print_errors(error.problems)
        return BAD_ROWS
    except MentorMatchError as error:
        err_console.print(str(error))
        return _code(error)
    except OSError as error:
        file = f": {shown(error.filename)}" if isinstance(error.filename, str) else ""
        err_console.print(f"the system refused to go on ({error.strerror or error}){file}")
        return NOT_WRITTEN
    return PROVED


def _print_errors(problems: Sequence[RowProblem]) -> None:
    """Print errors as a table, and a single one about a whole file as a sentence."""
    of_files = [one for one in problems if one.row is None and not one.column and not one.value]
    if len(problems) == len(of_files) == 1:
        err_console.print(f"{of_files[0].file} {of_files[0].wrong}; expected {of_files[0].expected}.")
    else:
        print_problems("Files or rows with errors", problems)


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
