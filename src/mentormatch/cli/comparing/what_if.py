"""``mentormatch what-if``: what a saved matching would be under another policy, or after changes."""

from __future__ import annotations

import typer

from mentormatch.cli.comparing.results import (
    MostChanged,
    NoCauses,
    check_amount,
    give_comparison,
)
from mentormatch.cli.console import step
from mentormatch.cli.given.change_files import ChangeFiles
from mentormatch.cli.given.options import TimeLimit
from mentormatch.cli.given.said_once import said_once
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.rematch import Begun, OtherPolicy, policy_for
from mentormatch.cli.results import AsJson, Folder, check_folder


@said_once
def what_if(  # noqa: PLR0913, PLR0917  (one parameter per option)
    before: From,
    files: ChangeFiles,
    policy: OtherPolicy = None,
    begun: Begun = False,
    max_changed: MostChanged = None,
    no_causes: NoCauses = False,
    time_limit: TimeLimit = 60.0,
    out: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Show what another policy or changes would do to a matching; nothing is changed.

    Example:
    mentormatch what-if --from results/matching.mm --policy other.toml
    """
    from mentormatch.analysis.comparing.what_if import what_if as supposed

    files.check()
    if not files.given and policy is None:
        raise typer.BadParameter("give another --policy, a table of --changes, or both")
    check_amount(max_changed)
    check_folder(out)
    matching = matching_from(before, begun=begun)
    rules = policy_for(matching, policy)
    wanted = files.read(matching, rules).changes
    with step("Matching and comparing"):
        found = supposed(matching, rules, wanted, causes=not no_causes, time_limit=time_limit)
    give_comparison(found, out, max_changed, as_json=as_json)
