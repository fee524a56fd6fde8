"""Whether a value has the form that its annotation asks for, or a plain way to it: then pydantic need not judge.

A reader, made of an annotation, returns the value that pydantic would return, or raises Unfit where pydantic must say.
It never refuses a value: to do so is pydantic's alone.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from enum import EnumMeta
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

Reader = Callable[[Any], Any]
_PLAIN = (str, int, bool, types.NoneType)  # pydantic returns a value of these as it is


class Unfit(ValueError):  # noqa: N818  (says no more than that somebody else must look)
    """The value is none of the plain ones; pydantic has to decide what becomes of it."""


@dataclass(frozen=True, slots=True)
class Before:
    """In an annotation: what is done with a value before it is judged."""

    function: Reader

    def around(self, read: Reader) -> Reader:
        """Return a reader that does it."""
        function = self.function
        return lambda value: read(function(value))

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema  # noqa: PLC0415  (loaded where it has to judge)

        return core_schema.no_info_before_validator_function(self.function, schema=handler(source))


@dataclass(frozen=True, slots=True)
class After:
    """In an annotation: what is done with a value when it was judged; a ValueError refuses it."""

    function: Reader

    def around(self, read: Reader) -> Reader:
        """Return a reader that does it."""
        function = self.function
        return lambda value: function(read(value))

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema  # noqa: PLC0415  (the same)

        return core_schema.no_info_after_validator_function(self.function, schema=handler(source))


class Bound:
    """In an annotation: the bounds of a field of pydantic's, which only pydantic holds a value to."""

    def __init__(self, **bounds: Any) -> None:  # noqa: ANN401  (as Field has them)
        self._bounds = bounds

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        from pydantic import Field  # noqa: PLC0415  (the same)

        return handler.generate_schema(Annotated[source, Field(**self._bounds)])


@cache
def reader(hint: Any) -> Reader:  # noqa: ANN401  (an annotation may be anything)
    """Return what reads the plain values of an annotation.

    >>> reader(tuple[int, ...])([1, 2]), reader(str | None)(None)
    ((1, 2), None)
    >>> reader(int)("1")
    Traceback (most recent call last):
    ivigref.fitting.Unfit: '1'
    """
    form = get_origin(hint)
    if form is None:
        return _of_type(hint)
    return _FORMS[form](*get_args(hint)) if form in _FORMS else unfit


def unfit(value: object) -> Any:  # noqa: ANN401  (never returns)
    """Leave a value to pydantic."""
    raise Unfit(repr(value))


def _of_type(hint: Any) -> Reader:  # noqa: ANN401  (the same)
    if hint in _PLAIN:
        return lambda value: value if type(value) is hint else unfit(value)
    if hint is float:
        return lambda value: value if type(value) is float else float(value) if type(value) is int else unfit(value)
    if isinstance(hint, EnumMeta):
        members = hint._value2member_map_
        return lambda value: members[value] if type(value) is str or type(value) is hint else unfit(value)
    if hasattr(hint, "fit"):
        fit: Reader = hint.fit
        return fit
    if hasattr(hint, "_make"):  # a named tuple
        return _row(hint, tuple(map(reader, get_type_hints(hint, include_extras=True).values())), hint._make)
    return unfit


def _marked(hint: object, *marks: object) -> Reader:
    read = reader(hint)
    for mark in marks:
        if not isinstance(mark, Before | After):  # a bound that pydantic holds it to
            return unfit
        read = mark.around(read)
    return read


def _one_of(*words: object) -> Reader:
    known = {word: word for word in words if type(word) is str}
    return lambda value: known[value] if type(value) is str and value in known else unfit(value)


def _or_none(hint: object, *others: object) -> Reader:
    if others != (types.NoneType,):
        return unfit
    if hint in _PLAIN:  # as below, with one call less for the most frequent kind of field
        return lambda value: value if value is None or type(value) is hint else unfit(value)
    read = reader(hint)
    return lambda value: None if value is None else read(value)


def _several(first: object, *others: object) -> Reader:
    if others != (...,):
        return _row(tuple, tuple(map(reader, (first, *others))))
    read = reader(first)
    return lambda value: tuple(map(read, value)) if type(value) is tuple or type(value) is list else unfit(value)


def _row(kind: Any, readers: tuple[Reader, ...], make: Reader = tuple) -> Reader:  # noqa: ANN401  (the same)
    def read(value: Any) -> Any:  # noqa: ANN401  (whatever was given)
        if type(value) not in (kind, tuple, list) or len(value) != len(readers):
            unfit(value)
        return make([read(part) for read, part in zip(readers, value, strict=True)])

    return read


_FORMS: dict[Any, Callable[..., Reader]] = {
    Annotated: _marked,
    Literal: _one_of,
    Union: _or_none,
    types.UnionType: _or_none,
    tuple: _several,
}


class Printed:
    """A value that is read from a text and written as one, such as a date."""

    __slots__ = ()
    _wanted: ClassVar[str]  # what is expected, in words
    _examples: ClassVar[tuple[str, ...]]

    @classmethod
    def parse(cls, printed: str) -> Self:
        """Parse it as printed; raise InputError if it is none."""
        raise NotImplementedError

    @classmethod
    def fit(cls, value: object) -> Self:
        """Return a value that is one, or the text of one."""
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        raise ValueError(f"expected {cls._wanted}, such as {cls._examples[0]!r}")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema  # noqa: PLC0415  (the same)

        return core_schema.no_info_plain_validator_function(cls.fit, serialization=core_schema.to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "examples": list(cls._examples)}
