"""What there is to tell people: who is in a pair, waits for one, or was in one that is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from mentormatch.errors import StoreError
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Person
from mentormatch.record.tables import LIVE

if TYPE_CHECKING:
    from mentormatch.record.record import Record

OTHER = {"mentee": "mentor", "mentor": "mentee"}
RECENT = timedelta(days=31)
"""What ended before that is no news any more."""
_HAD = {"completed", "dissolved", "ended"}


@dataclass(frozen=True)
class News:
    """Something to tell somebody, once.

    Parameters
    ----------
    kind : {"matched", "rematch", "waiting", "completed", "ended", "result"}
        Which words: a rematch is of somebody who had a partner before.
    role : {"mentee", "mentor"}
        In which the person hears it.
    key : str
        The same for the same news, in whatever words.
    run, person : int
    pair, partner : int, optional
    begun : bool
        Whether the pair had begun.
    """

    kind: str
    role: str
    key: str
    run: int
    person: int
    pair: int | None = None
    partner: int | None = None
    begun: bool = True

    @property
    def name(self) -> str:
        """Name of its file."""
        return file_name(self.person, self.kind, self.key)


def _rows(record: Record, table: str) -> list[Any]:
    frame = record.rows(table)
    return list(frame.astype(object).where(frame.notna(), None).itertuples())


def file_name(person: int, kind: str, key: str) -> str:
    """Return the name of the file of an e-mail: the pseudonym, the kind and the beginning of the key."""
    return f"P{person}-{kind}-{key[:12]}"


@dataclass(frozen=True, eq=False)
class Facts:
    """What the record holds, as far as e-mails need it.

    Parameters
    ----------
    people : People
    ids : mapping of int to str
        Number of a person -> id.
    runs, pairs, emails : mapping of int to row
        Of those tables.
    over : mapping of int to (int, date)
        Pair that is over -> the entry that says so, and its day.
    begun : set of int
        Pairs that were accepted.
    state : mapping of int to str
        E-mail -> what became of it last.
    """

    people: People
    ids: Mapping[int, str]
    runs: Mapping[int, Any]
    pairs: Mapping[int, Any]
    emails: Mapping[int, Any]
    over: Mapping[int, tuple[int, date]]
    begun: frozenset[int]
    state: Mapping[int, str]

    @classmethod
    def of(cls, record: Record) -> Self:
        """Return what a record holds now."""
        runs, pairs, emails, personal, delivery, events = (
            _rows(record, name) for name in ("run", "pair", "email", "personal", "delivery", "event")
        )
        ids = {int(one.person): one.key for one in personal if one.kind in OTHER}
        pair_of, events = {one.id: one for one in pairs}, [one for one in events if one.pair]
        over = {
            int(one.pair): (one.id, date.fromisoformat(one.day))
            for one in events
            if pair_of[one.pair].state not in LIVE
        }
        begun = frozenset(int(one.pair) for one in events if one.event in {"accept", "begin"})
        state = {one.email: one.what for one in delivery}
        run_of, email_of = ({one.id: one for one in rows} for rows in (runs, emails))
        return cls(record.people(), ids, run_of, pair_of, email_of, over, begun, state)

    @cached_property
    def logged(self) -> Mapping[str, int]:
        """Key -> number of every e-mail that was written."""
        return {one.key: number for number, one in self.emails.items()}

    def approved(self, run: str | None) -> int:
        """Return the number of a run by its id or the beginning of it; of the last one if that is left out.

        Raises
        ------
        StoreError
            If there is none, or it was not approved.
        """
        found = [
            one for one in self.runs.values() if one.state != "rejected" and one.key.startswith(run or "")
        ]
        if not found or (run is not None and len(found) > 1):
            raise StoreError(
                "there is no such run in the record: give its id as mentormatch scheme match printed it"
            )
        if found[-1].state != "approved":
            key = found[-1].key[:12]
            raise StoreError(
                f"run {key} was not approved, so that nobody may be told of it: look at its pairs, then type "
                f"mentormatch scheme approve {key} --by NAME; or name an approved run by --run"
            )
        return int(found[-1].id)

    @cached_property
    def _taking_part(self) -> Mapping[tuple[str, str], Person]:
        both = {
            (role, one.id): one
            for role, table in (("mentee", self.people.mentees), ("mentor", self.people.mentors))
            for one in table
        }
        without = {who for (_, who), one in both.items() if not one.consent}
        return {key: one for key, one in both.items() if key[1] not in without}

    def who(self, number: int | None, role: str) -> Person | None:
        """Return a person who takes part in a role, with consent; None if they do not, or no longer."""
        return None if number is None else self._taking_part.get((role, self.ids.get(number, "")))

    def may_be_told(self, news: News) -> bool:
        """Return whether the person, and the partner whose address they get, still take part with consent."""
        partner = news.kind not in {"matched", "rematch"} or self.who(news.partner, OTHER[news.role])
        return bool(partner and self.who(news.person, news.role))

    def news(self, run: int, day: date) -> Iterator[News]:
        """Yield what there is to tell on a day of the pairs of a run, of pairs that are over, and who waits.

        What was written before is among it. Only with the last run that was approved is anybody told to wait.
        """
        for one in self.pairs.values():
            if one.run == run and one.state in LIVE:
                for role in OTHER:
                    had = any(entry < one.id for entry in self._had.get((role, getattr(one, role)), ()))
                    yield self._of_pair(one, role, "rematch" if had else "matched", "pair")
        heard = self.begun | {one.pair for one in self.emails.values()}
        for number, (_, ended) in self.over.items():
            one = self.pairs[number]
            recent = self.runs[one.run].state == "approved" and day - RECENT <= ended <= day
            for role in OTHER if recent and number in heard else ():
                kind = "completed" if one.state == "completed" else "ended"
                yield replace(self._of_pair(one, role, kind, "over"), begun=number in self.begun)
        if run == max(number for number, one in self.runs.items() if one.state == "approved"):
            of_run = {one.id for one in self.pairs.values() if one.run == run} & heard
            have = {one.mentee for one in self.pairs.values() if one.state in LIVE or one.id in of_run}
            for number in sorted(self.ids.keys() - have):
                mentee = self.who(number, "mentee")
                if isinstance(mentee, Mentee) and mentee.demand:
                    yield News("waiting", "mentee", self._key(run, "waiting", number), run, number)

    @cached_property
    def _had(self) -> Mapping[tuple[str, int], list[int]]:
        """Who had a partner -> the entries that say that a pair of theirs was over."""
        found: dict[tuple[str, int], list[int]] = {}
        for number, (entry, _) in self.over.items():
            if self.pairs[number].state in _HAD:
                for role in OTHER:
                    found.setdefault((role, getattr(self.pairs[number], role)), []).append(entry)
        return found

    def _of_pair(self, pair: Any, role: str, kind: str, what: str) -> News:
        me, partner = getattr(pair, role), getattr(pair, OTHER[role])
        return News(kind, role, self._key(pair.run, what, pair.id, me), pair.run, me, pair.id, partner)

    def of_result(self, news: News) -> News:
        """Return that somebody who is told of a pair, or to wait, gets the statement of their result."""
        key = self._key(news.run, "result", news.person)
        return News("result", news.role, key, news.run, news.person)

    def _key(self, run: int, *what: object) -> str:
        return sha256(" ".join(map(str, (self.runs[run].key, *what))).encode()).hexdigest()
