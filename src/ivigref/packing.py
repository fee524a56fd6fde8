"""Long lists in little memory: values are kept as compressed JSON and unpacked a block at a time.

A citation with its record and tags takes some 20 kB as Python objects and some 600 bytes packed.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Generic, TypeVar, overload

from pydantic import TypeAdapter

T = TypeVar("T")
S = TypeVar("S")

LONG = 2_000  # values; a list no longer than that is kept as it is
_BLOCK = 500


class Packed(Sequence[T], Generic[T]):
    """A sequence of values of one type that unpacks a block of them at a time; best read from front to back.

    >>> packed = Packed(int, range(1200))
    >>> len(packed), packed[700], list(packed) == list(range(1200))
    (1200, 700, True)
    """

    def __init__(self, kind: Any, values: Iterable[T]) -> None:  # noqa: ANN401  (whatever pydantic has a schema for)
        self._adapter: TypeAdapter[list[T]] = TypeAdapter(list[kind])
        self._blocks: list[bytes] = []
        self._length = 0
        for block in blocks(values, _BLOCK):
            self._blocks.append(zlib.compress(self._adapter.dump_json(block, exclude_defaults=True), 1))
            self._length += len(block)
        self._open: tuple[int, list[T]] | None = None

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(map(self._unpack, self._blocks))

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        """Return a value by its position, from 0; a slice gives a list."""
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        number, within = divmod(range(len(self))[place], _BLOCK)
        if self._open is None or self._open[0] != number:
            self._open = number, self._unpack(self._blocks[number])
        return self._open[1][within]

    def _unpack(self, block: bytes) -> list[T]:
        return self._adapter.validate_json(zlib.decompress(block))


def pack(kind: Any, values: Iterable[T]) -> Sequence[T]:  # noqa: ANN401  (the same)
    """Return values as a tuple, or packed where there are many of them; they are taken in one at a time.

    >>> pack(int, [1, 2]), type(pack(int, range(LONG + 1))).__name__
    ((1, 2), 'Packed')
    """
    source = iter(values)
    first = tuple(islice(source, LONG + 1))
    return first if len(first) <= LONG else Packed(kind, chain(first, source))


def in_blocks(kind: Any, values: Iterable[T], work: Callable[[list[T]], Iterable[S]]) -> Sequence[S]:  # noqa: ANN401
    """Do a work on a long list block by block, and on a short one at once; return what comes of it, packed if long.

    >>> in_blocks(int, [1, 2], lambda block: [2 * value for value in block])
    (2, 4)
    """
    return pack(kind, chain.from_iterable(map(work, blocks(values, LONG))))


def blocks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut values into lists of a size; the last may be shorter."""
    source = iter(values)
    return iter(lambda: list(islice(source, size)), [])
