"""The types that the public functions and classes name in their annotations."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache, cached_property
from types import MappingProxyType, SimpleNamespace
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel


@cache
def namespace(module: str) -> MappingProxyType[str, Any]:
    """Return the names of a module, with those that it imports for type checkers alone."""
    loaded = importlib.import_module(module)
    names = dict(vars(loaded))
    for block in ast.parse(inspect.getsource(loaded)).body:
        if (
            isinstance(block, ast.If)
            and isinstance(block.test, ast.Name)
            and block.test.id == "TYPE_CHECKING"
        ):
            for node in block.body:
                _run(node, names)
    return MappingProxyType(names)


def _run(node: ast.stmt, names: dict[str, Any]) -> None:
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mentormatch"):
        # The other module may have the name for type checkers alone, too.
        there = namespace(str(node.module))
        names.update({alias.asname or alias.name: there[alias.name] for alias in node.names})
    else:
        exec(compile(ast.Module([node], []), "<annotations>", "exec"), names)  # noqa: S102  (our own source)


def hints(thing: Any) -> dict[str, Any]:
    """Return the annotations of a function, or of a class's own fields."""
    found = vars(thing).get("__annotations__", thing.__annotations__)
    own = {name: hint for name, hint in found.items() if not str(hint).startswith("ClassVar")}
    return get_type_hints(SimpleNamespace(__annotations__=own), dict(namespace(thing.__module__)))


def public_functions(kind: type) -> Iterator[tuple[str, Any]]:
    """Yield the public methods and properties that a class has or inherits from one of ours."""
    for owner in kind.__mro__:
        if not owner.__module__.startswith("mentormatch"):
            continue
        for name, member in vars(owner).items():
            if name.startswith("_") and name != "__init__":
                continue
            if isinstance(member, property):
                yield name, member.fget
            elif isinstance(member, cached_property):
                yield name, member.func
            elif isinstance(member, (classmethod, staticmethod)):
                yield name, member.__func__
            elif inspect.isfunction(member) and member.__module__.startswith("mentormatch"):
                yield name, member


def annotated(thing: Any) -> Iterator[tuple[str, Any]]:
    """Yield (where, type) for everything that an exported function or class takes or returns."""
    if not isinstance(thing, type):
        yield from hints(thing).items() if inspect.isfunction(thing) else ()
        return
    if is_dataclass(thing) or issubclass(thing, BaseModel) or getattr(thing, "_is_protocol", False):
        for owner in thing.__mro__:
            if owner.__module__.startswith("mentormatch") and "__annotations__" in vars(owner):
                yield from ((n, t) for n, t in hints(owner).items() if n[0] != "_")
    for name, function in public_functions(thing):
        if not (name == "__init__" and is_dataclass(thing)):
            yield from ((f"{name}: {n}", t) for n, t in hints(function).items())


def classes_in(hint: Any) -> Iterator[type]:
    """Yield our own classes within a type such as ``Sequence[Mentee] | None``."""
    arguments = get_args(hint)
    if not arguments and isinstance(hint, type) and hint.__module__.startswith("mentormatch"):
        yield hint
    for argument in arguments:
        for one in argument if isinstance(argument, list) else [argument]:
            yield from classes_in(one)


__all__ = ["annotated", "classes_in"]
