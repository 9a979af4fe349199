"""A scheme with five declared criteria, one of them a must, from two forms on the command line."""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.declared_reference import alike, may_meet, score, weights
from helpers.table_files import write_csv
from mentormatch.cli.console import BAD_ROWS, PROVED

POLICY = """
[scoring]
unknown = "left_out"

[weights]
{others}

[[criteria]]
name = "languages"
kind = "shared"
mentee = "Languages you speak"
mentor = "Which languages do you speak?"
weight = 2
must = true

[[criteria]]
name = "hours"
kind = "shared"
mentee = "When are you free?"
mentor = "When are you free"
weight = 3

[[criteria]]
name = "topics"
kind = "offered"
mentee = "I would like"
mentor = "I can offer"

[[criteria]]
name = "team"
kind = "different"
mentee = "Team"
mentor = "Team"

[[criteria]]
name = "often"
kind = "order"
order = ["Monthly", "Fortnightly", "Weekly"]
mentee = "How often would you meet?"
mentor = "How often would you meet?"
tolerance = 2
"""
DEFAULTS = ("professional_interests", "personal_interests", "seniority", "travel", "values", "knowledge",
            "preferences")  # fmt: skip
CRITERIA: list[dict[str, Any]] = [
    {"name": "languages", "kind": "shared", "weight": 2},
    {"name": "hours", "kind": "shared", "weight": 3},
    {"name": "topics", "kind": "offered", "weight": 1},
    {"name": "team", "kind": "different", "weight": 1},
    {
        "name": "often",
        "kind": "order",
        "order": ["Monthly", "Fortnightly", "Weekly"],
        "tolerance": 2,
        "weight": 1,
    },
]
MAP = """
[constants]
consent = "yes"
[mentees]
id = "Staff number"
workplace = "Team"
[mentors]
id = "Staff number"
ignore = ["Team", "Shoe size"]
[separators]
hours = ","
[values.often]
"every week" = "Weekly"
"""
LANGUAGES = ("English", "Welsh", "Polish", "Urdu")
HOURS = ("Mon am", "Mon pm", "Tue am", "Fri pm")
TOPICS = ("Audit", "Exams")


def person(draw: random.Random, key: str) -> dict[str, Any]:
    """Return the answers of one person, who answers all but one in five questions."""
    given: dict[str, Any] = {
        "languages": tuple(draw.sample(LANGUAGES, draw.randint(1, 2))),
        "hours": tuple(draw.sample(HOURS, draw.randint(1, 3))),
        "topics": {topic: draw.randint(1, 5) for topic in TOPICS},
        "team": draw.choice(["Fen", "Wold"]),
        "often": draw.choice(["Monthly", "Fortnightly", "Weekly"]),
    }
    kept = {name: value for name, value in given.items() if name == "team" or draw.random() < 0.8}
    return {"id": key, **kept}


def row(one: dict[str, Any], headings: tuple[str, str, str]) -> dict[str, str]:
    """Return a row of a form; lists have the separators of this scheme, topics are a grid."""
    languages, hours, topics = headings
    often = one.get("often", "n/a")
    cells = {
        "Staff number": one["id"],
        languages: "; ".join(one.get("languages", ())),
        hours: ", ".join(one.get("hours", ())),
        "Team": one["team"],
        "How often would you meet?": "Every  week" if often == "Weekly" else often,
    }
    return cells | {f"{topics} [{topic}]": str(one.get("topics", {}).get(topic, "")) for topic in TOPICS}


