"""Who is meant by an id, an e-mail address or a name, however somebody typed it.

People write "Dr C. Dogwood (line manager)" where the form wants an id. What they write is compared without
what says nothing of the person: case, accents, titles, post-nominals, remarks, punctuation, order. One person
is *certain* if that alone fits them and nobody else. Whoever else may be meant (initials, one typing error, a
surname, another mail domain) is *possible*: until a person says otherwise, what was written holds for each
of them. Nothing here makes one record of two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, permutations

from mentormatch.people.meaning import NO_ANSWERS, Answers, How, Meaning
from mentormatch.people.words.forms import (
    QUOTES,
    addresses_in,
    family_words,
    id_key,
    name_in,
    name_words,
    plain,
    without_remarks,
)
from mentormatch.people.words.neighbours import Index, Neighbours, one_error_apart, shortened
from mentormatch.people.words.titles import POST_NOMINALS, POSTS, TITLES
from mentormatch.text import folded

_BETWEEN = re.compile(r"[;,/&|+\n\t]|\sand\s|\sor\s|\s-+\s", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
TOLD_APART = re.compile(r"(?:mentee|mentor)-([0-9]+)")
"""Ids of people whom files give running numbers; the number alone may mean either."""
_LONG_ID = 6
"""Shorter ids hold no typing error that could be told: their neighbours are other people's ids."""

Entry = tuple[str, str | None, str]
"""Id, e-mail address and name."""


