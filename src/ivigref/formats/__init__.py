"""File formats of reference managers: each module has ``dumps`` and ``loads``, and is imported where it is used."""

from __future__ import annotations

import importlib
from types import ModuleType

__all__ = ["bibtex"]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module 'ivigref.formats' has no attribute {name!r}")
    return importlib.import_module(f"ivigref.formats.{name}")


def __dir__() -> list[str]:
    return __all__
