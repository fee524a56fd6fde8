"""Frozen values: declared once, by their annotations, and guarded by pydantic, which is loaded where it must judge.

A value whose fields have the form that is asked for already is built without pydantic; everything else is pydantic's:
what is to be converted or refused, JSON, schemas. So what comes from outside is judged as by any model of pydantic,
with the same errors, and a program that only passes values on does not pay for it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from copy import deepcopy
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from ivigref.fitting import Reader, Unfit, reader, unfit

if TYPE_CHECKING:
    from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter
    from pydantic.fields import FieldInfo
    from pydantic_core import CoreSchema

__all__ = ["Value", "field_names"]

T = TypeVar("T")
_OF_CLASS = re.compile(r"(?:typing\.)?ClassVar\b").match  # an annotation of what belongs to a class
_REQUIRED = object()  # in the place of the default of a field that has none
# The classes whose schema is part of the one that is being made: a second mention refers to the first.
_SEEN: ContextVar[set[type] | None] = ContextVar("_SEEN", default=None)
# What the way without pydantic may stumble over, which pydantic then says.
_STUMBLES = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


class _Made(Generic[T]):
    """A property of a class that is made when it is first asked for, of this class and not of those above it."""

    def __init__(self, make: Callable[[Any], T], name: str = "") -> None:
        self.make, self.name = make, name

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> T:
        made = self.make(owner)
        setattr(owner, self.name, made)
        return made


def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401  (a class of values)
    """Return the annotations of all fields, those of the class above first."""
    if not kind.__defaults__:
        return {}
    own = inspect.get_annotations(kind, eval_str=True)
    return {**_hints(kind.__base__), **{name: own[name] for name in _declared(kind)}}


def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401  (the same)
    from pydantic import TypeAdapter  # noqa: PLC0415  (loaded where it has to judge)

    return TypeAdapter(kind)


class _Frozen:
    """What a value does; its attributes lie where those of pydantic's models lie, so that pydantic can fill them."""

    __slots__ = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")

    model_config: ClassVar[Mapping[str, object]] = {"frozen": True, "extra": "forbid"}
    __defaults__: ClassVar[dict[str, Any]] = {}  # of each field, in order
    __required__: ClassVar[frozenset[str]] = frozenset()

    __hints__: ClassVar = _Made[dict[str, Any]](_hints)
    __adapter__: ClassVar = _Made["TypeAdapter[Any]"](_adapter)
    __readers__: ClassVar = _Made[dict[str, Reader]](
        lambda cls: {name: reader(hint) for name, hint in cls.__hints__.items()}
    )
    __is_plain__: ClassVar = _Made[bool](lambda cls: not (_is_own(cls, "_given") or _is_own(cls, "_agree")))
    __in_order__: ClassVar = _Made[Any](lambda cls: itemgetter(*cls.__defaults__) if cls.__defaults__ else tuple)
    # What pydantic's models have, too.
    model_construct: ClassVar = _Made[Callable[..., Any]](lambda cls: _constructor(cls))  # noqa: PLW0108  (see below)
    __pydantic_validator__: ClassVar = _Made[Any](lambda cls: cls.__adapter__.validator)
    __pydantic_serializer__: ClassVar = _Made[Any](lambda cls: cls.__adapter__.serializer)
    __signature__: ClassVar = _Made[inspect.Signature](lambda cls: _signature(cls))  # noqa: PLW0108  (the same)
    model_fields: ClassVar = _Made["dict[str, FieldInfo]"](lambda cls: _fields(cls))  # noqa: PLW0108  (the same)

    def __init_subclass__(cls) -> None:
        for name, made in _MADE.items():
            setattr(cls, name, _Made(made.make, name))
        own = {name: cls.__dict__.get(name, _REQUIRED) for name in _declared(cls)}
        cls.__defaults__ = {**cls.__defaults__, **own}
        cls.__required__ = frozenset(name for name, default in cls.__defaults__.items() if default is _REQUIRED)
        for name in own.keys() & cls.__dict__.keys():  # a field belongs to a value, not to its class
            delattr(cls, name)

    def __init__(self, /, **given: Any) -> None:  # noqa: ANN401  (pydantic judges them)
        if not self.__fill__(given):
            self.__pydantic_validator__.validate_python(given, self_instance=self)

    @classmethod
    def _given(cls, value: object) -> object:
        """Read a value that is given in another form than by its fields."""
        return value

    def _agree(self) -> None:
        """Raise ValueError where fields do not go together."""

    def _agreed(self) -> Self:
        self._agree()
        return self

    def __fill__(self, given: object) -> bool:
        """Fill the fields, and tell whether that could be done without pydantic."""
        try:
            if not self.__is_plain__:
                given = self._given(given)
            if type(given) is not dict or not self.__required__ <= given.keys():
                return False
            readers = self.__readers__
            values = {name: readers[name](value) for name, value in given.items()}
            _fill_fields(self, {**self.__defaults__, **values})
            _fill_names(self, _names(tuple(given)))
            if not self.__is_plain__:
                self._agree()
        except _STUMBLES:
            return False
        return True

    @classmethod
    def fit(cls, value: Any) -> Any:  # noqa: ANN401  (whatever was given)
        """Return a value of this class, if it can be had without pydantic; else raise Unfit."""
        if isinstance(value, cls):
            return value
        made = cls.__new__(cls)
        return made if made.__fill__(value) else unfit(value)

    @classmethod
    def model_validate(cls, value: Any, **how: Any) -> Self:  # noqa: ANN401  (as pydantic's)
        """Return a value made of fields, or of what else it is read from. Raises pydantic's ValidationError."""
        if not how:
            try:
                made: Self = cls.fit(value)
            except Unfit:
                pass
            else:
                return made
        judged: Self = cls.__pydantic_validator__.validate_python(value, **how)
        return judged

    @classmethod
    def model_validate_json(cls, text: str | bytes | bytearray, **how: Any) -> Self:  # noqa: ANN401  (as pydantic's)
        """Return a value written as JSON. Raises pydantic's ValidationError."""
        judged: Self = cls.__pydantic_validator__.validate_json(text, **how)
        return judged

    @classmethod
    def model_json_schema(cls, **how: Any) -> dict[str, Any]:  # noqa: ANN401  (as pydantic's)
        """Return the JSON schema."""
        return cls.__adapter__.json_schema(**how)

    def model_dump(self, **how: Any) -> dict[str, Any]:  # noqa: ANN401  (as pydantic's)
        """Return the fields as values of Python, or with ``mode="json"`` as those of JSON."""
        dumped: dict[str, Any] = self.__pydantic_serializer__.to_python(self, **how)
        return dumped

    def model_dump_json(self, **how: Any) -> str:  # noqa: ANN401  (as pydantic's)
        """Return the value as JSON."""
        written: bytes = self.__pydantic_serializer__.to_json(self, **how)
        return written.decode()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return the same value, with some fields changed that nobody judges."""
        made = self.__class__.__new__(self.__class__)
        changed = update or {}
        fields = deepcopy(self.__dict__) if deep else self.__dict__
        _fill_fields(made, {**fields, **changed})
        given = self.__pydantic_fields_set__  # type: ignore[attr-defined]  # a slot
        _fill_names(made, given if changed.keys() <= given else _names((*given, *changed)))
        return made

    def __replace__(self, **changed: Any) -> Self:  # noqa: ANN401  (as pydantic's)
        return self.model_copy(update=changed)

    @property
    def model_fields_set(self) -> set[str]:
        """The names of the fields that were given."""
        return set(self.__pydantic_fields_set__)  # type: ignore[attr-defined]  # a slot, whose set many values share

    def __getstate__(self) -> tuple[tuple[Any, ...] | dict[str, Any], set[str]]:
        fields, given = self.__dict__, self.__pydantic_fields_set__  # type: ignore[attr-defined]  # a slot
        if fields.keys() != self.__defaults__.keys():
            return dict(fields), given
        return tuple(map(fields.__getitem__, self.__defaults__)), given  # half as long without their names

    def __setstate__(self, state: tuple[tuple[Any, ...] | dict[str, Any], set[str]]) -> None:
        fields, given = state
        _fill_fields(self, fields if isinstance(fields, dict) else dict(zip(self.__defaults__, fields, strict=True)))
        _fill_names(self, given)

    def __setattr__(self, name: str, value: object) -> None:
        _refuse(self, name, value)

    def __delattr__(self, name: str) -> None:
        _refuse(self, name, None)

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self.__dict__.items())

    def __eq__(self, other: object) -> bool:
        if self.__class__ is not other.__class__:
            return NotImplemented
        mine, theirs, names = self.__dict__, other.__dict__, self.__defaults__
        if mine == theirs or len(mine) == len(theirs) == len(names):
            return mine == theirs
        # What a class of somebody else's remembers in a value (a cached_property) is none of its fields.
        return all(mine.get(name, _REQUIRED) == theirs.get(name, _REQUIRED) for name in names)

    def __hash__(self) -> int:
        return hash(self.__in_order__(self.__dict__))

    def _shown(self) -> list[str]:
        own = self.__defaults__
        return [f"{name}={value!r}" for name, value in self if name in own and value not in (None, (), False)]

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({', '.join(self._shown())})"

    def __str__(self) -> str:
        return " ".join(self._shown())

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema  # noqa: PLC0415  (loaded where it has to judge)

        ref = f"{cls.__module__}.{cls.__qualname__}:{id(cls)}"
        seen = _SEEN.get()
        if seen is not None and cls in seen:
            return core_schema.definition_reference_schema(ref)
        token = _SEEN.set({cls} if seen is None else seen)
        if seen is not None:
            seen.add(cls)
        try:
            fields = {name: _field(handler.generate_schema(hint), cls, name) for name, hint in cls.__hints__.items()}
        finally:
            _SEEN.reset(token)
        inner: CoreSchema = core_schema.model_fields_schema(fields, model_name=cls.__name__)
        if _is_own(cls, "_given"):
            inner = core_schema.no_info_before_validator_function(cls._given, inner)
        config = core_schema.CoreConfig(title=cls.__name__, extra_fields_behavior="forbid")
        if not _is_own(cls, "_agree"):
            return core_schema.model_schema(cls, inner, config=config, ref=ref)
        return core_schema.no_info_after_validator_function(
            cls._agreed, core_schema.model_schema(cls, inner, config=config), ref=ref
        )


_MADE = {name: made for name, made in _Frozen.__dict__.items() if isinstance(made, _Made)}
_fill_fields = _Frozen.__dict__["__dict__"].__set__
_fill_names = _Frozen.__dict__["__pydantic_fields_set__"].__set__


@lru_cache(maxsize=4096)
def _names(given: tuple[str, ...]) -> set[str]:
    """Return names as a set that values with the same fields share: it is larger than most of their fields together."""
    return set(given)


def _declared(kind: type) -> list[str]:
    """Return the names of the fields that a class itself declares.

    Raises TypeError for what means something in a class of pydantic's, and nothing in one of ours.
    """
    hints = inspect.get_annotations(kind)
    names = [name for name, hint in hints.items() if not _OF_CLASS(hint if isinstance(hint, str) else repr(hint))]
    for name, value in kind.__dict__.items():
        of_pydantic = type(value).__module__.partition(".")[0] == "pydantic" and not name.startswith("__")
        if of_pydantic or name == "model_config" or (name in names and isinstance(value, list | dict | set)):
            raise TypeError(f"{kind.__name__}.{name}: expected a plain default, found {value!r}")
    for name in names:
        if name.startswith("_"):
            raise TypeError(f"{kind.__name__}.{name}: expected the name of a field, found a private one")
    return names


def _is_own(kind: type[_Frozen], hook: str) -> bool:
    """Tell whether a class has a hook of its own."""
    return any(hook in above.__dict__ for above in kind.__mro__[: kind.__mro__.index(_Frozen)])


def _refuse(value: _Frozen, name: str, new: object) -> None:
    from pydantic_core import ValidationError  # noqa: PLC0415  (the same)

    fault = {"type": "frozen_instance", "loc": (name,), "input": new}
    raise ValidationError.from_exception_data(type(value).__name__, [fault])  # type: ignore[list-item]  # a typed dict


def _field(schema: CoreSchema, kind: type[_Frozen], name: str) -> Any:  # noqa: ANN401  (a typed dict)
    from pydantic_core import core_schema  # noqa: PLC0415  (the same)

    if name not in kind.__required__:
        default = kind.__defaults__[name]
        as_given = {"default_factory": lambda: default} if isinstance(default, Mapping) else {"default": default}
        schema = core_schema.with_default_schema(schema, **as_given)  # a mapping would be copied
    return core_schema.model_field(schema)


def _fields(kind: type[_Frozen]) -> dict[str, FieldInfo]:
    from pydantic.fields import FieldInfo  # noqa: PLC0415  (the same)

    return {
        name: FieldInfo.from_annotation(hint)
        if name in kind.__required__
        else FieldInfo.from_annotated_attribute(hint, kind.__defaults__[name])
        for name, hint in kind.__hints__.items()
    }


def _constructor(kind: type[_Frozen]) -> Callable[..., _Frozen]:
    """Return what makes a value of fields that nobody judges; readers make some ten of an entry by it."""
    new, defaults, required = kind.__new__, kind.__defaults__, kind.__required__

    def model_construct(_fields_set: set[str] | None = None, **values: Any) -> _Frozen:  # noqa: ANN401  (as pydantic's)
        """Return a value of fields that nobody judges."""
        made = new(kind)
        known = {**defaults, **values}
        given = tuple(values)
        if len(known) > len(defaults) or (required and not required <= values.keys()):
            known = {name: known[name] for name in defaults if known[name] is not _REQUIRED}
            given = tuple(name for name in values if name in known)
        _fill_fields(made, known)
        _fill_names(made, _names(given) if _fields_set is None else _fields_set)
        return made

    return model_construct


def _signature(kind: type[_Frozen]) -> inspect.Signature:
    return inspect.Signature(
        [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if name in kind.__required__ else kind.__defaults__[name],
                annotation=hint,
            )
            for name, hint in kind.__hints__.items()
        ],
        return_annotation=None,
    )


def field_names(kind: type[Value]) -> tuple[str, ...]:
    """Return the names of a class's fields, in their order.

    >>> from ivigref.names import Name
    >>> field_names(Name)
    ('family', 'given', 'particle', 'suffix', 'literal')
    """
    names: dict[str, object] = kind.__defaults__  # type: ignore[attr-defined]  # of what it is when the program runs
    return tuple(names)


if TYPE_CHECKING:  # to a type checker a value is one of pydantic's models: it has their interface

    class Value(BaseModel):
        """A frozen value that prints only what it knows."""

        model_config = ConfigDict(frozen=True, extra="forbid")

        @classmethod
        def _given(cls, value: object) -> object: ...
        def _agree(self) -> None: ...

else:

    class Value(_Frozen):
        """A frozen value that prints only what it knows."""
