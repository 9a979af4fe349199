"""`readiness`: what can be foreseen before matching, and which answers would help most."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from mentormatch.analysis.answers import Asked, answers_of, asked
from mentormatch.analysis.chance import chance_of_nobody
from mentormatch.analysis.supply import supply_table
from mentormatch.arrays import Bools, Floats, Ints, counted
from mentormatch.candidates.all_reasons import AllReasons
from mentormatch.candidates.search import Candidates, find_candidates, reasons_of
from mentormatch.display.facts import Facts, as_html, as_text
from mentormatch.engine.solve import solve
from mentormatch.errors import InfeasibleError, PolicyError, ProblemError
from mentormatch.matching.arguments import check_declared, people_given, policy_given
from mentormatch.matching.unmatched import in_words
from mentormatch.people.model import People
from mentormatch.people.person import ROLES, Role
from mentormatch.policy import Policy
from mentormatch.problem.build import assemble
from mentormatch.problem.rules_by_id import policy_by_id
from mentormatch.problem.solution import Status
from mentormatch.rules import Floor
from mentormatch.scoring import score_pairs

if TYPE_CHECKING:
    import pandas as pd

FEW = 2
"""As many candidates, or fewer, are few."""


def readiness(
    people: People,
    policy: Policy | None = None,
    *,
    seed: int = 0,
    draws: int = 50,
    joiners: float = 0.1,
    time_limit: float = 10.0,
) -> Readiness:
    """Return what can be foreseen before matching: who may be left out, and which answers would help most.

    Parameters
    ----------
    people : People
        Everybody who has applied so far.
    policy : Policy, optional
        The defaults if it is left out.
    seed : int
        Of all that is drawn: who joins, the lottery, and answers that nobody can know beforehand.
    draws : int
        Matchings drawn for the chance of nobody; its standard error is at most ``0.5 / sqrt(draws)``.
    joiners : float
        People who may yet join, on each side, as a share of those who are there.
    time_limit : float
        Seconds for finding out whether the rules of the policy can hold.

    Returns
    -------
    Readiness
        It does not depend on the order of the people.

    Raises
    ------
    ArgumentError
        If `people` is not `People`, or `policy` is not a `Policy`.
    RecordError
        If answers to criteria of the policy cannot be compared.
    CandidateError
        If more pairs may meet than the policy allows.

    Examples
    --------
    >>> mentees = [{"id": "e1", "consent": True}, {"id": "e2"}]
    >>> ready = mm.readiness(mm.People(mentees=mentees, mentors=[{"id": "r1", "consent": True}]))
    >>> ready.people["candidates"].tolist(), ready.people["help"].tolist()[1]
    ([1, 0, 1], 'giving consent would raise 0 candidates to 1')
    """
    policy = policy_given(policy, Policy())
    people = people_given(people).in_id_order()
    check_declared(people, policy)
    candidates = find_candidates(people, policy)
    reasons = reasons_of(candidates, people, policy)
    rng = np.random.default_rng(seed)
    sides = {role: _Side.of(people, policy, candidates, reasons, role, rng) for role in ROLES}
    chances = {role: _chance(people, candidates, role, draws, joiners, rng) for role in ROLES}
    conflicts, are_open = _conflicts(people, policy, candidates, time_limit)
    mentees, mentors = (~_out(reasons, role) for role in ROLES)
    return Readiness(
        people=_people_table(people, sides, chances, reasons),
        answers=_answers_table(people, sides),
        missing=_missing_table(sides),
        supply=supply_table(people, policy, mentees, mentors, sides["mentee"].candidates == 0),
        conflicts=conflicts,
        rules_open=are_open,
        n_rules=len(policy.rules),
        seed=seed,
        draws=draws,
        joiners=joiners,
    )


@dataclass(frozen=True, eq=False, repr=False)
class Readiness:
    """What can be foreseen before matching.

    Parameters
    ----------
    people : DataFrame
        One row for each person, mentees first, in the order of ids: ``person_id``, ``role``, ``candidates``
        (how many they may meet), ``chance_of_nobody``, ``reason`` (why there are no candidates: a code),
        ``detail`` (the same in words), and the answer that would help most: ``answer`` (its key),
        ``would_be`` (candidates then) and ``help`` (a sentence); empty, or as many as now, where none would.
    answers : DataFrame
        ``person_id``, ``role``, ``answer``, ``candidates``, ``would_be``: each answer that would raise a
        person's candidates, one answer changed and everybody else as they are.
    missing : DataFrame
        Answers that are missing, those that matter most first: ``role``, ``answer``, ``people`` (who have not
        given it), ``from_nobody`` (of these, who have no candidates now and would have some), ``gain``
        (candidates that each would gain by it, on average).
    supply : DataFrame
        See `mentormatch.analysis.supply.supply_table`.
    conflicts : tuple of str
        What in the rules of the policy a match would refuse, in words; empty if nothing was found.
    rules_open : bool
        Whether it was not found out in time if the rules can hold.
    n_rules : int
        How many rules the policy has.
    seed, draws : int
        As given to `readiness`.
    joiners : float
        As given to `readiness`.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1"}])
    >>> ready = mm.readiness(people)
    >>> ready.people[["person_id", "candidates", "reason"]]
      person_id  candidates        reason
    0        e1           0  no_candidate
    1        r1           0    no_consent
    """

    people: pd.DataFrame
    answers: pd.DataFrame
    missing: pd.DataFrame
    supply: pd.DataFrame
    conflicts: tuple[str, ...]
    rules_open: bool
    n_rules: int
    seed: int
    draws: int
    joiners: float

    @cached_property
    def unreachable(self) -> pd.DataFrame:
        """The mentors whom nobody can reach: the rows of `people` of mentors without candidates."""
        people = self.people
        return people[(people["role"] == "mentor") & (people["candidates"] == 0)].reset_index(drop=True)

    @cached_property
    def facts(self) -> Facts:
        """The lines of `summary`, as (name, text)."""
        return tuple(_facts(self))

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables by name, as they are written to files."""
        return {name: getattr(self, name) for name in ("people", "answers", "missing", "supply")}

    def summary(self) -> str:
        """Return what can be foreseen in a few lines of text."""
        return as_text(self.facts)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return as_html("Readiness", self.facts)

    def to_json(self) -> str:
        """Return everything as JSON: each table as a list of rows, a chance that was not drawn as null."""
        data: dict[str, Any] = {
            "seed": self.seed,
            "draws": self.draws,
            "joiners": self.joiners,
            "rules": self.n_rules,
            "rules_open": self.rules_open,
            "conflicts": self.conflicts,
        }
        rows = {name: json.loads(table.to_json(orient="records")) for name, table in self.tables.items()}
        return json.dumps({**data, **rows}, indent=1, ensure_ascii=False)


