"""The command line: ``mentormatch match | check | rematch | demo``.

Exit codes: 0 the matching is proved optimal (or the files have no row errors); 1 a defect in this program;
2 an error in the command line; 3 files or rows that cannot be used; 4 a policy that cannot be used; 5 rules
that contradict each other; 6 a matching without proof, since time or Ctrl-C ended the search; 7 a result that
cannot be written; 130 Ctrl-C before there was a result.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence

import typer
from rich.text import Text

from mentormatch.cli.check import check
from mentormatch.cli.console import (
    BAD_POLICY,
    BAD_ROWS,
    CONTRADICTION,
    DEFECT,
    NOT_WRITTEN,
    err_console,
    print_problems,
)
from mentormatch.cli.demo import demo
from mentormatch.cli.match import match
from mentormatch.cli.rematch import rematch
from mentormatch.errors import (
    CandidateError,
    ChangeError,
    InfeasibleError,
    MatchingFileError,
    MentorMatchError,
    OutputError,
    PolicyError,
    ReadingWarning,
    RecordError,
)

app = typer.Typer(
    name="mentormatch",
    help="Match mentees with mentors: exact, explained, proved.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (match, check, rematch, demo):
    app.command()(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an error becomes a message and an exit code."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ReadingWarning)  # the commands print all of them
            app(args=None if arguments is None else list(arguments))
    except KeyboardInterrupt:
        err_console.print("Interrupted; nothing was written.")
        sys.exit(130)
    except RecordError as error:
        print_problems("Files or rows with errors", error.problems)
        sys.exit(BAD_ROWS)
    except MentorMatchError as error:
        err_console.print(Text(str(error)))
        sys.exit(_code(error))


def _code(error: MentorMatchError) -> int:
    codes: dict[type[MentorMatchError], int] = {
        PolicyError: BAD_POLICY,
        CandidateError: BAD_POLICY,
        ChangeError: BAD_ROWS,
        MatchingFileError: BAD_ROWS,
        InfeasibleError: CONTRADICTION,
        OutputError: NOT_WRITTEN,
    }
    return next((code for kind, code in codes.items() if isinstance(error, kind)), DEFECT)
