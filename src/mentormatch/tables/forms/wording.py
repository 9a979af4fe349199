"""What a column map says of the cells of one column: the words, the separator, the options, the levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from immutabledict import immutabledict

from mentormatch.errors import PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Wording:
    """How the cells of one column are worded.

    Parameters
    ----------
    key : str
        Name of the field in the column map, which messages offer for more words.
    words : mapping of str to str
        Word, as it compares -> what one would type in the cell; empty for an empty cell.
    options : tuple of str
        Options of the form, each of which is one entry.
    level : int, optional
        Level of an area that is only ticked.
    grades : mapping of str to int
        Grade in words, folded -> level of seniority; empty if the cells are levels.
    km_per_minute : float, optional
        What a minute of travel counts.
    day_first : bool, optional
        Whether the day comes first in dates such as 03/04/2026.
    """

    key: str
    words: Mapping[str, str] = immutabledict()
    separator: str = ";"
    options: tuple[str, ...] = ()
    level: int | None = None
    grades: Mapping[str, int] = immutabledict()
    km_per_minute: float | None = None
    day_first: bool | None = None

    @property
    def offer(self) -> str:
        """The line of a column map that would make a cell readable; "…" is for what the cell says."""
        where = "grades" if self.grades else f"values.{self.key}"
        return f"[{where}] {PLACEHOLDER} = … in the column map"
