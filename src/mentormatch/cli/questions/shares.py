"""``mentormatch shares``: what each organisation gave, was due and had, and its credit for the next round."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mentormatch.cli.console import print_frame
from mentormatch.cli.questions.asked import From, matching_from
from mentormatch.cli.results import AsJson, TableFile, check_file, give
from mentormatch.errors import PolicyError
from mentormatch.files import shown

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.matching.base import MatchingData


def shares(before: From, out: TableFile = None, as_json: AsJson = False) -> None:
    """Show which share of the places each organisation was due and had, and its credit for the next round."""
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


def shares_json(matching: MatchingData) -> dict[str, Any]:
    """Return the table of shares, and whether it is proved, for JSON; nothing if the policy has none."""
    table, counts = matching.shares, matching.terms.shares
    if table is None or counts is None:
        return {}
    return {"shares": table.to_dict("records"), "shares_proved": counts.proved}


def with_all_digits(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of shares for CSV, in which credits have all their digits."""
    return table.assign(**table.select_dtypes("float").map(lambda one: Decimal(f"{one:.9f}")))
