"""Matchings and the record: made from it, written to it exactly once, read back, certified, approved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Self

import numpy as np
from immutabledict import immutabledict
from sqlalchemy import Connection, func, select

from mentormatch.analysis.run_record import run_record, versions
from mentormatch.candidates.search import find_candidates, ids_of_pairs
from mentormatch.changes.base import Change
from mentormatch.changes.history import History, Pair, PairState
from mentormatch.errors import CertificateError, StoreError
from mentormatch.matching.result import Matching
from mentormatch.matching.saving import history_as_json
from mentormatch.people.model import People
from mentormatch.people.person import Person
from mentormatch.policy import Policy
from mentormatch.problem.build import assemble
from mentormatch.problem.solution import Answer, Solution, Status
from mentormatch.proof.certificate import certify
from mentormatch.record.chain import append, head, remove
from mentormatch.record.members import ROLES, TIES, named, numbers, people_of, replace_rows, rows_of, stored
from mentormatch.record.states import PairKey, begin, find_pair, find_run, happen, lead
from mentormatch.record.tables import LIVE, MOVES, approval, event, pair, personal, run
from mentormatch.rematching.kept_pairs import find_pairs
from mentormatch.rematching.result import Rematching, Was
from mentormatch.scoring import score_pairs

_ORIGIN = "_origin"
_BEGUN = ("accepted", "active", "paused")
_OVER = tuple(one.value for one in PairState if not one.has_begun and one is not PairState.PROPOSED)


@dataclass(frozen=True, eq=False)
class Origin:
    """What the record was when a matching was made from it.

    Parameters
    ----------
    head : str
        Hash of its last entry.
    begun : mapping of (str, str) to bool
        Every pair that was proposed or went on -> whether it had begun.
    asked : str
        Hash of the changes and the policy.
    repeats : str
        Key of the run that has already made just these changes, or nothing.
    """

    head: str
    people: People
    begun: Mapping[Pair, bool]
    asked: str
    repeats: str = ""

    @classmethod
    def of(cls, db: Connection, people: People, asked: str) -> Self:
        """Return what the record is now."""
        ids = {number: who for who, number in numbers(stored(db)).items()}
        begun = {one: state in _BEGUN for one, (_, state) in _live(db, ids).items()}
        return cls(head(db)[2], people, begun, asked, _repeated(db, asked))


@dataclass(frozen=True)
class Approved:
    """What became of a run when it was approved.

    Parameters
    ----------
    run : str
        Its id.
    pairs : tuple of int
        Numbers of the pairs that may be told.
    blocked : tuple of int
        Those that may no longer meet, such as after a withdrawal: they are not released.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> with mm.Record.open("scheme.db") as record:
    ...     done = record.import_people(people)
    ...     run = record.propose(record.match(mm.Policy()))
    ...     record.approve(run, by="A Coordinator").pairs
    (11,)
    """

    run: str
    pairs: tuple[int, ...]
    blocked: tuple[int, ...]


def hashed(*parts: object) -> str:
    """Return one hash of several values."""
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def asked_by(changes: Sequence[Change], policy: Policy) -> str:
    """Return what stands for a command: its changes, the policy, and the version."""
    said = [
        (type(one).__name__, {name: _plain(value) for name, value in one.all_fields.items()})
        for one in changes
    ]
    return hashed(said, policy.model_dump(mode="json"), versions())


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, Person) else value


def _repeated(db: Connection, asked: str) -> str:
    """Return the key of the last run if it is what is asked and nothing happened since; or nothing."""
    last = db.execute(
        select(run.c.id, run.c.key, run.c.asked, func.max(event.c.id).label("seq"))
        .join(event, event.c.run == run.c.id)
        .group_by(run.c.id)
        .order_by(run.c.id.desc())
        .limit(1)
    ).first()
    if last is None or last.asked != asked or last.seq != head(db)[0]:
        return ""
    said = db.scalar(select(approval.c.changed).where(approval.c.run == last.id))
    # Whoever lost a pair when it was approved waits for another one.
    return "" if any(json.loads(said or "{}").values()) else last.key


def policy_of(db: Connection) -> Policy | None:
    """Return the policy of the last run; None if there is none."""
    text = db.scalar(select(personal.c.data).where(personal.c.kind == "policy"))
    return None if text is None else Policy.model_validate_json(text)


def matching_of(db: Connection, policy: Policy) -> Matching:
    """Return the matching that the record holds: its people, and the pairs that are proposed or go on."""
    people = people_of(db)
    ids = {number: who for who, number in numbers(stored(db)).items()}
    rows = db.execute(select(pair, run.c.state.label("released")).join(run).order_by(pair.c.id))
    found = {
        (ids[one.mentee], ids[one.mentor]): one for one in rows if one.mentee in ids and one.mentor in ids
    }
    states = {who: one.state for who, one in found.items()}
    candidates = find_candidates(people, policy)
    scores = score_pairs(people, candidates, policy)
    # Rules that name people who have left may be among those of the policy; nothing is solved here.
    problem = assemble(people, policy.replace(rules=()), candidates, scores.points)
    chosen = find_pairs(people, candidates, (one for one, state in states.items() if state in LIVE))
    solution = Solution(Answer.of(chosen, problem.score), Status.FEASIBLE)
    matching = Matching(people, policy, candidates, scores, problem, solution)
    there = frozenset(matching.pair_ids)
    last = select(run.c.waiting).where(run.c.state != "rejected").order_by(run.c.id.desc()).limit(1)
    rounds = json.loads(db.scalar(last) or "[{}, {}]")
    mentees = set(people.mentee_ids)
    waited, proposed = (
        immutabledict((ids[int(one)], n) for one, n in each.items() if ids.get(int(one)) in mentees)
        for each in rounds
    )
    active = frozenset(one for one in there if states[one] in _BEGUN)
    paused = frozenset(one for one in there if states[one] == PairState.PAUSED)
    offered = frozenset(one for one in there - active if found[one].released == "approved")
    history = History(active, _ended(db, ids), waited, proposed, paused, offered)
    return replace(matching, history=history)


def _ended(db: Connection, ids: Mapping[int, str]) -> tuple[tuple[str, str, PairState], ...]:
    """Return the pairs that have ended, in the order in which they did."""
    query = select(pair.c.mentee, pair.c.mentor, pair.c.state).join(event, event.c.pair == pair.c.id)
    query = query.where(pair.c.state.in_(_OVER)).group_by(pair.c.id).order_by(func.max(event.c.id))
    return tuple(
        (ids[mentee], ids[mentor], PairState(state))
        for mentee, mentor, state in db.execute(query)
        if mentee in ids and mentor in ids
    )


def with_origin(matching: Matching, origin: Origin) -> Matching:
    """Return a matching that knows what the record was; it forgets that when it is saved or pickled."""
    vars(matching)[_ORIGIN] = origin
    return matching


def propose(db: Connection, matching: Matching, day: str) -> str:
    """Write a matching with its pairs, and return the id of its run; see `Record.propose`."""
    origin: Origin | None = vars(matching).get(_ORIGIN)
    if matching.status not in {Status.OPTIMAL, Status.FEASIBLE}:
        raise StoreError(f"a matching that is {matching.status} cannot be proposed: allow more time")
    was = sorted(matching.was.pair_ids) if isinstance(matching, Rematching) else []
    inputs = hashed(
        matching.people.model_dump_json(), history_as_json(matching.history), was,
        "" if origin is None else origin.head,
    )  # fmt: skip
    # With the inputs, so that nobody whom a rule names can be guessed from it.
    policy = hashed(inputs, matching.policy.model_dump(mode="json"))
    key = hashed(policy, versions())
    key = key if origin is None or not origin.repeats else origin.repeats
    if db.scalar(select(run.c.id).where(run.c.key == key)) is not None:
        return key
    _store_people(db, matching, origin, day)
    known = numbers(stored(db))
    result = run_record(matching, [], {})
    result["policy"]["rules"] = [rule["rule"] for rule in result["policy"]["rules"]]
    waiting = [
        {str(known[one]): rounds for one, rounds in each.items() if one in known}
        for each in (matching.history.waited, matching.history.proposed)
    ]
    row = {
        "key": key, "inputs": inputs, "policy": policy, "seed": matching.policy.seed,
        "versions": json.dumps(result.pop("versions")), "result": json.dumps(result),
        "waiting": json.dumps(waiting), "asked": None if origin is None else origin.asked,
    }  # fmt: skip
    (number,) = append(db, run, [{**row, "state": "proposed"}])
    _write_pairs(db, matching, origin, number, known, day)
    _certify_written(db, matching, known)
    # The last entry of the run: if it is that of the record, nothing has happened since.
    append(db, event, [{"event": "propose", "run": number, "day": day}])
    return key


def _store_people(db: Connection, matching: Matching, origin: Origin | None, day: str) -> None:
    """Write what the matching knows of people: of one that was made from the record, what it changed.

    Consent that was withdrawn meanwhile stays so.
    """
    new, old = rows_of(matching.people), stored(db)
    if origin is not None:
        was = rows_of(origin.people)
        now = {key: row.data for key, row in old.items()}
        changed = {key: data for key, data in new.items() if was.get(key) != data}
        new = {key: data for key, data in (now | changed).items() if key in new or key not in was}
    else:
        # One that was made elsewhere says who is new and who has left, and knows no more of the others.
        left = {one for one, *_ in matching.people.known_as} if isinstance(matching, Rematching) else set()
        known = {key: row.data for key, row in old.items() if key[0] in TIES or key[1] not in left}
        new = known | new if isinstance(matching, Rematching) else new | known
    for key, row in old.items():
        if key[0] in ROLES and key in new and not json.loads(row.data).get("consent", False):
            new[key] = json.dumps({**json.loads(new[key]), "consent": False})
    replace_rows(db, old, new, day)
    text, there = matching.policy.model_dump_json(), stored(db, ["policy"])
    if [row.data for row in there.values()] != [text]:
        remove(db, "replaced", [(personal, [row.id for row in there.values()])])
        append(db, personal, [{"kind": "policy", "key": "", "data": text}])


def _live(db: Connection, ids: Mapping[int, str]) -> dict[Pair, tuple[int, str]]:
    """Return the pairs that are proposed or go on, by ids, each with its number and state."""
    rows = db.execute(select(pair).where(pair.c.state.in_(LIVE)).order_by(pair.c.id))
    return {(ids[one.mentee], ids[one.mentor]): (one.id, one.state) for one in rows}


def _write_pairs(
    db: Connection, matching: Matching, origin: Origin | None, number: int, known: Mapping[str, int], day: str
) -> None:
    """Write what the matching makes of the pairs that there are, and propose the others."""
    live = _live(db, {number: who for who, number in known.items()})
    points = matching.scores.points[matching.solution.chosen].tolist()
    chosen = dict(zip(matching.pair_ids, points, strict=True))
    was = matching.was if isinstance(matching, Rematching) else Was()
    begun = {one: one in was.history.active for one in was.points} if origin is None else origin.begun
    became = {(*one,): state for *one, state in matching.history.ended[len(was.history.ended) :]}
    ends: dict[str, list[int]] = {}
    for one, (at, state) in live.items():
        if one not in chosen:
            as_it_was = begun.get(one) == (state in _BEGUN)
            ends.setdefault(_ending(at, state, became.get(one), as_it_was=as_it_was), []).append(at)
        elif one in was.points and matching.history.state(one) is not was.state(one):
            lead(db, pair, at, matching.history.state(one).value, day)
    for what, which in ends.items():
        happen(db, pair, which, what, day)
    new = [one for one in chosen if one not in live and one not in begun and {*one} <= known.keys()]
    free = _free_units(db, known, Counter(mentee for mentee, _ in new))
    rows = [
        {"run": number, "mentee": known[mentee], "mentor": known[mentor], "unit": next(free[mentee]),
         "points": chosen[mentee, mentor]}
        for mentee, mentor in new
    ]  # fmt: skip
    begin(db, pair, rows, "propose", day)


def _ending(at: int, state: str, became: PairState | None, *, as_it_was: bool) -> str:
    """Return the event by which a pair ends that is no longer one.

    Raises
    ------
    StoreError
        If it was agreed since the matching was made, or the matching does not know of it.
    """
    for (before, what), after in MOVES["pair"].items():
        if (before, after) == (state, became):
            return what
    if as_it_was or state == "proposed":
        return "end" if state in {"active", "paused"} else "withdraw"
    raise StoreError(
        f"pair {at} is {state}, and this matching, which does not know that, would end it: match again from "
        "the record"
    )


def _free_units(
    db: Connection, known: Mapping[str, int], wanted: Mapping[str, int]
) -> dict[str, Iterator[int]]:
    """Return the units of each mentee's demand that no pair fills."""
    filled: dict[int, set[int]] = {}
    for one in db.execute(select(pair.c.mentee, pair.c.unit).where(pair.c.state.in_(LIVE))):
        filled.setdefault(one.mentee, set()).add(one.unit)
    return {
        who: iter([unit for unit in range(1, n + 1 + len(taken)) if unit not in taken])
        for who, n in wanted.items()
        for taken in [filled.get(known[who], set())]
    }


