"""`Matching`: the answer, with everything that explains it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from os import PathLike
from typing import TYPE_CHECKING, Any, Self

from mentormatch.arguments import check_arguments
from mentormatch.changes.history import Pair
from mentormatch.display.facts import as_html, as_text
from mentormatch.errors import ChangeError
from mentormatch.matching.base import MatchingData
from mentormatch.matching.saving import save
from mentormatch.matching.summary import criteria_of, facts_of
from mentormatch.policy import Policy

if TYPE_CHECKING:
    import pandas as pd

    from mentormatch.changes.base import Change
    from mentormatch.matching.costs.cost import Cost
    from mentormatch.matching.costs.relax import Relaxation
    from mentormatch.matching.explain import Explanation
    from mentormatch.matching.personal.statement import Register, Statement


@dataclass(frozen=True, eq=False, repr=False)
class Matching(MatchingData):
    """The chosen pairs, their scores, the proof, and the reasons.

    Parameters
    ----------
    people : People
        In the order of their ids.
    policy : Policy
        By which it was made, with ids in its rules.
    candidates : Candidates
        The pairs that may meet.
    scores : Scores
        Of the candidate pairs.
    problem : Problem
        The people, pairs and rules as numbers.
    solution : Solution
        The chosen pairs, with the proof.
    history : History
        Which pairs are active or have ended, and who has waited.
    terms : Terms
        What a rematch added to the problem.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True, "wants": {"audit": 3}}],
    ...     mentors=[{"id": f"r{k}", "consent": True, "offers": {"audit": k}} for k in (2, 4)],
    ... )
    >>> matching = mm.match(people)
    >>> matching.pair_ids, matching.status, matching.gap
    ((('e1', 'r4'),), <Status.OPTIMAL: 'optimal'>, 0.0)
    >>> matching.unmatched[["person_id", "reason"]]
      person_id      reason
    0        r2  not_needed
    >>> print(matching.explain("e1").sentences[0])
    e1 has mentor r4: score 1.000, ranked 1st of 2 candidates.
    """

    def begin(self, pairs: Iterable[Pair] | None = None) -> Self:
        """Return the matching with pairs marked as begun: they are active, and a rematch keeps them.

        Parameters
        ----------
        pairs : iterable of (str, str), optional
            Mentee id and mentor id of each; all pairs if it is left out.

        Raises
        ------
        ChangeError
            If some are not pairs of this matching; lists all of these.
        """
        check_arguments(Matching.begin, locals())
        begun = self.pair_ids if pairs is None else tuple((str(i), str(j)) for i, j in pairs)
        strangers = sorted(set(begun) - self.pair_set)
        if strangers:
            raise ChangeError([f"{mentee} and {mentor} are not a pair" for mentee, mentor in strangers])
        found = replace(self, history=self.history.begun(begun))
        vars(found).update(pair_ids=self.pair_ids, pair_set=self.pair_set)  # the same, found already
        return found

    def explain(self, person_id: str) -> Explanation:
        """Return why a mentee or a mentor has these partners, or none.

        Raises
        ------
        UnknownIdError
            If there is no such mentee or mentor; names the nearest ids.

        Examples
        --------
        >>> mentee = mm.Mentee(id="e1", consent=True, wants={"audit": 3})
        >>> mentor = mm.Mentor(id="r1", consent=True, offers={"audit": 4}, capacity=2)
        >>> matching = mm.match(mm.People(mentees=(mentee,), mentors=(mentor,)))
        >>> matching.explain("r1").sentences[0]
        'r1 mentors e1: score 1.000, ranked 1st of 1 candidate.'
        """
        check_arguments(Matching.explain, locals())
        from mentormatch.matching.explain import explain

        return explain(self, person_id)

    def alternatives(self, person_id: str) -> pd.DataFrame:
        """Return every candidate partner of a person, the best score first.

        Parameters
        ----------
        person_id : str
            A mentee or a mentor; a person who is both is treated as a mentee.

        Returns
        -------
        DataFrame
            The columns of `pairs`, with chosen (bool), free_places (int): the mentor's free capacity, or
            how many more mentors the mentee wants; and free (bool): whether the partner is free to take, so
            that nobody else would have another partner and every rule would hold. A mentee may exchange a
            mentor for one who is free.

        Raises
        ------
        UnknownIdError
            If there is no such mentee or mentor; names the nearest ids.
        """
        check_arguments(Matching.alternatives, locals())
        from mentormatch.matching.explain import alternatives

        return alternatives(self, person_id)

    @cached_property
    def blocking_pairs(self) -> pd.DataFrame:
        """Candidate pairs that are not chosen although both would rather have each other.

        Each of the two has room for one more partner, or ranks the other above one of theirs: by wishes
        (`Person.prefers`), where whoever is not on a list comes after all who are, or by scores if nobody has
        a wish that could be met. A `Stable` in the policy says by which. Pairs that a rule forbids, or that
        have ended, are none of them.

        Returns
        -------
        DataFrame
            Columns mentee_id, mentor_id, mentee_wish (which wish of the mentee the mentor is, from 1; None
            if none), mentor_wish, score (0 to 1) and mentee_has (the mentors whom the mentee has).

        Examples
        --------
        >>> mentees = [mm.Mentee(id=i, consent=True, prefers=["r1"]) for i in ("e1", "e2")]
        >>> mentor = mm.Mentor(id="r1", consent=True, prefers=["e2", "e1"])
        >>> policy = mm.Policy(rules=[mm.rules.Require(pair=("e1", "r1"))])
        >>> matching = mm.match(mm.People(mentees=mentees, mentors=(mentor,)), policy)
        >>> matching.blocking_pairs[["mentee_id", "mentor_id", "mentor_wish"]].values.tolist()
        [['e2', 'r1', 1]]
        """
        from mentormatch.matching.costs.blocking import blocking_table

        return blocking_table(self)

    def cost_of(self, mentee_id: str, mentor_id: str) -> Cost:
        """Return what it would cost to choose a pair that was not chosen, and who would move.

        Without rules that tie several pairs together, it is found by a repair from a state that the first
        such question keeps: the first takes as long as solving, each further one milliseconds.

        Raises
        ------
        UnknownIdError
            If there is no such mentee, or no such mentor; names the nearest ids.
        PolicyError
            If the two may not meet; the message says why.
        """
        check_arguments(Matching.cost_of, locals())
        from mentormatch.matching.costs.cost import cost_of

        return cost_of(self, mentee_id, mentor_id)

    def spares(self, together: bool = False, time_limit: float = 60.0) -> pd.DataFrame:
        """Return a spare mentor for each pair: who could take the mentee if the two cannot go on together.

        Parameters
        ----------
        together : bool
            Whether all spares could be used at once: no mentor is then promised beyond their free capacity.
            As many pairs as possible get a spare, with the best total score. By default each pair is looked
            at alone, and several may have the same spare.
        time_limit : float
            Seconds for the solver, where chains of a matching cannot be found by repairs.

        Returns
        -------
        DataFrame
            One row for each pair, in their order. Columns mentee_id, mentor_id; spare_id (missing if there is
            none); score of the mentee with the spare; free (whether the spare has free capacity now and every
            rule would hold, so that nobody else would move: the best such mentor); cost (how much less total
            score there would be, where a pair's best score is 1); others (how many others would have another
            mentor), and chain (who would get whom instead of whom); exact (False where time ran out, or the
            answer compared is not proved).

        Notes
        -----
        Where nobody is free, the spare is that of the best matching without the pair, its place left empty:
        the cheapest chain. Where that has a pair less, there is no spare. Pairs that a rule requires or a
        rematch keeps stay in a chain. With `together` no chains are looked for, since two of them may need
        the same person, and rules are checked for each spare alone.

        Examples
        --------
        >>> mentee = mm.Mentee(id="e1", consent=True, wants={"audit": 4})
        >>> mentors = [mm.Mentor(id=f"r{k}", consent=True, offers={"audit": k}) for k in (3, 4)]
        >>> matching = mm.match(mm.People(mentees=(mentee,), mentors=mentors))
        >>> matching.spares()[["mentor_id", "spare_id", "free"]].values.tolist()
        [['r4', 'r3', True]]
        """
        check_arguments(Matching.spares, locals())
        from mentormatch.matching.costs.spares import spares

        return spares(self, together, time_limit)

    def what_if(self, policy: Policy | None = None, changes: Sequence[Change] = ()) -> Any:
        """Return this matching compared with what it would be under another policy, or after changes.

        Parameters
        ----------
        policy : Policy, optional
        changes : sequence of changes

        Returns
        -------
        Comparison
            See `mentormatch.what_if`, which has further options.
        """
        # Found by name: analysis is built on matchings, so nothing here may import it.
        return import_module("mentormatch.analysis.comparing.what_if").what_if(self, policy, changes)

    def relax(self, person_id: str, time_limit: float = 60.0) -> tuple[Relaxation, ...]:
        """Return the least that would have to be relaxed for a person without a partner to get one.

        Parameters
        ----------
        person_id : str
            A mentee or a mentor.
        time_limit : float
            Seconds, where the matching has rules or objectives that prices alone do not prove. What could not
            be verified by then is left out.

        Returns
        -------
        tuple of Relaxation
            The smallest of each kind that is enough, each verified by solving; empty for a person who has a
            partner, and where nothing is enough. Further pairs are scored with what the criteria learnt for
            this matching, and with what was expected then of unknown answers, as in a rematch.

        Raises
        ------
        UnknownIdError
            If there is no such mentee or mentor; names the nearest ids.
        PolicyError
            If the matching was loaded, and has criteria of your own.

        Notes
        -----
        A relaxation is one in which every best matching has the person, whatever the lottery draws. One more
        of capacity is asked of their candidates alone, and training of at most 20 mentors.

        Examples
        --------
        >>> mentees = tuple(mm.Mentee(id=f"e{k}", consent=True, wants={"audit": k}) for k in (1, 2))
        >>> mentor = mm.Mentor(id="r1", consent=True, offers={"audit": 4})
        >>> matching = mm.match(mm.People(mentees=mentees, mentors=(mentor,)))
        >>> (one,) = matching.relax(matching.unmatched.person_id[0])
        >>> one.kind, one.at, one.others_score
        ('capacity', 'r1', 0.0)
        """
        check_arguments(Matching.relax, locals())
        from mentormatch.matching.costs.relax import relax

        return relax(self, person_id, time_limit)

    def statement(self, person_id: str) -> Statement:
        """Return what a person needs to check their own result, without the data of others.

        Raises
        ------
        UnknownIdError
            If there is no such mentee or mentor; names the nearest ids.
        PolicyError
            If the matching has no prices by which it can be checked; the message says why.

        Examples
        --------
        >>> mentees = [mm.Mentee(id=f"e{k}", consent=True, wants={"audit": k}) for k in (1, 5)]
        >>> mentor = mm.Mentor(id="r1", consent=True, offers={"audit": 4})
        >>> statement = mm.match(mm.People(mentees=mentees, mentors=(mentor,))).statement("e5")
        >>> [(one.mentor_id, one.score, one.cutoff, one.chosen) for one in statement.cutoffs]
        [('r1', 0.8, 0.8, False)]
        """
        check_arguments(Matching.statement, locals())
        return self._register.statement(person_id)

    @cached_property
    def seal(self) -> str:
        """The hash to publish before any statement is given out; see `statement`."""
        return self._register.list.seal

    @cached_property
    def _register(self) -> Register:
        from mentormatch.matching.personal.statement import Register

        return Register(self)

    def summary(self) -> str:
        """Return the answer in a few lines of text."""
        return as_text(self.facts)

    def _repr_html_(self) -> str:
        return as_html(repr(self), self.facts, {"Criteria of the chosen pairs": criteria_of(self)})

    @cached_property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The lines of `summary`, as (name, text)."""
        return facts_of(self)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the matching to one file, without pickle; the file is written completely or not at all.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        check_arguments(Matching.save, locals())
        save(self, path)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Matching:
        """Read a saved matching; the comparison of a `Rematching` is not saved.

        All that follows from the people and the policy is worked out again: who may meet, points, rules,
        proof. A file in which anything else stands is refused, whoever wrote it.

        Raises
        ------
        MatchingFileError
            If the file is damaged, does not agree with itself, or has a format that this version cannot read.
        """
        check_arguments(Matching.load, locals())
        from mentormatch.matching.loading import load

        return Matching(*load(path))
