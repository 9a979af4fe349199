"""`Suspended`: a rule that cannot hold after a change, until it can again."""

from __future__ import annotations

from mentormatch.errors import PolicyError
from mentormatch.models import FieldErrors, Frozen, without_prefix
from mentormatch.rules import Rule


class Suspended(Frozen):
    """A rule that a rematch does without, since a change that has happened made it impossible.

    It stays in the policy, and holds again in the next rematch in which it can.

    Parameters
    ----------
    rule : rule
        With ids: a rule of the policy, or the minimum load that a mentor asks for.
    left : rule, optional
        What of it holds all the same: what it forbids is not allowed for a change.
    why : str
        Why it cannot hold, in a sentence.
    choices : tuple of str
        What could be done about it, in words.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True}],
    ...     mentors=[{"id": f"r{k}", "consent": True} for k in (1, 2)],
    ... )
    >>> policy = mm.Policy(rules=[mm.rules.Require(pair=("e1", "r1"))])
    >>> again = mm.rematch(mm.match(people, policy), [mm.Leave("r1")])
    >>> print(again.suspended[0].why)
    'r1' is no longer a mentor in the scheme
    """

    rule: Rule
    left: Rule | None = None
    why: str
    choices: tuple[str, ...] = ()

    @classmethod
    def _error(cls, errors: FieldErrors, data: object) -> PolicyError:  # noqa: ARG003  (nothing is quoted)
        return PolicyError([without_prefix(error["msg"]) for error in errors], "suspended")