@dataclass(frozen=True, eq=False)
class _Side:
    """One role: candidates now, and with each answer that could be given instead."""

    candidates: Ints
    asked: tuple[Asked, ...]

    @classmethod
    def of(
        cls,
        people: People,
        policy: Policy,
        candidates: Candidates,
        reasons: AllReasons,
        role: Role,
        rng: np.random.Generator,
    ) -> _Side:
        if role == "mentee":
            count = np.bincount(candidates.mentee, minlength=candidates.n_mentees)
        else:
            count = np.bincount(candidates.mentor, minlength=candidates.n_mentors)
        return cls(count, tuple(asked(reasons, role, one) for one in answers_of(people, policy, role, rng)))

    @cached_property
    def best(self) -> tuple[Ints, Ints]:
        """Which of `asked` helps each person most (-1 if none does), and how many candidates it gives."""
        which, most = np.full(len(self.candidates), -1), self.candidates.copy()
        for k, one in enumerate(self.asked):
            better = one.candidates > most[one.positions]
            most[one.positions[better]] = one.candidates[better]
            which[one.positions[better]] = k
        return which, most


def _out(reasons: AllReasons, role: Role) -> Bools:
    """Return whom a reason that lies in them alone excludes."""
    masks = [one.mentee_out if role == "mentee" else one.mentor_out for one in reasons.in_people]
    return np.asarray(np.any(masks, axis=0))


def _chance(
    people: People, candidates: Candidates, role: Role, draws: int, joiners: float, rng: np.random.Generator
) -> Floats:
    pairs, room = (candidates.mentee, candidates.mentor), [one.capacity for one in people.mentors]
    if role == "mentor":
        pairs, room = pairs[::-1], [one.demand for one in people.mentees]
    n = len(people.mentees if role == "mentee" else people.mentors)
    return chance_of_nobody(*pairs, np.array(room, np.int64), n, draws=draws, joiners=joiners, rng=rng)


def _conflicts(
    people: People, policy: Policy, candidates: Candidates, time_limit: float
) -> tuple[tuple[str, ...], bool]:
    """Return what a match would refuse in the rules of a policy, and whether that is open."""
    if not policy.rules:
        return (), False
    try:
        named = policy_by_id(people, policy).policy
        points = np.zeros(len(candidates), np.int64)
        if any(isinstance(rule, Floor) for rule in named.rules):  # the only one that counts scores
            points = score_pairs(people, candidates, named).points
        problem = assemble(people, named, candidates, points)
        found = solve(problem, ("matched",), time_limit=time_limit, lottery=False)
    except (PolicyError, ProblemError, InfeasibleError) as error:
        return (str(error),), False
    return (), found.status is Status.UNKNOWN


