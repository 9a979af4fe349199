"""Facts of the record that are evidence of a standard: what, in which table, when and how many.

Each public function of `FACTS` returns what the record shows, or None. Counts of small groups are hidden, and
where other reports count the same for a period, numbers are rounded down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from mentormatch.record.documents import FEWEST
from mentormatch.record.tables import LIVE
from mentormatch.report.hidden import at_least, part_of

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.record.record import Record

Level = Literal["shown", "in part", "missing"]
_GOING = ("accepted", "active", "paused")


@dataclass(frozen=True)
class Evidence:
    """Something that the record shows.

    Parameters
    ----------
    what, how_many : str
    where : str
        Tables of the record.
    first, last : str
        Days; empty if there is none.
    level : {"shown", "in part", "missing"}
        Whether it is what the standard wants.
    """

    what: str
    how_many: str
    where: str
    first: str = ""
    last: str = ""
    level: Level = "shown"

    @property
    def sentence(self) -> str:
        """What is shown and how many, in one line."""
        return f"{self.how_many} {self.what}"


class Facts:
    """The rows of a record, each table read once."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in self._read:
            self._read[table] = self.record.rows(table)
        return self._read[table]

    @cached_property
    def going(self) -> pd.DataFrame:
        """Pairs that have agreed to meet and have not ended."""
        return self["pair"][self["pair"].state.isin(_GOING)]

    @cached_property
    def happened(self) -> pd.DataFrame:
        """What happened to pairs that have begun, one row for each event."""
        events = self["event"][self["event"].pair.notna()]
        return events[events.pair.isin(events[events.event == "begin"].pair)]


def _of(
    what: str, part: pd.Series[int], whole: pd.Series[int], rows: pd.DataFrame, where: str
) -> Evidence | None:
    """Return how many of a whole are among a part; None if there is nobody."""
    everybody = set(whole)
    number = len(everybody & set(part))
    level: Level = "shown" if number == len(everybody) else "in part" if number else "missing"
    if not everybody:
        return None
    return Evidence(what, part_of(number, len(everybody)), where, *_days(rows), level=level)


def _days(rows: pd.DataFrame) -> tuple[str, str]:
    return (str(rows.day.min()), str(rows.day.max())) if len(rows) else ("", "")


def consent(f: Facts, _: str) -> Evidence | None:
    """Return how many people have said that they want to take part."""
    rows = f["consent"].drop_duplicates("person", keep="last")
    rows = rows[rows.given == 1]
    what = "people have given consent, which they may withdraw; nobody is matched without"
    return Evidence(what, str(len(rows)), "consent", *_days(rows)) if len(rows) else None


def agreements(f: Facts, _: str) -> Evidence | None:
    """Return how many pairs have both signed an agreement on confidentiality and its limits."""
    rows = f["agreement"].drop_duplicates("pair", keep="last")
    signed = f["signature"].groupby("agreement").person.nunique()
    rows = rows[rows.id.isin(signed[signed > 1].index) & (rows.confidentiality == 1) & (rows.limits == 1)]
    what = "pairs that go on have both signed an agreement on confidentiality and its limits"
    return _of(what, rows.pair, f.going.id, rows[rows.pair.isin(f.going.id)], "agreement, signature")


def mentees_trained(f: Facts, _: str) -> Evidence | None:
    """Return how many mentees had training."""
    mentees = f["personal"][f["personal"].kind == "mentee"].person
    rows = f["training"][f["training"].person.isin(mentees)]
    return _of("mentees had training", rows.person, mentees, rows, "training") if len(rows) else None


def matched(f: Facts, _: str) -> Evidence | None:
    """Return how many runs a person has approved."""
    rows = f["event"][(f["event"].event == "approve") & f["event"].run.notna()]
    what = (
        "matching runs, each certified, kept with its seed and the hash of its inputs, approved by a person"
    )
    return Evidence(what, str(len(rows)), "run, approval", *_days(rows)) if len(rows) else None


def independent(f: Facts, _: str) -> Evidence | None:
    """Return how many pairs were made, and whether the rules for who may meet allow those that go on."""
    made, live = f["pair"], f["pair"][f["pair"].state.isin(LIVE)]
    if made.empty:
        return None
    kept = len(f.record.matching().pair_ids) == len(live)
    what = "pairs made among those who may meet, never with an appraiser, supervisor or manager; of those "
    what += f"proposed or going on, {'none is' if kept else 'some are'} forbidden by what is known now"
    days = _days(f["event"][(f["event"].event == "propose") & f["event"].pair.notna()])
    return Evidence(what, str(len(made)), "pair, run", *days, level="shown" if kept else "in part")


