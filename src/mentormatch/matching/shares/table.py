"""The table of shares: what each organisation gave, was due and had, and its credit for the next round."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.policy import Policy
from mentormatch.problem.build import PairIndex
from mentormatch.problem.problem import Problem
from mentormatch.problem.shares import PLACE, Organisations
from mentormatch.problem.solution import Solution

if TYPE_CHECKING:
    import pandas as pd


def table_of(
    people: People, policy: Policy, candidates: Candidates, problem: Problem, solution: Solution
) -> pd.DataFrame | None:
    """Return the table of shares of a matching; see `Matching.shares`."""
    if policy.shares is None:
        return None
    import pandas as pd

    organisations = Organisations.of(people, policy.shares, PairIndex(people, policy, candidates).traits)
    target = organisations.targets(problem, solution.n_matched)
    matched = organisations.places(problem, solution.chosen)
    after = target - matched * PLACE
    return pd.DataFrame(
        {
            policy.shares.field: organisations.names,
            "intake": np.array(organisations.gives(problem)),
            "credit_before": organisations.credits / PLACE,
            "target": target / PLACE,
            "matched": matched,
            "deviation": -after / PLACE,
            "credit_after": after / PLACE,
        }
    )


def with_all_digits(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of shares for CSV, in which credits have all their digits."""
    return table.assign(**table.select_dtypes("float").map(lambda one: Decimal(f"{one:.9f}")))
