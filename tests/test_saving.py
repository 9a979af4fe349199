"""Saved matchings: whole or not at all, and checked again."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

import mentormatch as mm
from small_scheme import random_people, small_scheme


def test_round_trip(tmp_path: Path) -> None:
    matching = mm.match(random_people(7))
    matching.save(tmp_path / "m.mm")
    loaded = mm.Matching.load(tmp_path / "m.mm")
    assert loaded.pairs.equals(matching.pairs)
    assert loaded.unmatched.equals(matching.unmatched)
    assert loaded.people == matching.people
    assert loaded.policy == matching.policy
    assert loaded.summary() == matching.summary()
    assert loaded.solution.certificate == matching.solution.certificate
    assert not loaded.problem.score.flags.writeable


def test_same_matching_same_bytes(tmp_path: Path) -> None:
    matching = mm.match(small_scheme())
    for name in ("a", "b"):
        matching.save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_no_pickle(tmp_path: Path) -> None:
    mm.match(small_scheme()).save(tmp_path / "m.mm")
    with zipfile.ZipFile(tmp_path / "m.mm") as archive:
        assert {Path(n).suffix for n in archive.namelist()} == {".json", ".npy"}


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "m.mm"
    matching = mm.match(small_scheme())
    matching.save(file)
    whole = file.read_bytes()
    step = max(1, len(whole) // 150)
    unnoticed = 0
    for at in range(0, len(whole), step):
        damaged = bytearray(whole)
        damaged[at] ^= 0x55
        file.write_bytes(bytes(damaged))
        try:
            loaded = mm.Matching.load(file)
        except mm.MatchingFileError:
            continue
        # A byte of the container that carries no content, such as a date.
        unnoticed += 1
        assert loaded.pairs.equals(matching.pairs)
        assert loaded.unmatched.equals(matching.unmatched)
    assert unnoticed < 30


@pytest.mark.parametrize(
    "content", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18], ids=["empty", "text", "zip"]
)
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.mm").write_bytes(content)
    with pytest.raises(mm.MatchingFileError, match=r"m\.mm is not a whole matching file"):
        mm.Matching.load(tmp_path / "m.mm")


def test_a_forged_matching_is_refused(tmp_path: Path) -> None:
    """Two mentees for one place, with checksums that fit: the checker still sees it."""
    import hashlib
    import io

    import numpy as np

    file = tmp_path / "m.mm"
    mm.match(small_scheme()).save(file)
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    np.save(buffer, np.arange(4))
    members["chosen.npy"] = buffer.getvalue()
    manifest = json.loads(members["manifest.json"])
    manifest["sha256"]["chosen.npy"] = hashlib.sha256(buffer.getvalue()).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(mm.MatchingFileError, match="breaks its own rules"):
        mm.Matching.load(file)


def test_a_later_format_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.mm", "w") as archive:
        archive.writestr("manifest.json", json.dumps({"format": 99, "sha256": {}}))
    with pytest.raises(mm.MatchingFileError, match="format 99"):
        mm.Matching.load(tmp_path / "m.mm")


def test_a_folder_that_cannot_be_written_keeps_the_old_file(tmp_path: Path) -> None:
    matching = mm.match(small_scheme())
    (tmp_path / "blocked").write_text("a file where a folder is wanted")
    with pytest.raises(mm.OutputError, match=r"cannot write m\.mm"):
        matching.save(tmp_path / "blocked" / "m.mm")
    assert list(tmp_path.iterdir()) == [tmp_path / "blocked"]
