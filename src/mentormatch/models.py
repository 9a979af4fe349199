"""What all our pydantic models share: frozen, closed to unknown fields, raising our own errors."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import signature
from os import PathLike
from pathlib import Path
from typing import Any, Self, TypeVar

from immutabledict import immutabledict
from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, ValidationError
from pydantic_core import ErrorDetails

from mentormatch.arguments import check_arguments
from mentormatch.errors import MentorMatchError, PolicyError, RecordError, did_you_mean
from mentormatch.files import read_file, shown_name

V = TypeVar("V")

_LARGEST = 16 * 2**20
"""The most bytes of a TOML file."""


def _freeze(mapping: Mapping[str, V]) -> immutabledict[str, V]:
    return immutabledict(mapping)


# Mappings inside frozen models: frozen too, hashable, and plain when written out.
FREEZE = AfterValidator(_freeze)
AS_DICT = PlainSerializer(dict, return_type=dict)

FieldErrors = Sequence[ErrorDetails]
"""What pydantic found wrong: each with its path (``loc``), kind (``type``) and message (``msg``)."""


class Frozen(BaseModel):
    """Base of our models: a subclass chooses which of our errors it raises.

    Only the model that is built directly converts errors: a model inside another one leaves its errors to the
    outer one, which reports them together, with the path to each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __init__(self, *unnamed: object, **data: Any) -> None:
        if unnamed:
            raise self._error([_unnamed(type(self), unnamed[0])], data)
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise self._error(_errors_of(error), data) from None

    # Without this, pydantic would call it for inner models too, as for any `__init__` that a model defines.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]
    __init__.__signature__ = signature(BaseModel.__init__)  # type: ignore[attr-defined]  # of names alone

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Return the model of a mapping; see pydantic."""
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            raise cls._error(_errors_of(error), obj) from None

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Return the model of a JSON text; see pydantic."""
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:
            raise cls._error(_errors_of(error), None) from None

    @classmethod
    def _error(cls, errors: FieldErrors, data: Any) -> MentorMatchError:
        """Return our own error for these errors; `data` is what was given."""
        raise NotImplementedError

    @classmethod
    def builder(cls, otherwise: Mapping[str, Any], fields: Sequence[str]) -> Callable[[Iterable[Any]], Self]:
        """Return a function that builds models of values that have been validated already.

        It is several times quicker than validating each model, and what it builds is smaller.

        Parameters
        ----------
        otherwise : mapping of str to object
            The other fields of each model.
        fields : sequence of str
            Whose values the function takes, in this order.
        """
        given = {name: otherwise.get(name) for name in cls.model_fields}  # all models have one order
        make, put, known = cls.__new__, object.__setattr__, set(cls.model_fields)

        def build(values: Iterable[Any]) -> Any:
            model, own = make(cls), given.copy()
            own.update(zip(fields, values, strict=True))
            put(model, "__dict__", own)
            put(model, "__pydantic_fields_set__", known)
            put(model, "__pydantic_extra__", None)
            put(model, "__pydantic_private__", None)
            return model

        return build

    def replace(self, **changes: object) -> Self:
        """Return a copy with `changes`, validated again."""
        return type(self)(**{**self.all_fields, **changes})

    @property
    def all_fields(self) -> dict[str, Any]:
        """Every field with its value, without what is derived and kept."""
        return {name: getattr(self, name) for name in type(self).model_fields}


def _unnamed(kind: type[Frozen], first: object) -> ErrorDetails:
    """Return the error of fields that are not given by name."""
    field = next((name for name in kind.model_fields if name not in {"kind", "rule"}), "")
    how = "**mapping" if isinstance(first, Mapping) else f"{field}=..."
    message = f"takes its fields by name: {kind.__name__}({how})"
    return ErrorDetails(type="unnamed", loc=(), msg=message, input=None)


def _errors_of(error: ValidationError) -> FieldErrors:
    found = error.errors(include_url=False, include_input=False)
    for one in found:
        one["msg"] = _no_such_kind(**one["ctx"]) if one["type"] == _NO_SUCH_KIND else _plain(one["msg"])
    return found


_NO_SUCH_KIND = "union_tag_invalid"


def _no_such_kind(discriminator: str, tag: str, expected_tags: str) -> str:
    kind, known = discriminator.strip("'"), expected_tags.replace("'", "").split(", ")
    return f"no {kind} is called '{tag}'{did_you_mean(tag, known)}; there are {', '.join(known)}"


_TERMS = {
    r"^Field required": "is missing",
    r"^Unable to extract tag using discriminator '(.+)'": r"\1 is missing",
    r"a valid tuple": "a list",
    r"a valid dictionary( or .+)?": "a mapping of keys to values",
    r"a valid boolean(, .+)?": "true or false",
    r"a valid integer(, .+)?": "a whole number",
    r"a valid number(, .+)?": "a number",
    r"a valid string": "a string",
    r"a valid date( or datetime)?(, .+)?": "a date such as 2026-03-31",
    r"not a valid path for .+": "not a path",
    r"^Tuple should have (.+) after validation, not \d+": r"Input should be a list of \1",
}
"""What pydantic's messages say of Python's types, and how others say it."""


def _plain(message: str) -> str:
    """Return a message of pydantic without terms that only programmers use."""
    for term, plain in _TERMS.items():
        message = re.sub(term, plain, message)
    return message


def without_prefix(message: str) -> str:
    """Return the message without the prefix that pydantic adds to ours."""
    return message.removeprefix("Value error, ")


class FromToml(Frozen):
    """A model that is read from a TOML file."""

    @classmethod
    def from_toml(cls, path: str | PathLike[str]) -> Self:
        """Read it from a TOML file.

        Raises
        ------
        PolicyError or RecordError
            The one of the class, if the file is not TOML or a key or value in it is wrong.
        """
        data = cls.stated_in(path)
        try:
            return cls.model_validate(data)
        except (PolicyError, RecordError) as error:
            raise error.of_file(shown_name(Path(path))) from None

    @classmethod
    def stated_in(cls, path: str | PathLike[str]) -> dict[str, Any]:
        """Return what a TOML file states, not yet validated; see `from_toml`."""
        check_arguments(FromToml.stated_in, locals())
        source = Path(path)
        try:
            return tomllib.loads(read_file(source, _LARGEST).decode("utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            # ValueError: not UTF-8, not TOML, or a whole number of thousands of digits.
            raise cls._unreadable(shown_name(source), _in_words(error)) from error

    @classmethod
    def _unreadable(cls, file: str, why: str) -> MentorMatchError:
        """Return the error of a file that is not TOML."""
        raise NotImplementedError


def _in_words(error: Exception) -> str:
    """Return why a file is no TOML, as the end of a sentence that begins with its name."""
    if isinstance(error, OSError):
        return f"cannot be opened ({error.strerror or type(error).__name__})"
    if isinstance(error, UnicodeDecodeError):
        return "cannot be read as TOML: it is not text in UTF-8"
    why = "it is nested too deeply" if isinstance(error, RecursionError) else error
    return f"cannot be read as TOML: {why}"
