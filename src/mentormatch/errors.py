"""The exception tree.

``MentorMatchError``
    ``RecordError``       bad rows or people: all of them, as a table
    ``ChangeError``       changes that do not fit the matching, or each other
    ``PolicyError``       a policy, or a rule in it, that cannot be used
        ``UnknownIdError``    an id that nobody has, with the nearest ones; a ``KeyError`` too
    ``CandidateError``    a scheme whose candidate pairs would not fit in memory
    ``ArgumentError``     an argument of another type than expected; a ``TypeError`` too
    ``ProblemError``      malformed arrays handed to the engine
    ``OutcomeError``      outcomes of pairs from which nothing can be learnt; a ``ValueError`` too
    ``InfeasibleError``   rules that contradict each other
    ``CertificateError``  engine and checker disagree: a defect, never a result
    ``StoreError``        a scheme record that cannot be opened or written, or does not hold what is asked for
        ``HeldError``         somebody else is writing to it
        ``EventError``        what cannot have happened to a pair, or to something else, as it is
    ``MatchingFileError`` a saved matching that cannot be read
    ``OutputError``       a file that cannot be written
    ``BackendError``      what the schemes of a batch are to be worked on by, and cannot be

A message says what was expected, what was found, where, and what to do next. It never quotes what a
person wrote: values are only in ``RecordError.table``, which is for the coordinator alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 10


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the entry of `known` that is spelt most like `word`, if any is close."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(word, list(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=60)
    return None if found is None else str(found[0])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)``, or nothing if no known word is close."""
    close = nearest(word, known)
    return "" if close is None else f" (did you mean '{close}'?)"


class MentorMatchError(Exception):
    """Base of every error this library raises on purpose. Each can be pickled, to come back from a worker.

    Examples
    --------
    >>> try:
    ...     mm.Policy(limits={"max_km": -1})
    ... except mm.MentorMatchError as error:
    ...     print(f"{type(error).__name__}: {error}")
    PolicyError: policy: limits.max_km: Input should be greater than or equal to 0
    """

    def __reduce__(self) -> tuple[object, ...]:
        # An exception is rebuilt from its message by default, which is not what ours are built from.
        return _rebuilt, (type(self), self.args, vars(self))


def _rebuilt(
    kind: type[MentorMatchError], arguments: tuple[object, ...], state: dict[str, object]
) -> MentorMatchError:
    error = kind.__new__(kind, *arguments)
    vars(error).update(state)
    return error


PLACEHOLDER = '"…"'
"""What a message has where a cell's own words belong."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One error in a row, or one warning about it.

    Parameters
    ----------
    file : str
        File, sheet or list that the row is in.
    row : int or None
        Row number as a spreadsheet shows it (the header is row 1); None for the whole file.
    column : str
        Heading as the file has it; empty for the whole row.
    value : str
        What was found, as text.
    wrong, expected : str
        What is wrong and what would be right. Neither repeats `value`.
    id : str
        Id of the person, where it is known.
    as_read : bool
        Whether it only says how something was read that is probably right, and asks for nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = pd.DataFrame({"id": ["e1"], "seniority": ["three"]})
    >>> reading = mm.read_tables(mentees=mentees, mentors=pd.DataFrame({"id": ["r1"]}))
    >>> problem = reading.rejected[0]
    >>> problem.where, problem.value, problem.wrong, problem.expected
    ('mentees row 2, seniority', 'three', 'is not a whole number', 'a whole number in the digits 0-9, such
     as 3, or [values.seniority] "…" = … in the column map')
    """

    file: str
    row: int | None
    column: str
    value: str
    wrong: str
    expected: str
    id: str = ""
    as_read: bool = False

    @property
    def where(self) -> str:
        """File, row and column, in words."""
        row = "" if self.row is None else f" row {self.row}"
        column = f", {self.column}" if self.column else ""
        return f"{self.file}{row}{column}".strip(", ")

    def with_value(self) -> RowProblem:
        """Return the same with the value in the line that it offers for a column map, to be copied.

        For tables that hold the value anyway; no message repeats it.
        """
        if not self.value or PLACEHOLDER not in self.expected:
            return self
        value = self.value.strip().replace("\\", "\\\\").replace('"', '\\"')
        return replace(self, expected=self.expected.replace(PLACEHOLDER, f'"{value}"'))

    def at(self, file: str, row: int | None) -> RowProblem:
        """Return the same error in another file or row."""
        return replace(self, file=file, row=row)


