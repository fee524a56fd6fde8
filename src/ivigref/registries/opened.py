"""What holds files or connections, and closes them at the end of a ``with``: whoever opens it closes it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, Self


class _Closes(Protocol):
    def close(self) -> None: ...


@contextmanager
def closed_on_failure(opened: _Closes) -> Iterator[None]:
    """Close what was opened where its preparation fails: nobody else can, since nobody has it yet.

    Raises what made it fail.
    """
    try:
        yield
    except BaseException:
        opened.close()
        raise


class Opened(ABC):
    """Is closed by ``close``, or by leaving its ``with``.

    >>> class Door(Opened):
    ...     def close(self) -> None:
    ...         print("closed")
    >>> with Door():
    ...     print("open")
    open
    closed
    """

    @abstractmethod
    def close(self) -> None:
        """Close connections and files; to do it twice does no harm."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
