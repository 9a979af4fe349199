"""A rule is added to a policy file, whatever is in it, and nothing else of the file changes."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.small_scheme import mentee, mentor
from mentormatch.cli.console import BAD_POLICY, CONTRADICTION, PROVED, USAGE
from mentormatch.policy import Policy

BEGINNINGS = {
    "empty": "",
    "a comment": "# ours, agreed in May",
    "keys": 'seed = 5  # chosen by lot\nobjective = ["matched", "score"]\n',
    "a section at the end": "[limits]\nmax_km = 20.0\n",
    "no line end": "[limits]\nmax_km = 20.0 # far",
    "rules": '[[rules]]\nrule = "Require" # as promised\npair = ["e9", "r9"]\n\n# the end\n',
    "Windows": "seed = 5\r\n[weights]\r\ntravel = 1.0\r\n",
}
ODD = ["e1", "007", 'the "one"', "back\\slash", "é", "a, b", "#1", "'q'"]


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


@pytest.mark.parametrize(("name", "mark"), list(product(BEGINNINGS, ["", "\ufeff"])))
def test_all_that_was_there_stays(name: str, mark: str, policy: Path) -> None:
    policy.write_bytes(f"{mark}{BEGINNINGS[name]}".encode())
    policy.chmod(0o640)
    before, data = Policy.from_toml(policy), policy.read_bytes()
    assert run("lock", "e1", "r4", "--policy", policy) == PROVED
    assert run("ban", "e2", "r4", "--policy", policy) == PROVED
    after = Policy.from_toml(policy)
    assert after.rules == (
        *before.rules,
        mm.rules.Require(pair=("e1", "r4")),
        mm.rules.Forbid(pair=("e2", "r4")),
    )
    assert after.replace(rules=before.rules) == before
    assert policy.read_bytes().startswith(data)
    assert (b"\r\n" in data) == (b"\r\n" in policy.read_bytes()[len(data) :])
    assert policy.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(("one", "other"), list(product(ODD, repeat=2)))
def test_ids_are_written_so_that_they_are_read_again(one: str, other: str, policy: Path) -> None:
    policy.write_text("", encoding="utf-8")
    assert run("ban", one, other, "--policy", policy) == PROVED
    assert Policy.from_toml(policy).rules == (mm.rules.Forbid(pair=(one, other)),)


@pytest.mark.parametrize("command", ["lock", "ban"])
def test_what_is_there_already_is_said(
    command: str, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy.write_text("", encoding="utf-8")
    run(command, "1", "r4", "--policy", policy)
    data = policy.read_bytes()
    capsys.readouterr()
    assert run(command, "1", "r4", "--policy", policy) == PROVED
    assert capsys.readouterr().out.endswith(" 1 and r4 already; nothing was written.\n")
    other = {"lock": "ban", "ban": "lock"}[command]
    assert run(other, "1", "r4", "--policy", policy) == BAD_POLICY
    assert "take that rule out first" in capsys.readouterr().err
    assert policy.read_bytes() == data


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules = []", 'add { rule = "Require", pair = ["e1", "r4"] } to it'),
        ("sed = 1", "did you mean 'seed'"),
        ("not toml", "cannot be read as TOML"),
        (None, "cannot be opened (No such file or directory)"),
    ],
)
def test_a_file_that_cannot_take_it_is_left_alone(
    text: str | None, says: str, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        policy.write_text(text, encoding="utf-8")
    assert run("lock", "e1", "r4", "--policy", policy) == BAD_POLICY
    assert says in capsys.readouterr().err
    assert (policy.read_text(encoding="utf-8") if policy.exists() else None) == text
    assert len(list(policy.parent.iterdir())) == (text is not None)


class TestWithAMatching:
    @pytest.fixture
    def saved(self, policy: Path) -> Path:
        people = mm.People(
            mentees=(mentee("e1", name="Ann Ash"), mentee("e2", independent_of=["r1"]), mentee("e3")),
            mentors=(mentor("r1", name="Cy Dogwood"), mentor("r2")),
        )
        policy.write_text('[[rules]]\nrule = "Require"\npair = ["e3", "r1"]\n', encoding="utf-8")
        mm.match(people).save(policy.parent / "m.mm")
        return policy.parent / "m.mm"

    def test_names_become_ids(self, policy: Path, saved: Path) -> None:
        assert run("ban", "Ann Ash", "Cy Dogwood", "--policy", policy, "--from", saved) == PROVED
        assert Policy.from_toml(policy).rules[-1] == mm.rules.Forbid(pair=("e1", "r1"))

    @pytest.mark.parametrize(
        ("mentee", "mentor", "code", "says"),
        [
            ("e9", "r1", USAGE, "there is no mentee 'e9'"),
            ("e2", "r1", BAD_POLICY, "e2 and r1 may not meet"),
            ("e1", "r1", CONTRADICTION, "these cannot all hold"),
        ],
    )
    def test_what_a_match_would_refuse_is_not_written(
        self, policy: Path, saved: Path, mentee: str, mentor: str, code: int, says: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        data = policy.read_bytes()
        assert run("lock", mentee, mentor, "--policy", policy, "--from", saved) == code
        assert says in capsys.readouterr().err
        assert policy.read_bytes() == data
