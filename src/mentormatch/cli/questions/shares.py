"""``mentormatch shares``: what each organisation gave, was due and had, and its credit for the next round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentormatch.analysis.run_record import shares_json
from mentormatch.cli.console import print_frame
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.results import AsJson, TableFile, check_file, give
from mentormatch.errors import PolicyError
from mentormatch.files import shown

if TYPE_CHECKING:
    from mentormatch.matching.base import MatchingData


def shares(before: From, out: TableFile = None, as_json: AsJson = False) -> None:
    """Show which share of the places each organisation was due and had, and its credit for the next round.

    Example:
    mentormatch shares --from results/matching.mm
    """
    from mentormatch.matching.shares.table import with_all_digits

    check_file(out)
    matching = matching_from(before)
    if matching.shares is None:
        raise PolicyError(["its policy has no section [shares]"], shown(before))
    table = with_all_digits(matching.shares)
    give(shares_json(matching), table, lambda: print_shares(matching), out=out, as_json=as_json)


def print_shares(matching: MatchingData) -> None:
    """Print the table of shares, if the policy has any."""
    if matching.shares is not None:
        headings = {name: name.replace("_", " ") for name in matching.shares.columns}
        print_frame("Shares of the filled places", matching.shares, headings)
