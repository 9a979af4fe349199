"""``mentormatch commit``, ``match`` with a public seed, and ``verify-draw``, as people would run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import files, run
from mentormatch.cli.console import BAD_POLICY, NOT_WRITTEN, PROVED, USAGE


@pytest.fixture
def inputs(scheme: Path) -> list[object]:
    (scheme / "policy.toml").write_text('seed = "public"\n', encoding="utf-8")
    return [scheme / "mentees.csv", scheme / "mentors.csv", scheme / "policy.toml"]


@pytest.fixture
def committed(scheme: Path, inputs: list[object]) -> Path:
    out = scheme / "commitment.json"
    assert run("commit", *inputs, "--value-from", "draw of 5 December", "--out", out) == PROVED
    return out


def match(scheme: Path, *more: object) -> int:
    return run("match", *files(scheme), "--policy", scheme / "policy.toml", "--out", scheme / "out", *more)


def verify(scheme: Path, *more: object) -> int:
    given = [*files(scheme), "--policy", scheme / "policy.toml"]
    return run("verify-draw", *given, "--from", scheme / "out" / "matching.mm", *more)


def test_commit_draw_and_verify(scheme: Path, committed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = ["--commitment", committed, "--public-value", "3 11 24"]
    assert match(scheme, *value) == PROVED
    matching = scheme / "out" / "matching.mm"
    seed = mm.Matching.load(matching).policy.seed
    assert json.loads((scheme / "out" / "run.json").read_text("utf-8"))["seed"] == seed
    assert verify(scheme, *value) == PROVED
    assert "The draw is right" in capsys.readouterr().out
    assert verify(scheme, *value[:-1], "3 11 25") == BAD_POLICY
    assert f"NOT RIGHT: the matching was drawn with seed {seed}, not" in capsys.readouterr().err
    assert verify(scheme, *value, "--json", "--out", scheme / "draw.csv") == PROVED
    found = json.loads(capsys.readouterr().out)
    assert (found["right"], found["wrong"]) == (True, [])
    assert (scheme / "draw.csv").read_text("utf-8-sig").startswith("what,found\nCommitment,")


def test_ratings_after_talks_are_committed_to_as_well(scheme: Path, inputs: list[object]) -> None:
    back, out = scheme / "back.csv", scheme / "commitment.json"
    back.write_text("mentee_id,mentor_id,mentee_rating\ne1,r2,5\n", encoding="utf-8")
    assert run("commit", *inputs, back, "--value-from", "draw of 5 December", "--out", out) == PROVED
    value = ["--commitment", out, "--public-value", "3 11 24", "--ratings", back]
    assert match(scheme, *value) == PROVED
    assert verify(scheme, *value) == PROVED
    assert verify(scheme, *value[:-2]) == BAD_POLICY


def test_other_people_policy_or_pairs_than_those_committed_to_are_noticed(
    scheme: Path, committed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = ["--commitment", committed, "--public-value", "3 11 24"]
    assert match(scheme, *value) == PROVED
    path = scheme / "out" / "matching.mm"
    honest = mm.Matching.load(path)
    people, policy = honest.people, honest.policy
    mm.match(people, policy.replace(weights={"travel": 9.0})).save(path)
    assert verify(scheme, *value) == BAD_POLICY
    assert "its policy is not that of the file" in capsys.readouterr().err
    mm.match(people.replace(mentees=people.mentees[:1]), policy).save(path)
    assert verify(scheme, *value) == BAD_POLICY
    said = capsys.readouterr().err
    assert "its people are not those in the files" in said
    assert "its pairs are not those that the draw gives" in said


def test_an_input_changed_after_the_commitment_is_noticed(
    scheme: Path, committed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = ["--commitment", committed, "--public-value", "3 11 24"]
    assert match(scheme, *value) == PROVED
    with (scheme / "mentees.csv").open("a", encoding="utf-8") as file:
        file.write("e9,Eve,eve@a.example,yes,2,QI,\n")
    assert verify(scheme, *value) == BAD_POLICY
    assert "mentees.csv is not among the files committed to, or has changed since" in capsys.readouterr().err
    assert match(scheme, *value) == BAD_POLICY
    assert "mentees.csv is not among the files committed to" in capsys.readouterr().err


def test_a_public_seed_needs_both(scheme: Path, committed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(scheme) == BAD_POLICY
    assert 'seed = "public" is not drawn yet' in capsys.readouterr().err
    assert match(scheme, "--commitment", committed) == USAGE
    assert "needs both --commitment and --public-value" in capsys.readouterr().err
    assert not (scheme / "out").exists()
    assert run("check", *files(scheme), "--policy", scheme / "policy.toml") == PROVED


def test_a_commitment_is_never_replaced_and_has_to_be_one(
    scheme: Path, inputs: list[object], committed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("commit", *inputs, "--value-from", "another", "--out", committed) == NOT_WRITTEN
    assert run("commit", *inputs[::-1], "--value-from", "draw of 5 December", "--out", scheme / "2.json") == 0
    assert (scheme / "2.json").read_bytes() == committed.read_bytes()
    assert "Publish, before the value is known: " in capsys.readouterr().out
    for text in ("{}", "no JSON", '{"inputs": [], "value_from": "x", "more": 1}'):
        (scheme / "other.json").write_text(text, encoding="utf-8")
        assert match(scheme, "--commitment", scheme / "other.json", "--public-value", "1") == BAD_POLICY
        assert "other.json: " in capsys.readouterr().err
    assert match(scheme, "--commitment", scheme / "none.json", "--public-value", "1") == BAD_POLICY
    assert "none.json: cannot be opened" in capsys.readouterr().err