class RecordError(MentorMatchError):
    """Rows or people that cannot be used, with all their errors at once.

    Parameters
    ----------
    problems : sequence of RowProblem
        Kept as a tuple, which is the attribute of that name.

    Examples
    --------
    >>> import pandas as pd
    >>> mentees = pd.DataFrame({"id": ["e1", "e2"], "seniority": ["3", "three"]})
    >>> mm.read_people(mentees=mentees, mentors=pd.DataFrame({"id": ["r1"]}))
    Traceback (most recent call last):
        ...
    mentormatch.errors.RecordError: 1 error in 1 row:
        mentees row 3, seniority: is not a whole number; expected a whole number in the digits 0-9, such
          as 3, or [values.seniority] "…" = … in the column map
    """

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self._message())

    def _message(self) -> str:
        rows = {(p.file, p.row) for p in self.problems if p.row is not None}
        where = f" in {_counted(len(rows), 'row')}" if rows else ""
        lines = [f"{_counted(len(self.problems), 'error')}{where}:"]
        lines += [f"  {p.where}: {p.wrong}; expected {p.expected}" for p in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            lines.append(f"  ... and {len(self.problems) - _SHOWN} more: see RecordError.table")
        return "\n".join(lines)

    def of_file(self, file: str) -> RecordError:
        """Return the same error of a file."""
        return RecordError([p.at(file, None) for p in self.problems])

    @property
    def table(self) -> pd.DataFrame:
        """All errors, with the columns file, row, column, value, wrong, expected, id."""
        return problem_table(self.problems)


def _counted(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def problem_table(problems: Iterable[RowProblem]) -> pd.DataFrame:
    """Return errors or warnings as a DataFrame with one row each."""
    import pandas as pd

    return pd.DataFrame(problem_columns(problems)).astype({"row": "Int64"})


def problem_columns(problems: Iterable[RowProblem]) -> dict[str, list[object]]:
    """Return the same as plain columns."""
    names = ("file", "row", "column", "value", "wrong", "expected", "id")
    shown = [problem.with_value() for problem in problems]
    return {name: [getattr(problem, name) for problem in shown] for name in names}


class ReadingWarning(UserWarning):
    """Something that was read, such as a file's encoding or a name, should be looked at."""


def warn_of(found: Sequence[RowProblem], more: str = "") -> None:
    """Give one Python warning for all of these, placed at the caller of the public function."""
    first = found[0]
    n = "1 warning" if len(found) == 1 else f"{len(found)} warnings, the first of them"
    text = f"{n}: {first.where}: {first.wrong}; expected {first.expected}{more}"
    warnings.warn(text, ReadingWarning, stacklevel=3)


class ChangeError(MentorMatchError):
    """Changes that do not fit the matching, or each other.

    Parameters
    ----------
    problems : sequence of str
        Every error, in words; kept as a tuple, which is the attribute of that name.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> matching = mm.match(people).begin()
    >>> mm.rematch(matching, [mm.Dissolve("e1", "r2"), mm.Leave("e9")])
    Traceback (most recent call last):
        ...
    mentormatch.errors.ChangeError: these changes cannot be made; correct them and try again:
      - Dissolve(e1, r2): there is no mentor with the id 'r2'
      - Leave(e9): there is no mentee or mentor with that id
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        listing = "".join(f"\n  - {problem}" for problem in self.problems)
        super().__init__(f"these changes cannot be made; correct them and try again:{listing}")


class PolicyError(MentorMatchError):
    """A policy, or a rule in it, that cannot be used.

    Parameters
    ----------
    problems : sequence of str
        Every error, in words; kept as a tuple, which is the attribute of that name.
    source : str
        What the message begins with, such as the name of the file.

    Examples
    --------
    >>> mm.Policy(limits={"max_km": -1}, seed="today")
    Traceback (most recent call last):
        ...
    mentormatch.errors.PolicyError: policy: limits.max_km: Input should be greater than or equal to 0;
        seed: has to be a whole number from 0 to 2^31 - 1, or "public"
    """

    def __init__(self, problems: Sequence[str], source: str = "policy") -> None:
        self.problems = tuple(problems)
        super().__init__(f"{source}: " + "; ".join(self.problems))

    def of_file(self, file: str) -> PolicyError:
        """Return the same error of a file."""
        return PolicyError(self.problems, file)


class UnknownIdError(PolicyError, KeyError):
    """An id that nobody in the scheme has in the role asked for.

    It is a `PolicyError`, since rules name people by id, and a ``KeyError``, as for any lookup.

    Parameters
    ----------
    person_id : str
        The id that was asked for.
    role : {"mentee", "mentor", "person"}
        The role asked for; ``person`` where either would do.
    known : iterable of str
        Ids of everybody in that role.
    others : iterable of str
        Ids of everybody in the other role.

    Attributes
    ----------
    person_id, role : str
    nearest : tuple of str
        Up to three ids in that role that are spelt most like this one, the nearest first.

    Examples
    --------
    >>> raise mm.UnknownIdError("e11", "mentee", ["e1", "r1"])
    Traceback (most recent call last):
    mentormatch.errors.UnknownIdError: there is no mentee 'e11' (did you mean 'e1'?)
    """

    def __init__(self, person_id: str, role: str, known: Iterable[str], others: Iterable[str] = ()) -> None:
        self.person_id, self.role = person_id, role
        self.nearest = _nearest_three(person_id, known)
        self.problems = (f"there is no {_ROLE_WORDS.get(role, role)} '{person_id}'{self._hint(set(others))}",)
        Exception.__init__(self, *self.problems)

    def _hint(self, others: set[str]) -> str:
        if self.person_id in others:
            return f" (it is the id of a {'mentor' if self.role == 'mentee' else 'mentee'})"
        quoted = [f"'{one}'" for one in self.nearest]
        words = " or ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]]))
        return f" (did you mean {words}?)" if words else ""

    def __str__(self) -> str:
        # A KeyError would show its message in quotes.
        return self.problems[0]


_ROLE_WORDS = {"person": "mentee or mentor"}


def _nearest_three(word: str, known: Iterable[str]) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process

    found = process.extract(
        word, list(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=60, limit=3
    )
    return tuple(str(one) for one, _, _ in found)


class ArgumentError(MentorMatchError, TypeError):
    """An argument of another type than expected; the message says what to give instead.

    Parameters
    ----------
    name, expected : str
        The argument, and what it has to be.
    found : object
        What was given; only its type is named.
    advice : str
        What to do.

    Examples
    --------
    >>> mm.match("people.xlsx")
    Traceback (most recent call last):
        ...
    mentormatch.errors.ArgumentError: `people` has to be People, but is a str: read them with
        mentormatch.read_people, or build People(mentees=..., mentors=...)
    """

    def __init__(self, name: str, expected: str, found: object, advice: str) -> None:
        super().__init__(f"`{name}` has to be {expected}, but is {a_kind(found)}: {advice}")


def a_kind(found: object) -> str:
    """Return what kind of thing was found, in words: ``an int``, ``None``."""
    if found is None:
        return "None"
    name = found.__name__ if isinstance(found, type) else type(found).__name__
    kind = f"{'an' if name[:1].lower() in set('aeiou') else 'a'} {name}"
    return f"the class {name} itself" if isinstance(found, type) else kind


class CandidateError(MentorMatchError):
    """Candidate pairs that would not fit in memory; the message says how to have fewer.

    Examples
    --------
    >>> people = mm.People(
    ...     mentees=[{"id": "e1", "consent": True}, {"id": "e2", "consent": True}],
    ...     mentors=[{"id": "r1", "consent": True}],
    ... )
    >>> mm.find_candidates(people, mm.Policy(limits={"max_pairs": 1}))
    Traceback (most recent call last):
        ...
    mentormatch.errors.CandidateError: more than 1 pairs may meet (up to 2 are in reach), the most that
        `limits.max_pairs` allows. Set a lower `limits.max_km`, ask people for the farthest they would
        travel, turn `limits.online` off or match region by region; or raise `limits.max_pairs`, at about
        17 bytes of memory per pair here and several times that in scoring and matching
    """


class ProblemError(MentorMatchError):
    """Malformed arrays or rules.

    Parameters
    ----------
    problems : sequence of str
        Every error with its first ten positions; kept as a tuple, which is the attribute of that name.

    Examples
    --------
    >>> mm.Problem(2, 1, mentee=[0, 2], mentor=[0, 0], score=[4, 7])
    Traceback (most recent call last):
        ...
    mentormatch.errors.ProblemError: mentee is outside 0..1 at 1
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


class OutcomeError(MentorMatchError, ValueError):
    """Outcomes of past pairs from which nothing can be learnt or estimated; the message says why.

    It is a ``ValueError`` too, as scikit-learn expects of an estimator.

    Examples
    --------
    >>> import numpy as np
    >>> mm.WeightLearner().fit(np.zeros((4, 2)), [True, True, False, True])
    Traceback (most recent call last):
        ...
    mentormatch.errors.OutcomeError: 4 pairs with an outcome are too few, 3 of them good and 1 not:
        expected at least 20 of each; collect more outcomes, or keep the present weights
    """


class InfeasibleError(MentorMatchError):
    """Rules that cannot all hold.

    Parameters
    ----------
    rules : sequence of rules
        A smallest set of rules that contradict each other: without any one of them the rest can hold.
    words : sequence of str
        The same, in words. Both are kept as tuples, which are the attributes of these names.

    Examples
    --------
    >>> both = [mm.rules.Require(pair=0), mm.rules.Require(pair=1)]
    >>> problem = mm.Problem(2, 1, mentee=[0, 1], mentor=[0, 0], score=[4, 7], rules=both)
    >>> mm.solve(problem)
    Traceback (most recent call last):
        ...
    mentormatch.errors.InfeasibleError: these cannot all hold; relax at least one of them:
      - mentee 0 with mentor 0 is required (the mentee wants 1 mentor; the mentor takes 1 mentee)
      - mentee 1 with mentor 0 is required (the mentee wants 1 mentor; the mentor takes 1 mentee)
    """

    def __init__(self, rules: Sequence[object], words: Sequence[str]) -> None:
        self.rules = tuple(rules)
        self.words = tuple(words)
        listing = "".join(f"\n  - {w}" for w in self.words)
        super().__init__(f"these cannot all hold; relax at least one of them:{listing}")

    def after(self, changes: Sequence[str]) -> InfeasibleError:
        """Return the same error, naming changes that have happened and are not up for choice."""
        error = InfeasibleError(self.rules, self.words)
        if changes:
            more = [f"and {len(changes) - _SHOWN} more"] if len(changes) > _SHOWN else []
            happened = ", ".join([*changes[:_SHOWN], *more])
            error.args = (f"{self}\nThe changes have happened and stay: {happened}",)
        return error


class CertificateError(MentorMatchError):
    """The checker does not confirm what the engine claims. Please report it with the problem.

    Examples
    --------
    >>> problem = mm.Problem(1, 1, mentee=[0], mentor=[0], score=[4])
    >>> solution = mm.solve(problem)  # never returned unless the checker confirms it
    >>> mm.certify(problem, solution.replace(score=5)).violations
    ('claims a score of 5; the chosen pairs score 4',)
    """


class MatchingFileError(MentorMatchError):
    """A saved matching that is damaged, or of a format this version cannot read.

    Examples
    --------
    >>> from pathlib import Path
    >>> size = Path("spring.mm").write_text("not a matching")
    >>> mm.Matching.load("spring.mm")
    Traceback (most recent call last):
        ...
    mentormatch.errors.MatchingFileError: spring.mm is not a saved matching: give the matching.mm that
        match or rematch wrote
    """


class OutputError(MentorMatchError):
    """A file that cannot be written; any file there before is untouched.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> from pathlib import Path
    >>> Path("results").mkdir()
    >>> mm.match(people).save("results")
    Traceback (most recent call last):
        ...
    mentormatch.errors.OutputError: cannot write results (it is a folder): give the name of a file
    """


class BackendError(MentorMatchError):
    """What the schemes of a batch are to be worked on by cannot be used; nothing was done.

    Examples
    --------
    >>> batch = mm.Batch(out="results", schemes=[{"at": "north"}])
    >>> mm.run_batch(batch, backend="dask")
    Traceback (most recent call last):
        ...
    mentormatch.errors.BackendError: the backend dask needs the address of a scheduler, such as --scheduler
        tcp://10.0.0.1:8786 (in Python scheduler=); no other backend takes one
    """


class StoreError(MentorMatchError):
    """A scheme record that cannot be opened or written, or does not hold what is asked for.

    The record is as it was before. Messages name people by their pseudonyms alone.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> with mm.Record.open("scheme.db") as record:
    ...     done = record.import_people(people)
    ...     record.accept(("e1", "r1"))
    Traceback (most recent call last):
        ...
    mentormatch.errors.StoreError: there is no such pair in the record: mentormatch scheme pairs lists them
    """


class HeldError(StoreError):
    """Somebody else is writing to the record.

    Parameters
    ----------
    holder : str
        Who: user, computer and process; an attribute, too.

    Examples
    --------
    >>> raise mm.HeldError("amy on the office computer (process 812)")
    Traceback (most recent call last):
        ...
    mentormatch.errors.HeldError: the record is being written by amy on the office computer (process 812):
        wait until that has ended, and try again
    """

    def __init__(self, holder: str) -> None:
        self.holder = holder
        super().__init__(f"the record is being written by {holder}: wait until that has ended, and try again")


class EventError(StoreError):
    """What cannot have happened to a pair, a run or a person, as it is recorded.

    Examples
    --------
    >>> people = mm.People(mentees=[{"id": "e1", "consent": True}], mentors=[{"id": "r1", "consent": True}])
    >>> with mm.Record.open("scheme.db") as record:
    ...     done = record.import_people(people)
    ...     run = record.propose(record.match(mm.Policy()))
    ...     record.accept(("e1", "r1"))
    Traceback (most recent call last):
        ...
    mentormatch.errors.EventError: pair 11 was not approved yet: approve its run first
    """
