"""`Record`: what a scheme must be able to show, kept exactly once, and no more than it should."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partialmethod
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, func, select, update

from mentormatch.arguments import check_arguments
from mentormatch.changes.base import Change
from mentormatch.errors import EventError, StoreError, did_you_mean
from mentormatch.files import write_atomically
from mentormatch.people.model import People
from mentormatch.people.person import ROLES
from mentormatch.policy import Policy
from mentormatch.record import chain, documents, emails, exported, follow_up
from mentormatch.record.chain import Verified
from mentormatch.record.documents import DOCUMENTS, day_text, row_of
from mentormatch.record.erase import erase, expire_rows, held_about
from mentormatch.record.members import (
    find_pair,
    named,
    numbers,
    people_of,
    replace_rows,
    rows_of,
    stored,
    take_effect,
)
from mentormatch.record.states import PairKey, begin, happen, lead
from mentormatch.record.store import Store
from mentormatch.record.tables import MOVES, metadata, pair, removal, run

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.matching.result import Matching
    from mentormatch.record.runs import Approved


class Record:
    """An open scheme record: see `Record.open`.

    People are named by their ids, or by their pseudonyms such as ``P12``; pairs by their number, or by the
    ids of mentee and mentor. All that is written is dated: ``day`` is today if it is left out. Every call is
    written whole or not at all.

    Parameters
    ----------
    url : str
        As for `Record.open`, which takes a path too.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> with mm.Record.open("scheme.db") as record:
    ...     numbers = record.import_people(people)
    ...     run = record.propose(record.match(mm.Policy()))
    ...     approved = record.approve(run, by="A Coordinator")
    ...     record.accept(("e1", "r1"))
    ...     record.status()
                           what  number
    0                   mentees       1
    1                   mentors       1
    2  mentees without a mentor       0
    3            pairs accepted       1
    4             runs approved       1
    5                  meetings       0
    6       answers to feedback       0
    """

    def __init__(self, url: str) -> None:
        self._store = Store(url)
        self._clean()

    @classmethod
    def open(cls, url: str | PathLike[str]) -> Self:
        """Open a record, or create it; one of an earlier version is upgraded.

        Parameters
        ----------
        url : str or path
            A file, or the URL of a PostgreSQL database such as ``postgresql://host/name``.

        Raises
        ------
        StoreError
            If it cannot be opened, or is no record.
        """
        check_arguments(Record.open, locals())
        return cls(fspath(url))

    def close(self) -> None:
        """Close it; nothing is lost if this is not called."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def import_people(self, people: People) -> None:
        """Add people, or put what is known of them now in the place of what was; nobody leaves by it."""
        check_arguments(Record.import_people, locals())
        with self._store.writing() as db:
            new = rows_of(people)
            replace_rows(db, {key: row for key, row in stored(db).items() if key in new}, new, day_text(None))

    def people(self) -> People:
        """Return everybody who takes part, with what is known of them together."""
        with self._store.reading() as db:
            return people_of(db)

    def policy(self) -> Policy | None:
        """Return the policy of the last run; None if there is none."""
        from mentormatch.record import runs

        with self._store.reading() as db:
            return runs.policy_of(db)

    def matching(self, policy: Policy | None = None) -> Matching:
        """Return the matching that the record holds: pairs that are proposed or go on, and their history.

        It is not solved, so that its status is ``feasible``.
        """
        check_arguments(Record.matching, locals())
        from mentormatch.record import runs

        with self._store.reading() as db:
            return runs.matching_of(db, policy or runs.policy_of(db) or Policy())

    def match(self, policy: Policy | None = None, **options: Any) -> Matching:
        """Match the people of the record; pairs that there are stay, as in `rematch`.

        Parameters
        ----------
        policy : Policy, optional
            That of the last run if it is left out.
        **options
            As for `mentormatch.match`.
        """
        check_arguments(Record.match, locals())
        return self._solved((), policy, options)

    def rematch(self, changes: Sequence[Change], policy: Policy | None = None, **options: Any) -> Matching:
        """Match again after changes; the same changes once more, with nothing written since, are no changes.

        Parameters
        ----------
        changes : sequence of changes
        policy : Policy, optional
        **options
            As for `mentormatch.rematch`.

        Raises
        ------
        HeldError
            If somebody else is matching.
        """
        check_arguments(Record.rematch, locals())
        return self._solved(changes, policy, options)

    def _solved(
        self, changes: Sequence[Change], policy: Policy | None, options: Mapping[str, Any]
    ) -> Matching:
        from mentormatch.matching.match import match
        from mentormatch.record import runs
        from mentormatch.rematching.rematch import rematch

        with self._store.held():
            with self._store.reading() as db:
                policy = policy or runs.policy_of(db) or Policy()
                before = runs.matching_of(db, policy)
                origin = runs.Origin.of(db, before.people, runs.asked_by(changes, policy))
            if before.pair_ids or before.history.ended or changes:
                found: Matching = rematch(before, () if origin.repeats else changes, policy, **options)
            else:
                found = match(before.people, policy, **options)
            return runs.with_origin(found, origin)

    def propose(self, matching: Matching) -> str:
        """Write a matching with its pairs, exactly once: the same one again changes nothing.

        Before it counts, what was written is read back and certified.

        Returns
        -------
        str
            Id of the run: the hash of inputs, policy and version.

        Raises
        ------
        StoreError
            If a pair was agreed meanwhile that the matching would end.
        CertificateError
            If what was written is not what was solved.
        """
        check_arguments(Record.propose, locals())
        from mentormatch.record import runs

        with self._store.writing() as db:
            return runs.propose(db, matching, day_text(None))

    def apply(self, rematching: Matching) -> str:
        """Write a rematch: pairs that it ends have ended, and new ones are proposed; see `propose`."""
        check_arguments(Record.apply, locals())
        return self.propose(rematching)

    def approve(
        self, run_id: str, by: str, *, shown: str | None = None, without: Sequence[PairKey] = ()
    ) -> Approved:
        """Release the pairs of a run, but for those that may no longer meet; again it changes nothing.

        Parameters
        ----------
        run_id : str
            What `propose` returned.
        by : str
            Who approves it.
        shown : str, optional
            Hash of what they were shown.
        without : sequence of int or (str, str)
            Pairs that they took out.
        """
        check_arguments(Record.approve, locals())
        from mentormatch.record import runs

        with self._store.writing() as db:
            return runs.approve(db, run_id, by, day_text(None), shown, without)

    def review(self, *what: Any) -> tuple[str, ...]:
        """Write a review, and propose what it led to; see `mentormatch.record.reviewed.write_review`."""
        from mentormatch.record.reviewed import write_review

        with self._store.writing() as db:
            return write_review(db, day_text(None), *what)

    def reject(self, run_id: str, by: str) -> None:
        """Take a run back before it is approved."""
        check_arguments(Record.reject, locals())
        from mentormatch.record import runs

        with self._store.writing() as db:
            runs.reject(db, run_id, by, day_text(None))

    def happened(
        self,
        key: PairKey,
        what: str,
        *,
        day: date | None = None,
        by: str | None = None,
        until: date | None = None,
    ) -> None:
        """Write what happened to a pair; the methods from `accept` on are named for it.

        Parameters
        ----------
        key : int or (str, str)
        what : str
            An event of a pair in `mentormatch.record.tables.MOVES`.
        day : date, optional
        by : str, optional
            Who said so.
        until : date, optional
            When it is to be looked at again, for a pause.

        Raises
        ------
        EventError
            If it cannot happen in the state in which the pair is.
        """
        check_arguments(Record.happened, locals())
        with self._store.writing() as db:
            number = find_pair(db, key)
            if what == "accept" and not self._approved(db, number):
                raise EventError(f"pair {number} was not approved yet: approve its run first")
            who = None if by is None else named(db, by, day_text(None), officer=True)
            again = None if until is None else until.isoformat()
            happen(db, pair, [number], what, day_text(day), by=who, until=again)
            take_effect(db, number, what, day_text(None))

    @staticmethod
    def _approved(db: Connection, number: int) -> bool:
        return db.scalar(select(run.c.state).join(pair).where(pair.c.id == number)) == "approved"

    accept = partialmethod(happened, what="accept")
    decline = partialmethod(happened, what="decline")
    begin = partialmethod(happened, what="begin")
    pause = partialmethod(happened, what="pause")
    resume = partialmethod(happened, what="resume")
    complete = partialmethod(happened, what="complete")
    dissolve = partialmethod(happened, what="dissolve")

    def expire(self, what: PairKey | date, **when: Any) -> list[str]:
        """Let an offer expire; or, given a day, remove what has been kept for as long as it may be.

        Returns
        -------
        list of str
            As `erase`.
        """
        check_arguments(Record.expire, locals())
        if not isinstance(what, date):
            self.happened(what, "expire", **when)
            return []
        with self._store.writing() as db:
            left = expire_rows(db, what)
        self._clean()
        return left

    def consent(self, person_id: str, given: bool, *, day: date | None = None) -> None:
        """Write that somebody has given consent, or withdrawn it: then no pair of theirs is released."""
        check_arguments(Record.consent, locals())
        with self._store.writing() as db:
            who = named(db, person_id, "")
            old = {key: row for key, row in stored(db, ROLES).items() if row.person == who}
            new = {
                key: json.dumps({**json.loads(row.data), "consent": given}, ensure_ascii=False)
                for key, row in old.items()
            }
            replace_rows(db, old, new, day_text(day))

    def add(self, table: str, *, day: date | None = None, **values: Any) -> int:
        """Write a row of a document, and return its number; to correct or change it, write another one.

        Parameters
        ----------
        table : str
            One of `mentormatch.record.documents.DOCUMENTS`.
        day : date, optional
        **values
            Its columns, as in `mentormatch.record.tables.SCHEMA`: people by id, pairs by number or ids.

        Raises
        ------
        StoreError
            If a column is unknown or missing, or a value does not fit.

        Examples
        --------
        >>> record.add("training", person="r1", topic="skills", due=date(2028, 3, 31))  # doctest: +SKIP
        """
        check_arguments(Record.add, locals())
        if table not in DOCUMENTS:
            raise StoreError(f"there is no document of that name{did_you_mean(table, DOCUMENTS)}")
        into, when = metadata.tables[table], day_text(day)
        with self._store.writing() as db:
            row = row_of(db, into, {**values, "day": when} if "day" in into.columns else values)
            return (
                begin(db, into, [row], "raise", when) if table in MOVES else chain.append(db, into, [row])
            )[0]

    def meeting(self, key: PairKey, *, minutes: int, online: bool = False, day: date | None = None) -> int:
        """Write that two have met; a pair that had not begun has begun by it."""
        check_arguments(Record.meeting, locals())
        with self._store.writing() as db:
            number = find_pair(db, key)
            if db.scalar(select(pair.c.state).where(pair.c.id == number)) in {"proposed", "accepted"}:
                lead(db, pair, number, "active", day_text(day))
            row = {"pair": number, "minutes": minutes, "online": int(online), "day": day_text(day)}
            return chain.append(db, metadata.tables["meeting"], [row])[0]

    def feedback(self, key: PairKey, kind: str, by: str, ratings: Mapping[str, int], **when: Any) -> int:
        """Write feedback: questions with levels from 1 to 5, and no words.

        Parameters
        ----------
        key : int or (str, str)
        kind : {"mentee_on_mentor", "mentee_on_scheme", "mentor_on_scheme", "mentor_reflection"}
        by : str
        ratings : mapping of str to int
        **when
            ``day``.
        """
        check_arguments(Record.feedback, locals())
        if not ratings or not all(type(level) is int and 1 <= level <= 5 for level in ratings.values()):
            raise StoreError("feedback is questions with whole numbers from 1 to 5")
        return self.add("feedback", pair=key, kind=kind, by=by, ratings=ratings, **when)

    def feedback_results(self, kind: str, mentor: str | None = None) -> pd.DataFrame:
        """Return the mean of each question that at least three people have answered, of a mentor or of all.

        Returns
        -------
        DataFrame
            Columns question, answers, mean (1 to 5).
        """
        check_arguments(Record.feedback_results, locals())
        with self._store.reading() as db:
            return documents.results_of(db, kind, None if mentor is None else named(db, mentor, ""))

    def challenge(self, person_id: str, run_id: str, said: str, *, day: date | None = None) -> int:
        """Write what a person says about their result, with why it is as it is; `move` says who decided."""
        check_arguments(Record.challenge, locals())
        with self._store.reading() as db:
            number, known = named(db, person_id, ""), numbers(stored(db))
        ids = {one: who for who, one in known.items()}
        sentences = self.matching().explain(ids.get(number, person_id)).sentences
        answer = documents.by_pseudonym(" ".join(sentences), known)
        return self.add("challenge", person=f"P{number}", run=run_id, said=said, answer=answer, day=day)

    def move(self, table: str, number: int, what: str, *, by: str, day: date | None = None) -> None:
        """Write what became of a concern (refer, close) or a challenge (uphold, answer), and who decided."""
        check_arguments(Record.move, locals())
        if table not in {"concern", "challenge"}:
            raise StoreError("only concerns and challenges are moved on by their number")
        with self._store.writing() as db:
            who = named(db, by, day_text(None), officer=True)
            happen(db, metadata.tables[table], [number], what, day_text(day), by=who)

    def due(self, day: date | None = None, policy: Policy | None = None) -> pd.DataFrame:
        """Return what is due by a day, what is most urgent first, each with the next command.

        Returns
        -------
        DataFrame
            Columns urgency (1 to 3), due, what, pair, mentee, mentor (pseudonyms), command, uid.
        """
        check_arguments(Record.due, locals())
        policy = policy or self.policy() or Policy()
        with self._store.reading() as db:
            return follow_up.due(db, policy.follow_up, day or date.fromisoformat(day_text(None)))

    def status(self) -> pd.DataFrame:
        """Return how many people, pairs in each state, runs, meetings and answers there are."""
        with self._store.reading() as db:
            return follow_up.status(db)

    def with_names(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a table with names in the place of pseudonyms: to be seen, and not to be kept."""
        check_arguments(Record.with_names, locals())
        with self._store.reading() as db:
            return follow_up.with_names(db, frame)

    def rows(self, table: str) -> pd.DataFrame:
        """Return the rows of a table, with people and pairs by number."""
        check_arguments(Record.rows, locals())
        with self._store.reading() as db:
            return documents.frame_of(db, table)

    def as_of(self, day: date) -> pd.DataFrame:
        """Return the pairs as they were at the end of a day.

        Returns
        -------
        DataFrame
            Columns pair, mentee, mentor (pseudonyms), state.
        """
        check_arguments(Record.as_of, locals())
        with self._store.reading() as db:
            return documents.pairs_as_of(db, day)

    def pseudonym(self, person_id: str) -> str:
        """Return the pseudonym of a person, by which everything else names them."""
        check_arguments(Record.pseudonym, locals())
        with self._store.reading() as db:
            return f"P{named(db, person_id, '')}"

    def held_about(self, person_id: str | None = None) -> dict[str, list[dict[str, Any]]]:
        """Return all that is held about a person, or about everybody, by table."""
        check_arguments(Record.held_about, locals())
        with self._store.reading() as db:
            return held_about(db, None if person_id is None else named(db, person_id, ""))

    def export(self, path: str | PathLike[str], person_id: str | None = None) -> None:
        """Write what `held_about` returns as JSON; the file is deleted when somebody in it is erased."""
        check_arguments(Record.export, locals())
        held = self.held_about(person_id)
        data = json.dumps(held, ensure_ascii=False, indent=1).encode()
        self.write_files([(Path(path), data, person_id)])

    def write_files(
        self, files: Sequence[tuple[Path, bytes, str | None]], log: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """Write files with personal data, and note them, so that they go when somebody in them is erased.

        Parameters
        ----------
        files : sequence of (Path, bytes, str or None)
            Where, what, and whom it is about, once for each of them; None if it goes with anybody.
        log : sequence of mapping
            Rows of the table ``email`` for those that are in the files.
        """
        with self._store.writing() as db:
            exported.write_files(db, files, day_text(None), log)

    def deliver(self, key: str, what: str, *, day: date | None = None) -> None:
        """Write that an e-mail is ``sending``, ``sent``, ``uncertain`` or ``refused``; never twice."""
        check_arguments(Record.deliver, locals())
        with self._store.writing() as db:
            emails.deliver(db, key, what, day_text(day))

    def export_chain(self, path: str | PathLike[str]) -> str:
        """Write the chain, which holds nobody's data, as lines of text, and return its head."""
        check_arguments(Record.export_chain, locals())
        with self._store.reading() as db:
            write_atomically(Path(path), "".join(chain.lines(db)).encode())
            return chain.head(db)[2]

    def erase(self, person_id: str) -> list[str]:
        """Remove a person's data from the database and from files that it exported; the chain still verifies.

        Their pairs end. Others who named them name their pseudonym from now on, so that lines of reporting
        stay.

        Returns
        -------
        list of str
            Exports that were altered since, and have to be deleted by hand.
        """
        check_arguments(Record.erase, locals())
        with self._store.writing() as db:
            left = erase(db, named(db, person_id, ""), day_text(None))
        self._clean()
        return left

    def _clean(self) -> None:
        """Finish what an erasure has begun: until then, files of the database may hold what it removed."""
        with self._store.reading() as db:
            waiting = db.scalar(select(func.count()).where(removal.c.cleaned == 0))
        if waiting:
            with self._store.held():
                self._store.clean()
                with self._store.writing() as db:
                    db.execute(update(removal).values(cleaned=1))

    @property
    def head(self) -> str:
        """Hash of the last entry of the chain, to be printed in reports."""
        with self._store.reading() as db:
            return chain.head(db)[2]

    def verify(self) -> Verified:
        """Return whether the chain is whole, every row is what was written, and every state follows."""
        with self._store.reading() as db:
            return chain.verify(db)
