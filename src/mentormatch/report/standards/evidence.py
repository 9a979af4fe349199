"""Evidence of a standard from the rows of the record: what, in which table, when and how many.

Most facts are counts that the file of the standards declares (`Count`); those of `FACTS` need more than that.
Counts of small groups are hidden, and rounded down where the annual report counts the same for a period.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from mentormatch.errors import OutputError
from mentormatch.people.person import ROLES
from mentormatch.record.documents import FEWEST
from mentormatch.record.tables import LIVE
from mentormatch.report.hidden import at_least, part_of

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record

Fact = Callable[["Rows"], "Evidence | None"]
"""Returns what the rows show of something; None if nothing."""
GOING = ("accepted", "active", "paused")
Level = Literal["shown", "in part", "missing"]


@dataclass(frozen=True)
class Evidence:
    """Something that the record shows: how many of what, in which tables, its first and last day."""

    what: str
    how_many: str
    where: str
    first: str = ""
    last: str = ""
    level: Level = "shown"


class Rows(dict[str, "pd.DataFrame"]):
    """The rows of a record, each table read once; those about a pair have its mentee and mentor."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record

    def __missing__(self, table: str) -> pd.DataFrame:
        rows = self.record.rows(table)
        if "pair" in rows:
            of = self["pair"].set_index("id")
            rows = rows.assign(mentee=rows.pair.map(of.mentee), mentor=rows.pair.map(of.mentor))
        return self.setdefault(table, rows)

    @cached_property
    def wholes(self) -> Mapping[str, set[int]]:
        """Those of whom evidence may be about a part, by what they are."""
        pairs = self["pair"]
        going, personal = pairs[pairs.state.isin(GOING)], self["personal"]
        of_role = {role: set(personal.person[personal.kind == role]) for role in ROLES}
        begun = pairs.id.isin(self["event"].pair[self["event"].event == "begin"])
        return {
            "pairs": set(going.id), "mentors": set(going.mentor),
            "mentors_who_began": set(pairs.mentor[begun]),
            "mentees_only": of_role["mentee"] - of_role["mentor"],
        }  # fmt: skip


@dataclass(frozen=True)
class Count:
    """A count of rows.

    Parameters
    ----------
    where : mapping
        Column -> the value that counts.
    by : str
        Column whose different values are counted; rows if left out. Of several rows the last one says.
    of : str
        Of whom: a name in `Rows.wholes`.
    some : bool
        Whether some of them are enough.
    names : str
        Column whose values are listed.
    """

    what: str
    table: str
    where: Mapping[str, str | int] = field(default_factory=dict)
    by: str = "id"
    of: str = ""
    some: bool = False
    names: str = ""

    def __call__(self, rows: Rows) -> Evidence | None:
        """Return what is counted; None if it is nothing, or feedback of fewer than three people."""
        found = rows[self.table]
        if unknown := {self.by, *self.where, *filter(None, [self.names])} - {*found}:
            raise OutputError(f"standards.toml: the table {self.table} has no column {min(unknown)!r}")
        if self.of and self.of not in rows.wholes:
            raise OutputError(f"standards.toml: {self.of!r} are none of {', '.join(rows.wholes)}")
        if self.table == "consent":
            found = found.drop_duplicates(self.by, keep="last")
        for name, value in self.where.items():
            found = found[found[name] == value]
        if self.of:
            found = found[found[self.by].isin(rows.wholes[self.of])]
        if self.table == "feedback" and found.by.nunique() < FEWEST:
            return None
        names = f" ({', '.join(dict.fromkeys(found[self.names]))})" if self.names else ""
        number = found[self.by].nunique()
        how_many = part_of(number, len(rows.wholes[self.of])) if self.of else str(number)
        whole = not self.of or self.some or number == len(rows.wholes[self.of])
        return _evidence(self.what + names, how_many, self.table, found, whole=whole)


def _evidence(
    what: str, how_many: str, where: str, rows: pd.DataFrame, *, whole: bool = True
) -> Evidence | None:
    """Return evidence with the days of rows; None if there are none."""
    if rows.empty:
        return None
    days = rows.get("day", [""])
    return Evidence(what, how_many, where, min(days), max(days), "shown" if whole else "in part")


def agreements(rows: Rows) -> Evidence | None:
    """Return how many pairs have both signed their last agreement, on confidentiality and its limits."""
    signed = rows["signature"].groupby("agreement").person.nunique()
    last = rows["agreement"].drop_duplicates("pair", keep="last")
    last = last[last.id.isin(signed[signed > 1].index) & (last.confidentiality == 1) & (last.limits == 1)]
    last = last[last.pair.isin(going := rows.wholes["pairs"])]
    what = "pairs that go on of which both have signed an agreement on confidentiality and its limits"
    how_many = part_of(len(last), len(going))
    return _evidence(what, how_many, "agreement, signature", last, whole=len(last) == len(going))


def independent(rows: Rows) -> Evidence | None:
    """Return how many pairs were made, and whether those that go on are still allowed."""
    made, events = rows["pair"], rows["event"]
    live, kept = int(made.state.isin(LIVE).sum()), len(rows.record.matching().pair_ids)
    now = "none is" if kept == live else "some are"
    what = (
        "pairs made among those who may meet, never with an appraiser, supervisor or manager "
        f"(of those that go on, {now} forbidden by what is known now)"
    )
    proposed = events[(events.event == "propose") & events.pair.notna()]
    return _evidence(what, str(len(made)), "pair, run", proposed, whole=kept == live)


def reassigned(rows: Rows) -> Evidence | None:
    """Return how many pairs ended early, and how many of their mentees had another mentor afterwards."""
    pairs, events = rows["pair"].set_index("id", drop=False), rows["event"]
    begun = events.pair[events.event == "begin"]
    ended = events[events.event.isin(("dissolve", "end")) & events.pair.isin(begun)]
    after = pairs[pairs.state.isin((*GOING, "completed"))].groupby("mentee").id.max()
    mentees = pairs.mentee.reindex(ended.pair)
    later = int((mentees.map(after) > mentees.index).sum())
    what = f"pairs that ended early, without blame, with another mentor afterwards for {at_least(later)}"
    return _evidence(what, at_least(len(ended)), "pair, event", ended)


def wishes(rows: Rows) -> Evidence | None:
    """Return how many mentees have said whom or what they want."""
    mentees = [one for one in rows.record.people().mentees if one.consent]
    said = sum(bool(one.wants or one.prefers or one.professional_interests) for one in mentees)
    what = "mentees who said what knowledge or whom they want in a mentor, or gave their interests"
    return Evidence(what, part_of(said, len(mentees)), "personal") if said else None


FACTS: Mapping[str, Fact] = {one.__name__: one for one in (agreements, independent, reassigned, wishes)}
"""Name in the file of the standards -> function."""


def answered(rows: Rows, item: str) -> Evidence | None:
    """Return what a person answered for a statement; the last answer counts, and a plain no shows nothing."""
    given = rows["answer"]
    given = given[(given.list == "standards") & (given.item == item)]
    last = str(given.answer.iloc[-1]) if len(given) else ""
    no = last.strip().casefold() in {"", "no", "none", "not yet"}
    found = _evidence(f"answers of a person, the last one “{last}”", str(len(given)), "answer", given)
    return replace(found, level="missing") if found and no else found
