"""Long lists in little memory: values are pickled and compressed, and unpacked a block at a time.

A citation with its tags takes some 8 kB as Python objects and some 300 bytes packed.
"""

from __future__ import annotations

import gc
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from itertools import chain, islice
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")
S = TypeVar("S")

LONG = 2_000  # values; a list up to this length is stored as it is, and work is done on so many at a time
_LARGE = 60_000_000  # bytes of objects, some 6,500 tagged citations; a longer list is stored as it is up to this size
_BLOCK = 500
_STAY: ContextVar[bool] = ContextVar("_STAY", default=False)
_MEASURED = 25  # one of so many values is measured
_GROWN = 4  # by this share of its length a list grows until it is measured again
_OF_ALL = (type, Enum)  # what no value has for itself


class Packed(Sequence[T], Generic[T]):
    """A list of values that packs them once there are more than ``whole``; best read from front to back.

    Without ``whole`` they are packed once they are many and large.

    >>> packed = Packed(range(5000), whole=2000)
    >>> packed.append(7)
    >>> len(packed), packed[700], packed[-1], Packed([1, 2]) == [1, 2]
    (5001, 700, 7, True)
    """

    def __init__(self, values: Iterable[T] = (), *, whole: int | None = None) -> None:
        self._blocks: list[bytes] = []
        self._tail: list[T] = []
        self._most = sys.maxsize if _STAY.get() else LONG if whole is None else whole
        self._by_size = whole is None
        self._open: tuple[int, list[T]] | None = None
        self._late: tuple[str, Sequence[Any]] | None = None
        self.extend(values)

    def append(self, value: T) -> None:
        """Add a value."""
        self._tail.append(value)
        if len(self._tail) > self._most:
            if self._by_size and not self._blocks and self._is_small():
                self._most += self._most // _GROWN
                return
            while len(self._tail) >= _BLOCK:
                self._blocks.append(zlib.compress(_pickled(self._tail[:_BLOCK]), 1))
                del self._tail[:_BLOCK]
            self._most = _BLOCK

    def _is_small(self) -> bool:
        """Tell whether all may stay as they are, by some of them."""
        return _MEASURED * taken(self._tail[::_MEASURED]) <= _LARGE

    def extend(self, values: Iterable[T]) -> None:
        """Add values, one at a time."""
        for value in values:
            self.append(value)

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
        values: list[T] = _unpickled(zlib.decompress(self._blocks[number]))
        return self._completed(values, number * _BLOCK)


def _pickled(values: object) -> bytes:
    import pickle  # noqa: PLC0415  (few lists are so long)

    return pickle.dumps(values, pickle.HIGHEST_PROTOCOL)


def _unpickled(data: bytes) -> Any:  # noqa: ANN401  (what was pickled)
    import pickle  # noqa: PLC0415  (the same)

    return pickle.loads(data)  # noqa: S301  (our own)


def taken(values: Iterable[object]) -> int:
    """Return the bytes that values take in memory with all that they hold; what several hold counts once.

    >>> taken(["x" * 1000]) == taken(["x" * 1000] * 2) > 1000
    True
    """
    waiting, seen, total = list(values), set[int](), 0
    for one in waiting:  # which grows
        if id(one) not in seen and not isinstance(one, _OF_ALL):
            seen.add(id(one))
            total += sys.getsizeof(one)
            waiting += gc.get_referents(one)
    return total


@contextmanager
def unpacked() -> Iterator[None]:
    """Let lists that are made meanwhile stay as they are: who needs all values at once gains nothing by packing.

    >>> with unpacked():
    ...     print(len(repr(Packed(range(5000), whole=2000))))
    28890
    >>> Packed(range(5000), whole=2000)
    <5000 values>
    """
    before = _STAY.set(True)
    try:
        yield
    finally:
        _STAY.reset(before)


def in_blocks(values: Iterable[T], work: Callable[[list[T]], Iterable[S]]) -> Iterator[S]:
    """Apply a function to a long list block by block, to a short one as a whole; yield the results.

    >>> list(in_blocks([1, 2], lambda block: [2 * value for value in block]))
    [2, 4]
    """
    return chain.from_iterable(map(work, blocks(values, LONG)))


def blocks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut values into lists of a size; the last may be shorter."""
    source = iter(values)
    return iter(lambda: list(islice(source, size)), [])
