"""Long lists in little memory: values are stored as compressed JSON and unpacked a block at a time.

A citation with its record and tags takes some 20 kB as Python objects, some 3 kB as JSON and some 600 bytes packed.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
S = TypeVar("S")

LONG = 2_000  # values; a list up to this length is stored as it is, and work is done on so many at a time
_LARGE = 24_000_000  # bytes of JSON, some 150 MB of objects; a longer list is stored as it is up to this size
_BLOCK = 500
_STAY: ContextVar[bool] = ContextVar("_STAY", default=False)
_MEASURED = 25  # one of so many values is measured, for measuring is half of packing


class Packed(Sequence[T], Generic[T]):
    """A list of values of one type that packs them once there are more than ``whole``; best read from front to back.

    Without ``whole`` they are packed once they are many and large.

    >>> packed = Packed(int, range(5000), whole=2000)
    >>> packed.append(7)
    >>> len(packed), packed[700], packed[-1], Packed(int, [1, 2]) == [1, 2]
    (5001, 700, 7, True)
    """

    def __init__(self, kind: Any, values: Iterable[T] = (), *, whole: int | None = None) -> None:  # noqa: ANN401  (any type that pydantic has a schema for)
        self._kind = kind
        self._blocks: list[bytes] = []
        self._tail: list[T] = []
        self._most = sys.maxsize if _STAY.get() else LONG if whole is None else whole
        self._by_size = whole is None
        self._measured = self._size = 0  # values, and the bytes of their JSON
        self._open: tuple[int, list[T]] | None = None
        self._late: tuple[str, Sequence[Any]] | None = None
        self.extend(values)

    def append(self, value: T) -> None:
        """Add a value."""
        self._tail.append(value)
        if len(self._tail) > self._most:
            if self._by_size and not self._blocks and self._is_small():
                self._most += _BLOCK
                return
            while len(self._tail) >= _BLOCK:
                self._blocks.append(zlib.compress(self._json(self._tail[:_BLOCK]), 1))
                del self._tail[:_BLOCK]
            self._most = _BLOCK

    def _is_small(self) -> bool:
        """Measure the values that were not measured yet, and tell whether all may stay as they are."""
        self._size += _MEASURED * len(self._json(self._tail[self._measured :: _MEASURED]))
        self._measured = len(self._tail)
        return self._size <= _LARGE

    def _json(self, values: list[T]) -> bytes:
        return self._adapter.dump_json(values, exclude_defaults=True)

    def extend(self, values: Iterable[T]) -> None:
        """Add values, one at a time."""
        for value in values:
            self.append(value)

    @cached_property
    def _adapter(self) -> TypeAdapter[list[T]]:
        from pydantic import TypeAdapter  # noqa: PLC0415  (few lists are so long)

        return TypeAdapter(list[self._kind])  # type: ignore[name-defined]  # a type that is known only at run time

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is made again where it is needed, and cannot be pickled."""
        return {name: value for name, value in self.__dict__.items() if name != "_adapter"} | {"_open": None}

    def __len__(self) -> int:
        return len(self._blocks) * _BLOCK + len(self._tail)

    def __iter__(self) -> Iterator[T]:
        return chain(chain.from_iterable(map(self._unpack, range(len(self._blocks)))), self._tail)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(ours == theirs for ours, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # as of any list

    def __repr__(self) -> str:
        return f"<{len(self)} values>" if self._blocks else repr(self._tail)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        """Return a value by its position, from 0; a slice gives a list."""
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        number, within = divmod(range(len(self))[place], _BLOCK)
        if number >= len(self._blocks):
            return self._tail[(number - len(self._blocks)) * _BLOCK + within]
        if self._open is None or self._open[0] != number:
            self._open = number, self._unpack(number)
        return self._open[1][within]

    def complete(self, field: str, contents: Sequence[Any]) -> None:
        """Set a field of all values, once; those that are packed have it from when they are unpacked."""
        self._late = field, contents
        self._tail = self._completed(self._tail, len(self) - len(self._tail))

    def _completed(self, values: list[T], first: int) -> list[T]:
        if self._late is None:
            return values
        field, contents = self._late
        return [
            value.model_copy(update={field: content})  # type: ignore[attr-defined]  # values of ours
            for value, content in zip(values, contents[first : first + len(values)], strict=True)
        ]

    def _unpack(self, number: int) -> list[T]:
        return self._completed(self._adapter.validate_json(zlib.decompress(self._blocks[number])), number * _BLOCK)


@contextmanager
def unpacked() -> Iterator[None]:
    """Let lists that are made meanwhile stay as they are: who needs all values at once gains nothing by packing.

    >>> with unpacked():
    ...     print(len(repr(Packed(int, range(5000), whole=2000))))
    28890
    >>> Packed(int, range(5000), whole=2000)
    <5000 values>
    """
    before = _STAY.set(True)
    try:
        yield
    finally:
        _STAY.reset(before)


def in_blocks(kind: Any, values: Iterable[T], work: Callable[[list[T]], Iterable[S]]) -> Packed[S]:  # noqa: ANN401
    """Apply a function to a long list block by block, to a short one as a whole; return the results, packed if long.

    >>> in_blocks(int, [1, 2], lambda block: [2 * value for value in block])
    [2, 4]
    """
    return Packed(kind, chain.from_iterable(map(work, blocks(values, LONG))))


def blocks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut values into lists of a size; the last may be shorter."""
    source = iter(values)
    return iter(lambda: list(islice(source, size)), [])
