"""Options that several commands share as a group, said once as the fields of a dataclass."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints


def said_once(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with an option for each field of its parameters that are dataclasses.

    Examples
    --------
    >>> from mentormatch.cli.given.people_files import PeopleFiles
    >>> def command(files: PeopleFiles, text: str = "") -> None: ...
    >>> list(inspect.signature(said_once(command)).parameters)[-3:]
    ['same_people', 'sheet', 'text']
    """
    own = inspect.signature(command, eval_str=True)
    groups: dict[str, Any] = {
        name: one.annotation for name, one in own.parameters.items() if is_dataclass(one.annotation)
    }

    def run(**given: Any) -> None:
        for name, group in groups.items():
            given[name] = group(**{one.name: given.pop(one.name) for one in fields(group)})
        command(**given)

    options = [option for one in own.parameters.values() for option in _options(one)]
    run.__signature__ = own.replace(parameters=options)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in options}
    run.__module__, run.__name__, run.__doc__ = command.__module__, command.__name__, command.__doc__
    return run


def _options(parameter: inspect.Parameter) -> Iterator[inspect.Parameter]:
    group, kind = parameter.annotation, inspect.Parameter.KEYWORD_ONLY
    if not is_dataclass(group):
        yield parameter.replace(kind=kind)
        return
    hints = get_type_hints(group, include_extras=True)
    for one in fields(group):
        yield inspect.Parameter(one.name, kind, default=one.default, annotation=hints[one.name])
