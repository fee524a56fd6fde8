"""Patterns that are compiled when they are first used: of a thousand, a command needs some dozens.

A pattern stands at the top of its module, as if it were compiled there; only its first use compiles it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, AnyStr, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "scanner", "search", "split", "sub", "subn")


class _Lazy:
    """A pattern before its first use, and the methods of the compiled one behind it."""

    __slots__ = ("_flags", "pattern", *_METHODS)
    finditer: Callable[..., Iterator[Any]]

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (a method or a value of the compiled pattern)
        """Compile, and keep the methods, so that nothing is asked here a second time."""
        if name.startswith("__"):  # what copying and pickling look for
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    r"""Return what is used as a compiled pattern is, and is compiled when it is first used.

    >>> lazy(r"(\d+)-(\d+)").sub(r"\2-\1", "3-5")
    '5-3'
    """
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))
