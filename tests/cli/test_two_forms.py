"""Two exports as form services write them, from the proposed map to letters; the people are made up."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from helpers.command_line import run
from helpers.table_files import write_csv, write_xlsx

SITES = {"Fen Hospital": (52.2, 0.1), "Wold Infirmary": (52.3, 0.2), "Marsh House": (52.25, 0.15)}
FAR = ["10 miles", "30 km", "anywhere", "n/a", "Up to 15 miles", "50 miles (can do online)", "25"]
AGREE = ["Strongly agree", "Agree", "Neutral", "Disagree", ""]
TOPICS = ["Career advice", "Exams", "Leadership (teams, budgets)", "Research"]


def mentees(draw: random.Random, n: int) -> list[list[object]]:
    """Return what a Microsoft form gives, with its own columns and a note under the table."""
    rows: list[list[object]] = [[
        "ID", "Start time", "Completion time", "Email", "Name", "Name:", "Email Address:",
        "Current job role (grade):", "Place of work:",
        "What is the maximum distance\nyou would be willing to travel?", "What would you like help with?",
        "To what extent do you agree? [Ask before you tell]", "Would you be happy to meet online?",
        "Who is your Educational Supervisor?", "Gender", "Do you consent to sharing your information?",
    ]]  # fmt: skip
    for k in range(1, n + 1):
        online = draw.choice(["Yes, Teams", "No", "Maybe"])
        rows.append([
            k, "2026-01-05 09:00", "2026-01-05 09:05", "anonymous", "", f"Mentee{k} Ash", f"e{k}@h.example",
            draw.choice(["F2", "ST3", "CT1", "GPST2"]), draw.choice(list(SITES)), draw.choice(FAR),
            ";".join(draw.sample(TOPICS, 2)) + ";", draw.choice(AGREE), online,
            f"Dr Mentor{draw.randint(1, 8)} Elm" if draw.random() < 0.5 else "n/a", "Woman", "I consent",
        ])  # fmt: skip
    return [*rows, [None] * 16, ["exported by the office", *[None] * 15]]


def mentors(draw: random.Random, n: int) -> list[list[object]]:
    """Return what a Google form gives: commas between the options, training booked or done."""
    rows: list[list[object]] = [[
        "Timestamp", "Email Address", "Name:", "Current job role (grade):", "Place of work:",
        "What is the maximum distance you would be willing to travel?", "What can you offer support with?",
        "To what extent do you agree? [Ask before you tell]", "Would you be happy to meet online?",
        "How many mentees could you take on?", "Have you completed a mentoring training course?", "When?",
    ]]  # fmt: skip
    for k in range(1, n + 1):
        trained = draw.choice(["Yes", "Booked", "Yes - 2023"])
        rows.append([
            "2026-01-06 10:00", f"r{k}@h.example", f"Mentor{k} Elm", draw.choice(["Consultant", "GP", "ST8"]),
            draw.choice(list(SITES)), draw.choice(FAR), ", ".join(draw.sample(TOPICS, 3)), draw.choice(AGREE),
            draw.choice(["Yes", "No"]), draw.choice(["two", "1-2", "3", "One mentee only, please!"]), trained,
            "Spring 2022" if trained == "Yes" else "",
        ])  # fmt: skip
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_from_the_proposed_map_to_letters(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    write_xlsx(tmp_path / "mentees.xlsx", {"Form1": mentees(draw, 14)})
    write_xlsx(tmp_path / "mentors.xlsx", {"Form Responses 1": mentors(draw, 8), "Notes": [["Chase"]]})
    write_csv(
        tmp_path / "sites.csv",
        [{"name": name, "latitude": y, "longitude": x} for name, (y, x) in SITES.items()],
    )
    forms = ["--mentees", tmp_path / "mentees.xlsx", "--mentors", tmp_path / "mentors.xlsx"]
    assert run("init", tmp_path / "scheme", *forms) == 0
    proposed = (tmp_path / "scheme" / "columns.toml").read_text(encoding="utf-8")
    units = proposed.count("are numbers without a unit")
    assert proposed.count("# ?") == 2 + units  # when the training was, and consent of mentors
    answered = proposed.replace("# [mentors.constants]\n# consent", "[mentors.constants]\nconsent")
    (tmp_path / "map.toml").write_text(answered, encoding="utf-8")
    out, places = tmp_path / "out", ["--places", tmp_path / "sites.csv"]
    given = [*forms, "--columns", tmp_path / "map.toml", *places]
    assert run("match", *given, "--out", out, "--with-names") == 0
    people = mm.Matching.load(out / "matching.mm").people
    assert (len(people.mentees), len(people.mentors)) == (14, 8)
    assert all(person.location and person.seniority for person in (*people.mentees, *people.mentors))
    assert all(mentee.consent and mentee.wants for mentee in people.mentees)
    letters = pd.read_csv(out / "letters.csv", dtype=str, encoding="utf-8-sig").fillna("")
    assert not letters.name.eq("").any()
    named = {mentee.id: mentee.independent_of for mentee in people.mentees}
    names = {mentor.id: mentor.name for mentor in people.mentors}
    for mentee, mentor in mm.Matching.load(out / "matching.mm").pair_ids:
        assert f"Dr {names[mentor]}" not in named[mentee]
