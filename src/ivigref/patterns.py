"""Patterns that are compiled when they are first used: of a thousand, a command needs some dozens.

A pattern stands at the top of its module, as if it were compiled there; only its first use compiles it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, AnyStr, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "scanner", "search", "split", "sub", "subn")
_NOTHING: dict[str, Callable[[], Any]] = {
    "match": lambda: None,
    "fullmatch": lambda: None,
    "search": lambda: None,
    "finditer": lambda: iter(()),
}


class _Lazy:
    """A pattern before its first use, and the methods of the compiled one behind it."""

    __slots__ = ("_flags", "holds", "opens", "pattern", *_METHODS)
    finditer: Callable[..., Iterator[Any]]

    def __init__(self, pattern: str | bytes, flags: int, opens: _Lazy | None, holds: _Lazy | None) -> None:
        self.pattern = pattern
        self.opens, self.holds = opens, holds
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (a method or a value of the compiled pattern)
        """Compile, and keep the methods, so that nothing is asked here a second time."""
        if name.startswith("__"):  # what copying and pickling look for
            raise AttributeError(name)
        if name in _NOTHING and (self.opens or self.holds):
            setattr(self, name, self._asking(name, _NOTHING[name]))
            return getattr(self, name)
        return getattr(self._compiled(), name)

    def _compiled(self) -> re.Pattern[Any]:
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return compiled

    def _asking(self, name: str, nothing: Callable[[], Any]) -> Callable[..., Any]:
        """Return a method that compiles for the first text only which has what every match has."""
        asked = self.opens or self.holds
        here = self.opens is not None and name in {"match", "fullmatch"}
        look = getattr(asked, "match" if here else "search")

        def ask(text: Any, *places: int) -> Any:  # noqa: ANN401  (a text or bytes)
            return nothing() if look(text, *places) is None else getattr(self._compiled(), name)(text, *places)

        return ask


def lazy(
    pattern: AnyStr, flags: int = 0, *, opens: AnyStr | None = None, holds: AnyStr | None = None
) -> re.Pattern[AnyStr]:
    r"""Return what is used as a compiled pattern is, and is compiled when it is first used.

    Of a large pattern for what few texts have, a small one may say how each match ``opens``, or what it ``holds`` from
    its beginning on: until a text has that, the large one is not compiled.

    >>> lazy(r"(\d+)-(\d+)").sub(r"\2-\1", "3-5")
    '5-3'
    >>> lazy(r"\((?P<year>(?:19|20)\d\d)\)", opens=r"\(").match("1998")
    """
    small = (None if one is None else _Lazy(one, 0, None, None) for one in (opens, holds))
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags, *small))
