"""Which rules of a policy are suspended after changes, why, and what could be done about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from mentormatch.errors import InfeasibleError, PolicyError, UnknownIdError
from mentormatch.problem.build import PairIndex, is_stated, stated
from mentormatch.problem.suspended import Suspended
from mentormatch.rules import Rule

_OUT = "take the rule out of the policy"
_OTHERS = "name somebody else in it"
_LESS = "lower what it asks for"
_STAYS = "nothing: it holds for the others"
_LISTS = "it lists a number for every pair, and the pairs that may meet have changed"
_AGAIN = "give it with numbers for these pairs"


def find_unfit(
    asked: Sequence[Rule],
    now: PairIndex,
    known: Collection[Rule],
    before: Callable[[], PairIndex],
    *,
    same_pairs: bool,
) -> tuple[Suspended, ...]:
    """Return the rules that name people who have gone, or pairs that may no longer meet.

    Parameters
    ----------
    asked : sequence of rules
        With ids.
    now : PairIndex
        Of the people after the changes.
    known : collection of rules
        Those that the matching before had, too.
    before : callable
        Returns the index of the people before the changes; a rule that never fitted is the policy's error.
    same_pairs : bool
        Whether the candidate pairs are those of the matching before.
    """
    found = []
    for rule in asked:
        try:
            stated(rule, now)
        except PolicyError as error:
            if rule in known or is_stated(rule, before()):
                left = rule.of_those_left(now)
                choices = (_OUT, _OTHERS) if left is None else (_STAYS, _OUT)
                found.append(Suspended(rule=rule, left=left, why=_gone(error), choices=choices))
            continue
        if not same_pairs and rule.lists_all() and rule.prohibition() is None:
            found.append(Suspended(rule=rule, why=_LISTS, choices=(_AGAIN, _OUT)))
    return tuple(found)


def _gone(error: PolicyError) -> str:
    if isinstance(error, UnknownIdError):
        role = "" if error.role == "person" else f"a {error.role} "
        return f"'{error.person_id}' is no longer {role}in the scheme"
    return "; ".join(error.problems)


def suspended_by(
    rule: Rule, stands: Rule, error: InfeasibleError, before: Mapping[Rule, Suspended]
) -> Suspended:
    """Return a rule that is suspended since it contradicts others.

    Parameters
    ----------
    rule, stands : rule
        With ids, and the same as it stands in the problem.
    error : InfeasibleError
        The contradiction.
    before : mapping of rule to Suspended
        Rules of which only a part was left.
    """
    holds = before[rule].left if rule in before else rule
    left = None if holds is None else holds.prohibition()
    words = dict(zip(error.rules, error.words, strict=True))
    others = [said for other, said in words.items() if other != stands]
    why = words[stands] + (f", which is impossible together with: {'; '.join(others)}" if others else "")
    choices = (*(f"give up instead: {other}" for other in others), _LESS, _OUT)
    return Suspended(rule=rule, left=left, why=why, choices=choices)
