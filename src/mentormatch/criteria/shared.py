"""`Shared`: entries that both gave."""

from __future__ import annotations

from typing import ClassVar, Literal

from mentormatch.criteria.base import Form, Holds, Side, Value, Wordy
from mentormatch.text import folded


class Shared(Wordy):
    """How many entries two people share.

    As a must, they share `at_least` of them (default 1), in the same words or by the policy's ``synonyms``.

    See Also
    --------
    mentormatch.criteria.Criterion : The fields that all kinds have.
    mentormatch.scoring.declared : The formula.

    Examples
    --------
    >>> mm.criteria.Shared(name="languages", mentee="Languages you speak", must=True).column("mentor")
    'languages'
    """

    kind: Literal["shared"] = "shared"
    holds: ClassVar[Holds] = "tags"

    def words(self, value: Value, side: Side, form: Form = folded) -> frozenset[str]:  # noqa: ARG002
        """Return the entries of an answer, in the form in which they count."""
        entries = value if isinstance(value, tuple) else ()
        return frozenset(filter(None, map(form, entries)))
