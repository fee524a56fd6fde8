"""How large a file may become when unpacked: one limit for all readers, so that no small file fills the memory."""

from __future__ import annotations

import zlib
from typing import IO

from ivigref.errors import FormatError

LIMIT = 64_000_000  # bytes or characters of one document; a thesis of 500 pages in Word has some 15 million
DUMP = (
    1 << 30
)  # of a file of a registry's dump, which only `index build` and `vocabulary import` read; PubMed's are 2**28


class Budget:
    """What remains of a limit; code that unpacks or expands announces the size before it allocates memory.

    >>> budget = Budget(2_000_000)
    >>> budget.spend(2_000_000)
    >>> budget.spend(1)
    Traceback (most recent call last):
    ivigref.errors.FormatError: expected at most 2 MB unpacked, found more
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.left = limit

    def spend(self, size: int) -> None:
        """Subtract a size from what remains; raise FormatError if that is too little."""
        self.left -= size
        if self.left < 0:
            raise FormatError(f"expected at most {self.limit // 1_000_000:,} MB unpacked, found more")

    def inflate(self, data: bytes) -> bytes:
        """Unpack zlib's format; raise zlib.error if it is not that.

        >>> Budget().inflate(zlib.compress(b"Lupus"))
        b'Lupus'
        """
        stream = zlib.decompressobj()
        found = stream.decompress(data, max(self.left, 0) + 1)
        self.spend(len(found))
        if not stream.eof:
            raise zlib.error("the data are cut off")
        return found


class Counted:
    """A stream of bytes whose reading counts against a budget.

    >>> import io
    >>> Counted(io.BytesIO(b"Lupus"), Budget()).read(3)
    b'Lup'
    """

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        data = self._stream.read(size)
        self._budget.spend(len(data))
        return data
