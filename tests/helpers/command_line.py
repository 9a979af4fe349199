"""The command line run in this process, on a scheme of four people."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentormatch.cli.main import main

MENTEES = "id,name,email,consent,seniority,professional_tags,line_manager\n"
MENTORS = "id,name,email,consent,seniority,professional_tags,capacity\n"


def write_scheme(folder: Path) -> None:
    """Write two mentees and two mentors; the first mentee's manager is a mentor."""
    (folder / "mentees.csv").write_text(
        MENTEES + "e1,Ann,ann@a.example,yes,2,QI,r1\n007,Bo,bo@a.example,yes,3,R;C++,\n", encoding="utf-8"
    )
    (folder / "mentors.csv").write_text(
        MENTORS + "r1,Cy,cy@a.example,yes,5,QI,1\nr2,=Di,di@a.example,yes,6,R,1\n", encoding="utf-8"
    )


def run(*arguments: object) -> int:
    """Run the command line in this process; return its exit code."""
    with pytest.raises(SystemExit) as caught:
        main([str(a) for a in arguments])
    return int(caught.value.code or 0)


def files(scheme: Path) -> list[object]:
    return ["--mentees", scheme / "mentees.csv", "--mentors", scheme / "mentors.csv"]