def _certify_written(db: Connection, matching: Matching, known: Mapping[str, int]) -> None:
    """Read the pairs back, and certify them against the problem that was solved.

    Raises
    ------
    CertificateError
        If what was written is no matching that keeps every rule; nothing is written then.
    """
    written = _live(db, {number: who for who, number in known.items()})
    chosen = find_pairs(matching.people, matching.candidates, written)
    if len(chosen) == matching.solution.n_matched:
        check = certify(matching.problem, matching.solution.replace(chosen=chosen))
    else:
        # Pairs that ended meanwhile are left out, so that claims about all of them no longer hold.
        problem = matching.problem.replace(rules=())
        check = certify(problem, Solution(Answer.of(chosen, problem.score), Status.FEASIBLE))
    if len(chosen) < len(written) or not check.feasible:
        raise CertificateError("what was written is not the matching that was solved: nothing was changed")


def approve(
    db: Connection, key: str, by: str, day: str, shown: str | None = None, without: Sequence[PairKey] = ()
) -> Approved:
    """Release the pairs of a run; see `Record.approve`."""
    number, state = find_run(db, key)
    if state != "approved":
        blocked, taken_out = _block(db, number), [find_pair(db, one) for one in without]
        if set(taken_out) - set(_proposed(db, number)):
            raise StoreError(
                "a pair that is to be taken out is none of this run: check the list of its pairs"
            )
        happen(db, pair, sorted({*blocked, *taken_out}), "withdraw", day)
        who = named(db, by, day, officer=True)
        changed = json.dumps({"blocked": blocked, "taken_out": taken_out})
        append(db, approval, [{"run": number, "by": who, "shown": shown, "changed": changed}])
        happen(db, run, [number], "approve", day, by=who)
    said = db.scalar(select(approval.c.changed).where(approval.c.run == number))
    pairs = db.scalars(select(pair.c.id).where(pair.c.run == number, pair.c.state.in_(LIVE)))
    return Approved(
        str(db.scalar(select(run.c.key).where(run.c.id == number))),
        tuple(pairs),
        tuple(json.loads(said or "{}").get("blocked", ())),
    )


