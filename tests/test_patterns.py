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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("small", "method", "without", "nothing"),
    [
        ({"opens": r"\("}, "match", "1952 (1952)", None),
        ({"opens": r"\("}, "fullmatch", "1952", None),
        ({"opens": r"\("}, "search", "1952", None),
        ({"holds": r"\)"}, "match", "(1952", None),
        ({"holds": r"\)"}, "search", "(1952", None),
        ({"holds": r"\)"}, "finditer", "(1952", []),
    ],
)
def test_a_large_pattern_waits_for_what_its_matches_have(
    monkeypatch: pytest.MonkeyPatch, small: dict[str, str], method: str, without: str, nothing: object
) -> None:
    """A text without it has no match, which a small pattern can tell; with it, the large one is compiled and asked."""
    compiled: list[object] = []
    original = re.compile

    def compile_(pattern: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(pattern)
        return original(pattern, flags)

    monkeypatch.setattr(re, "compile", compile_)
    pattern = lazy(r"\((?P<year>\d{4})\)", opens=small.get("opens"), holds=small.get("holds"))
    found = getattr(pattern, method)(without)
    assert (list(found) if method == "finditer" else found) == nothing
    assert compiled == list(small.values())
    found = getattr(pattern, method)("(1952)")
    assert [match["year"] for match in (found if method == "finditer" else [found])] == ["1952"]
    assert getattr(pattern, method).__self__ == original(pattern.pattern)  # nothing is asked twice
    assert pattern.sub("", "(1952)") == ""


def waiting() -> dict[str, re.Pattern[str]]:
    """Return the patterns of the package that wait for what their matches have, by their places."""
    found: dict[int, tuple[str, re.Pattern[str]]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for place, pattern in enumerate(lazies(value)):
                if pattern.opens or pattern.holds:  # type: ignore[attr-defined]  # of one that is not compiled
                    found.setdefault(id(pattern), (f"{module.__name__}.{name}[{place}]", pattern))
    return dict(found.values())


def matched_by(large: re.Pattern[str], opens: re.Pattern[str] | None, holds: re.Pattern[str] | None) -> list[str]:
    """Return what a pattern matches in texts made for it; fail where a match has not what it is to have."""
    matched: list[str] = []

    @settings(max_examples=60, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(large))
    def held(text: str) -> None:
        for match in large.finditer(text):
            matched.append(match[0])
            assert opens is None or opens.match(text, match.start())
            assert holds is None or holds.search(text, match.start())

    held()
    return matched


@pytest.mark.slow
def test_what_they_wait_for_is_in_every_match() -> None:
    """Whatever a large pattern matches, the small one does: at the same place, or from there on."""
    patterns = waiting()
    assert len(patterns) > 15
    for place, pattern in patterns.items():
        large = re.compile(pattern.pattern, pattern.flags)
        assert matched_by(large, pattern.opens, pattern.holds), place  # type: ignore[attr-defined]  # of a lazy one


@pytest.mark.parametrize("name", ["flags", "groups", "groupindex"])
def test_it_has_what_a_compiled_pattern_has(name: str) -> None:
    """Nobody who is given one needs to know."""
    written, flags = r"(?P<year>\d{4})[a-z]?", re.IGNORECASE
    assert getattr(lazy(written, flags), name) == getattr(re.compile(written, flags), name)


def test_it_is_copied_before_its_first_use() -> None:
    """A table with patterns is copied as any other."""
    assert copy.copy(lazy(rb"\d")).search(b"a1") is not None


OTHER_KINDS = "asciidoc|beside|docx|epub|html|latex|markdown|odt|org|packed|pdf|prose|tei|wiki"
OUTSIDE_OF_A_LIST = r"(?:html\.parser|rich|tarfile|tomllib|xml\.etree|zipfile)\b"
ENTRIES = "@article{a, author = {Doe, J.}, title = {A case of lupus}, journal = {J Ideas}, year = 2003}\n"
IMPORTED = """
import sys, contextlib, io
sys.argv = ["ivigref", "check", sys.argv[1]]
from ivigref.cli import main
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()
outside = {"html.parser", "rich", "sqlite3", "ssl", "tarfile", "tomllib", "xml.etree", "yaml", "zipfile"}
print(*sorted(name for name in sys.modules if name.startswith("ivigref.")), *(outside & set(sys.modules)))
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
            rf"ivigref\.(?:documents\.(?:{OTHER_KINDS})|annotating|formats\.bibtex|manuscripts\.systems|tars)\b|{OUTSIDE_OF_A_LIST}",
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
