"""All criteria of all candidate pairs, combined by weight into one integer score per pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
from immutabledict import immutabledict
from numpy.typing import NDArray

from mentormatch.arrays import Bools, Floats, Ints, sealed
from mentormatch.candidates.search import Candidates
from mentormatch.errors import PolicyError, ProblemError, did_you_mean
from mentormatch.people.model import People
from mentormatch.people.protected.words import is_protected
from mentormatch.pickling import FieldsOnly
from mentormatch.policy import DEFAULT_WEIGHTS, Policy, Scoring
from mentormatch.scoring.base import Composite, Learning, PairByPair, Scorer
from mentormatch.scoring.declared import declared_scorers
from mentormatch.scoring.interests import Interests
from mentormatch.scoring.knowledge import Knowledge
from mentormatch.scoring.preferences import Preferences
from mentormatch.scoring.rows import blocks
from mentormatch.scoring.seniority import Seniority
from mentormatch.scoring.travel import Travel
from mentormatch.scoring.unknown import expected_of, weighted_mean
from mentormatch.scoring.values import Values

DEFAULT_SCORERS: tuple[Scorer, ...] = (
    Interests("professional"),
    Interests("personal"),
    Seniority(),
    Travel(),
    Values(),
    Knowledge(),
    Preferences(),
)

SCALE = 1_000_000
"""Points of a pair that scores 1 on every known criterion."""

RESERVED = ("mentee_id", "mentor_id", "score", "known", "km", "online", "chance")
"""Columns of the pairs table that are not criteria."""

_WEIGHT_OF_NEW = 1.0
_BLOCK = 65_536
_PAIRS = 2**21
"""Pairs that a criterion scores at a time: it needs up to 100 bytes for each."""


@dataclass(frozen=True, eq=False)
class Scores(FieldsOnly):
    """The scores of every candidate pair by every criterion; arrays are read-only.

    Parameters
    ----------
    criteria : tuple of str
        Names of the criteria with a weight above 0, in the order of the scorers.
    contributions : float32 array, shape (n_pairs, n_criteria), column by column in memory
        Each criterion's own score in [0, 1], before weighting; nan where unknown.
    weights : float64 array, shape (n_criteria,)
        As in the policy, all above 0; not normalised.
    points : int64 array, shape (n_pairs,)
        `SCALE` x the weighted mean of the scores, rounded; 0 to `SCALE`.
    learnt : tuple of Scorer
        The scorers, one per criterion, with what those that are `Learning` have learnt from the people;
        empty if the scores were read from a file.
    expected : mapping of str to float
        Criterion, or criterion and part ("values.tags") -> what counts where it is unknown, in [0, 1];
        without those that are left out there. Learned by `score_pairs`, kept by `score_more`.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "seniority": 3}],
    ...     mentors=[{"id": "r1", "consent": True, "seniority": 6}],
    ... )
    >>> scores = mm.match(people).scores
    >>> scores.contributions.shape, scores.contributions[0, scores.criteria.index("seniority")].item()
    ((1, 7), 0.75)
    """

    criteria: tuple[str, ...]
    contributions: NDArray[np.float32]
    weights: Floats
    points: Ints
    learnt: tuple[Scorer, ...] = field(default=(), repr=False)
    expected: Mapping[str, float] = immutabledict()

    def __len__(self) -> int:
        return len(self.points)

    @cached_property
    def counted(self) -> Bools:
        """Whether each criterion counts: whether anything is expected of it, or known of any pair."""
        known = [not np.isnan(self.contributions[:, k]).all() for k in range(len(self.criteria))]
        return np.array(
            [k or name in self.expected for k, name in zip(known, self.criteria, strict=True)], bool
        )

    def known(self, pairs: Ints) -> Floats:
        """Return the share of the weight that is known for some pairs, by index.

        Returns
        -------
        float64 array, shape (len(pairs),)
            In [0, 1]: the weights of the criteria that are known for the pair / the weights of all criteria
            that count in the scheme; 1 if none counts. A criterion of which one part is known counts as
            known.
        """
        weights = np.where(self.counted, self.weights, 0.0)
        total = weights.sum()
        if not total:
            return np.ones(len(pairs))
        return np.asarray(np.where(np.isnan(self.contributions[pairs]), 0.0, weights).sum(axis=1) / total)

    def of(self, criterion: str) -> NDArray[np.float32]:
        """Return one criterion's score of every pair: a view of its column of `contributions`.

        Raises
        ------
        PolicyError
            If it has no weight above 0, or is not a criterion of these scores.
        """
        if criterion not in self.criteria:
            near = did_you_mean(criterion, self.criteria)
            raise PolicyError([f"'{criterion}' is not among the weighted criteria{near}"], "scores")
        return self.contributions[:, self.criteria.index(criterion)]


def score_pairs(
    people: People, candidates: Candidates, policy: Policy, scorers: Sequence[Scorer] = DEFAULT_SCORERS
) -> Scores:
    """Score every candidate pair by every criterion.

    A pair's points are round(`SCALE` x sum of w_c s_c / sum of w_c). Where a criterion is unknown for the
    pair, s_c is what is expected of it in the scheme (see `unknown.expected_of`); one that is unknown for all
    pairs is left out. With ``scoring.unknown = "left_out"`` it is left out for each pair where it is unknown,
    so that the others weigh more (Gower, "A general coefficient of similarity", Biometrics 27 (1971)
    857-871). If nothing counts, a pair has 0 points. Points are computed from the stored float32 scores, in
    the alphabetical order of the criteria, and halves are rounded down, with a tolerance for the last digit:
    neither the order of rows, nor that of the scorers, nor the scale of the weights can change them.

    Parameters
    ----------
    people : People
        Those of the candidates, in the same order.
    candidates : Candidates
        Positions refer to `people`.
    policy : Policy
        Weights and settings. A criterion with weight 0 is left out: it is not computed and has no column. A
        scorer without a weight has weight 1. Default criteria may be missing from `scorers`; those that the
        policy declares are added to them.
    scorers : sequence of Scorer
        The criteria; to add your own, pass ``[*DEFAULT_SCORERS, mine]``.

    Returns
    -------
    Scores
        One row for each candidate pair, in their order.

    Raises
    ------
    PolicyError
        Two scorers with one name, a name that cannot be used, a weight for a criterion that does not exist.
    ProblemError
        Candidates of other people; a scorer whose array is not what `Scorer.score` requires.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "seniority": 3}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "seniority": k} for k in (5, 8)],
    ... )
    >>> policy = mm.Policy()
    >>> scores = mm.score_pairs(people, mm.find_candidates(people, policy), policy)
    >>> scores.points.tolist(), scores.contributions[:, scores.criteria.index("seniority")].tolist()
    ([1000000, 250000], [1.0, 0.25])
    """
    _check_sizes(people, candidates)
    scorers = (*scorers, *declared_scorers(policy))
    weight_of = _weights(scorers, policy.all_weights)
    used = [scorer for scorer in scorers if weight_of[scorer.name] > 0]
    weights = np.array([weight_of[scorer.name] for scorer in used], np.float64)
    weights.flags.writeable = False
    return _scored(people, candidates, policy.scoring, all_learnt(used, people, policy.scoring), weights, {})


def score_more(people: People, candidates: Candidates, policy: Policy, scores: Scores) -> Scores:
    """Score more pairs, or pairs of changed people, with what was learnt before.

    Parameters
    ----------
    candidates : Candidates
        Positions refer to `people`.
    policy : Policy
        Its settings are those of `scores`.
    scores : Scores
        Of any pairs; its criteria, weights and scorers are used.

    Returns
    -------
    Scores
        Of `candidates` alone, with what was expected before. Something more is `expected` only if a criterion
        or a part that was unknown for all pairs so far is known for one of these: then all pairs have to be
        scored together.

    Raises
    ------
    ProblemError
        Candidates of other people; scores without scorers; a scorer whose array is not what `Scorer.score`
        requires.
    """
    _check_sizes(people, candidates)
    if len(scores.learnt) != len(scores.criteria):
        raise ProblemError(["these scores were read from a file: add the scorers with `with_learnt` first"])
    return _scored(people, candidates, policy.scoring, scores.learnt, scores.weights, scores.expected)


def with_learnt(scores: Scores, people: People, policy: Policy, scorers: Sequence[Scorer]) -> Scores:
    """Return scores that were read from a file together with their scorers, which learn from `people`.

    Parameters
    ----------
    scores : Scores
        Returned unchanged if they have their scorers.
    scorers : sequence of Scorer
        As in `score_pairs`.

    Raises
    ------
    PolicyError
        If a criterion is not among the scorers.
    """
    if len(scores.learnt) == len(scores.criteria):
        return scores
    return replace(scores, learnt=all_learnt(own_scorers(scores, policy, scorers), people, policy.scoring))


def own_scorers(scores: Scores, policy: Policy, scorers: Sequence[Scorer]) -> tuple[Scorer, ...]:
    """Return the scorer of each criterion of scores, which has not learnt from anybody; see `with_learnt`."""
    by_name = {scorer.name: scorer for scorer in (*scorers, *declared_scorers(policy))}
    missing = [name for name in scores.criteria if name not in by_name]
    if missing:
        raise PolicyError(
            [f"'{name}' is a criterion of these scores, but is not among the scorers" for name in missing]
        )
    return tuple(by_name[name] for name in scores.criteria)


def scored_again(
    people: People, candidates: Candidates, policy: Policy, scores: Scores,
    contributions: NDArray[np.float32], scorers: Sequence[Scorer],
) -> Scores:  # fmt: skip
    """Score pairs of unchanged people again, by a few criteria alone.

    Parameters
    ----------
    people, candidates, policy, scores
        As for `score_more`.
    contributions : float32 array, shape (n_pairs, n_criteria)
        What the pairs scored so far.
    scorers : sequence of Scorer
        Some of those of `scores`.
    """
    at = [scores.criteria.index(scorer.name) for scorer in scorers]
    own = _scored(people, candidates, policy.scoring, tuple(scorers), scores.weights[at], scores.expected)
    contributions = contributions.copy(order="F")
    contributions[:, at] = own.contributions
    points = _points(scores.criteria, contributions, scores.weights, own.expected)
    return replace(
        own, criteria=scores.criteria, contributions=sealed(contributions), weights=scores.weights,
        points=sealed(points), learnt=(),
    )  # fmt: skip


def reweighted(scores: Scores, policy: Policy) -> Scores | None:
    """Return the same scores under other weights; None if a criterion counts now that was left out.

    Parameters
    ----------
    scores : Scores
        With their scorers.
    policy : Policy
        Its settings of the criteria are those of `scores`.
    """
    weights = policy.all_weights
    if any(weight > 0 and name not in scores.criteria for name, weight in weights.items()):
        return None
    take = [k for k, name in enumerate(scores.criteria) if weights.get(name, _WEIGHT_OF_NEW) > 0]
    criteria = tuple(scores.criteria[k] for k in take)
    expected = {
        key: one
        for key, one in scores.expected.items()
        if any(key == name or key.startswith(f"{name}.") for name in criteria)
    }
    contributions = (
        scores.contributions[:, take] if len(take) < len(scores.criteria) else scores.contributions
    )
    new = np.array([weights.get(name, _WEIGHT_OF_NEW) for name in criteria], np.float64)
    points = _points(criteria, contributions, new, expected)
    learnt = tuple(scores.learnt[k] for k in take)
    return Scores(
        criteria, sealed(np.asfortranarray(contributions)), sealed(new), sealed(points), learnt,
        immutabledict(expected),
    )  # fmt: skip


def learnt_again(scores: Scores, people: People, policy: Policy) -> tuple[Scorer, ...]:
    """Return the default and the declared criteria among those of scores, which learn from people."""
    ours = (*DEFAULT_SCORERS, *declared_scorers(policy))
    return all_learnt([one for one in ours if one.name in scores.criteria], people, policy.scoring)


def faults_of(scores: Scores, policy: Policy) -> list[str]:
    """Return how scores that were read from a file differ from what `score_pairs` could have returned."""
    names, contributions = scores.criteria, scores.contributions
    faults = ["two criteria have one name"] if len(set(names)) < len(names) else []
    faults += [f"a criterion has a name that cannot be: {why}" for name in names if (why := _unusable(name))]
    wanted = [policy.all_weights.get(name, _WEIGHT_OF_NEW) for name in names]
    if scores.weights.tolist() != wanted or not all(weight > 0 for weight in wanted):
        faults.append("the weights are others")
    if np.any((contributions < 0) | (contributions > 1)):
        faults.append("a criterion scores outside 0 to 1")
    if not _may_be_expected(scores, policy.scoring):
        faults.append("what counts for unknown answers is not what can be expected")
    if not faults and not np.array_equal(
        _points(names, contributions, scores.weights, scores.expected), scores.points
    ):
        faults.append("points are not the weighted mean of the criteria")
    return faults


def _may_be_expected(scores: Scores, scoring: Scoring) -> bool:
    """Return whether all that counts has an expected value, and nothing else, in its range."""
    expected, most = scores.expected, {"expected": 1.0, "zero": 0.0, "left_out": -1.0}[scoring.unknown]
    ours = all(any(key == name or key.startswith(f"{name}.") for name in scores.criteria) for key in expected)
    needed = () if scoring.unknown == "left_out" else compress(scores.criteria, scores.counted)
    return ours and all(0.0 <= one <= most for one in expected.values()) and expected.keys() >= {*needed}


def all_learnt(scorers: Sequence[Scorer], people: People, scoring: Scoring) -> tuple[Scorer, ...]:
    """Return scorers with what those that are `Learning` learn from people."""
    return tuple(s.learn(people, scoring) if isinstance(s, Learning) else s for s in scorers)


def _scored(
    people: People, candidates: Candidates, scoring: Scoring, scorers: tuple[Scorer, ...], weights: Floats,
    expected: Mapping[str, float],
) -> Scores:  # fmt: skip
    """Return the scores of all pairs, with what is expected already, and what is learned from these pairs."""
    criteria = tuple(scorer.name for scorer in scorers)
    contributions = np.empty((len(candidates), len(scorers)), np.float32, order="F")
    for number, scorer in enumerate(scorers):
        column = contributions[:, number]
        if isinstance(scorer, Composite):
            parts = _parts(scorer, people, candidates, scoring)
            expected = _with_parts(scorer.name, parts, scoring, expected)
            for block in blocks(len(candidates), _BLOCK):
                column[block] = _whole([part[block] for part in parts.values()], map(expected.get, parts))
        else:
            for block, some in _in_blocks(scorer, candidates):
                column[block] = _checked(scorer.name, scorer.score(people, some, scoring), len(some))
        expected = _with_learned(expected, scorer.name, column, scoring)
    points = _points(criteria, contributions, weights, expected)
    for array in (contributions, points):
        array.flags.writeable = False
    return Scores(criteria, contributions, weights, points, scorers, immutabledict(expected))


def _in_blocks(scorer: Scorer, candidates: Candidates) -> Iterator[tuple[slice, Candidates]]:
    """Yield the pairs that a criterion scores at a time: all of them, unless it scores each by itself."""
    if len(candidates) <= _PAIRS or not (isinstance(scorer, PairByPair) and scorer.pair_by_pair):
        yield slice(0, len(candidates)), candidates
        return
    for block in blocks(len(candidates), _PAIRS):
        yield block, candidates.part(block)


def _parts(scorer: Composite, people: People, candidates: Candidates, scoring: Scoring) -> dict[str, Floats]:
    """Return the scores of the parts of a criterion by their keys, in order."""
    found: dict[str, Floats] = {}
    for block, some in _in_blocks(scorer, candidates):
        for part, scores in scorer.parts(people, some, scoring).items():
            key = f"{scorer.name}.{part}"
            if key not in found:
                found[key] = np.empty(len(candidates))
            found[key][block] = _checked(key, scores, len(some))
    return dict(sorted(found.items()))


def _with_parts(
    name: str, parts: Mapping[str, Floats], scoring: Scoring, expected: Mapping[str, float]
) -> Mapping[str, float]:
    """Return what is expected, with what the parts of a criterion show of themselves."""
    then = expected
    for key, scores in parts.items():
        expected = _with_learned(expected, key, scores, scoring)
    if expected.keys() != then.keys():  # the mean of the whole was that of fewer parts
        expected = {key: one for key, one in expected.items() if key != name}
    return expected


def _whole(parts: Sequence[Floats], expected: Iterable[float | None]) -> Floats:
    """Return the mean of the parts of a criterion, nan where all are unknown."""
    mean = weighted_mean(parts, [1.0] * len(parts), [*expected])
    return np.where(np.logical_and.reduce([np.isnan(part) for part in parts]), np.nan, mean)


def _with_learned(
    expected: Mapping[str, float], key: str, scores: NDArray[Any], scoring: Scoring
) -> Mapping[str, float]:
    """Return what is expected, with what these scores show of a criterion or part of which nothing was."""
    learned = None if key in expected else expected_of(scores, scoring)
    return expected if learned is None else {**expected, key: learned}


def _check_sizes(people: People, candidates: Candidates) -> None:
    found = (candidates.n_mentees, candidates.n_mentors)
    if found != (len(people.mentees), len(people.mentors)):
        raise ProblemError(
            [f"the candidates belong to {found[0]} mentees and {found[1]} mentors, not to {people!r}"]
        )


def _weights(scorers: Sequence[Scorer], weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weight of every scorer; all problems with names and weights are reported at once."""
    names = [scorer.name for scorer in scorers]
    problems = [f"two scorers are named '{name}'" for name, count in Counter(names).items() if count > 1]
    problems += [f"a scorer cannot be named '{name}': {why}" for name in names if (why := _unusable(name))]
    # A policy always contains the default weights, even for scorers that are left out.
    known = {*names, *DEFAULT_WEIGHTS}
    problems += [
        f"weights.{name}: no criterion has this name{did_you_mean(name, known) or _listed(known)}"
        for name in weights
        if name not in known
    ]
    if problems:
        raise PolicyError(problems)
    return {name: weights.get(name, _WEIGHT_OF_NEW) for name in names}


