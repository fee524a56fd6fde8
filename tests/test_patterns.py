"""Patterns are compiled when they are first used, and each of them compiles."""

from __future__ import annotations

import copy
import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import ivigref
from ivigref.patterns import lazy

LAZY = type(lazy(""))

OUTSIDE = {"batch", "mcp", "lsp", "serve", "__main__"}  # rooms that need an extra, or that run


def modules() -> Iterator[ModuleType]:
    """Yield every module of the package that has patterns."""
    for found in pkgutil.walk_packages(ivigref.__path__, "ivigref."):
        if found.name.split(".")[1] not in OUTSIDE:
            yield importlib.import_module(found.name)


def lazies(value: object) -> Iterator[re.Pattern[str]]:
    """Yield the patterns in a module's value: itself, or in a table."""
    if isinstance(value, LAZY):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from lazies(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from lazies(each)


@pytest.mark.slow
def test_every_pattern_compiles() -> None:
    """A pattern that is compiled when it is first used shows here, and not to a user, that it is none."""
    found = [pattern for module in modules() for value in vars(module).values() for pattern in lazies(value)]
    assert len({id(pattern) for pattern in found}) > 600
    assert all(pattern.flags is not None for pattern in found)


def test_nothing_is_compiled_before_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern costs a module nothing, and is compiled once."""
    compiled: list[object] = []
    original = re.compile

    def compile_(*given: object) -> object:
        compiled.append(given)
        return original(*given)  # type: ignore[call-overload]

    monkeypatch.setattr(re, "compile", compile_)
    pattern = lazy(r"(?P<year>\d{4})", re.IGNORECASE)
    assert pattern.pattern == r"(?P<year>\d{4})"
    assert compiled == []
    assert [pattern.search("in 1952") is not None for _ in range(3)] == [True] * 3
    assert compiled == [(r"(?P<year>\d{4})", re.IGNORECASE)]


@pytest.mark.parametrize("name", ["flags", "groups", "groupindex"])
def test_it_has_what_a_compiled_pattern_has(name: str) -> None:
    """Nobody who is given one needs to know."""
    written, flags = r"(?P<year>\d{4})[a-z]?", re.IGNORECASE
    assert getattr(lazy(written, flags), name) == getattr(re.compile(written, flags), name)


def test_it_is_copied_before_its_first_use() -> None:
    """A table with patterns is copied as any other."""
    assert copy.copy(lazy(rb"\d")).search(b"a1") is not None


ENTRIES = "@article{a, author = {Doe, J.}, title = {A case of lupus}, journal = {J Ideas}, year = 2003}\n"
IMPORTED = """
import sys, contextlib, io
sys.argv = ["ivigref", "check", sys.argv[1]]
from ivigref.cli import main
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()
print(*sorted(name for name in sys.modules if name.startswith("ivigref.")), *({"sqlite3", "ssl", "yaml"} & set(sys.modules)))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text", "without"),
    [
        (
            "own.bib",
            ENTRIES,
            r"ivigref\.(?:documents\.(?!contents|items|refused)|parsing\.(?:grammar|tail)|manuscripts)",
        ),
        (
            "list.txt",
            "1. Doe J. A case. J Ideas. 2003;7:1–9.\n",
            r"ivigref\.documents\.(?:pdf|docx|odt|epub|latex|tei)\b",
        ),
    ],
)
def test_a_check_imports_what_it_needs(tmp_path: Path, name: str, text: str, without: str) -> None:
    """An entry is no print and no document, and a print is neither a PDF nor a register."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", IMPORTED, path], capture_output=True, text=True, check=True)  # noqa: S603  (ours)
    found = done.stdout.split()
    assert "ivigref.checks" in found
    assert [module for module in found if re.match(rf"{without}|sqlite3\b|ssl\b|yaml\b", module)] == []
