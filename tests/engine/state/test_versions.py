"""Versions of shared arrays against whole copies of them."""

import numpy as np

from mentormatch.engine.state.versions import Version, Versioned

RECORD = np.dtype([("far", np.int64), ("near", np.int32)], align=True)


def content(shared: Versioned, version: Version, flats: tuple[np.ndarray, ...]) -> list[bytes]:
    shared.load(version)
    return [flat.tobytes() for flat in flats]


def test_any_version_can_be_loaded_and_gone_on_from() -> None:
    random = np.random.default_rng(0)
    n = 9_000
    flats = np.zeros(n, RECORD), np.zeros(n, np.uint8), np.zeros((n, 2), np.int32), np.zeros(n, np.int64)
    flats[0]["far"], flats[3][:] = np.arange(n), np.arange(n)
    shared = Versioned(flats)
    kept = [(shared.first, content(shared, shared.first, flats))]
    for step in range(120):
        before, _ = kept[int(random.integers(max(0, len(kept) - 5), len(kept)))]
        shared.load(before)
        shared.open()
        # Now and then so many that the whole is copied; an element may be written to in several steps.
        size = (1, 3, 40, 0, 700, 5_000 if step % 20 == 7 else 2)[step % 6]
        where = random.permutation(n)[:size].astype(np.int32)
        for flat in flats:
            new = random.integers(0, 255, (size, flat.size // n))
            flat[where] = new[:, 0].astype(flat.dtype) if flat.ndim == 1 else new
        kept.append((shared.keep(before, where), [flat.tobytes() for flat in flats]))
    assert len({id(version.beginning) for version, _ in kept}) > 1
    for at in random.permutation(len(kept)):
        version, expected = kept[at]
        assert content(shared, version, flats) == expected
    # Writes that were not kept are gone with the next load.
    shared.open()
    flats[1][:] = 7
    assert content(shared, *kept[3][:1], flats) == kept[3][1]
