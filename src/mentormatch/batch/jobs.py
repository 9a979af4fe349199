"""What a batch is asked to do: a TOML file that names schemes becomes one job for each of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from immutabledict import immutabledict
from pydantic import AfterValidator, Field, StringConstraints

from mentormatch.analysis.comparing.gate import EXPECTED, is_amount
from mentormatch.analysis.run_record import hashes, versions
from mentormatch.errors import PolicyError, RecordError, RowProblem
from mentormatch.files import MATCHING, finish_set, shown, shown_name
from mentormatch.models import AS_DICT, FREEZE, FieldErrors, FromToml, Frozen, without_prefix
from mentormatch.policy import Policy

Task = Literal["match", "rematch", "report"]
_Seconds = Annotated[float, Field(gt=0, le=1e7, allow_inf_nan=False)]
_Name = Annotated[str, StringConstraints(pattern=r"^[^\W_][\w .+@-]*$", max_length=100)]
"""A name that is that of a folder, too, on any system, and none of ours."""

PEOPLE = ("people", "mentees", "mentors", "columns", "places", "links", "dissolved", "same_people")
"""Files of a scheme's folder that hold people, or say how they are read; see `read_people`."""
CHANGES = ("changes", "people", "mentees", "mentors", "columns", "places", "same_people")
"""Those that hold changes; see `read_changes`."""
_RECORDS = (".db", ".sqlite")


def _amount(written: object) -> str:
    text = str(written).strip()
    if not is_amount(text):
        raise ValueError(f"has to be {EXPECTED}")
    return text


class _Asked(Frozen):
    @classmethod
    def _error(cls, errors: FieldErrors, data: Any) -> RecordError:  # noqa: ARG003  (nothing is quoted)
        return RecordError(
            [
                RowProblem("batch", None, ".".join(map(str, one["loc"])), "", *_words(cls, one))
                for one in errors
            ]
        )


def _words(kind: type[_Asked], error: Mapping[str, Any]) -> tuple[str, str]:
    if error["type"] == "extra_forbidden":
        inner = BatchScheme if "schemes" in error["loc"] else kind
        return "is no key that a batch has", f"one of {', '.join(sorted(inner.model_fields))}"
    if error["type"] == "missing":
        return "is missing", "a value"
    return "is not possible", without_prefix(error["msg"]).removeprefix("Input ").strip()


class Settings(_Asked):
    """What is to be done with a scheme; what an entry of ``schemes`` does not say is as for the batch."""

    task: Task = "match"
    policy: Path | None = None
    override: Annotated[Mapping[str, Any], FREEZE, AS_DICT] = immutabledict()
    before: Path | None = None
    changes: Path | None = None
    columns: Path | None = None
    places: Path | None = None
    report: bool = False
    begun: bool = False
    all_new_join: bool = False
    skip_rejected: bool = False
    max_changed: Annotated[str | int, AfterValidator(_amount)] | None = None
    time_limit: _Seconds = 60.0
    seconds: _Seconds = 600.0
    memory_gb: Annotated[float, Field(gt=0, le=2**20)] = 4.0

    @property
    def stated(self) -> dict[str, Any]:
        """The fields that were given."""
        return {name: getattr(self, name) for name in Settings.model_fields if name in self.model_fields_set}


class BatchScheme(Settings):
    """Schemes, and what differs for them.

    Parameters
    ----------
    at : str
        A folder, a pattern of folders such as ``schemes/*``, a record's file (``.db``, or a pattern of them)
        or the URL of a record. Of entries for the same place, later ones add to earlier ones.
    name : str, optional
        What the scheme is called, and its folder in the results: that of its folder, file or database.

    See Also
    --------
    mentormatch.Batch : What is to be done; what is not given here is as for the batch.

    Examples
    --------
    >>> scheme = mm.BatchScheme(at="schemes/*", override={"limits": {"max_km": 30}})
    >>> scheme.at, scheme.override["limits"]
    ('schemes/*', {'max_km': 30})
    """

    at: str
    name: _Name | None = None


