"""What people gave, as sparse rows, and the products of these rows over the candidate pairs.

Words are handled in flat arrays, all people at once. Products are computed pair by pair, in blocks of pairs:
neither a people x people matrix nor the rows of all pairs are ever in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from mentormatch.arrays import Bools, Floats, Indices, Ints, distinct

_BLOCK = 8_192  # pairs; their rows fit in the processor's cache
_DENSE = 2**21
"""Up to so many numbers, the zeros included, it pays to write out rows: importing SciPy takes longer."""


@dataclass(frozen=True, eq=False)
class SparseRows:
    """Rows of numbers, most of them 0.

    Parameters
    ----------
    start : int64 array, shape (n_rows + 1,)
        ``column[start[i]:start[i + 1]]`` are the columns in which row i is not 0, ascending.
    column : int array, shape (n_entries,)
    value : float64 array, shape (n_entries,)
    width : int
        Number of columns.
    """

    start: Ints
    column: Indices
    value: Floats
    width: int

    @classmethod
    def of(cls, row: Indices, column: Indices, value: Floats, shape: tuple[int, int]) -> SparseRows:
        """Return the rows with these entries, which ascend by row and then by column, each once."""
        return cls(np.searchsorted(row, np.arange(shape[0] + 1)), column, value, shape[1])

    @property
    def sizes(self) -> Ints:
        """Number of entries of each row."""
        return np.diff(self.start)

    def followed_by(self, other: SparseRows) -> SparseRows:
        """Return the rows of both; `other` may have further columns."""
        if len(other.start) == 1:
            return self
        start = np.concatenate((self.start, other.start[1:] + self.start[-1]))
        column = np.concatenate((self.column, other.column))
        return SparseRows(start, column, np.concatenate((self.value, other.value)), other.width)

    def with_more(self, more: SparseRows, left: Ints, right: Ints) -> tuple[SparseRows, Ints, Ints]:
        """Return the rows that pairs have of these and, after them, `more`, and the pairs of these rows."""
        n = len(self.start) - 1
        if 4 * len(left) > n + len(more.start):
            return self.followed_by(more), left, right
        is_used = np.zeros(n + len(more.start) - 1, np.bool_)
        is_used[left] = is_used[right] = True
        used, place = np.flatnonzero(is_used), np.empty(len(is_used), np.int64)
        place[used] = np.arange(len(used))
        known = int(np.searchsorted(used, n))
        rows = self._taken(used[:known]).followed_by(more._taken(used[known:] - n))
        return rows, place[left], place[right]

    def dense(self, first: int, end: int) -> Floats:
        """Return some columns with their zeros; shape (n_rows, end - first)."""
        there = np.flatnonzero((self.column >= first) & (self.column < end))
        found = np.zeros((len(self.start) - 1, end - first))
        row = np.repeat(np.arange(len(found)), self.sizes)
        found[row[there], self.column[there] - first] = self.value[there]
        return found

    def dots(self, left: Ints, right: Ints) -> Floats:
        """Return the dot product of the two rows of every pair; sums run in the order of the columns.

        Parameters
        ----------
        left, right : int64 array, shape (n_pairs,)
            Rows.

        Returns
        -------
        float64 array, shape (n_pairs,)
        """
        rows, left, right = self.among(left, right)
        return rows.few_dots(left, right) if rows.is_small else rows.many_dots(left, right)

    @property
    def is_small(self) -> bool:
        """Whether the rows fit into memory with their zeros."""
        return (len(self.start) - 1) * self.width <= _DENSE

    def among(self, left: Ints, right: Ints) -> tuple[SparseRows, Ints, Ints]:
        """Return rows and pairs of them, without the other rows if the pairs are few."""
        if 4 * len(left) > len(self.start):
            return self, left, right
        used = distinct(left, right)
        return self._taken(used), np.searchsorted(used, left), np.searchsorted(used, right)

    def _taken(self, rows: Ints) -> SparseRows:
        """Return some rows alone."""
        size = self.start[rows + 1] - self.start[rows]
        start = np.concatenate(([0], np.cumsum(size)))
        entry = np.arange(start[-1]) + np.repeat(self.start[rows] - start[:-1], size)
        return SparseRows(start, self.column[entry], self.value[entry], self.width)

    def few_dots(self, left: Ints, right: Ints) -> Floats:
        """Return `dots` with all zeros in memory."""
        products, dense, sizes = np.empty(len(left)), self.dense(0, self.width), self.sizes
        for block in blocks(len(left)):
            one, size = left[block], sizes[left[block]]
            pair = np.repeat(np.arange(len(one)), size)
            entry = np.arange(len(pair)) + np.repeat(self.start[one] - np.cumsum(size) + size, size)
            terms = self.value[entry] * dense[right[block][pair], self.column[entry]]
            there = np.flatnonzero(terms)
            products[block] = sums(pair[there], terms[there], len(one))
        return products

    def many_dots(self, left: Ints, right: Ints) -> Floats:
        """Return `dots` without zeros in memory."""
        from scipy.sparse import csr_array

        shape = (len(self.start) - 1, self.width)
        rows = csr_array((self.value, self.column, self.start), shape=shape)
        products = np.empty(len(left))
        for block in blocks(len(left)):
            products[block] = rows[left[block]].multiply(rows[right[block]]).sum(axis=1)
        return products


@dataclass(frozen=True, eq=False)
class Table:
    """Words with whole numbers: one entry for each person and each of their words.

    Parameters
    ----------
    words : tuple of str
        Sorted, known ones first, so that the order of sums does not depend on the order of people.
    n_rows : int
        Number of people, including those without words.
    row, word : int64 array, shape (n_entries,)
        Person and word of each entry; ascending, each combination once.
    low, high : int64 array, shape (n_entries,)
        Smallest and largest number given with the word.
    """

    words: tuple[str, ...]
    n_rows: int
    row: Ints
    word: Ints
    low: Ints
    high: Ints

    def renamed(self, forms: Mapping[str, str]) -> Table:
        """Return the table with every word replaced by its form; words with the same form are merged."""
        words = tuple(sorted({forms[word] for word in self.words}))
        number = {word: k for k, word in enumerate(words)}
        column = np.array([number[forms[word]] for word in self.words], np.int64)
        return _grouped(Table(words, self.n_rows, self.row, column[self.word], self.low, self.high))

    def kept(self, which: Bools) -> Table:
        """Return the table with some of its entries."""
        entries = (array[which] for array in (self.row, self.word, self.low, self.high))
        return Table(self.words, self.n_rows, *entries)

    def matrix(self, values: Floats | None = None) -> SparseRows:
        """Return `values`, one per entry (default 1), as a sparse matrix, shape (n_rows, n_words)."""
        data = np.ones(len(self.row)) if values is None else values
        return SparseRows.of(self.row, self.word, data, (self.n_rows, len(self.words)))


def tabulated(
    rows: Sequence[Collection[str]],
    form: Callable[[str], str],
    numbers: Iterable[int] | None = None,
    known: Sequence[str] = (),
) -> Table:
    """Return the words of all people as a table.

    Parameters
    ----------
    rows : sequence of collection of str
        The words of each person, as written.
    form : callable
        Returns the form in which a word counts; a word with an empty form is left out.
    numbers : iterable of int, optional
        One for each word of each row in turn; 1 if left out.
    known : sequence of str
        Words that keep their numbers, starting at 0; others follow, sorted.
    """
    written = list(chain.from_iterable(rows))
    forms = {word: form(word) for word in set(written)}
    words = (*known, *sorted({found for found in forms.values() if found}.difference(known)))
    column = {word: k for k, word in enumerate(words)}
    number = {word: column.get(found, -1) for word, found in forms.items()}
    word = np.fromiter(map(number.__getitem__, written), np.int64, len(written))
    row = np.repeat(np.arange(len(rows)), np.fromiter(map(len, rows), np.int64, len(rows)))
    level = np.ones_like(word) if numbers is None else np.fromiter(numbers, np.int64, len(written))
    return _grouped(Table(words, len(rows), row, word, level, level).kept(word >= 0))


def _grouped(loose: Table) -> Table:
    """Return the table with its entries sorted, and those of one person and word merged."""
    key = loose.row * len(loose.words) + loose.word
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    if not len(first):
        return loose
    low = np.minimum.reduceat(loose.low[order], first)
    high = np.maximum.reduceat(loose.high[order], first)
    return Table(loose.words, loose.n_rows, loose.row[order][first], loose.word[order][first], low, high)


def sums(row: Ints, terms: Floats, n: int) -> Floats:
    """Return the sum of the terms of each row, which ascend; to the last digit as SciPy adds up rows."""
    found = np.zeros(n)
    first = np.flatnonzero(np.diff(row, prepend=-1))
    if len(first):
        found[row[first]] = np.add.reduceat(terms, first)
    return found


def blocks(n: int, size: int = _BLOCK) -> Iterator[slice]:
    """Return ``range(n)`` as slices of at most `size`."""
    return (slice(start, min(start + size, n)) for start in range(0, n, size))


def ratio(part: Floats, whole: Floats, known: Bools) -> Floats:
    """Return `part` / `whole` where `known`, else nan."""
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=known)
