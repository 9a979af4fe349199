"""The protocols of a criterion: `Scorer`, and for some others that say more of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from mentormatch.arrays import Floats, Ints
from mentormatch.candidates.reasons import Scheme
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.people.person import Mentee, Mentor
from mentormatch.policy import Scoring


class Scorer(Protocol):
    """One criterion of compatibility, computed for all candidate pairs at once.

    Attributes
    ----------
    name : str
        Key of its weight in the policy and of its column in the pairs table.

    Examples
    --------
    >>> import numpy as np
    >>> class Nearby:
    ...     name = "nearby"
    ...     def score(self, people, candidates, scoring):
    ...         return np.where(candidates.km < 5, 1.0, 0.5)
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> mm.match(people, scorers=[*mm.DEFAULT_SCORERS, Nearby()]).pairs["nearby"].tolist()
    [0.5]
    """

    @property
    def name(self) -> str:
        """Key of the criterion."""
        ...

    def score(self, people: People, candidates: Candidates, scoring: Scoring) -> Floats:
        """Return the score of every candidate pair.

        Parameters
        ----------
        people : People
        candidates : Candidates
        scoring : Scoring
            The policy's settings for the criteria.

        Returns
        -------
        float64 array, shape (n_pairs,)
            In [0, 1]; nan where the criterion is unknown for the pair.
        """
        ...


@runtime_checkable
class Learning(Scorer, Protocol):
    """A criterion that depends on everyone in the scheme, for example on how rare a word is.

    It learns once, from a whole scheme, and scores with what it has learnt. That can later score more pairs,
    and people who have joined or changed since.

    Examples
    --------
    >>> [type(one).__name__ for one in mm.DEFAULT_SCORERS if isinstance(one, mm.Learning)]
    ['Interests', 'Interests', 'Values', 'Knowledge']
    """

    def learn(self, people: People, scoring: Scoring) -> Scorer:
        """Return the criterion with what it learns from these people.

        Parameters
        ----------
        people : People
        scoring : Scoring

        Returns
        -------
        Scorer
            Its `score` takes any people and candidates, and the same `scoring`. Pairs of unchanged people get
            the same scores as here, to the last bit, whoever else is in the scheme; of new or changed people
            it reads only those who are in a pair.
        """
        ...


@runtime_checkable
class PairByPair(Scorer, Protocol):
    """A criterion by which a pair scores the same whatever other pairs there are.

    It is given the pairs in blocks, so that what it needs for the time being does not grow with the scheme.
    Any other criterion is given all pairs at once. One that is `Learning` has this on what it has learnt.
    """

    @property
    def pair_by_pair(self) -> bool:
        """True; False is as if it were missing."""
        ...


@runtime_checkable
class Saying(Scorer, Protocol):
    """A criterion that can say in words what the score of two people comes from.

    One that is `Learning` says it with what it has learnt, so that the words and the score agree.
    """

    def said(self, mentee: Mentee, mentor: Mentor, km: float, scoring: Scoring) -> str:
        """Return a clause such as "both gave audit"; empty if there is nothing to say.

        Parameters
        ----------
        km : float
            Kilometres between them; nan if unknown.
        """
        ...


@runtime_checkable
class Composite(Scorer, Protocol):
    """A criterion that is the mean of several parts, of which some may be unknown for a pair.

    A part that is unknown counts as expected, as a whole criterion does, if another part is known; otherwise
    who leaves a part blank could do better than with an average answer.
    """

    def parts(self, people: People, candidates: Candidates, scoring: Scoring) -> Mapping[str, Floats]:
        """Return the scores of the parts, as `score` returns those of the whole.

        Returns
        -------
        mapping of str to float64 array, shape (n_pairs,)
            Name of each part -> its score in [0, 1]; nan where unknown. The names do not depend on the pairs.
        """
        ...


@runtime_checkable
class Relating(Scorer, Protocol):
    """A criterion by which a pair of unchanged people can score differently when others join or leave.

    Their pairs are scored again by this criterion alone. One that is `Learning` has this before it learns.
    """

    def moved(self, before: Scheme, after: Scheme) -> tuple[Ints, Ints]:
        """Return the people whose pairs may score differently.

        Parameters
        ----------
        before, after : Scheme
            The people, and the two sides, which read each field once.

        Returns
        -------
        mentees, mentors : int64 array
            Positions in `after`; those of new and changed people may be left out.
        """
        ...
