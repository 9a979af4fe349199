"""What two people have in common, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from mentormatch.criteria.synonyms import followed
from mentormatch.policy import Scoring
from mentormatch.scoring.text.tokens import read_texts

_MOST = 4


def listed(words: Iterable[str]) -> str:
    """Return words with commas between them, the first few and how many more there are."""
    every = list(words)
    more = len(every) - _MOST
    return ", ".join(every[:_MOST]) + (f" and {more} more" if more > 0 else "")


def in_common(mine: Collection[str], theirs: Collection[str], form: Callable[[str], str]) -> str:
    """Return which entries two people share, as the first of them wrote them; empty if one gave none.

    Parameters
    ----------
    form : callable
        Returns the form in which an entry counts; empty if it counts as none.
    """
    own = [(one, counts) for one in mine if (counts := form(one))]
    others = set(filter(None, map(form, theirs)))
    if not own or not others:
        return ""
    shared = [one for one, counts in own if counts in others]
    return f"both gave {listed(shared)}" if shared else "nothing in common"


def texts_in_common(mine: str, theirs: str, scoring: Scoring) -> str:
    """Return which words two texts share; empty if one of them has none."""
    one, other = read_texts([mine, theirs], followed(scoring.synonyms))
    if not one or not other:
        return ""
    shared = [word for word in dict.fromkeys(one) if word in set(other)]
    return f"both wrote of {listed(shared)}" if shared else "no word in common in their texts"


def levels_met(wants: Mapping[str, int], offers: Mapping[str, int], form: Callable[[str], str]) -> str:
    """Return at which level each wanted area is offered; empty if nothing is wanted or offered."""
    if not wants or not offers:
        return ""
    levels: dict[str, int] = {}
    for area, level in offers.items():
        levels[form(area)] = max(level, levels.get(form(area), 0))
    return listed(
        f"{area} at {levels[form(area)]} ({level} wanted)" if form(area) in levels else f"no {area}"
        for area, level in wants.items()
    )


def levels_above(gap: float, ideal: float) -> str:
    """Return by how many levels a mentor is above a mentee, beside the ideal."""
    where = f"{abs(gap):g} level{'' if abs(gap) == 1 else 's'} {'above' if gap > 0 else 'below'}"
    return f"{where if gap else 'on the same level'} (ideal: {ideal:g} above)"
