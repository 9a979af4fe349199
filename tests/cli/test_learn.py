"""``mentormatch learn``, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.outcome_cases import learning_scheme, outcomes_of
from mentormatch.cli.console import BAD_POLICY, BAD_ROWS, NOT_WRITTEN, PROVED
from mentormatch.files import csv_bytes

EXPLORE = 0.1


@pytest.fixture(scope="module")
def matching() -> mm.Matching:
    return mm.match(learning_scheme(), mm.Policy(explore=EXPLORE, seed=2))


@pytest.fixture
def folder(matching: mm.Matching, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    matching.save(tmp_path / "m.mm")
    write(tmp_path, matching)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def write(folder: Path, matching: mm.Matching, **changes: object) -> None:
    table = matching.pairs.assign(outcome=list(outcomes_of(matching).values()))
    (folder / "o.csv").write_bytes(csv_bytes(table.assign(**changes)))


def learn(folder: Path, *more: object) -> int:
    return run("learn", folder / "o.csv", "--from", folder / "m.mm", *more)


def test_from_two_files_to_the_next_matching(
    folder: Path, matching: mm.Matching, capsys: pytest.CaptureFixture[str]
) -> None:
    assert learn(folder, "--out", folder / "learnt.toml") == PROVED
    printed = capsys.readouterr()
    assert "o.csv: 90 rows, 90 used, 0 of other pairs, 0 without an outcome" in printed.err
    assert "Learnt from 90 pairs of 90 mentees" in printed.out
    assert "learnt weights: AUC" in printed.out
    assert "present weights: AUC" in printed.out
    assert "Beware" in printed.out
    assert "other weights" in printed.out
    text = (folder / "learnt.toml").read_text(encoding="utf-8")
    assert text.startswith("# Learnt from 90 pairs of 90 mentees")
    learnt = mm.Policy.from_toml(folder / "learnt.toml")
    assert learnt.replace(weights={}) == matching.policy
    assert learnt.weights["seniority"] > matching.policy.weights["seniority"]
    assert learnt.weights["travel"] == matching.policy.weights["travel"]
    assert mm.match(matching.people, learnt).as_asked


def test_what_is_unknown_counts_as_in_the_matching(folder: Path, matching: mm.Matching) -> None:
    assert learn(folder, "--out", folder / "learnt.toml") == PROVED
    criteria = list(matching.scores.criteria)
    scores, kept = matching.pairs[criteria], list(outcomes_of(matching).values())
    assert scores["seniority"].isna().any()
    known = scores.fillna(dict(matching.scores.expected))
    expected = mm.WeightLearner(matching.policy, resamples=1).fit(known, kept, matching.pairs["mentee_id"])
    found = mm.Policy.from_toml(folder / "learnt.toml").weights
    assert found["seniority"] == pytest.approx(expected.policy().weights["seniority"], abs=1e-9)


def test_without_out_nothing_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.iterdir())
    assert learn(folder) == PROVED
    assert "Nothing was written" in capsys.readouterr().out
    assert sorted(folder.iterdir()) == before
    assert learn(folder, "--json") == PROVED
    assert json.loads(capsys.readouterr().out)["weights"].keys() >= {"seniority", "travel"}


def test_a_file_is_never_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "p.toml").write_text("seed = 1\n", encoding="utf-8")
    assert learn(folder, "--out", folder / "p.toml") == NOT_WRITTEN
    assert "p.toml is there already: choose another name" in capsys.readouterr().err
    assert (folder / "p.toml").read_text(encoding="utf-8") == "seed = 1\n"


def test_a_rule_can_be_added_to_the_policy(folder: Path) -> None:
    assert learn(folder, "--out", folder / "p.toml") == PROVED
    assert run("ban", "e1", "r1", "--policy", folder / "p.toml") == PROVED
    assert len(mm.Policy.from_toml(folder / "p.toml").rules) == 1


def test_satisfaction(folder: Path, matching: mm.Matching, capsys: pytest.CaptureFixture[str]) -> None:
    points = [
        5 if word == "kept going" else 1 + k % 3 for k, word in enumerate(outcomes_of(matching).values())
    ]
    write(folder, matching, outcome=points)
    assert learn(folder) == PROVED
    lasted = sum(point >= 4 for point in points)
    assert f"{lasted} of the pairs lasted" in capsys.readouterr().out


def test_rows_of_other_pairs_are_counted_and_left_out(
    folder: Path, matching: mm.Matching, capsys: pytest.CaptureFixture[str]
) -> None:
    mentees = matching.pairs["mentee_id"].tolist()
    write(folder, matching, mentee_id=["gone", *mentees[1:]], outcome=[
        *["kept going"] * 2, "", *list(outcomes_of(matching).values())[3:]
    ])  # fmt: skip
    assert learn(folder) == PROVED
    printed = capsys.readouterr().err
    assert "90 rows, 88 used, 1 of other pairs, 1 without an outcome" in printed
    assert "no candidate pair of this" in printed


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [("kept going", "are of one class"), ("went on", "is not an outcome"), ("", "are too few")],
)
def test_what_cannot_be_learnt_from_is_refused(
    folder: Path, matching: mm.Matching, outcome: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, matching, outcome=outcome)
    assert learn(folder, "--out", folder / "p.toml") == BAD_ROWS
    assert sentence in " ".join(capsys.readouterr().err.split())
    assert not (folder / "p.toml").exists()


def test_a_matching_that_was_not_drawn_is_learnt_from_too(
    folder: Path, matching: mm.Matching, capsys: pytest.CaptureFixture[str]
) -> None:
    best = mm.match(matching.people)
    best.save(folder / "m.mm")
    write(folder, best)
    assert learn(folder) == PROVED
    assert "other weights" not in capsys.readouterr().out


def forms(folder: Path) -> list[object]:
    people = learning_scheme(20, 12)
    for side, persons in (("mentees", people.mentees), ("mentors", people.mentors)):
        rows = [
            {"id": p.id, "consent": "yes", "seniority": p.seniority or "", "professional_tags": ";".join(
                sorted(p.professional_tags))}
            for p in persons
        ]  # fmt: skip
        pd.DataFrame(rows).to_csv(folder / f"{side}.csv", index=False)
    return ["--mentees", folder / "mentees.csv", "--mentors", folder / "mentors.csv"]


def test_a_drawn_matching_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.toml").write_text("explore = 0.05\nseed = 1\n", encoding="utf-8")
    out = tmp_path / "results"
    files = [*forms(tmp_path), "--policy", tmp_path / "p.toml", "--out", out]
    assert run("match", *files) == PROVED
    assert "drawn from" in capsys.readouterr().out
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["policy"]["explore"] == 0.05
    assert record["drawn_from"] > 1
    assert record["gap"] <= 0.05
    chances = pd.read_csv(out / "pairs.csv")["chance"]
    assert ((chances > 0) & (chances <= 1)).all()


def test_what_cannot_be_drawn_is_a_policy_to_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.toml").write_text('explore = 0.05\nobjective = ["matched"]\n', encoding="utf-8")
    files = [*forms(tmp_path), "--policy", tmp_path / "p.toml", "--out", tmp_path / "results"]
    assert run("match", *files) == BAD_POLICY
    assert "explore needs an objective of score" in capsys.readouterr().err
