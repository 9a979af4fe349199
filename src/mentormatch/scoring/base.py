"""What a criterion is: a `Scorer`; and what some of them can do besides."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from mentormatch.arrays import Floats, Ints
from mentormatch.candidates.reasons import Scheme
from mentormatch.candidates.search import Candidates
from mentormatch.people.model import People
from mentormatch.policy import Scoring


class Scorer(Protocol):
    """One criterion of compatibility, computed for all candidate pairs at once.

    Attributes
    ----------
    name : str
        Key of its weight in the policy and of its column in the pairs table.
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
    """A criterion that depends on everybody in the scheme, such as by how rare a word is.

    It learns once, of a whole scheme, and scores with what it has learnt. What it has learnt can score
    further pairs later, and people who joined or changed since.
    """

    def learn(self, people: People, scoring: Scoring) -> Scorer:
        """Return the criterion with what there is to learn of these people.

        Parameters
        ----------
        people : People
        scoring : Scoring

        Returns
        -------
        Scorer
            Its `score` takes any people and candidates, and the same `scoring`. It scores pairs of people
            who are still the same as they score here, to the last bit, whatever else is in the scheme; of
            others it looks only at those who are in a pair.
        """
        ...


@runtime_checkable
class Relating(Scorer, Protocol):
    """A criterion by which pairs of people who stay the same can score differently when others come or go."""

    def moved(self, before: Scheme, after: Scheme) -> tuple[Ints, Ints]:
        """Return whose pairs may score differently.

        Parameters
        ----------
        before, after : Scheme
            Their `people`; and their sides, by which fields are read once.

        Returns
        -------
        mentees, mentors : int64 array
            Positions in `after`; those of new and changed people may be left out.
        """
        ...
