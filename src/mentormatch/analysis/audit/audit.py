"""`audit`: whether groups of people fare alike in a matching, without giving any small group away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from mentormatch.analysis.audit.characteristics import Characteristics, read_characteristics
from mentormatch.analysis.audit.groups import Group, Outcomes, group_of, mean_of, waits_may_be_shown
from mentormatch.analysis.audit.hiding import LEAST, shown_groups
from mentormatch.arrays import Bools, counted
from mentormatch.matching.arguments import matching_given
from mentormatch.matching.result import Matching
from mentormatch.people.person import ROLES, Role

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.tables.files.sources import Source

FAIR = 0.8
"""Ratios below this are flagged: the four-fifths rule of the Uniform Guidelines (29 CFR 1607.4 D)."""
EVERYBODY, OTHERS = "(everybody)", "(hidden groups together)"


@dataclass(frozen=True, eq=False)
class Audit:
    """How groups of people fare in a matching; it holds no ids.

    Parameters
    ----------
    groups : tuple of Group
        By characteristic and role: everybody, the groups that may be shown, and the others together.
    too_small : tuple of (str, str)
        Characteristic and role of which no group can be shown.
    rows, of_others : int
        Rows of the table, and how many of them are of nobody who takes part in the matching.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = [mm.Mentee(id=f"e{k}", consent=True) for k in range(60)]
    >>> mentor = mm.Mentor(id="r1", consent=True, capacity=45)
    >>> matching = mm.match(mm.People(mentees=mentees, mentors=(mentor,)))
    >>> ages = pd.DataFrame({"id": matching.people.mentee_ids, "age": ["under 40", "40 and over"] * 30})
    >>> audit = mm.audit(matching, ages)
    >>> audit.flagged, audit.too_small, audit.rows
    ((), (('age', 'mentee'), ('age', 'mentor')), 60)
    """

    groups: tuple[Group, ...]
    too_small: tuple[tuple[str, Role], ...]
    rows: int
    of_others: int

    @cached_property
    def table(self) -> pd.DataFrame:
        """The groups.

        Returns
        -------
        DataFrame
            Columns characteristic, role, group, people, matched, rate, rate_low, rate_high, rate_ratio,
            score, score_low, score_high, score_ratio, waited, waited_low, waited_high (rounds), flagged
            (whether a ratio is under 0.8).
        """
        import pandas as pd

        return pd.DataFrame([_row(one) for one in self.groups], columns=list(_COLUMNS))

    @property
    def flagged(self) -> tuple[Group, ...]:
        """Groups with a ratio under 0.8."""
        return tuple(filter(is_flagged, self.groups))

    def sentences(self) -> list[str]:
        """Return what was found, one sentence for each group that is flagged or cannot be shown."""
        best = {(g.characteristic, g.role): g for g in sorted(self._named, key=lambda g: g.rate.value)}
        found = [
            f"{_where(g)}: a match rate of {g.rate.value:.0%}, {g.rate_ratio:.2f} of the best "
            f"({(top := best[g.characteristic, g.role]).name}, {top.rate.value:.0%}); "
            f"{'the intervals overlap' if g.rate.high >= top.rate.low else 'the intervals do not overlap'}."
            for g in self.flagged
            if g.rate_ratio is not None and g.rate_ratio < FAIR
        ]
        found += [
            f"{_where(g)}: a mean score of {g.score.value:.2f}, {g.score_ratio:.2f} of the best group's."
            for g in self.flagged
            if g.score_ratio is not None and g.score_ratio < FAIR
        ]
        return found + [
            f"{name} ({role}s): no group can be shown without a count under {LEAST}. Put groups together in "
            "the table."
            for name, role in self.too_small
        ]

    @property
    def _named(self) -> list[Group]:
        return [one for one in self.groups if one.name not in {EVERYBODY, OTHERS}]

    def as_json(self) -> dict[str, Any]:
        """Return the audit as plain values, for JSON; what is not shown is None."""
        return {
            "least": LEAST,
            "rows": self.rows,
            "of_others": self.of_others,
            "groups": [{**asdict(one), "flagged": is_flagged(one)} for one in self.groups],
            "too_small": [{"characteristic": name, "role": role} for name, role in self.too_small],
        }

    def __str__(self) -> str:
        return "\n".join(self.sentences()) or "No ratio between groups is under 0.8."


def audit(matching: Matching, table: Source) -> Audit:
    """Compare how groups of people fare in a matching.

    Parameters
    ----------
    matching : Matching
        It is read and not changed; nothing else in the library reads the table.
    table : path or DataFrame
        A column ``id``, and one column for each characteristic. It is best kept apart from all other files.

    Returns
    -------
    Audit
        Counts under 8 are hidden, and other groups with them, so that no hidden count follows from totals.

    Raises
    ------
    TypeError
        If `table` is neither a path nor a table in memory.
    ArgumentError
        If `matching` is of another type.
    RecordError
        If the table cannot be read; lists every bad row.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = [mm.Mentee(id=f"e{k}", consent=True) for k in range(60)]
    >>> mentor = mm.Mentor(id="r1", consent=True, capacity=60)
    >>> matching = mm.match(mm.People(mentees=mentees, mentors=(mentor,)))
    >>> ages = pd.DataFrame({"id": matching.people.mentee_ids, "age": ["under 40", "40 and over"] * 30})
    >>> mm.audit(matching, ages).table[["group", "people", "rate", "rate_ratio"]]
             group  people  rate  rate_ratio
    0  (everybody)      60   1.0         NaN
    1  40 and over      30   1.0         1.0
    2     under 40      30   1.0         1.0
    """
    matching = matching_given(matching)
    return audit_of({role: Outcomes.of(matching, role) for role in ROLES}, table)


def audit_of(outcomes: Mapping[Role, Outcomes], table: Source) -> Audit:
    """Compare how groups of people fare, as `audit` does, by what became of the people of each role."""
    given = read_characteristics(table)
    groups: list[Group] = []
    too_small: list[tuple[str, Role]] = []
    for name in given.names:
        for role, of_role in outcomes.items():
            found = list(_compared(name, role, of_role, given))
            groups += found
            if len(found) < 2 and of_role.ids:
                too_small.append((name, role))
    known = {one for of_role in outcomes.values() for one in of_role.ids}
    others = sum(one not in known for one in given.given)
    return Audit(tuple(groups), tuple(too_small), len(given.given), others)


def _compared(name: str, role: Role, outcomes: Outcomes, given: Characteristics) -> Iterator[Group]:
    """Yield everybody, the groups that may be shown, and the others together."""
    of = np.array(given.groups(name, outcomes.ids), object)
    if outcomes.matched.sum() < LEAST:
        return
    names, at = np.unique(of, return_inverse=True)
    matched = np.bincount(at[outcomes.matched], minlength=len(names))
    shown = shown_groups(matched, np.bincount(at, minlength=len(names)) - matched)
    called = [EVERYBODY, *names[shown].tolist()]
    members: list[Bools] = [np.ones(len(of), np.bool_), *(at == k for k in np.flatnonzero(shown).tolist())]
    if shown.any() and not shown.all():
        called.append(OTHERS)
        members.append(~shown[at])
    found = [group_of(name, role, *one, outcomes) for one in zip(called, members, strict=True)]
    waited = outcomes.waited
    if waited is not None and waits_may_be_shown(waited, members):
        found = [replace(one, waited=mean_of(waited[who])) for one, who in zip(found, members, strict=True)]
    yield from _with_ratios(found)


def _with_ratios(groups: list[Group]) -> Iterator[Group]:
    everybody, *compared = groups
    yield everybody
    named = [one for one in compared if one.name != OTHERS]
    rate = max((one.rate.value for one in named), default=1.0)
    score = max((one.score.value for one in named), default=1.0)
    for one in compared:
        yield replace(
            one, rate_ratio=one.rate.value / rate, score_ratio=one.score.value / score if score else None
        )


def is_flagged(group: Group) -> bool:
    """Return whether a ratio of a group is under 0.8."""
    return any(one is not None and one < FAIR for one in (group.rate_ratio, group.score_ratio))


def _where(group: Group) -> str:
    return f"{group.characteristic}, {counted(group.people, group.role)} of {group.name}"


_COLUMNS = (
    "characteristic", "role", "group", "people", "matched",
    "rate", "rate_low", "rate_high", "rate_ratio",
    "score", "score_low", "score_high", "score_ratio",
    "waited", "waited_low", "waited_high", "flagged",
)  # fmt: skip


def _row(group: Group) -> list[object]:
    rate, score, waited = group.rate, group.score, group.waited
    waits = (np.nan,) * 3 if waited is None else (waited.value, waited.low, waited.high)
    return [
        group.characteristic, group.role, group.name, group.people, group.matched,
        rate.value, rate.low, rate.high, group.rate_ratio,
        score.value, score.low, score.high, group.score_ratio,
        *waits, is_flagged(group),
    ]  # fmt: skip
