"""What there is to tell people: who is in a pair, waits for one, or was in one that is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from mentormatch.errors import StoreError
from mentormatch.people.person import ROLES, Mentee, Person
from mentormatch.record.tables import LIVE
from mentormatch.report.of_record import OfRecord

if TYPE_CHECKING:
    from mentormatch.record.record import Record

OTHER = {"mentee": "mentor", "mentor": "mentee"}
RECENT = timedelta(days=31)
"""What ended before that is no news any more."""
OF_PAIR = {"matched", "rematch"}
"""Kinds that give somebody a partner's address."""
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


def file_name(person: int, kind: str, key: str) -> str:
    """Return the name of the file of an e-mail: the pseudonym, the kind and the beginning of the key."""
    return f"P{person}-{kind}-{key[:12]}"


class Facts:
    """What the record holds, as far as e-mails need it.

    Attributes
    ----------
    known : OfRecord
    people : mapping of (str, int) to Mentee or Mentor
        By role and number: who takes part with consent.
    runs, pairs, emails : mapping of int to row
        Of those tables.
    state : mapping of int to str
        E-mail -> what became of it last.
    """

    def __init__(self, record: Record) -> None:
        self.known = known = OfRecord(record)
        self.runs, self.pairs, self.emails = (
            {row["id"]: row for row in known.rows(table)} for table in ("run", "pair", "email")
        )
        self.state = {row["email"]: row["what"] for row in known.rows("delivery")}
        self.people = _taking_part(known)
        self._approved = {number for number, run in self.runs.items() if run["state"] == "approved"}
        events = [row for row in known.rows("event") if row["pair"]]
        self._begun = {row["pair"] for row in events if row["event"] in {"accept", "begin"}}
        # Of a pair that is over, the last entry says so.
        self._over = {row["pair"]: row for row in events if self.pairs[row["pair"]]["state"] not in LIVE}

    @cached_property
    def logged(self) -> Mapping[str, int]:
        """Key -> number of every e-mail that was written."""
        return {row["key"]: number for number, row in self.emails.items()}

    def approved(self, run: str | None) -> int:
        """Return the number of a run by its id or the beginning of it; of the last one if that is left out.

        Raises
        ------
        StoreError
            If there is none, or it was not approved.
        """
        open_ = [one for one in self.runs.values() if one["state"] != "rejected"]
        found = [one for one in open_ if one["key"].startswith(run or "")]
        if not found or (run is not None and len(found) > 1):
            raise StoreError(
                "there is no such run in the record: give its id as mentormatch scheme match printed it"
            )
        number: int = found[-1]["id"]
        if number not in self._approved:
            key = found[-1]["key"][:12]
            raise StoreError(
                f"run {key} was not approved, so that nobody may be told of it: look at its pairs, then type "
                f"mentormatch scheme approve {key} --by NAME; or name an approved run by --run"
            )
        return number

    def who(self, number: int | None, role: str) -> Person | None:
        """Return a person who takes part in a role, with consent; None if they do not, or no longer."""
        return None if number is None else self.people.get((role, number))

    def may_be_told(self, news: News) -> bool:
        """Return whether the person, and the partner whose address they get, still take part with consent."""
        partner = news.kind not in OF_PAIR or self.who(news.partner, OTHER[news.role])
        return bool(partner and self.who(news.person, news.role))

    def news(self, run: int, day: date) -> dict[str, News]:
        """Return what there is to tell on a day of the pairs of a run, of pairs that are over, and who waits.

        What was written before is among it, and a statement for everybody who is told of a pair, or to wait.
        Only with the last run that was approved is anybody told to wait, or of a pair of an earlier one that
        nobody has answered yet: a review may have led to two runs.

        Returns
        -------
        dict of str to News
            By key.
        """
        last = run == max(self._approved)
        heard = self._begun | {row["pair"] for row in self.emails.values()}
        told = [*self._of_pairs(run, last=last), *(self._of_waiting(run, heard) if last else ())]
        of_results = (
            News("result", one.role, self._key(run, "result", one.person), run, one.person) for one in told
        )
        return {one.key: one for one in [*told, *self._of_over(heard, day), *of_results]}

    def _of_pairs(self, run: int, *, last: bool) -> Iterator[News]:
        had: dict[tuple[str, int], int] = {}
        for number, entry in self._over.items():
            for role in OTHER if self.pairs[number]["state"] in _HAD else ():
                who = role, self.pairs[number][role]
                had[who] = min(entry["id"], had.get(who, entry["id"]))
        for number, pair in self.pairs.items():
            unanswered = last and pair["state"] == "proposed" and pair["run"] in self._approved
            if unanswered or (pair["run"] == run and pair["state"] in LIVE):
                for role in OTHER:
                    again = had.get((role, pair[role]), number) < number
                    yield self._of_pair(pair, role, "rematch" if again else "matched", "pair")

    def _of_over(self, heard: Set[int], day: date) -> Iterator[News]:
        for number, entry in self._over.items():
            pair, ended = self.pairs[number], date.fromisoformat(entry["day"])
            if number in heard and pair["run"] in self._approved and day - RECENT <= ended <= day:
                kind = "completed" if pair["state"] == "completed" else "ended"
                yield from (self._of_pair(pair, role, kind, "over") for role in OTHER)

    def _of_waiting(self, run: int, heard: Set[int]) -> Iterator[News]:
        have = {
            pair["mentee"] for number, pair in self.pairs.items()
            if pair["state"] in LIVE or (pair["run"] == run and number in heard)
        }  # fmt: skip
        for (role, number), person in sorted(self.people.items(), key=itemgetter(0)):
            if number not in have and isinstance(person, Mentee) and person.demand:
                yield News("waiting", role, self._key(run, "waiting", number), run, number)

    def _of_pair(self, pair: Mapping[str, Any], role: str, kind: str, what: str) -> News:
        run, number, me = pair["run"], pair["id"], pair[role]
        return News(
            kind, role, self._key(run, what, number, me), run, me, number, pair[OTHER[role]],
            begun=number in self._begun,
        )  # fmt: skip

    def _key(self, run: int, *what: object) -> str:
        return sha256(" ".join(map(str, (self.runs[run]["key"], *what))).encode()).hexdigest()


def _taking_part(known: OfRecord) -> Mapping[tuple[str, int], Person]:
    people = known.record.people()
    form_of = {
        (role, one.id): one
        for role, table in zip(ROLES, (people.mentees, people.mentors), strict=True)
        for one in table
    }
    without = {who for (_, who), one in form_of.items() if not one.consent}
    return {
        (role, number): form_of[role, form["id"]]
        for (role, number), form in known.forms.items()
        if form["id"] not in without
    }
