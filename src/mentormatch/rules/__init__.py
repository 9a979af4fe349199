"""Side rules as data, with no solver in sight.

In a `Policy` the rules carry ids, in a `Problem` indices; the classes are the same. Each rule knows what
would keep it from being used (``faults``) and how its ids become indices (``indexed``). What a rule adds to
a model stands in the engine, how it is checked in `mentormatch.proof.rules`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mentormatch.rules.base import Index, Lookup, Namer, Person, SideRule, Sizes
from mentormatch.rules.counts import PairCount
from mentormatch.rules.floors import Floor
from mentormatch.rules.groups import KeepApart, KeepTogether
from mentormatch.rules.hours import Hours
from mentormatch.rules.keeping import Keep
from mentormatch.rules.loads import MinimumLoad, MinimumLoadIfUsed
from mentormatch.rules.mutual import NoMutual
from mentormatch.rules.required import Require
from mentormatch.rules.stability import Stable

Rule = Annotated[
    Require
    | Keep
    | MinimumLoad
    | MinimumLoadIfUsed
    | NoMutual
    | KeepApart
    | KeepTogether
    | PairCount
    | Hours
    | Floor
    | Stable,
    Field(discriminator="rule"),
]
"""Any of the rules, told apart by their field ``rule``."""

__all__ = [
    "Floor",
    "Hours",
    "Index",
    "Keep",
    "KeepApart",
    "KeepTogether",
    "Lookup",
    "MinimumLoad",
    "MinimumLoadIfUsed",
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