@dataclass(frozen=True)
class Job:
    """One scheme, and what is to be done with it.

    Parameters
    ----------
    at : str
        Path of a folder or of a record's file, or URL of a record.
    out : Path
        Folder for the results.
    """

    name: str
    at: str
    settings: Settings
    out: Path

    @property
    def is_record(self) -> bool:
        """Whether the scheme is kept in a record."""
        return "://" in self.at or self.at.endswith(_RECORDS) or Path(self.at).is_file()

    def inputs(self) -> dict[str, Path]:
        """Return the files that are read, by what they are.

        Raises
        ------
        RecordError
            If one is missing without which nothing can be done.
        """
        given, folder = self.settings, Path(self.at)
        found = {"policy": given.policy} if given.policy is not None else {}
        if self.is_record:
            if "://" not in self.at and not folder.is_file():
                raise _refused(self, "is no file", "the file of a record")
            return found | ({"changes": given.changes} if given.changes is not None else {})
        if not folder.is_dir():
            raise _refused(self, "is no folder", "a folder with the files of a scheme")
        names = {"match": PEOPLE, "rematch": CHANGES, "report": ()}[given.task]
        shared = {"changes": given.changes, "columns": given.columns, "places": given.places}
        own = {name: path for name in (*names, "own_policy") if (path := self._file(name)) is not None}
        found |= {name: path for name, path in shared.items() if path is not None and name in names} | own
        found |= {"before": self._before()} if given.task != "match" else {}
        self._check(found)
        return found

    def _file(self, name: str) -> Path | None:
        """Return the file of a name in the scheme's folder, if there is one.

        Raises
        ------
        RecordError
            If there are two of which either may be meant.
        """
        stem = "policy" if name == "own_policy" else name
        suffixes = (".toml",) if name in {"columns", "own_policy"} else (".csv", ".xlsx")
        found = [path for suffix in suffixes if (path := Path(self.at) / f"{stem}{suffix}").exists()]
        if len(found) > 1:
            raise _refused(self, f"has both {found[0].name} and {found[1].name}", "one of them")
        return found[0] if found else None

    def _before(self) -> Path:
        before = self.settings.before
        if before is None:
            return Path(self.at) / MATCHING
        return before / self.name / MATCHING if before.is_dir() else before

    def _check(self, found: Mapping[str, Path]) -> None:
        task = self.settings.task
        apart = {"mentees", "mentors"} <= found.keys()
        if task == "match" and ("people" in found) == apart:
            raise _refused(
                self,
                "has both people.xlsx and mentees, mentors" if apart else "holds no people",
                "either people.xlsx, or both mentees.csv and mentors.csv (or .xlsx)",
            )
        if task == "rematch" and "changes" not in found and not self.settings.all_new_join:
            raise _refused(self, "holds no changes", "changes.csv (or .xlsx), or all_new_join = true")
        if task != "match":
            finish_set(found["before"].parent)
            if not found["before"].exists():
                where = f"{found['before'].parent.name}/{MATCHING}"
                raise _refused(self, f"has no matching before ({shown(where)})", f"a saved {MATCHING}")
            if found["before"].resolve() == (self.out / MATCHING).resolve():
                raise _refused(
                    self, "would lose the matching before", "another `out`: that of `before` is kept"
                )

    def policy(self, inputs: Mapping[str, Path], own: Policy) -> Policy:
        """Return the policy: of the batch, with what the scheme's own file and `override` lay over it.

        Parameters
        ----------
        own : Policy
            What the scheme has if no file says otherwise.
        """
        files = [inputs[name] for name in ("policy", "own_policy") if name in inputs]
        if files:
            stated: dict[str, Any] = {}
            for path in files:
                stated = joined(stated, Policy.stated_in(path))
            own = _policy(stated, " and ".join(shown_name(path) for path in files))
        if self.settings.override:
            own = _policy(joined(own.model_dump(mode="json"), self.settings.override), "override")
        return own

    def run_id(self, inputs: Mapping[str, Path]) -> str:
        """Return the hash of all on which the results depend: inputs, policy, task and versions."""
        asked = {"task", "override", "report", "begun", "all_new_join", "skip_rejected", "time_limit"}
        read = dict(zip(inputs, (one["sha256"] for one in hashes(inputs.values())), strict=True))
        said = [read, self.settings.model_dump(mode="json", include=asked), versions()]
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _policy(stated: Mapping[str, Any], source: str) -> Policy:
    try:
        return Policy.model_validate(stated)
    except PolicyError as error:
        raise error.of_file(source) from None


def _refused(job: Job, wrong: str, expected: str) -> RecordError:
    return RecordError([RowProblem(shown(job.name), None, "", "", wrong, expected)])