def _listed(known: Collection[str]) -> str:
    return f"; the criteria are {', '.join(sorted(known))}"


def _unusable(name: str) -> str:
    if not name.strip():
        return "it is blank"
    if name in RESERVED:
        return "the pairs table has a column of that name"
    if "." in name:
        return "a dot divides a criterion from its parts"
    return "a protected characteristic never enters a score" if is_protected(name) else ""


def _checked(name: str, scores: object, n_pairs: int) -> Floats:
    """Return what a scorer returned, or raise `ProblemError` if it is not what `Scorer.score` requires."""
    if not isinstance(scores, np.ndarray) or scores.dtype.kind != "f":
        kind = f"array of {scores.dtype}" if isinstance(scores, np.ndarray) else type(scores).__name__
        raise ProblemError([f"criterion '{name}' must return a float64 array, not {kind}"])
    if scores.shape != (n_pairs,):
        raise ProblemError([f"criterion '{name}' returned shape {scores.shape}, not ({n_pairs},)"])
    outside = np.flatnonzero((scores < 0) | (scores > 1))
    if len(outside):
        first = outside[0]
        found = f"{len(outside)} of {n_pairs} scores outside [0, 1], the first {scores[first]} at {first}"
        raise ProblemError([f"criterion '{name}' returned {found}; clip them, or return nan for unknown"])
    return scores


def _points(
    criteria: Sequence[str],
    contributions: NDArray[np.float32],
    weights: Floats,
    expected: Mapping[str, float],
) -> Ints:
    """Return the points of every pair; see `score_pairs`."""
    by_name = sorted(range(len(criteria)), key=lambda number: criteria[number])
    otherwise = [expected.get(criteria[number]) for number in by_name]
    points = np.zeros(len(contributions), np.int64)
    for block in blocks(len(contributions) if criteria else 0, _BLOCK):
        mean = weighted_mean([contributions[block, k] for k in by_name], weights[by_name], otherwise)
        points[block] = np.floor(np.nan_to_num(mean) * SCALE + (0.5 - 1e-6))
    return points
