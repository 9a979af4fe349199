"""Saved matchings that are damaged or forged, each by one change, at random.

A *blind* forger changes a part and writes its checksum into the manifest; a *knowing* one seals the run
again, too, so that only what the parts say can give it away.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentormatch.matching.archive import seal

Members = dict[str, bytes]
JSON = "people.json", "policy.json", "run.json", "history.json"


def read(file: Path) -> Members:
    """Return the members of a saved matching, without the manifest."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}


def write(file: Path, members: Members, *, knowing: bool = False, form: int = 2) -> None:
    """Write members with a manifest whose checksums are right."""
    checksums = {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    if knowing and "run.json" in members:
        try:
            run = json.loads(members["run.json"])
            run["seal"] = seal({name: value for name, value in run.items() if name != "seal"}, checksums)
            members = members | {"run.json": json.dumps(run).encode()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            pass  # no run any more: there is nothing to seal
        checksums["run.json"] = hashlib.sha256(members["run.json"]).hexdigest()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps({"format": form, "sha256": checksums}))
        for name, data in members.items():
            archive.writestr(name, data)


def npy(array: NDArray[Any]) -> bytes:
    """Return an array as a member."""
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, allow_pickle=array.dtype == object)
    return buffer.getvalue()


def with_header(shape: str, dtype: str = "<f8", rest: bytes = b"") -> bytes:
    """Return a member that claims any shape and type."""
    header = f"{{'descr': {dtype!r}, 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + rest


def damaged(whole: bytes, draw: random.Random) -> bytes:
    """Return a file with some bytes changed, removed or added, wherever they are."""
    at = draw.randrange(len(whole))
    some = draw.randbytes(draw.choice([1, 1, 4, 100]))
    return draw.choice(
        [whole[:at] + some + whole[at + len(some) :], whole[:at] + some + whole[at:], whole[:at], whole[at:]]
    )


def forged(members: Members, draw: random.Random) -> tuple[Members, str]:
    """Return the members with one plausible change, and what it is."""
    name = draw.choice(sorted(members))
    kind = draw.random()
    if kind < 0.08:
        return _rearranged(members, name, draw)
    if name.endswith(".json"):
        changed, what = _edited(members[name], draw)
    else:
        changed, what = _replaced(members[name], draw)
    return members | {name: changed}, f"{name}: {what}"


def _rearranged(members: Members, name: str, draw: random.Random) -> tuple[Members, str]:
    other = draw.choice(sorted(members))
    left = {key: data for key, data in members.items() if key != name}
    return draw.choice([
        (left, f"without {name}"),
        (members | {"more.npy": members[name]}, "one more member"),
        (members | {name: members[other], other: members[name]}, f"{name} and {other} exchanged"),
        (members | {name: b""}, f"{name} is empty"),
    ])  # fmt: skip


def _replaced(data: bytes, draw: random.Random) -> tuple[bytes, str]:
    array = np.lib.format.read_array(io.BytesIO(data))
    how = draw.choice(sorted(_ARRAYS))
    return _ARRAYS[how](array, draw), how


def _one_number(array: NDArray[Any], draw: random.Random) -> bytes:
    new, flat = array.copy(), array.size
    if flat:
        at = draw.randrange(flat)
        old = new.ravel()[at]
        plausible: list[Any] = [0, 1, 2, -1, 5, old + 1 if array.dtype.kind != "b" else 1 - old]
        plausible += [np.nan, np.inf, -np.inf, 0.25] if array.dtype.kind == "f" else [2**31 - 1, 10**6]
        new.reshape(-1)[at] = draw.choice(plausible)
    return npy(new)


def _permuted(array: NDArray[Any], draw: random.Random) -> bytes:
    return npy(array[draw.sample(range(len(array)), len(array))])


def _another_type(array: NDArray[Any], draw: random.Random) -> bytes:
    with np.errstate(invalid="ignore"):
        return npy(array.astype(draw.choice(["<f4", "<i2", "<f8", "<i8", "?", ">i8", "<U3"])))


def _without_one(array: NDArray[Any], draw: random.Random) -> bytes:
    return npy(np.delete(array, draw.randrange(len(array)), 0) if len(array) else array)


def _absurd(array: NDArray[Any], draw: random.Random) -> bytes:
    shapes = (
        "(1000000000000,) (0,100000000000000000000) (-1,) (3,-3) () (True,) ((2,),) (4294967296,4294967296)"
    )
    types = ["<f8", "<i4", "|O", "<i8", "|V0", "|S0", "<M8[s]"]
    return with_header(draw.choice(shapes.split()), draw.choice(types), array.tobytes())


_ARRAYS: dict[str, Callable[[NDArray[Any], random.Random], bytes]] = {
    "one number": _one_number,
    "another number": _one_number,
    "permuted": _permuted,
    "shorter": lambda array, draw: npy(array[: draw.randrange(len(array) + 1)]),
    "longer": lambda array, _: npy(np.concatenate([array, array[-1:]])),
    "without one": _without_one,
    "zeros": lambda array, _: npy(np.zeros_like(array)),
    "another type": _another_type,
    "another shape": lambda array, _: npy(array.reshape(-1, 1, 1)),
    "objects": lambda array, _: npy(array.astype(object)),
    "absurd header": _absurd,
    "deep header": lambda array, _: with_header("(" * 900 + ")" * 900, rest=array.tobytes()),
    "later format": lambda array, _: npy(array).replace(b"\x93NUMPY\x01", b"\x93NUMPY\x02", 1),
}

_DEEP = "[" * 100_000 + "]" * 100_000
_VALUES = [
    None, True, False, 0, 1, 2, -1, 3.5, 10**6, 2**63, -(2**63), 10**30, 1e308, "", "x", "1", "e1", [], {},
    [0], ["e1", "r1"], {"e1": 1}, [["e1", "r1"]], [["e1", "r1", "dissolved"]], "optimal", "feasible",
    "unknown", "infeasible", "active", "completed",
]  # fmt: skip


def _edited(data: bytes, draw: random.Random) -> tuple[bytes, str]:
    """Return JSON with one place changed."""
    if draw.random() < 0.04:
        text = draw.choice(
            ["", "null", "[]", "NaN", "{}", "Infinity", _DEEP, '{"a": ' * 5000 + "1" + "}" * 5000, "\xff"]
        )
        return text.encode("latin-1"), f"all is {text[:10]}"
    whole = json.loads(data)
    spots = list(_places(whole))
    holder, key = draw.choice(spots) if spots else (whole, None)
    how = draw.choice(["set", "set", "set", "delete", "add", "move"])
    old = None if key is None else holder[key]
    if key is None or how == "add":
        value = draw.choice(_VALUES)
        holder.append(value) if isinstance(holder, list) else holder.update(
            {draw.choice(["more", "e1", "r1"]): value}
        )
    elif how == "delete":
        del holder[key]
    elif how == "move" and isinstance(old, list):
        draw.shuffle(old)
    else:
        near = [old + 1, old - 1, old / 2] if isinstance(old, (int, float)) else []
        holder[key] = draw.choice([*_VALUES, *near, *near, *near])
    return json.dumps(whole).encode(), f"{how} {key} (was {str(old)[:30]})"


def _places(value: Any) -> Any:
    """Yield every place in a JSON value: what holds it, and the key or position."""
    if isinstance(value, (dict, list)):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _places(value[key])
