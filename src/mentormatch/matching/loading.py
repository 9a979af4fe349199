"""Reading a saved matching: what was saved, or an error.

Checksums find damage only: whoever changes a file can write new ones. So all that follows from the people and
the policy is worked out again and compared: the candidate pairs, the points, the rules, the proof. What is
left are claims that nothing in the file can refute, such as each criterion's own scores.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from io import BufferedReader
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, TypeVar

import numpy as np
from immutabledict import immutabledict
from pydantic import Field, TypeAdapter

from mentormatch.arrays import Indices, Ints, sealed
from mentormatch.candidates.search import Candidates, find_candidates, ids_of_pairs
from mentormatch.changes.history import NO_HISTORY, History, Pair, PairState
from mentormatch.engine.network.solve import supported
from mentormatch.engine.solve import solve
from mentormatch.errors import CandidateError, MatchingFileError, MentorMatchError
from mentormatch.files import open_file, shown_name
from mentormatch.matching.archive import FORMAT, MANIFEST, NO_MATCHING, RUN, Archive, Strict, refused, seal
from mentormatch.matching.saving import history_as_json
from mentormatch.matching.shares.balance import with_shares
from mentormatch.objectives import Order
from mentormatch.people.model import People
from mentormatch.policy import Policy
from mentormatch.problem.build import NO_TERMS, PairIndex, Terms, assemble, is_stated
from mentormatch.problem.problem import LIMIT, Problem
from mentormatch.problem.shares import Counts, Organisations
from mentormatch.problem.solution import Answer, Drawn, Prices, Solution, Stage, Status
from mentormatch.problem.suspended import Suspended
from mentormatch.proof.certificate import certify, unfounded
from mentormatch.rules import MinimumLoad
from mentormatch.scoring import Scores
from mentormatch.scoring.combine import faults_of
from mentormatch.tables.files.sheets import ZIP_MAGIC

T = TypeVar("T")
Parts = tuple[People, Policy, Candidates, Scores, Problem, Solution, History, Terms]

_DAMAGE = (
    OSError, EOFError, KeyError, ValueError, zlib.error, zipfile.BadZipFile, MentorMatchError, MemoryError,
    RuntimeError,  # zipfile: an encryption flag; JSON nested too deeply
)  # fmt: skip

_Whole = Annotated[int, Field(ge=-(2**80), le=2**80)]
"""Wider than what the checker accepts, which has the last word."""
_MOST_ROUNDS = 10**6
_KM = 1e-9
"""Machines differ in the last digits of a distance."""
_OPTIONAL = ("boost", "ended")
"""Arrays that only some matchings have."""
_SECONDS = 60.0
"""How long the closest numbers of places are looked for."""
_ROOM = 1_000_000
"""Candidate pairs that are always searched for, whatever the file says how many there are."""


class _Stage(Strict):
    objective: str
    value: _Whole
    bound: _Whole
    filled: _Whole | None
    scale: _Whole | None
    rules: tuple[tuple[int, _Whole], ...] = ()
    level: int | None = None
    load: _Whole = 0
    points: _Whole = 0
    sets: bool = False


class _Run(Strict):
    excluded: Mapping[str, int]
    criteria: tuple[str, ...]
    expected: Mapping[str, Annotated[float, Field(allow_inf_nan=False)]] | None = None
    """None in a file of an earlier version, which left unknown answers out."""
    status: Status
    seconds: float = Field(ge=-1, allow_inf_nan=False)
    """Earlier versions wrote microseconds below 0."""
    interrupted: bool
    least_kept: int | None = None
    suspended: tuple[dict[str, Any], ...] = ()
    drawn: int | None = Field(default=None, ge=1, le=10**6)
    shares: Counts | None = None
    stages: tuple[_Stage, ...]
    seal: str | None = None
    """None in a file of an earlier version."""


def load(path: str | PathLike[str]) -> Parts:
    """Read the parts of a saved matching; see `Matching.load`."""
    return _read(path, _parts)


def load_history(path: str | PathLike[str]) -> History:
    """Read the history of a saved matching, without checking the matching again; see `Matching.load`."""
    return _read(path, _history_in)


def _read(path: str | PathLike[str], of_archive: Callable[[Archive], T]) -> T:
    source = Path(path)
    name = shown_name(source)
    try:
        with open_file(source) as file:
            return _undamaged(file, name, of_archive)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        why = f"there is no file {name}" if missing else f"{name} cannot be opened ({error.strerror})"
        raise MatchingFileError(f"{why}: give the path of a saved matching") from error


def _undamaged(file: BufferedReader, name: str, of_archive: Callable[[Archive], T]) -> T:
    try:
        if file.peek(4)[:4] != ZIP_MAGIC:
            raise refused(*NO_MATCHING)
        with zipfile.ZipFile(file) as archive:
            return of_archive(Archive(archive))
    except MatchingFileError as error:
        raise MatchingFileError(f"{name} {error}") from None
    except _DAMAGE as error:
        # The cause may quote what people wrote, so only its type is reported.
        raise MatchingFileError(
            f"{name} is not a complete matching file ({type(error).__name__}): "
            "match again, or use an earlier copy"
        ) from error


def _parts(archive: Archive) -> Parts:
    text = archive.json(RUN)
    run = _Run.model_validate_json(text)
    content = json.loads(text)
    if run.seal is not None and content.pop("seal") != seal(content, archive.checksums):
        raise refused("is damaged: its parts do not belong together")
    archive.expect(_members(archive.format, run, {name for name in _OPTIONAL if f"{name}.npy" in archive}))
    people = People.model_validate_json(archive.json("people.json"))
    if people.in_id_order() is not people:
        raise refused("is damaged: the people in it are not in the order of their ids")
    policy = Policy.model_validate_json(archive.json("policy.json"))
    if run.expected is None:
        policy = policy.replace(scoring=policy.scoring.replace(unknown="left_out"))
    candidates = _candidates(archive, people, policy, run)
    scores = _scores(archive, policy, run, len(candidates))
    terms = _terms(archive, run, len(candidates))
    _check_suspended(terms.suspended, PairIndex(people, policy, candidates), people, policy)
    if (run.shares is None) != (policy.shares is None) or (run.shares is not None and run.shares.proved):
        _check_shares(people, policy, candidates, scores.points, terms)
    problem = assemble(people, policy, candidates, scores.points, terms)
    solution = _solution(archive, policy, problem, run)
    pairs = ids_of_pairs(people, candidates, solution.chosen)
    history = _history(archive, people, frozenset(pairs))
    return people, policy, candidates, scores, problem, solution, history, terms


def _members(form: int, run: _Run, optional: Collection[str]) -> set[str]:
    """Return the names of all members of a file with these stages and optional arrays."""
    arrays = {"mentee", "mentor", "km", "online", "contributions", "weights", "points", "chosen"}
    arrays |= {"kept"} if form == FORMAT else set()
    arrays |= set(optional) if form == FORMAT else set()
    arrays |= set() if run.drawn is None else {"drawn_pairs", "drawn_times"}
    for k, stage in enumerate(run.stages):
        arrays |= set() if stage.filled is None else {f"mentee_price_{k}", f"mentor_price_{k}"}
    texts = {MANIFEST, "people.json", "policy.json", RUN}
    return {f"{name}.npy" for name in arrays} | texts | ({"history.json"} if form == FORMAT else set())


def _candidates(archive: Archive, people: People, policy: Policy, run: _Run) -> Candidates:
    """Return the candidate pairs, found again among the people, if they are those of the file."""
    claimed = archive.size("mentee.npy") // np.dtype(np.int32).itemsize
    # Only so many, so that people of whom all may meet do not fill the memory.
    most = min(policy.limits.max_pairs, 2 * claimed + _ROOM)
    try:
        found = find_candidates(people, policy.replace(limits=policy.limits.replace(max_pairs=most)))
    except CandidateError:
        raise refused("lists fewer pairs than may meet by its people and policy") from None
    longest = 2 * len(found) + _ROOM
    mentee, mentor = (archive.column(f"{side}.npy", np.int32, longest) for side in ("mentee", "mentor"))
    _compare(people, found, mentee, mentor)
    km = archive.array("km.npy", np.float64, len(found))
    online = archive.array("online.npy", np.bool_, len(found))
    near = np.allclose(km, found.km, rtol=_KM, atol=_KM, equal_nan=True)
    if not near or not np.array_equal(online, found.online) or dict(run.excluded) != dict(found.excluded):
        raise refused("states distances, or why people may not meet, that are not those of its people")
    return found


def _compare(people: People, found: Candidates, mentee: Indices, mentor: Indices) -> None:
    """Refuse listed pairs that are not those found, with the first one that is wrong."""
    if np.array_equal(mentee, found.mentee) and np.array_equal(mentor, found.mentor):
        return
    n = found.n_mentors
    inside = len(mentee) == len(mentor) and np.all((mentee >= 0) & (mentee < found.n_mentees))
    if not inside or not np.all((mentor >= 0) & (mentor < n)):
        raise refused("is damaged: it lists pairs of people who are not in it")
    listed, may = mentee * np.int64(n) + mentor, found.mentee * np.int64(n) + found.mentor
    for wrong, what in (
        (np.setdiff1d(listed, may), "lists {} and {} as a pair that may meet, which their own data forbid"),
        (np.setdiff1d(may, listed), "does not list {} and {}, who may meet by their own data"),
    ):
        if len(wrong):
            i, j = divmod(int(wrong[0]), n)
            raise refused(what.format(people.mentees[i].id, people.mentors[j].id))
    raise refused("is damaged: its pairs are not in order, or listed twice")


def _scores(archive: Archive, policy: Policy, run: _Run, n_pairs: int) -> Scores:
    n = len(run.criteria)
    contributions = archive.array("contributions.npy", np.float32, n_pairs, n)
    scores = Scores(
        run.criteria,
        sealed(np.asfortranarray(contributions)),
        archive.array("weights.npy", np.float64, n),
        archive.array("points.npy", np.int64, n_pairs),
        expected=immutabledict(run.expected or {}),
    )
    faults = faults_of(scores, policy)
    if faults:
        raise refused(f"has scores that do not agree with its policy: {faults[0]}")
    return scores


def _terms(archive: Archive, run: _Run, n_pairs: int) -> Terms:
    boost = archive.array("boost.npy", np.int64, n_pairs) if "boost.npy" in archive else None
    if boost is not None and np.any((boost < 0) | (boost >= LIMIT)):
        raise refused("is damaged: it puts waiting mentees first by numbers that a rematch does not use")
    kept = _pairs(archive, "kept.npy", n_pairs) if "kept.npy" in archive else np.zeros(0, np.int64)
    if run.least_kept is not None and not 0 <= run.least_kept <= len(kept):
        raise refused("is damaged: it keeps more pairs than it lists")
    ended = _pairs(archive, "ended.npy", n_pairs) if "ended.npy" in archive else NO_TERMS.ended
    suspended = tuple(Suspended.model_validate(one) for one in run.suspended)
    return Terms(kept, run.least_kept, boost, ended, suspended, run.shares)


def _check_suspended(
    suspended: Sequence[Suspended], index: PairIndex, people: People, policy: Policy
) -> None:
    """Refuse suspended rules that nobody asked for, and any of which less is left than it forbids."""
    mentors = people.mentors if suspended else ()  # there hardly ever are any
    loads = {MinimumLoad(mentor=one.id, load=one.minimum_load) for one in mentors}
    for one in suspended:
        if one.rule not in policy.rules and one.rule not in loads:
            raise refused("is damaged: it suspends a rule that its policy does not have")
        holds = one.rule if is_stated(one.rule, index) else one.rule.of_those_left(index)
        if one.left not in {holds, None if holds is None else holds.prohibition()}:
            raise refused("suspends a rule further than its people make necessary")


def _check_shares(people: People, policy: Policy, candidates: Candidates, points: Ints, terms: Terms) -> None:
    """Refuse numbers of places that are said to be the closest to what organisations are due, and are not."""
    if policy.shares is None or terms.shares is None:
        raise refused("is damaged: of its policy and its numbers of places, only one has shares")
    organisations = Organisations.of(people, policy.shares, PairIndex(people, policy, candidates).traits)
    claimed, without = terms.shares.places, replace(terms, shares=None)
    if claimed is None or len(claimed) != len(organisations.names) or min(claimed, default=0) < 0:
        raise refused("is damaged: its numbers of places are not one for each organisation")
    problem = assemble(people, policy, candidates, points, without)
    best = with_shares(people, policy, candidates, problem, without, _SECONDS)[1].shares
    if best is None or best.places is None or not best.proved:
        return
    if organisations.distances(problem, best.places) != organisations.distances(problem, claimed):
        raise refused("claims numbers of places that are not the closest to what organisations are due")


def _pairs(archive: Archive, name: str, n_pairs: int) -> Ints:
    """Return indices of pairs, ascending."""
    pairs = archive.column(name, np.int64, n_pairs)
    if len(pairs) and (pairs[0] < 0 or pairs[-1] >= n_pairs or np.any(pairs[1:] <= pairs[:-1])):
        raise refused(f"is damaged: {name} in it does not hold candidate pairs in their order")
    return pairs


def _solution(archive: Archive, policy: Policy, problem: Problem, run: _Run) -> Solution:
    """Return the solution, with a certificate that confirms all its claims."""
    chosen = _pairs(archive, "chosen.npy", problem.n_pairs)
    stages = tuple(
        Stage(stage.objective, stage.value, stage.bound, _prices(archive, stage, k, problem), stage.level)
        for k, stage in enumerate(run.stages)
    )
    answer = Answer.of(chosen, problem.score, stages)
    drawn = None if run.drawn is None else _drawn(archive, policy, problem, answer, run.drawn)
    claimed = Solution(answer, run.status, run.seconds, run.interrupted, drawn=drawn)
    certificate = certify(problem, claimed)
    if run.status is not Status.UNKNOWN and not certificate.feasible:
        raise refused("violates its own rules, or claims what its pairs or prices do not show")
    if unfounded(policy.objective, claimed, certificate):
        raise refused(f"claims to be {run.status}, which it does not prove")
    if certificate.proof == "solver" and _is_beaten(problem, policy, claimed):
        raise refused("claims to be optimal, but a better matching keeps all its rules")
    return claimed.replace(certificate=certificate)


def _drawn(archive: Archive, policy: Policy, problem: Problem, answer: Answer, matchings: int) -> Drawn:
    """Return what an answer was drawn from, if matchings can contain its pairs that often."""
    pairs = _pairs(archive, "drawn_pairs.npy", problem.n_pairs)
    times = archive.array("drawn_times.npy", np.int64, len(pairs))
    per_mentee = np.bincount(problem.mentee[pairs], times, problem.n_mentees)
    per_mentor = np.bincount(problem.mentor[pairs], times, problem.n_mentors)
    filled = answer.n_matched * matchings
    if (
        np.any((times < 1) | (times > matchings))
        or np.any(per_mentee > problem.demand * matchings)
        or np.any(per_mentor > problem.capacity * matchings)
        or (Order.of(policy.objective).matched_first and times.sum() != filled)
        or not np.isin(answer.chosen, pairs).all()
    ):
        raise refused("is damaged: its pairs cannot have been drawn with the chances it states")
    if answer.gap is None or answer.gap > policy.explore or not policy.explore:
        raise refused("claims a matching that is further from the best than its policy explores")
    return Drawn(pairs, times, matchings)


def _is_beaten(problem: Problem, policy: Policy, claimed: Solution) -> bool:
    """Return whether the best answer without the rules that need a solver keeps them, and is better.

    A solver's word for the best answer cannot be checked otherwise.
    """
    best = solve(problem.replace(rules=supported(problem)), policy.objective, seed=policy.seed)

    def reached(chosen: Ints) -> list[tuple[int, ...]]:
        return [objective.key(problem, chosen) for objective in Order.of(policy.objective)]

    beaten = reached(best.chosen) > reached(claimed.chosen)
    return beaten and certify(problem, best.replace(stages=())).feasible


def _prices(archive: Archive, stage: _Stage, k: int, problem: Problem) -> Prices | None:
    if stage.filled is None or stage.scale is None:
        return None
    return Prices(
        archive.array(f"mentee_price_{k}.npy", np.int64, problem.n_mentees),
        archive.array(f"mentor_price_{k}.npy", np.int64, problem.n_mentors),
        stage.filled, stage.scale, stage.rules, stage.load, stage.points, stage.sets,
    )  # fmt: skip


def _history(archive: Archive, people: People, pairs: frozenset[Pair]) -> History:
    """Return the history in a file; a file of format 1 has none."""
    if "history.json" not in archive:
        return NO_HISTORY
    history = _history_in(archive)
    text = archive.json("history.json")
    # A field that the file does not have yet is empty; any other difference is not what was saved.
    if history_as_json(NO_HISTORY) | json.loads(text) != json.loads(json.dumps(history_as_json(history))):
        raise refused("is damaged: its history is not as mentormatch saves it")
    mentees = set(people.mentee_ids)
    rounds = [*history.waited.items(), *history.proposed.items()]
    if not all(who in mentees and 0 <= n <= _MOST_ROUNDS for who, n in rounds):
        raise refused("is damaged: its history counts rounds of waiting that cannot be")
    if not history.paused <= history.active <= pairs:
        raise refused("is damaged: a pair in it is active, but is none of its pairs")
    if not history.offered <= pairs - history.active:
        raise refused("is damaged: a pair in it is offered, but is none of its proposed pairs")
    over = {(*one,) for *one, state in history.ended if state in _NEVER_AGAIN}
    never = {*people.dissolved, *people.avoided}
    if any(state in _UNDER_WAY for *_, state in history.ended) or not over <= never:
        raise refused("is damaged: pairs in its history have ended in a way that cannot be")
    return history


_UNDER_WAY = (PairState.PROPOSED, PairState.ACTIVE, PairState.PAUSED)
_NEVER_AGAIN = (PairState.DISSOLVED, PairState.DECLINED)


def _history_in(archive: Archive) -> History:
    """Return the history in a file, not yet checked; a file of format 1 has none."""
    if "history.json" not in archive:
        return NO_HISTORY
    history = _history_type().validate_json(archive.json("history.json"), strict=True)
    return replace(history, waited=immutabledict(history.waited), proposed=immutabledict(history.proposed))


@cache
def _history_type() -> TypeAdapter[History]:
    """Return what reads a history by the types of its fields."""
    return TypeAdapter(History)
