"""All errors in changes, at once and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mentormatch.changes.base import Change, Rejection, Scheme, Subject
from mentormatch.changes.by_id import ById
from mentormatch.changes.history import Pair
from mentormatch.errors import ChangeError, a_kind
from mentormatch.people.person import ROLES

_SHOWN = 50


def change_errors(pairs: frozenset[Pair], given: ById) -> list[str]:
    """Return every error in changes, in words.

    Parameters
    ----------
    pairs : frozenset of (str, str)
        The pairs of the matching.
    given : ById
        The changes, and the people whom they have to fit.
    """
    return _sentences(given.changes, find_errors(pairs, given))


def find_errors(pairs: frozenset[Pair], given: ById) -> list[Rejection]:
    """Return every error in changes; see `change_errors`."""
    # What may mean somebody is still in the place of an id only where that forbids, or is an error already.
    soon = given.who.soon
    if given.references:
        soon = {role: soon[role] | given.written(role) for role in ROLES}
    scheme = Scheme(given.who.ids, soon, pairs)
    refused = {error.position for error in given.errors}
    fitting = [(at, change) for at, change in enumerate(given.changes) if at not in refused]
    found = [error.at(at) for at, change in fitting for error in change.misfits(scheme)]
    return [*given.errors, *found, *find_contradictions(given.changes)]


def not_a_change(position: int, change: object) -> str:
    """Return the error for something that is not a change at all."""
    return f"change {position} is {a_kind(change)}, not one of mentormatch's changes"


def refuse(errors: Sequence[str]) -> None:
    """Raise `ChangeError` with the first fifty errors and how many more there are, if there are any."""
    if errors:
        more = [f"and {len(errors) - _SHOWN} more"] if len(errors) > _SHOWN else []
        raise ChangeError([*errors[:_SHOWN], *more])


def _sentences(changes: Sequence[Change], errors: Iterable[Rejection]) -> list[str]:
    """Return errors in words, each once: equal changes share theirs."""
    return list(dict.fromkeys(f"{changes[error.position].in_words()}: {error.sentence}" for error in errors))


def contradictions(changes: Sequence[Change]) -> list[str]:
    """Return, in words, changes that are given twice, and those that contradict each other."""
    return _sentences(changes, find_contradictions(changes))


def find_contradictions(changes: Sequence[Change]) -> Iterator[Rejection]:
    """Yield changes that are given twice, and those that contradict each other."""
    if len(changes) < 2:
        return
    named = {at: change.in_words() for at, change in enumerate(changes) if change.subjects()}
    times = Counter(named.values())
    for at, words in named.items():
        if times[words] > 1:
            said = f"is given {times[words]} times"
            yield Rejection("", said, said, "each change once", at)
    names = {change.name for change in changes}
    doubtful = [at for at, change in enumerate(changes) if not names.isdisjoint(change.contradicts)]
    if not doubtful:
        return
    given = {(change.name, subject) for change in changes for subject in change.subjects()}
    for at in doubtful:
        for said in dict.fromkeys(_contradicted(changes[at], given)):
            yield Rejection("", said, said, "only one of the two changes", at)


def _contradicted(change: Change, given: set[tuple[str, Subject]]) -> Iterator[str]:
    """Yield how other changes contradict one."""
    for kind, words in change.contradicts.items():
        for subject in change.touched():
            if (kind, subject) in given:
                yield words.format(role=subject[0], person=subject[1])
