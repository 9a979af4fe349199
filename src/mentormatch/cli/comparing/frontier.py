"""``mentormatch frontier``: what dissolving one, two or more kept pairs would gain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentormatch.cli.console import out_console, print_frame, step
from mentormatch.cli.given.change_files import ChangeFiles
from mentormatch.cli.given.options import TimeLimit
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.rematch import Begun, OtherPolicy, policy_for
from mentormatch.cli.results import AsJson, PlotFile, TableFile, check_file, check_plot, give, write_plot

if TYPE_CHECKING:
    from mentormatch.rematching.frontier import Frontier

Most = Annotated[int, typer.Option(min=0, max=10_000, help="The most pairs that may be dissolved.")]


@said_once
def frontier(  # noqa: PLR0913, PLR0917  (one parameter per option)
    before: From,
    files: ChangeFiles,
    policy: OtherPolicy = None,
    begun: Begun = False,
    most: Most = 20,
    time_limit: TimeLimit = 60.0,
    out: TableFile = None,
    plot: PlotFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what is gained if one, two or more pairs that go on may be dissolved; nothing is changed.

    Example:
    mentormatch frontier --from results/matching.mm --changes changes.csv --begun
    """
    from mentormatch.rematching.frontier import frontier as searched

    files.check()
    check_file(out)
    check_plot(plot)
    matching = matching_from(before, begun=begun)
    rules = policy_for(matching, policy)
    changes = files.read(matching, rules).changes
    with step("Dissolving one more pair at a time"):
        found = searched(matching, changes, rules, most=most, time_limit=time_limit)
    plain = {"points": found.frame, "sentences": found.sentences()}
    give(plain, found.frame, lambda: _print(found), out=out, as_json=as_json)
    write_plot(plot, found.plot)


def _print(found: Frontier) -> None:
    out_console.print(str(found))
    headings = {"allowed": "may be dissolved", "disturbed": "are dissolved", "matched": "matched",
                "more_matched": "more", "score": "score", "more_score": "more score"}  # fmt: skip
    print_frame("\nAs more pairs may be dissolved", found.frame, headings)
