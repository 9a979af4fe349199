"""What all our pydantic models share: frozen, closed to unknown fields, raising our own errors."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Self, TypeVar

from immutabledict import immutabledict
from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, ValidationError
from pydantic_core import ErrorDetails

from mentormatch.errors import MentorMatchError, PolicyError, RecordError
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

    def __init__(self, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise self._error(_errors_of(error), data) from None

    # Without this, pydantic would call it for inner models too, as for any `__init__` that a model defines.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

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


def _errors_of(error: ValidationError) -> FieldErrors:
    return error.errors(include_url=False, include_input=False)


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
