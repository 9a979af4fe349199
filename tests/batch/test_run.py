"""A batch in this process: tasks, what is done before, the gate, failures, records."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import mentormatch as mm
from helpers.batch_folders import N, Served, contents, write_batch, write_changes, write_scheme
from helpers.record_people import small_people
from mentormatch.batch.run import run_batch

RESULT = {"matching.mm", "pairs.csv", "unmatched.csv", "rejected.csv", "resolved.csv", "tags.csv",
          "warnings.csv", "run.json"}  # fmt: skip


def test_a_match_writes_what_the_command_does_and_a_summary(drawn: Served) -> None:
    assert {Path(name).name for name in drawn.expected} == RESULT
    found = mm.Matching.load(drawn.results / "s001" / "matching.mm")
    assert (found.policy.seed, found.policy.weights["seniority"]) == (1, 1.0)
    summary = json.loads((drawn.results / "batch.json").read_text("utf-8"))
    table = pd.read_csv(drawn.results / "batch.csv")
    assert summary["succeeded"]
    assert table.scheme.tolist() == [one["scheme"] for one in summary["schemes"]]
    assert table.matched.sum() == sum(
        len(pd.read_csv(drawn.results / name / "pairs.csv")) for name in table.scheme
    )


def test_what_is_done_is_not_done_again_unless_it_was_altered(matched: Served) -> None:
    assert run_batch(matched.run, backend="serial").counts == {"done before": N}
    with (matched.results / "s000" / "pairs.csv").open("a", encoding="utf-8") as file:
        file.write("x")
    (matched.results / "s001" / "tags.csv").unlink()
    assert run_batch(matched.run, backend="serial").counts == {"done": 2, "done before": N - 2}
    assert contents(matched.results) == matched.expected


def test_a_dry_run_writes_nothing(fresh: Served, matched: Served) -> None:
    found = run_batch(fresh.run, dry_run=True)
    assert found.counts == {"to do": N}
    assert found.outcomes[1].detail == "reads mentees.csv, mentors.csv, policy.toml"
    assert not fresh.results.exists()
    assert run_batch(matched.run, dry_run=True).counts == {"done before": N}


def test_failures_are_reported_and_the_others_go_on(fresh: Served, drawn: Served) -> None:
    with (fresh.folder / "schemes/s000/mentees.csv").open("a", encoding="utf-8") as file:
        file.write("e99,Ed,not-an-address,yes,51,0,QI,3,\n")
    (fresh.folder / "schemes/s001/policy.toml").write_text("sead = 1\n", encoding="utf-8")
    (fresh.folder / "schemes/s002/mentors.csv").unlink()
    (fresh.results / "s003").mkdir(parents=True)
    (fresh.results / "s003" / "run.json").write_text('{"files": {}}', encoding="utf-8")
    seen: list[mm.SchemeOutcome] = []
    found = run_batch(fresh.run, backend="serial", progress=seen.append)
    assert found.counts == {"done": N - 4, "failed": 4}
    assert not found.succeeded
    assert sorted(one.scheme for one in seen) == [one.scheme for one in found.outcomes]
    words = [one.detail for one in found.outcomes[:4]]
    assert "row 14, email: is not a single e-mail address" in words[0]
    assert "not-an-address" not in words[0]
    assert "policy.toml: unknown key 'sead' (did you mean 'seed'?)" in words[1]
    assert "s002: holds no people" in words[2]
    assert "holds those of another command" in words[3]
    assert contents(fresh.results).items() >= {
        one for one in drawn.expected.items() if one[0].startswith(("s004", "s005"))
    }
    assert set(fresh.results.iterdir()) == {
        fresh.results / name for name in ("s003", "s004", "s005", "batch.json", "batch.csv")
    }
    assert [file.name for file in (fresh.results / "s003").iterdir()] == ["run.json"]


def test_rows_with_errors_are_left_out_where_that_is_asked_for(fresh: Served) -> None:
    with (fresh.folder / "schemes/s000/mentees.csv").open("a", encoding="utf-8") as file:
        file.write("e99,Ed,not-an-address,yes,51,0,QI,3,\n")
    write_batch(fresh.run, skip_rejected=True, schemes='[[schemes]]\nat = "schemes/s000"\n')
    assert run_batch(fresh.run, backend="serial").succeeded
    assert len(pd.read_csv(fresh.results / "s000" / "rejected.csv")) == 1


def test_too_many_changed_pairs_are_held_back(matched: Served) -> None:
    mentors = matched.folder / "schemes/s000/mentors.csv"
    mentors.write_text("".join(mentors.read_text("utf-8").splitlines(keepends=True)[:-3]), encoding="utf-8")
    write_batch(matched.run, max_changed="10%")
    found = run_batch(matched.run, backend="serial")
    assert found.counts == {"done before": N - 1, "held back": 1}
    assert "pairs differ, more than max_changed = 10% allows" in found.outcomes[0].detail
    assert contents(matched.results) == matched.expected
    write_batch(matched.run, max_changed="100%")
    assert run_batch(matched.run, backend="serial").outcomes[0].state == "done"
    assert contents(matched.results) != matched.expected


def test_rematch_goes_on_from_the_results_of_a_batch(matched: Served) -> None:
    for k, scheme in enumerate(("s000", "s001")):
        write_changes(matched.folder / "schemes" / scheme, matched.results / scheme / "matching.mm", seed=k)
    again = write_batch(
        matched.folder / "again.toml", task="rematch", before="results", out="again", begun=True
    )
    found = run_batch(again, backend="serial")
    assert found.counts == {"done": 2, "failed": N - 2}
    assert "holds no changes" in found.outcomes[2].detail
    before = mm.Matching.load(matched.results / "s000" / "matching.mm")
    after = mm.Matching.load(matched.folder / "again/s000/matching.mm")
    assert len({*before.pair_ids} - {*after.pair_ids}) == 3
    assert found.outcomes[0].changed == 3
    assert contents(matched.results) == matched.expected
    written = contents(matched.folder / "again")
    assert {"s000/newly_matched.csv", "s000/states.csv"} <= written.keys()
    shutil.rmtree(matched.folder / "again")
    run_batch(again, backend="serial")
    assert contents(matched.folder / "again") == written


def test_a_report_is_a_page_of_a_matching(tmp_path: Path) -> None:
    folder = write_scheme(tmp_path / "schemes" / "north", 4, 0)
    mm.match(mm.read_people(mentees=folder / "mentees.csv", mentors=folder / "mentors.csv")).save(
        folder / "matching.mm"
    )
    run = write_batch(tmp_path / "run.toml", task="report")
    assert run_batch(run, backend="serial").counts == {"done": 1}
    page = (tmp_path / "results/north/matching.html").read_text("utf-8")
    assert "</html>" in page
    assert "Person e0" not in page
    assert run_batch(run, backend="serial").counts == {"done before": 1}


def test_a_record_is_matched_into_once(tmp_path: Path) -> None:
    path = tmp_path / "records/north.db"
    path.parent.mkdir()
    with mm.Record.open(path) as record:
        record.import_people(small_people())
    run = write_batch(tmp_path / "run.toml", schemes='[[schemes]]\nat = "records/*.db"\n')
    assert run_batch(run, backend="serial").counts == {"done": 1}
    with mm.Record.open(path) as record:
        pairs, head = record.rows("pair"), record.head
    assert len(pairs)
    assert run_batch(run, backend="serial").counts == {"done before": 1}
    shutil.rmtree(tmp_path / "results")  # as if it had been killed before it wrote that it is done
    assert run_batch(run, backend="serial").counts == {"done": 1}
    with mm.Record.open(path) as record:
        assert (record.head, len(record.rows("pair"))) == (head, len(pairs))
        record.import_people(mm.People(mentees=[mm.Mentee(id="new", consent=True)]))
    assert run_batch(run, backend="serial").counts == {"done": 1}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"backend": "dusk"}, r"did you mean .dask.\?\): take one of loky, dask, serial"),
        ({"backend": "dask"}, "needs the address of a scheduler"),
        ({"scheduler": "tcp://127.0.0.1:1"}, "no other backend takes one"),
        ({"workers": 0}, "at least one worker"),
    ],
)
def test_a_backend_that_cannot_be_used(fresh: Served, given: dict[str, object], expected: str) -> None:
    with pytest.raises(mm.BackendError, match=expected):
        run_batch(fresh.run, **given)  # type: ignore[arg-type]
    assert not contents(fresh.results)