def _block(db: Connection, number: int) -> list[int]:
    """Return the proposed pairs of a run that may no longer meet; the others are certified again.

    Raises
    ------
    StoreError
        If somebody has, with the others, more partners than they want or take.
    """
    policy, people = policy_of(db) or Policy(), people_of(db)
    live = _live(db, {number: who for who, number in numbers(stored(db)).items()})
    candidates = find_candidates(people, policy)
    may = find_pairs(people, candidates, live)
    there = set(ids_of_pairs(people, candidates, may))
    mine = set(_proposed(db, number))
    blocked = sorted(at for one, (at, _) in live.items() if at in mine and one not in there)
    score = np.zeros(len(candidates), np.int64)
    problem = assemble(people, policy.replace(rules=()), candidates, score).replace(rules=())
    if not certify(problem, Solution(Answer.of(may, score), Status.FEASIBLE)).feasible:
        raise StoreError(
            "since this matching was made, somebody wants fewer mentors or takes fewer mentees: match again"
        )
    return blocked


def _proposed(db: Connection, number: int) -> Sequence[int]:
    """Return the pairs of a run that are proposed and no more."""
    return db.scalars(select(pair.c.id).where(pair.c.run == number, pair.c.state == "proposed")).all()


def reject(db: Connection, key: str, by: str, day: str) -> None:
    """Take a run back before it is approved; see `Record.reject`."""
    number, _ = find_run(db, key)
    happen(db, run, [number], "reject", day, by=named(db, by, day, officer=True))
    happen(db, pair, _proposed(db, number), "withdraw", day)
