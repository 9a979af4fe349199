"""10,000 e-mails of 5,000 pairs: how long composing and writing take, each checked against the pairs.

Writes its table to ``benchmarks/results/emails.md``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

from sqlalchemy import Connection

import mentormatch as mm
from mentormatch.record.record import Record
from mentormatch.record.states import begin, happen
from mentormatch.record.tables import metadata, pair, run
from mentormatch.report.emails.compose import compose
from mentormatch.report.emails.outbox import write

RESULTS = Path(__file__).parent / "results" / "emails.md"
DAY = date(2026, 9, 1)
ASK = "mentoring@trust.example"
HEAD = """# E-mails

`python benchmarks/emails.py`: seconds to compose the e-mails of a scheme and to write them to the outbox, through to the
disk, with the log and the tables for a mail merge; and seconds of processor for both. Every file is then read back: one
recipient, the name and address of their own partner, nobody else's; none is missing, and composing again finds nothing
new. On 2 cores.

| pairs | e-mails | compose | write | together | processor |
|---:|---:|---:|---:|---:|---:|
"""  # noqa: E501


def person(kind: type[mm.Mentee] | type[mm.Mentor], role: str, n: int) -> mm.Mentee | mm.Mentor:
    """Return somebody whose name and address nobody else's begin with."""
    name = f"{role} Ünal {n:05d}"
    return kind(id=f"{role}{n:05d}", consent=True, name=name, email=f"{role}.{n:05d}@trust.example")


def fill(db: Connection, pairs: int) -> None:
    """Write pairs of an approved run: that a matching of so many is found is measured elsewhere."""
    numbers = {one.key: one.person for one in db.execute(metadata.tables["personal"].select())}
    texts = dict.fromkeys(("inputs", "policy", "versions", "result"), "")
    row = {"key": "0" * 64, "seed": 0, "waiting": "[{}, {}]", **texts}
    (number,) = begin(db, run, [row], "propose", "2026-08-31")
    rows = [
        {"run": number, "mentee": numbers[f"e{n:05d}"], "mentor": numbers[f"r{7 * n % pairs:05d}"],
         "unit": 1, "points": 1}
        for n in range(pairs)
    ]  # fmt: skip
    begin(db, pair, rows, "propose", "2026-08-31")
    happen(db, run, [number], "approve", "2026-08-31")


def check(folder: Path, pairs: int) -> int:
    """Return how many e-mails there are: each to one of a pair, with the other's name and address alone.

    Raises
    ------
    AssertionError
        If one is missing, there twice, or holds anything of somebody else.
    """
    expected = {}
    for n in range(pairs):
        mentee, mentor = person(mm.Mentee, "e", n), person(mm.Mentor, "r", 7 * n % pairs)
        expected |= {mentee.email: (mentee, mentor), mentor.email: (mentor, mentee)}
    everybody = {one for both in expected.values() for one in (both[0].email, both[0].name)}
    for file in folder.glob("*.eml"):
        message = message_from_bytes(file.read_bytes(), policy=SMTP)
        me, other = expected.pop(message["To"])
        text = message.get_content()
        words = {word.strip(".,:;()") for word in text.split()}
        names = {" ".join(text.split()[k : k + 3]).strip(".,:;()") for k in range(len(text.split()))}
        assert (words | names) & everybody == {me.name, other.name, other.email}, file
        assert message.get_all("Cc", []) == message.get_all("Bcc", []) == []
    assert not expected, f"{len(expected)} e-mails are missing"
    return 2 * pairs


def measure(folder: Path, pairs: int) -> str:
    """Return the line of the table for a number of pairs, no multiple of 7."""
    people = mm.People(
        mentees=[person(mm.Mentee, "e", n) for n in range(pairs)],
        mentors=[person(mm.Mentor, "r", n) for n in range(pairs)],
    )
    with Record.open(folder / "scheme.db") as record:
        record.add(
            "scheme", name="Drovemoor mentoring", aim="", begins=DAY.replace(year=2025), intake="cohort",
            meetings=6, minutes=60, months=12, weeks_between=8,
        )  # fmt: skip
        record.import_people(people)
        with record._store.writing() as db:  # noqa: SLF001  (no call writes pairs that were not solved)
            fill(db, pairs)
        begun, used = time.perf_counter(), time.process_time()
        found = compose(record, ask=ASK, day=DAY)
        composed = time.perf_counter()
        write(record, found, folder / "outbox")
        written, used = time.perf_counter(), time.process_time() - used
        assert not compose(record, ask=ASK, day=DAY).emails
        n = check(folder / "outbox", pairs)
    seconds = composed - begun, written - composed, written - begun, used
    return f"| {pairs:,} | {n:,} | " + " | ".join(f"{one:.1f}" for one in seconds) + " |"


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=int, nargs="*", default=[500, 5000])
    lines = []
    for size in options.parse_args().pairs:
        with tempfile.TemporaryDirectory() as place:
            lines.append(measure(Path(place), size))
            print(lines[-1])
    RESULTS.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
