"""Tables of grades by name: what `[grades] table = "nhs"` in a column map means.

The steps are ours: one for each year of training, and the bands of Agenda for Change beside the doctors'
grades of about their pay. A scheme that sees it otherwise lists its own beside the table, which override it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from immutabledict import immutabledict

_DOCTORS = (
    "anaesthetist cardiologist dermatologist endocrinologist gastroenterologist geriatrician "
    "gynaecologist haematologist intensivist microbiologist neonatologist nephrologist neurologist "
    "neurosurgeon obstetrician oncologist ophthalmologist paediatrician pathologist physician "
    "psychiatrist radiologist rheumatologist surgeon urologist"
)
SPECIALISTS = tuple(_DOCTORS.split())
"""Doctors only: a consultant pharmacist or nurse is on a band."""

_SENIOR: Mapping[str, int] = immutabledict(
    dict.fromkeys(
        (
            "sas",
            "sas doctor",
            "specialty doctor",
            "staff grade",
            "staff grade doctor",
            "associate specialist",
        ),
        14,
    )
    | dict.fromkeys(("specialist", "specialist doctor"), 15)
    | dict.fromkeys(
        ("gp", "general practitioner", "gp partner", "gp principal", "salaried gp", "locum gp"), 16
    )
    | dict.fromkeys(("consultant", "locum consultant", *(f"consultant {who}" for who in SPECIALISTS)), 16)
)
_BANDS = {"2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8a": 8, "8b": 10, "8c": 12, "8d": 14, "9": 16}


def _doctors() -> Iterator[tuple[str, int]]:
    for year in (1, 2):
        yield from (
            (name.format(year), 5 + year) for name in ("f{}", "fy{}", "foundation year {}", "foundation {}")
        )
    for year in range(1, 9):
        yield from ((f"{name}{year}", 7 + year) for name in ("st", "st ", "specialty trainee "))
    for year in (1, 2, 3, 4):
        yield from (
            (f"{name}{year}", 7 + year)
            for name in ("ct", "ct ", "core trainee ", "imt", "imt ", "gpst", "gpst ")
        )
    yield from (("ct", 8), ("core trainee", 8))
    yield from _SENIOR.items()


def _nhs() -> Iterator[tuple[str, int]]:
    yield from _doctors()
    for band, level in _BANDS.items():
        yield from (
            (f"{name}{band}", level)
            for name in ("band ", "band", "afc band ", "afc ", "agenda for change band ")
        )


TABLES: Mapping[str, Mapping[str, int]] = immutabledict({"nhs": immutabledict(_nhs())})
"""Name -> grade in words, in lower case -> level."""