def write(
    folder: Path, seed: int, n: int = 5, m: int = 4
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    draw = random.Random(seed)
    mentees = [person(draw, f"e{k}") for k in range(n)]
    mentors = [person(draw, f"r{k}") for k in range(m)]
    asked = (
        ("Languages you speak", "When are you free?", "I would like"),
        ("Which languages do you speak?", "When are you free?", "I can offer"),
    )
    write_csv(folder / "mentees.csv", [row(one, asked[0]) for one in mentees])
    write_csv(folder / "mentors.csv", [row(one, asked[1]) | {"Shoe size": "7"} for one in mentors])
    (folder / "map.toml").write_text(MAP, encoding="utf-8")
    weights = "\n".join(f"{name} = 0" for name in DEFAULTS)
    (folder / "policy.toml").write_text(POLICY.format(others=weights), encoding="utf-8")
    return mentees, mentors


Weights = dict[str, Callable[[str], float]]


def value(one: dict[str, Any], other: dict[str, Any], rare: Weights) -> float | None:
    """Return the score of a pair; None if it may not meet."""
    if not may_meet(CRITERIA[0], one.get("languages"), other.get("languages"), {}):
        return None
    scores = [
        (score(c, one.get(c["name"]), other.get(c["name"]), {}, rare.get(c["name"], alike)), c["weight"])
        for c in CRITERIA
    ]
    known = [(s, weight) for s, weight in scores if s == s]  # noqa: PLR0124  (nan)
    return sum(s * weight for s, weight in known) / sum(weight for _, weight in known)


def rarity(people: list[dict[str, Any]]) -> Weights:
    """Return what the entries of lists weigh in this scheme."""
    shared = [c["name"] for c in CRITERIA if c["kind"] == "shared"]
    return {name: weights([one.get(name) for one in people], {}) for name in shared}


def best(mentees: list[dict[str, Any]], mentors: list[dict[str, Any]]) -> tuple[int, float]:
    """Return the most pairs, and of those the highest sum of scores, by trying every assignment."""
    rare = rarity([*mentees, *mentors])
    values = {(one["id"], other["id"]): value(one, other, rare) for one in mentees for other in mentors}
    found = (0, 0.0)
    spots = [*(other["id"] for other in mentors), *[None] * len(mentees)]
    for chosen in set(itertools.permutations(spots, len(mentees))):
        pairs = [(one["id"], spot) for one, spot in zip(mentees, chosen, strict=True) if spot is not None]
        scores = [values[pair] for pair in pairs]
        if None not in scores:
            found = max(found, (len(pairs), round(sum(s for s in scores if s is not None), 6)))
    return found


def given(folder: Path) -> list[object]:
    return [
        "--mentees", folder / "mentees.csv", "--mentors", folder / "mentors.csv",
        "--columns", folder / "map.toml", "--policy", folder / "policy.toml",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_the_pairs_are_the_best_that_the_must_allows(seed: int, tmp_path: Path) -> None:
    mentees, mentors = write(tmp_path, seed)
    assert run("check", *given(tmp_path)) == PROVED
    assert run("match", *given(tmp_path), "--out", tmp_path / "out") == PROVED
    with (tmp_path / "out" / "pairs.csv").open(encoding="utf-8-sig") as file:
        pairs = list(csv.DictReader(file))
    by_id, rare = {one["id"]: one for one in (*mentees, *mentors)}, rarity([*mentees, *mentors])
    for pair in pairs:
        one, other = by_id[pair["mentee_id"]], by_id[pair["mentor_id"]]
        assert float(pair["score"]) == pytest.approx(value(one, other, rare), abs=2e-6)
        assert {name for name, cell in pair.items() if cell and name in {c["name"] for c in CRITERIA}} == {
            c["name"] for c in CRITERIA if score(c, one.get(c["name"]), other.get(c["name"]), {}) >= 0
        }
    n, total = best(mentees, mentors)
    assert len(pairs) == n
    assert sum(float(pair["score"]) for pair in pairs) == pytest.approx(total, abs=1e-4)


def test_rematch_reads_the_answers_of_those_who_join_and_the_file_keeps_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mentees, _ = write(tmp_path, 1)
    assert run("match", *given(tmp_path), "--out", tmp_path / "out") == PROVED
    before = mm.Matching.load(tmp_path / "out" / "matching.mm")
    assert [m.declared.get("languages") for m in before.people.mentees] == [
        m.get("languages") for m in mentees
    ]
    draw = random.Random(9)
    joined = {**person(draw, "e9"), "languages": LANGUAGES}
    rows = [
        row(one, ("Languages you speak", "When are you free?", "I would like")) for one in (*mentees, joined)
    ]
    write_csv(tmp_path / "more.csv", rows)
    again = ["--from", tmp_path / "out" / "matching.mm", "--mentees", tmp_path / "more.csv", "--all-new-join",
             "--columns", tmp_path / "map.toml", "--out", tmp_path / "again", "--apply"]  # fmt: skip
    assert run("rematch", *again) == PROVED
    after = mm.Matching.load(tmp_path / "again" / "matching.mm")
    assert after.people.mentees[-1].declared["languages"] == LANGUAGES
    known = {one.id for one in after.people.mentors if one.declared.get("languages")}
    met = {one for one, exclusion in ((m.id, mm.why_not(after.people, after.policy, "e9", m.id))
                                      for m in after.people.mentors) if not exclusion}  # fmt: skip
    assert met == known
    capsys.readouterr()


def test_sentences_name_criteria(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, 0)
    (tmp_path / "mentees.csv").write_text(
        "Staff number,Languages you speak,When are you free?,I would like,Team,How often would you meet?\n"
        "e1,Welsh,Mon am,,Fen,Weekly\ne2,Irish,Mon am,,Wold,\n", encoding="utf-8",
    )  # fmt: skip
    (tmp_path / "mentors.csv").write_text(
        "Staff number,Which languages do you speak?,When are you free?,I can offer,Team,"
        "How often would you meet?\nr1,Welsh,Mon am,Audit:3,Wold,monthly\nr2,,Mon am,,Fen,\n",
        encoding="utf-8",
    )
    assert run("match", *given(tmp_path), "--out", tmp_path / "out") == PROVED
    assert "3 without what 'languages' asks for" in " ".join(capsys.readouterr().out.split())
    warnings = (tmp_path / "out" / "warnings.csv").read_text("utf-8-sig")
    assert "criterion 'languages',,\"is a must that rules out 75% of all pairs, 50% since an" in warnings
    assert "holds no mentee's answer to criterion 'topics'" in warnings
    ask = ["--from", tmp_path / "out" / "matching.mm"]
    assert run("explain", "e1", *ask) == PROVED
    assert "hours: 1.00" in capsys.readouterr().out
    assert run("why-not", "e2", "r1", *ask) == PROVED
    assert "do not meet 'languages', which is a must: they have nothing in common" in " ".join(
        capsys.readouterr().out.split()
    )
    assert run("explain", "e2", *ask) == PROVED
    assert "answers to 'languages'" in " ".join(capsys.readouterr().out.split())


def test_check_finds_what_match_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "2000")
    write(tmp_path, 0)
    policy = (tmp_path / "policy.toml").read_text("utf-8").replace('"Which languages', '"What languages')
    (tmp_path / "policy.toml").write_text(policy, encoding="utf-8")
    for command in (["check"], ["match", "--out", tmp_path / "out"]):
        assert run(*command, *given(tmp_path)) == BAD_ROWS
        said = " ".join(capsys.readouterr().err.split())
        assert "criterion 'languages' of the policy looks for the mentors' answers" in said
        assert "did you mean 'Which languages do you speak?'" in said


@pytest.mark.parametrize("seed", range(3))
def test_the_kind_must_share_an_entry(seed: int, tmp_path: Path) -> None:
    """Whoever shares no language or no hour is never paired, however well interests fit."""
    draw = random.Random(seed)
    names = [("languages", LANGUAGES), ("times", HOURS)]
    tables = {}
    for table, n in (("mentees", 4), ("mentors", 5)):
        tables[table] = [
            {"id": f"{table[-3]}{k}", "consent": "yes", "professional_tags": "audit"}
            | {name: "; ".join(draw.sample(words, draw.randint(1, 2))) for name, words in names}
            for k in range(n)
        ]
        write_csv(tmp_path / f"{table}.csv", tables[table])
    criteria = "\n".join(f'[[criteria]]\nname = "{name}"\nkind = "shared"\nmust = true' for name, _ in names)
    (tmp_path / "policy.toml").write_text(criteria, encoding="utf-8")
    fed = '[mentees]\nvalues = ["languages", "times"]\n[mentors]\nvalues = ["languages", "times"]\n'
    (tmp_path / "map.toml").write_text(fed, encoding="utf-8")
    assert run("match", *given(tmp_path), "--out", tmp_path / "out") == PROVED
    found = mm.Matching.load(tmp_path / "out" / "matching.mm")

    def meets(one: dict[str, str], other: dict[str, str]) -> bool:
        return all(set(one[name].split("; ")) & set(other[name].split("; ")) for name, _ in names)

    allowed = {(a["id"], b["id"]) for a in tables["mentees"] for b in tables["mentors"] if meets(a, b)}
    assert set(found.pair_ids) <= allowed
    ids = [(found.people.mentees[i].id, found.people.mentors[j].id)
           for i, j in zip(found.candidates.mentee, found.candidates.mentor, strict=True)]  # fmt: skip
    assert set(ids) == allowed
