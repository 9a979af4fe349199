"""`Matching`: the answer with everything that explains it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Self

from mentormatch.changes.history import Pair
from mentormatch.errors import ChangeError
from mentormatch.matching import saving
from mentormatch.matching.base import MatchingData
from mentormatch.matching.explain import Cost, Explanation, alternatives, cost_of, explain
from mentormatch.matching.summary import as_html, as_text, facts_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Matching(MatchingData):
    """Who is with whom, how well, how surely, and why not otherwise.

    Parameters
    ----------
    people : People
        In the order of their ids.
    policy : Policy
    candidates : Candidates
    scores : Scores
    problem : Problem
    solution : Solution
    history : History
        Which pairs have begun or ended, and who has waited.
    terms : Terms
        What a rematch added to the problem.
    """

    def begin(self, pairs: Iterable[Pair] | None = None) -> Self:
        """Return the matching in which pairs have begun: they are active, and a rematch keeps them.

        Parameters
        ----------
        pairs : iterable of (str, str), optional
            Mentee id and mentor id of each; all pairs, if it is left out.

        Raises
        ------
        ChangeError
            If some of them are no pairs of this matching: all of them.
        """
        begun = self.pair_ids if pairs is None else tuple((str(i), str(j)) for i, j in pairs)
        strangers = sorted(set(begun) - set(self.pair_ids))
        if strangers:
            raise ChangeError([f"{mentee} and {mentor} are not a pair" for mentee, mentor in strangers])
        return replace(self, history=self.history.begun(begun))

    def explain(self, person_id: str) -> Explanation:
        """Return why a mentee or a mentor has the partners they have, or why none.

        Raises
        ------
        UnknownIdError
            If there is no such mentee or mentor; with the nearest ids.

        Examples
        --------
        >>> import mentormatch as mm
        >>> mentee = mm.Mentee(id="e1", consent=True, wants={"audit": 3})
        >>> mentor = mm.Mentor(id="r1", consent=True, offers={"audit": 4}, capacity=2)
        >>> matching = mm.match(mm.People(mentees=(mentee,), mentors=(mentor,)))
        >>> matching.explain("r1").sentences[0]
        'r1 mentors e1: score 1.000, ranked 1st of 1 candidate.'
        """
        return explain(self, person_id)

    def alternatives(self, person_id: str) -> pd.DataFrame:
        """Return everybody whom somebody may be paired with, the best score first.

        Parameters
        ----------
        person_id : str
            A mentee or a mentor; somebody who is both is looked at as a mentee.

        Returns
        -------
        DataFrame
            The columns of `pairs`, with chosen (bool) and free_places (int): what the mentor still has, or
            how many mentors the mentee still wants.

        Raises
        ------
        UnknownIdError
            If there is no such mentee or mentor; with the nearest ids.
        """
        return alternatives(self, person_id)

    def cost_of(self, mentee_id: str, mentor_id: str) -> Cost:
        """Return what it would cost everybody to make a pair that was not made.

        Raises
        ------
        UnknownIdError
            If there is no such mentee, or no such mentor; with the nearest ids.
        PolicyError
            If the two may not meet; it says why.
        """
        return cost_of(self, mentee_id, mentor_id)

    def summary(self) -> str:
        """Return the answer in a few lines of text."""
        return as_text(self.facts)

    def _repr_html_(self) -> str:
        return as_html(self.facts)

    @cached_property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What `summary` says, as (name, value)."""
        return facts_of(self)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the matching to one file, without pickle; it appears whole or not at all.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        saving.save(self, path)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Matching:
        """Read a matching that was saved, and have it checked again; what a rematch changed is not in it.

        Raises
        ------
        MatchingFileError
            If the file is damaged, or of a format that this version cannot read.
        """
        return Matching(*saving.load(path))