def reassigned(f: Facts, _: str) -> Evidence | None:
    """Return how many pairs ended early, and how many of their mentees had another mentor afterwards."""
    ended = f.happened[f.happened.event.isin(("dissolve", "end"))]
    pairs = f["pair"].set_index("id")
    after = pairs[pairs.state.isin((*LIVE, "completed"))].reset_index().groupby("mentee").id.max()
    mentees = pairs.mentee.reindex(ended.pair)
    later = int((mentees.map(after) > mentees.index).sum())
    what = "pairs that ended early without blame, as the agreement provides; another mentor afterwards: "
    found = Evidence(what + at_least(later), at_least(len(ended)), "pair, event", *_days(ended))
    return found if len(ended) else None


def wishes(f: Facts, _: str) -> Evidence | None:
    """Return how many mentees have said whom or what they want."""
    mentees = [one for one in f.record.people().mentees if one.consent]
    said = sum(bool(one.wants or one.prefers or one.professional_interests) for one in mentees)
    what = "mentees said what knowledge or whom they want in a mentor, or gave their interests"
    return Evidence(what, part_of(said, len(mentees)), "personal") if said else None


def trained(f: Facts, topic: str) -> Evidence | None:
    """Return how many mentors of pairs that go on are trained in a topic."""
    rows = f["training"][(f["training"].topic == topic) & f["training"].person.isin(f.going.mentor)]
    return _of(
        f"mentors of pairs that go on are trained: {topic}", rows.person, f.going.mentor, rows, "training"
    )


def refreshers(f: Facts, _: str) -> Evidence | None:
    """Return how many refreshers mentors had."""
    rows = f["training"][f["training"].topic == "refresher"]
    return Evidence("refreshers", at_least(len(rows)), "training", *_days(rows)) if len(rows) else None


def resources(f: Facts, kind: str) -> Evidence | None:
    """Return which referral pathways, or resources, are listed."""
    rows = f["resource"][f["resource"].kind == kind].drop_duplicates("name", keep="last")
    return (
        Evidence(f"listed: {', '.join(rows.name)}", str(len(rows)), "resource", *_days(rows))
        if len(rows)
        else None
    )


def officers(f: Facts, _: str) -> Evidence | None:
    """Return how many people mentors can turn to."""
    rows = f["officer"]
    rows = rows[rows.role.isin(("lead", "organiser", "supervision", "escalation"))]
    roles = ", ".join(dict.fromkeys(rows.role))
    found = Evidence(
        f"people to turn to: {roles}", str(rows.person.nunique()), "officer", *_days(rows)
    )  # fmt: skip
    return found if len(rows) else None


def feedback(f: Facts, kind: str) -> Evidence | None:
    """Return how many people gave feedback of a kind, from three up."""
    rows = f["feedback"][f["feedback"].kind == kind]
    number, what = rows.by.nunique(), f"people gave feedback: {kind.replace('_', ' ')}"
    return Evidence(what, str(number), "feedback", *_days(rows)) if number >= FEWEST else None


def mentors_with_feedback(f: Facts, _: str) -> Evidence | None:
    """Return on how many of the mentors whose pairs have begun a mentee gave feedback."""
    rows = f["feedback"][f["feedback"].kind == "mentee_on_mentor"]
    begun = f["pair"][f["pair"].id.isin(f.happened.pair)]
    rated = begun[begun.id.isin(rows.pair)].mentor
    what = "mentors whose pairs have begun have feedback of a mentee"
    return _of(what, rated, begun.mentor, rows, "feedback") if rows.by.nunique() >= FEWEST else None


def self_audits(f: Facts, _: str) -> Evidence | None:
    """Return how many mentors of pairs that go on have audited their own skills."""
    rows = f["skill"][f["skill"].person.isin(f.going.mentor)]
    what = "mentors of pairs that go on have audited their own skills"
    return _of(what, rows.person, f.going.mentor, rows, "skill") if len(rows) else None


FACTS: Mapping[str, Callable[[Facts, str], Evidence | None]] = {
    one.__name__: one
    for one in (
        consent, agreements, mentees_trained, matched, independent, reassigned, wishes, trained, refreshers,
        resources, officers, feedback, mentors_with_feedback, self_audits,
    )
}  # fmt: skip
"""Name in the file of the standards -> function."""


def answered(f: Facts, item: str) -> Evidence | None:
    """Return what a person answered for a statement; the last answer counts, and a plain no is none."""
    rows = f["answer"][(f["answer"].list == "standards") & (f["answer"].item == item)]
    if rows.empty:
        return None
    last = str(rows.answer.iloc[-1])
    level: Level = "missing" if last.strip().casefold() in {"", "no", "none", "not yet"} else "shown"
    what = f"{'answer' if len(rows) == 1 else 'answers, the last one'}: “{last}”"
    return Evidence(what, str(len(rows)), "answer", *_days(rows), level=level)
