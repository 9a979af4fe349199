"""The files of a run, of which its folder holds one set: of a match, and of a rematch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mentormatch.errors import RowProblem, problem_columns
from mentormatch.files import MATCHING, Columns, csv_bytes
from mentormatch.matching.policy_warnings import tags_table
from mentormatch.matching.saving import packed
from mentormatch.matching.shares.table import with_all_digits
from mentormatch.tables.read_same_people import resolved_table

if TYPE_CHECKING:
    from mentormatch.matching.base import MatchingData
    from mentormatch.matching.result import Matching
    from mentormatch.people.meaning import Resolved
    from mentormatch.problem.suspended import Suspended
    from mentormatch.rematching.result import Rematching
    from mentormatch.tables.read_changes import ChangeReading
    from mentormatch.tables.read_people import Reading

DIFFERENCES = ("newly_matched", "moved", "disturbed", "freed", "freed_places", "still_waiting")
"""The tables of a `Rematching` that say what differs; each becomes a CSV file."""


def problem_csv(problems: Sequence[RowProblem]) -> bytes:
    """Return row errors or warnings as the contents of a CSV file."""
    return csv_bytes(problem_columns(problems))


def match_files(
    matching: Matching, reading: Reading, resolved: Iterable[Resolved], *, with_names: bool = False
) -> dict[str, bytes]:
    """Return the files of a match by their names; `resolved` are names in rules of the policy."""
    return {
        "pairs.csv": csv_bytes(matching.pair_columns(matching.solution.chosen)),
        "unmatched.csv": csv_bytes(matching.unmatched_columns),
        "rejected.csv": problem_csv(reading.rejected),
        "resolved.csv": csv_bytes(resolved_table((*reading.resolved, *resolved), reading.people.meanings)),
        "tags.csv": csv_bytes(tags_table(reading.people, matching.policy)),
        "warnings.csv": problem_csv(reading.warnings),
        **(_named(matching) if with_names else {}),
        **_shares(matching),
        MATCHING: packed(matching),
    }


def rematch_files(found: Rematching, reading: ChangeReading, *, with_names: bool = False) -> dict[str, bytes]:
    """Return the files of a rematch by their names."""
    asked = {one.written: one for one in (*reading.resolved, *found.people.resolved())}
    files = {
        "pairs.csv": csv_bytes(found.pair_columns(found.solution.chosen)),
        "unmatched.csv": csv_bytes(found.unmatched_columns),
        **{f"{name}.csv": csv_bytes(found.columns(name)) for name in DIFFERENCES},
        "states.csv": csv_bytes(found.states_columns),
        "suspended.csv": csv_bytes(suspended_table(found)),
        "tags.csv": csv_bytes(tags_table(found.people, found.policy)),
    }
    if asked:
        files["resolved.csv"] = csv_bytes(resolved_table(asked.values(), found.people.meanings))
    if with_names:
        from mentormatch.report.handed_on import named_table

        tables = {name: named_table(getattr(found, name), found.people) for name in DIFFERENCES}
        files |= {f"{name}.csv": csv_bytes(table) for name, table in tables.items()}
        files |= _named(found)
    return {**files, **_shares(found), MATCHING: packed(found)}


def _named(matching: MatchingData) -> dict[str, bytes]:
    """Return the files that name people beside their ids."""
    from mentormatch.report.handed_on import named_files

    return named_files(matching)


def _shares(matching: MatchingData) -> dict[str, bytes]:
    """Return the file that only a policy with shares of organisations leads to."""
    return {} if matching.shares is None else {"shares.csv": csv_bytes(with_all_digits(matching.shares))}


def suspended_table(found: Rematching) -> Columns:
    """Return the rules that cannot hold, for people to read."""
    return {
        "rule": [_rule(one) for one in found.suspended],
        "detail": [one.why for one in found.suspended],
        "choices": ["; or ".join(one.choices) for one in found.suspended],
    }


def _rule(suspended: Suspended) -> str:
    """Return a rule as the policy states it, in one line."""
    stated = suspended.rule.model_dump(mode="json", exclude={"rule"}, exclude_none=True)
    fields = (f"{key} {_plain(value)}" for key, value in stated.items())
    return f"{suspended.rule.rule} {', '.join(fields)}"


def _plain(value: object) -> str:
    return " and ".join(map(_plain, value)) if isinstance(value, list) else str(value)
