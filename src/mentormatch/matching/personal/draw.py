"""A draw that nobody can rig: the seed of the lottery, from the inputs and a public value given afterwards.

First the hash of all inputs is published, with the words for a public value that nobody knows yet. Once it is
known, the seed follows from both. Whoever would change an input then, or try several, changes the hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Annotated, Self

from pydantic import StringConstraints

from mentormatch.errors import PolicyError
from mentormatch.models import FieldErrors, Frozen, without_prefix
from mentormatch.policy import SEEDS, Policy, is_public

_ABOUT = "mentormatch draw 1"
"""Hashed with everything, so that no other use of the same values gives the same seed."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class Commitment(Frozen):
    """What is published before a draw.

    Parameters
    ----------
    inputs : tuple of str
        SHA-256 of each input, the policy included; in any order.
    value_from : str
        Which public value decides, in words: what, when, and how it is written.

    Raises
    ------
    PolicyError
        If a field is missing or malformed.

    Examples
    --------
    >>> commitment = Commitment(inputs=("ab" * 32,), value_from="main numbers of 5 December, ascending")
    >>> commitment.hash[:8], commitment.seed("3 11 24 30 41 57")
    ('2201f947', 191201139)
    """

    inputs: tuple[Hash, ...]
    value_from: Text

    @classmethod
    def of(cls, hashes: Iterable[Mapping[str, str]], value_from: str) -> Self:
        """Return the commitment to files, each with its ``sha256``."""
        return cls(inputs=tuple(sorted(one["sha256"] for one in hashes)), value_from=value_from)

    @property
    def hash(self) -> str:
        """What to publish; hexadecimal."""
        return sha256(json.dumps([_ABOUT, sorted(self.inputs), self.value_from]).encode()).hexdigest()

    def seed(self, value: str) -> int:
        """Return the seed that follows from the public value; blanks at its ends and case do not count."""
        written = " ".join(value.casefold().split())
        if not written:
            raise PolicyError(["the public value is empty: give it as the commitment says"], "draw")
        found = sha256(json.dumps([_ABOUT, self.hash, written]).encode()).digest()
        return int.from_bytes(found, "big") % SEEDS

    def unlike(self, hashes: Iterable[Mapping[str, str]]) -> list[str]:
        """Return how files differ from what was committed to, a clause each."""
        given, committed = list(hashes), set(self.inputs)
        clauses = [
            f"{one['file']} is not among the files committed to, or has changed since"
            for one in given
            if one["sha256"] not in committed
        ]
        missing = len(committed - {one["sha256"] for one in given})
        verb = "is" if missing == 1 else "are"
        return clauses + [f"{missing} of the files committed to {verb} not given"] * (missing > 0)

    def drawn(self, policy: Policy, hashes: Iterable[Mapping[str, str]], value: str) -> Policy:
        """Return a policy with the seed that follows from the public value.

        Raises
        ------
        PolicyError
            If its seed is not ``"public"``, or files differ from what was committed to.
        """
        if not is_public(policy.seed):
            raise PolicyError(['a draw needs seed = "public" in the policy'], "draw")
        unlike = self.unlike(hashes)
        if unlike:
            raise PolicyError(unlike, "draw")
        return policy.replace(seed=self.seed(value))

    @classmethod
    def _error(cls, errors: FieldErrors, data: object) -> PolicyError:  # noqa: ARG003  (nothing is quoted)
        found = [f"{'.'.join(map(str, e['loc'])) or 'it'}: {without_prefix(e['msg'])}" for e in errors]
        return PolicyError(found, "commitment")