class Batch(Settings, FromToml):
    """Many schemes, and what is to be done with them: the contents of ``run.toml``.

    All fields but the last three hold for every scheme that does not say otherwise.

    Parameters
    ----------
    task : {"match", "rematch", "report"}
        Match the people anew; match again after changes; or write the report on a matching.
    policy : path, optional
        A policy; without one that of the scheme's own folder, of the matching before, or of the record.
    override : mapping
        Keys of a policy, laid over it; tables are joined, anything else is replaced.
    before : path, optional
        For ``rematch`` and ``report``: the results of a batch, in which each scheme has a folder, or one
        ``matching.mm``. Without it, ``matching.mm`` in the scheme's own folder.
    changes : path, optional
        The table of changes, where it is not in the scheme's own folder.
    columns, places : path, optional
        Column map and table of places of schemes whose folder has none.
    report : bool
        Whether to write the report too.
    begun, all_new_join : bool
        As the options of ``mentormatch rematch``.
    skip_rejected : bool
        Whether to leave out rows with errors; without it, these fail the scheme.
    max_changed : str or int, optional
        If more pairs would be changed, new or gone, nothing is written: a share ("5%") or a number.
    time_limit : float
        Seconds for the solver.
    seconds, memory_gb : float
        What a scheme may take in all before it is ended: wall-clock seconds, and memory in GiB.
    out : path
        Folder for the results, in which each scheme has one.
    schemes : tuple of BatchScheme
        At least one; none of them needs more than its `at`.
    root : path
        What paths are relative to: the folder of the file.

    Examples
    --------
    >>> batch = mm.Batch(out="results", schemes=[{"at": "schemes/*"}, {"at": "old.db", "report": True}])
    >>> batch.task, batch.schemes[1].at, batch.time_limit
    ('match', 'old.db', 60.0)
    """

    out: Path
    schemes: Annotated[tuple[BatchScheme, ...], Field(min_length=1)]
    root: Path = Path()

    @classmethod
    def from_toml(cls, path: str | PathLike[str]) -> Self:
        """Read it from a TOML file, whose paths are relative to its folder.

        Raises
        ------
        RecordError
            If the file is not TOML, or a key or value in it is wrong.
        """
        found = super().from_toml(path)
        return found.replace(root=Path(path).absolute().parent / found.root)

    @classmethod
    def _unreadable(cls, file: str, why: str) -> RecordError:
        return RecordError([RowProblem(file, None, "", "", why, "a TOML file in UTF-8")])


def jobs_of(batch: Batch) -> tuple[Job, ...]:
    """Return one job for each scheme of a batch, in the order of its entries.

    Raises
    ------
    RecordError
        If a pattern fits nothing, or two schemes have one name.
    """
    entries: dict[str, list[BatchScheme]] = {}
    for number, scheme in enumerate(batch.schemes):
        places = [one for one in _places(batch.root, scheme.at) if Path(one) != batch.root / batch.out]
        if not places:
            raise _wrong(f"schemes.{number}.at", "fits no folder and no record", "those of some schemes")
        for place in places:
            entries.setdefault(place, []).append(scheme)
    jobs = tuple(_job(batch, place, said) for place, said in entries.items())
    times = Counter(job.name.casefold() for job in jobs)
    if twice := [job.name for job in jobs if times[job.name.casefold()] > 1]:
        raise _wrong("name", f"is that of several schemes: {shown(twice[0])}", "a `name` for each of them")
    return jobs


def _job(batch: Batch, place: str, said: Sequence[BatchScheme]) -> Job:
    given: dict[str, Any] = {name: getattr(batch, name) for name in Settings.model_fields}
    for one in said:
        given |= {**one.stated, "override": joined(given["override"], one.override)}
    for key in ("policy", "before", "changes", "columns", "places"):
        given[key] = None if given[key] is None else batch.root / given[key]
    name = next((one.name for one in reversed(said) if one.name is not None), None) or _name(place)
    return Job(name, place, Settings(**given), batch.root / batch.out / name)


def _wrong(where: str, wrong: str, expected: str) -> RecordError:
    return RecordError([RowProblem("batch", None, where, "", wrong, expected)])


def joined(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping with another one laid over it: mappings in both are joined, the rest is replaced."""
    both = {
        key: joined(under[key], value)
        for key, value in over.items()
        if isinstance(value, Mapping) and isinstance(under.get(key), Mapping)
    }
    return {**under, **over, **both}


def _places(root: Path, at: str) -> Iterator[str]:
    if "://" in at:
        yield at
    elif has_magic(at):
        # Path.glob takes no absolute pattern.
        for found in sorted(glob(str(root / at))):  # noqa: PTH207
            if Path(found).is_dir() or found.endswith(_RECORDS):
                yield found
    else:
        yield str(root / at)


def _name(place: str) -> str:
    """Return what a scheme is called: its folder, file or database; never the rest of an address."""
    path = urlsplit(place).path if "://" in place else place
    return re.sub(r"[^\w .+@-]", "-", Path(path).stem if path.endswith(_RECORDS) else Path(path).name)