class Register:
    """Everybody in a scheme, found by whatever may be written of them.

    Parameters
    ----------
    people : iterable of (str, str or None, str)
        Id, e-mail address and name of each; somebody who has several names may come several times.
    answers : Answers
        What has been settled before.

    Examples
    --------
    >>> register = Register([("r1", "cy.dogwood@h.example", "Cy Dogwood"), ("r2", None, "Di Elm")])
    >>> register.meant("Dogwood, Dr Cy (Ward 5)").people
    ('r1',)
    >>> register.meant("C. Dogwood").sure
    False
    """

    def __init__(self, people: Iterable[Entry], answers: Answers = NO_ANSWERS) -> None:
        self._all: tuple[_Entries, ...] = (_Entries(people),)
        self._answers = answers
        self._meant: dict[str, Meaning] = {}

    def with_more(self, people: Iterable[Entry], answers: Answers) -> Register:
        """Return the register with more people, and other answers.

        What was found holds on, unless it may mean one of the further people, too.
        """
        after = Register((), answers)
        more = _Entries(one for one in people if not any(one in known.people for known in self._all))
        after._all = _with_more(self._all, more)
        if self._answers == answers:
            after._meant = more.unconcerned(self._meant)
        return after

    def meant(self, written: str) -> Meaning:
        """Return who is meant by what somebody wrote; many may write the same, so it is kept."""
        if written not in self._meant:
            self._meant[written] = self._settled(written)
        return self._meant[written]

    def _settled(self, written: str) -> Meaning:
        said = self._answers.about(written)
        settled = tuple(person for person, yes in said.items() if yes)
        if settled:
            return Meaning(settled, sure=True, how=How.ID)
        found = self._certain(written) or self._possible(written)
        if not said:
            return found
        left = tuple(person for person in found.people if person not in said)
        return Meaning(left, found.sure or not left, found.how if left else None)

    def has_another(self, person: str, email: str | None) -> bool:
        """Return whether anybody else has, or had, an id that differs only in case, or an address."""
        ids, address = folded(person), folded(email or "")
        return any(
            other != person
            for known in self._all
            for other in (*known.ids.get(ids), *(known.emails.get(address) if address else ()))
        )

    def alike(self, written: str) -> Meaning:
        """Return who else of the register may be meant by what is itself the id of one of them."""
        hits = {person for person, _ in self._hits(written)} - {written}
        if hits:
            return Meaning(tuple(sorted(hits)), sure=True, how=How.NAME)
        if _DIGITS.search(written) and _TOKEN.fullmatch(written):
            return Meaning()  # an id such as staff101 says nothing of staff102
        near = tuple(person for person in self._possible(written).people if person != written)
        return Meaning(near, sure=not near, how=How.PART_OF_NAME if near else None)

    def _certain(self, written: str) -> Meaning | None:
        """Return whom the whole, or each of several parts, fits exactly; None where it fits nobody."""
        exact = {person for known in self._all for person in known.ids.get(folded(written))}
        if exact:
            return Meaning(tuple(sorted(exact)), sure=len(exact) == 1, how=How.ID)
        hits = dict(self._hits(written))
        if hits:
            return Meaning(tuple(sorted(hits)), len(hits) == 1, _weakest(hits.values()))
        return self._several(written)

    def _several(self, written: str) -> Meaning | None:
        """Return whom several people in one cell are, if at least one of them is certain."""
        parts = [part for part in _BETWEEN.split(written) if part and part.strip()]
        each = [dict(self._hits(part)) for part in parts] if len(parts) > 1 else []
        if not any(each):
            return None
        found, sure = {}, True
        for part, hits in zip(parts, each, strict=True):
            meaning = Meaning(tuple(hits), len(hits) == 1) if hits else self._possible(part)
            sure &= meaning.sure and bool(meaning.people)  # else an outsider is meant, too
            found.update(hits or dict.fromkeys(meaning.people, meaning.how or How.NAME))
        return Meaning(tuple(sorted(found)), sure, _weakest(found.values()))

    def _hits(self, written: str) -> Iterator[tuple[str, How]]:
        """Yield whom an id, an address or a whole name in some words fits exactly."""
        addresses = addresses_in(written)
        for address in addresses:
            yield from ((person, How.EMAIL) for known in self._all for person in known.emails.get(address))
        rest = without_remarks(written)
        key = id_key(rest)
        yield from ((person, How.ID) for known in self._all for person in known.id_keys.get(key))
        if _DIGITS.search(rest):
            return  # no whole name
        words = name_words(rest)
        # Words may be run together or apart; then their order counts.
        named = [one for known in self._all for one in known.names.get(tuple(sorted(words)))]
        named = named or [one for known in self._all for one in known.joined.get("".join(words))]
        yield from ((person, How.NAME) for person in named)

    def _possible(self, written: str) -> Meaning:
        """Return everybody who may be meant."""
        found: dict[str, How] = {}
        for address in addresses_in(written):
            for person, how in self._near_address(address):
                found.setdefault(person, how)
        parts = [] if self._is_one_name(written) else _BETWEEN.split(written)
        for part in dict.fromkeys([without_remarks(written), written, *parts]):
            if part and part.strip():
                for person, how in self._near_name(name_words(part)):
                    found.setdefault(person, how)
        key = id_key(without_remarks(written))
        if len(key) >= _LONG_ID and " " not in key:
            forms = {form for known in self._all for form in known.id_neighbours.near(key)}
            near = {one for form in forms for known in self._all for one in known.id_keys.get(form)}
            # Several neighbours: ids in a row, and the one that was written is somebody else's.
            if len(near) == 1:
                found.setdefault(near.pop(), How.TYPING_ERROR)
        return Meaning(tuple(sorted(found)), sure=not found, how=_weakest(found.values()) if found else None)

    def _is_one_name(self, written: str) -> bool:
        """Return whether words with a comma are "Family, Given", and cannot be two people or a post.

        The first part may not be a given name, nor the second a family name, of anybody known.
        """
        before, comma, after = (rest := without_remarks(written)).partition(",")
        if not comma or _DIGITS.search(rest) or len(_BETWEEN.findall(written)) > 1:
            return False
        given = [
            word
            for word in _TOKEN.findall(QUOTES.sub("", after))
            if plain(word) not in TITLES | POST_NOMINALS
        ]
        if any(plain(word) in POSTS or (1 < len(word) < 5 and word.isupper()) for word in given):
            return False  # capitals may abbreviate a department
        words = name_words(before), name_words(" ".join(given))
        if not all(words):
            return False
        return not any(
            not self._spelt(word).isdisjoint(spelt)
            for known in self._all
            for part, spelt in zip(words, (known.given, known.family), strict=True)
            for word in part
        )

    def _spelt(self, word: str) -> set[str]:
        """Return a word and those that are one typing error away."""
        if len(word) < 3:
            return {word}
        return {word, *(near for known in self._all for near in known.word_neighbours.near(word))}

    def _near_address(self, address: str) -> Iterator[tuple[str, How]]:
        local = address.partition("@")[0]
        for known in self._all:
            yield from ((person, How.OTHER_DOMAIN) for person in known.locals.get(local))
        for known in self._all:
            for form in known.email_neighbours.near(address):
                yield from ((person, How.TYPING_ERROR) for person in known.emails.get(form))
        yield from self._near_name(name_words(local))

    def _near_name(self, words: tuple[str, ...]) -> Iterator[tuple[str, How]]:
        """Yield whose name the words may be, as far as they agree with it."""
        forms = [sorted(self._spelt(word)) for word in words]
        seen: set[str] = set()
        for person in chain.from_iterable(self._with_words(words, forms)):
            if person not in seen:
                seen.add(person)
                names = (name for known in self._all for name in known.words.get(person))
                found = [how for name in names if (how := agreement(words, name)) is not None]
                if found:
                    yield person, min(found, key=list(How).index)
        if len(words) == 1 and len(words[0]) == 2:  # a short surname; a short first name says too little
            yield from ((one, How.PART_OF_NAME) for known in self._all for one in known.by_family.get(words))

    def _with_words(self, words: Sequence[str], forms: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
        """Yield people who may agree: all who do, and not everybody with a common first name.

        One word agrees in full or but for one error; if both have several, another by its initial at least.
        """
        for known in self._all:
            alone = known.by_word if len(words) == 1 else known.by_only_word
            for form in chain.from_iterable(forms):
                yield alone.get(form)
            for some, other in permutations(range(len(words)), 2):
                for form in forms[some]:
                    yield known.by_two.get((form, words[other][0]))


def _with_more(known: tuple[_Entries, ...], more: _Entries) -> tuple[_Entries, ...]:
    """Return the entries with more, as few and ever smaller lots, so that joining them costs little."""
    while len(known) > 1 and 2 * len(more.people) >= len(known[-1].people):
        known, more = known[:-1], _Entries((*known[-1].people, *more.people))
    return (*known, more) if more.people else known


class _Entries:
    """People of a register, found by each form of what may be written of them; built where asked for."""

    def __init__(self, people: Iterable[Entry]) -> None:
        self.people = dict.fromkeys(people)

    def unconcerned(self, meant: Mapping[str, Meaning]) -> dict[str, Meaning]:
        """Return what words mean that can mean none of these people."""
        if not self.people or not meant:
            return dict(meant)
        forms = set[str]()
        for person, email, name in self.people:
            forms |= _forms_in(person) | _forms_in(email or "") | _forms_in(name)
            forms.update(bare[1] for bare in [TOLD_APART.fullmatch(person)] if bare)
        return {
            written: found
            for written, found in meant.items()
            # Whether words with a comma are two people depends on all names.
            if "," not in written and forms.isdisjoint(_forms_in(written))
        }

    @cached_property
    def ids(self) -> Index[str, str]:
        return Index((folded(person), person) for person, _, _ in self.people)

    @cached_property
    def id_keys(self) -> Index[str, str]:
        ids = [person for person, _, _ in self.people]
        numbers = ((bare[1], person) for person in ids if (bare := TOLD_APART.fullmatch(person)))
        return Index((id_key(key), person) for key, person in (*zip(ids, ids, strict=True), *numbers))

    @cached_property
    def emails(self) -> Index[str, str]:
        """Address -> who has it; an id that is an address counts as one."""
        pairs = ((folded(email), person) for person, email, _ in self.people if email)
        ids = ((folded(person), person) for person, _, _ in self.people if "@" in person)
        return Index((*pairs, *ids))

    @cached_property
    def locals(self) -> Index[str, str]:
        return Index((a.partition("@")[0], p) for a, people in self.emails.items() for p in people)

    @cached_property
    def words(self) -> Index[str, tuple[str, ...]]:
        """Id -> the names of a person, each as words, with and without remarks."""
        named = ((person, name or name_in(person)) for person, _, name in self.people)
        return Index(
            (person, name_words(form))
            for person, name in named
            for form in dict.fromkeys((name, without_remarks(name)))
            if form
        )

    @cached_property
    def named(self) -> list[tuple[tuple[str, ...], str]]:
        """Names as words, and whose they are."""
        return [(words, person) for person, names in self.words.items() for words in names if words]

    @cached_property
    def names(self) -> Index[tuple[str, ...], str]:
        return Index((tuple(sorted(words)), person) for words, person in self.named)

    @cached_property
    def joined(self) -> Index[str, str]:
        orders = ((words, person) for words, person in self.named if len(words) > 1)
        return Index(
            ("".join(order), person) for words, person in orders for order in (words, words[-1:] + words[:-1])
        )

    @cached_property
    def by_word(self) -> Index[str, str]:
        return Index((word, person) for words, person in self.named for word in words)

    @cached_property
    def by_only_word(self) -> Index[str, str]:
        return Index((words[0], person) for words, person in self.named if len(words) == 1)

    @cached_property
    def by_two(self) -> Index[tuple[str, str], str]:
        """A word and the initial of another of the same name -> who has them."""
        return Index(
            ((one, other[0]), person) for words, person in self.named for one, other in permutations(words, 2)
        )

    @cached_property
    def by_family(self) -> Index[tuple[str, ...], str]:
        return Index((family_words(name), person) for person, _, name in self.people if name)

    @cached_property
    def family(self) -> frozenset[str]:
        """Words that are, or may be, family names."""
        return frozenset(chain.from_iterable(self.by_family))

    @cached_property
    def given(self) -> frozenset[str]:
        """Words of names that are no family name, or may be either."""
        names = ((name_words(without_remarks(name)), family_words(name)) for _, _, name in self.people)
        rest = (words if words == family else set(words).difference(family) for words, family in names)
        return frozenset(chain.from_iterable(rest))

    @cached_property
    def word_neighbours(self) -> Neighbours:
        return Neighbours(word for word in self.by_word if len(word) > 2)

    @cached_property
    def email_neighbours(self) -> Neighbours:
        return Neighbours(self.emails)

    @cached_property
    def id_neighbours(self) -> Neighbours:
        return Neighbours(key for key in self.id_keys if len(key) >= _LONG_ID - 1)


def _forms_in(written: str) -> set[str]:
    """Return what words have in common with people whom they may mean: forms, each but for one letter."""
    parts = [written, without_remarks(written)]
    parts += [part for part in _BETWEEN.split(written) if part]
    addresses = addresses_in(written)
    found = {folded(written), *addresses, *(id_key(without_remarks(part)) for part in parts)}
    for part in (*parts, *(address.partition("@")[0] for address in addresses)):
        found |= _spellings(name_words(part)) | {part}
    return {form for word in found for form in (shortened(word) if len(word) > 2 else (word,))}


def _spellings(words: tuple[str, ...]) -> set[str]:
    """Return the words of a name, and the words run together."""
    return {*words, "".join(words), "".join(words[-1:] + words[:-1])}


def agreement(written: tuple[str, ...], name: tuple[str, ...]) -> How | None:
    """Return how far words agree with a name; None if they are not those of one person.

    Every word of the shorter one has to be a word of the longer one, its initial, or one typing error away,
    at most one of them with an error and at least one written out.
    """
    shorter, longer = sorted((written, name), key=len)
    if not shorter or (len(shorter) == 1 and len(longer) > 1 and len(shorter[0]) < 3):
        return None
    left, initials, errors, whole = list(longer), 0, 0, 0
    for word in sorted(shorter, key=len, reverse=True):
        how, match = _best(word, left)
        if match is None:
            return None
        left.remove(match)
        initials += how is How.INITIALS
        errors += how is How.TYPING_ERROR
        whole += how is not How.INITIALS
    if errors > 1 or not whole:
        return None
    if errors:
        return How.TYPING_ERROR
    if initials:
        return How.INITIALS
    return How.PART_OF_NAME if left else How.NAME


def _best(word: str, others: list[str]) -> tuple[How, str | None]:
    """Return the word that fits best, and how."""
    if word in others:
        return How.NAME, word
    for other in others:
        if len(word) > 2 and len(other) > 2 and one_error_apart(word, other):
            return How.TYPING_ERROR, other
    for other in others:
        if min(len(word), len(other)) == 1 and word[0] == other[0]:
            return How.INITIALS, other
    return How.INITIALS, None


def _weakest(found: Iterable[How]) -> How:
    order = list(How)
    return max(found, key=order.index)
