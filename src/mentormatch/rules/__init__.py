"""Side rules as data, without any solver.

policy (ids) -> indexed -> faults -> record (what a `Problem` holds: indices alone)

Rules carry ids in a `Policy` and indices in a `Problem`; the classes are the same. Each rule has its own
file: why a problem could not take it (``faults``), how its ids become indices (``indexed``), and its form in
a problem (``record``), which is all that the engine and the checker read. What a rule adds to a model is in
`mentormatch.engine.rules`, how it is checked in `mentormatch.proof.rules`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mentormatch.rules.base import Lookup, Namer, SideRule, Sizes
from mentormatch.rules.fields.numbers import Index
from mentormatch.rules.fields.people import Person
from mentormatch.rules.floor import Floor
from mentormatch.rules.forbid import Forbid
from mentormatch.rules.group_count import GroupCount
from mentormatch.rules.hours import Hours
from mentormatch.rules.keep import Keep
from mentormatch.rules.keep_apart import KeepApart
from mentormatch.rules.keep_together import KeepTogether
from mentormatch.rules.minimum_load import MinimumLoad
from mentormatch.rules.minimum_load_if_used import MinimumLoadIfUsed
from mentormatch.rules.no_mutual import NoMutual
from mentormatch.rules.pair_count import Described, Named, PairCount
from mentormatch.rules.require import Require
from mentormatch.rules.stable import Stable

Rule = Annotated[
    Require
    | Forbid
    | Keep
    | MinimumLoad
    | MinimumLoadIfUsed
    | NoMutual
    | KeepApart
    | KeepTogether
    | PairCount
    | GroupCount
    | Hours
    | Floor
    | Stable,
    Field(discriminator="rule"),
]
"""Any of the rules, distinguished by the field ``rule``."""

__all__ = [
    "Described",
    "Floor",
    "Forbid",
    "GroupCount",
    "Hours",
    "Index",
    "Keep",
    "KeepApart",
    "KeepTogether",
    "Lookup",
    "MinimumLoad",
    "MinimumLoadIfUsed",
    "Named",
    "Namer",
    "NoMutual",
    "PairCount",
    "Person",
    "Require",
    "Rule",
    "SideRule",
    "Sizes",
    "Stable",
]
