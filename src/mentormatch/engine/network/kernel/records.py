"""Rows, columns and places of the kernel, as compiled code sees them.

What a bid or a step of a search reads of a row lies in one or two cache lines: its best pairs when it was
last looked at, a bound on the others, and its price. (Tuples of arrays read better, but numba counts
references to each of them at every call, which is five times slower; so compiled functions take flat arrays.)

* `record`, int64, shape (n_rows, 8 or 16), with `size` the number of pairs kept, 4 or 8:
  ``[0:size]`` their weights; ``[size]`` no other pair of the row has a higher value (weight less the column's
  price); ``[size + 1]`` the price of the row;
* `near`, int32, the same memory: ``[2 * (size + 2) + t]`` is the column of kept pair t;
* `row`, int32, shape (n_rows, 4), see `GOT` and what follows;
* `column`, int32, shape (n_columns, 4), see `FIRST` and what follows;
* `place`, int64, shape (n_places, 4), see `BID` and what follows: the pair that has each place.

Rows and columns are numbered in a local order, in which those with common pairs lie close together:
``origin[r]`` is the row whose pairs are ``start[origin[r]]`` to ``start[origin[r] + 1]``, and ``position[c]``
is the number of the column that these pairs call c.
"""

from __future__ import annotations

GOT, MOST, KEPT, QUEUED = 0, 1, 2, 3
"""Of a row: units placed, units to place, pairs kept in its record (-1 before the first look), whether it
waits to bid."""

FIRST, LOAD, ROOM, LEAST = 0, 1, 2, 3
"""Of a column: its first place, places taken, places, how many of them must be taken."""

BID, WEIGHT, ROW, COLUMN = 0, 1, 2, 3
"""Of a place: the bid by which a row with one unit got it, and the weight, row and column of its pair."""

FEW, MANY = 4, 8
"""How many pairs a record keeps, where rows have a single unit or more."""
WORDS = {FEW: 8, MANY: 16}
"""Length of a record that keeps so many."""
