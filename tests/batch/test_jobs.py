"""What a batch is asked to do: entries, patterns, policies in layers, names, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import mentormatch as mm
from mentormatch.batch.jobs import Batch, Job, jobs_of, joined
from mentormatch.policy import Policy

Written = Callable[[str], dict[str, Job]]


@pytest.fixture
def jobs(tmp_path: Path) -> Written:
    """Write a batch beside three folders and a file that is none, and return its jobs by name."""
    for name in ("north", "south", "west"):
        (tmp_path / "schemes" / name).mkdir(parents=True)
    (tmp_path / "schemes" / "notes.txt").write_text("", encoding="utf-8")
    (tmp_path / "policy.toml").write_text("seed = 3\n[limits]\nmax_km = 20.0\nonline = false\n", "utf-8")

    def of(text: str) -> dict[str, Job]:
        (tmp_path / "run.toml").write_text(f'out = "results"\n{text}', encoding="utf-8")
        return {job.name: job for job in jobs_of(Batch.from_toml(tmp_path / "run.toml"))}

    return of


def wrong(jobs: Written, text: str) -> str:
    with pytest.raises(mm.RecordError) as caught:
        jobs(text)
    return str(caught.value)


def test_a_pattern_is_one_job_a_folder(jobs: Written, tmp_path: Path) -> None:
    found = jobs('[[schemes]]\nat = "schemes/*"\n')
    assert list(found) == ["north", "south", "west"]
    assert found["west"].out == tmp_path / "results" / "west"


def test_the_results_are_no_scheme(jobs: Written, tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    assert list(jobs('[[schemes]]\nat = "*"\n')) == ["schemes"]


def test_later_entries_add_to_earlier_ones(jobs: Written) -> None:
    found = jobs(
        'task = "rematch"\nseconds = 9\noverride.seed = 1\n[[schemes]]\nat = "schemes/*"\nmax_changed = 4\n'
        '[[schemes]]\nat = "schemes/south"\nseconds = 5\noverride.limits.max_km = 7\n'
    )
    north, south = found["north"].settings, found["south"].settings
    assert (north.task, north.seconds, north.max_changed, dict(north.override)) == (
        "rematch", 9.0, "4", {"seed": 1},
    )  # fmt: skip
    assert (south.task, south.seconds, south.max_changed) == ("rematch", 5.0, "4")
    assert dict(south.override) == {"seed": 1, "limits": {"max_km": 7}}


def test_the_policy_is_that_of_the_batch_the_folder_and_the_entry(jobs: Written, tmp_path: Path) -> None:
    (tmp_path / "schemes/north/policy.toml").write_text("[limits]\nmax_km = 30.0\n", encoding="utf-8")
    found = jobs('policy = "policy.toml"\noverride.weights.travel = 5\n[[schemes]]\nat = "schemes/*"\n')
    paths = {"policy": tmp_path / "policy.toml", "own_policy": tmp_path / "schemes/north/policy.toml"}
    policy = found["north"].policy(paths, Policy())
    assert (policy.seed, policy.limits.max_km, policy.limits.online) == (3, 30.0, False)
    assert policy.weights == {**Policy().weights, "travel": 5.0}
    mine = Policy(seed=8)
    assert found["north"].policy({}, mine) == mine.replace(weights={**mine.weights, "travel": 5.0})


def test_an_override_that_is_no_policy_says_so(jobs: Written) -> None:
    found = jobs('override.limits.max_kms = 5\n[[schemes]]\nat = "schemes/north"\n')
    with pytest.raises(mm.PolicyError, match=r"override: unknown key 'limits.max_kms' \(did you mean"):
        found["north"].policy({}, Policy())


def test_a_record_is_called_as_its_file_or_database_is(jobs: Written, tmp_path: Path) -> None:
    (tmp_path / "schemes" / "east.db").touch()
    found = jobs(
        '[[schemes]]\nat = "schemes/*.db"\n[[schemes]]\nat = "postgresql://user:secret@host/coast"\n'
    )
    assert [(name, job.is_record) for name, job in found.items()] == [("east", True), ("coast", True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[schemes]]\nat = "nowhere/*"\n', "schemes.0.at: fits no folder and no record"),
        ('[[schemes]]\nat = "schemes/*"\nname = "same"\n', "name: is that of several schemes: same"),
        ('[[schemes]]\nat = "a"\nname = "../x"\n', "schemes.0.name: is not possible"),
        ('max_changed = "lots"\n[[schemes]]\nat = "a"\n', "max_changed: is not possible; expected a "),
        ('tusk = "match"\n[[schemes]]\nat = "a"\n', "tusk: is no key that a batch has"),
        ('[[schemes]]\nat = "a"\nout = "x"\n', "schemes.0.out: is no key that a batch has"),
        ('task = "print"\n[[schemes]]\nat = "a"\n', "task: is not possible"),
        ("", "schemes: is missing"),
        ("[[schemes]\n", "run.toml: cannot be read as TOML"),
    ],
)
def test_what_is_wrong_is_said_with_where(jobs: Written, text: str, expected: str) -> None:
    assert expected in wrong(jobs, text)


@pytest.mark.parametrize(
    ("task", "files", "expected"),
    [
        ("match", [], "north: holds no people"),
        ("match", ["mentees.csv"], "north: holds no people"),
        ("match", ["people.xlsx", "mentees.csv", "mentors.csv"], "north: has both people.xlsx and"),
        (
            "match",
            ["mentees.csv", "mentors.csv", "mentors.xlsx"],
            "north: has both mentors.csv and mentors.x",
        ),
        ("rematch", ["matching.mm"], "north: holds no changes"),
        ("rematch", ["changes.csv"], "north: has no matching before"),
        ("report", [], "north: has no matching before"),
    ],
)
def test_what_is_missing_in_a_folder(
    jobs: Written, tmp_path: Path, task: str, files: list[str], expected: str
) -> None:
    for name in files:
        (tmp_path / "schemes/north" / name).touch()
    job = jobs(f'task = "{task}"\n[[schemes]]\nat = "schemes/north"\n')["north"]
    with pytest.raises(mm.RecordError, match=expected):
        job.inputs()


def test_the_matching_before_is_never_where_the_results_go(jobs: Written, tmp_path: Path) -> None:
    (tmp_path / "results/north").mkdir(parents=True)
    (tmp_path / "results/north/matching.mm").touch()
    job = jobs('task = "report"\nbefore = "results"\n[[schemes]]\nat = "schemes/north"\n')["north"]
    with pytest.raises(mm.RecordError, match="north: would lose the matching before"):
        job.inputs()


def test_the_run_depends_on_what_the_results_do(jobs: Written, tmp_path: Path) -> None:
    folder = tmp_path / "schemes/north"
    for name in ("mentees.csv", "mentors.csv"):
        (folder / name).write_text("id\n", encoding="utf-8")

    def run(text: str) -> str:
        job = jobs(f'{text}\n[[schemes]]\nat = "schemes/north"\n')["north"]
        return job.run_id(job.inputs())

    plain = run("")
    assert plain == run("seconds = 5\nmemory_gb = 1\nmax_changed = 3")
    others = {run("override.seed = 1"), run('policy = "policy.toml"'), run("report = true")}
    (folder / "mentees.csv").write_text("id\ne1\n", encoding="utf-8")
    assert len({plain, run(""), *others}) == 5


def test_mappings_are_laid_over_each_other() -> None:
    assert joined({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"d": 4}, "e": [5]}) == {
        "a": 1, "b": {"c": 2, "d": 4}, "e": [5],
    }  # fmt: skip