def _people_table(
    people: People, sides: Mapping[Role, _Side], chances: Mapping[Role, Floats], reasons: AllReasons
) -> pd.DataFrame:
    import pandas as pd

    frames = []
    for role, ids in zip(ROLES, (people.mentee_ids, people.mentor_ids), strict=True):
        side = sides[role]
        which, most = side.best
        why = [
            _why(reasons, role, k) if count == 0 else ("", "")
            for k, count in enumerate(side.candidates.tolist())
        ]
        best = [side.asked[k] if k >= 0 else None for k in which.tolist()]
        frames.append(
            pd.DataFrame(
                {
                    "person_id": pd.Series(ids, dtype=object),
                    "role": role,
                    "candidates": side.candidates,
                    "chance_of_nobody": chances[role],
                    "reason": pd.Series([code for code, _ in why], dtype=object),
                    "detail": pd.Series([words for _, words in why], dtype=object),
                    "answer": pd.Series([one.answer.key if one else "" for one in best], dtype=object),
                    "would_be": most,
                    "help": pd.Series(
                        [
                            _help(one, now, then) if one else ""
                            for one, now, then in zip(best, side.candidates, most, strict=True)
                        ],
                        dtype=object,
                    ),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _why(reasons: AllReasons, role: Role, position: int) -> tuple[str, str]:
    """Return why a person has no candidates, as a code and in words."""
    own = reasons.own_reason(role, position)
    if own is not None:
        return own, in_words({own: 1}).removeprefix("1 ")
    counts = reasons.counts(role, position)
    return "no_candidate", in_words(counts) or "nobody on the other side"


def _help(one: Asked, now: int, then: int) -> str:
    about = "about " if len(one.answer.give) > 1 else ""
    return f"{one.answer.doing} would raise {counted(now, 'candidate')} to {about}{then}"


def _answers_table(people: People, sides: Mapping[Role, _Side]) -> pd.DataFrame:
    import pandas as pd

    frames = []
    for role, ids in zip(ROLES, (people.mentee_ids, people.mentor_ids), strict=True):
        names, now = np.array(ids, object), sides[role].candidates
        for one in sides[role].asked:
            more = one.candidates > now[one.positions]
            at = one.positions[more]
            columns = (names[at], role, one.answer.key, now[at], one.candidates[more])
            frames.append(pd.DataFrame(dict(zip(_ANSWERS, columns, strict=True)), index=range(len(at))))
    frames = [frame for frame in frames if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(_ANSWERS))


_ANSWERS = ("person_id", "role", "answer", "candidates", "would_be")


def _missing_table(sides: Mapping[Role, _Side]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for role, side in sides.items():
        for one in side.asked:
            if one.answer.is_missing and len(one.positions):
                now = side.candidates[one.positions]
                rescued = int(np.count_nonzero((now == 0) & (one.candidates > 0)))
                gain = float(np.mean(one.candidates - now))
                rows.append((role, one.answer.key, len(one.positions), rescued, gain))
    frame = pd.DataFrame(rows, columns=["role", "answer", "people", "from_nobody", "gain"])
    return frame.sort_values(["from_nobody", "gain"], ascending=False, kind="stable", ignore_index=True)


def _facts(ready: Readiness) -> Iterator[tuple[str, str]]:
    people = ready.people
    for role in ROLES:
        side = people[people["role"] == role]
        none, few = (side["candidates"] == 0).sum(), side["candidates"].between(1, FEW).sum()
        yield f"{role.capitalize()}s", f"{len(side)}: {none} without candidates, {few} with 1 or {FEW}"
        if none:
            codes = side.loc[side["candidates"] == 0, "reason"].value_counts()
            yield f"{role.capitalize()}s without", in_words({str(code): int(n) for code, n in codes.items()})
    mentees = people[people["role"] == "mentee"]
    if ready.draws and len(mentees):
        nobody = mentees["chance_of_nobody"]
        left = f"{nobody.sum():.1f} on average, {(nobody > 0).sum()} at least once"
        yield "Mentees left out", f"{left} ({_draws(ready)})"
    helped = people[(people["candidates"] == 0) & (people["would_be"] > 0)]
    if len(helped):
        kinds = (
            helped["answer"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
        )
        yield "One answer would do", ", ".join(f"{key} for {n}" for key, n in kinds.items())
    yield "Rules", _of_rules(ready)


def _draws(ready: Readiness) -> str:
    return f"{ready.draws} draws, {100 * ready.joiners:g}% joining, seed {ready.seed}"


def _of_rules(ready: Readiness) -> str:
    if ready.conflicts:
        return f"will conflict: {' '.join(ready.conflicts)}"
    if not ready.n_rules:
        return "none in the policy"
    return "whether all can hold is open: allow more time" if ready.rules_open else "all can hold"
