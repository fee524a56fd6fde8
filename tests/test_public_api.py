"""The public names: what scripts may rely on, and what importing them costs."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import ivigref

# A fresh interpreter finds the package where this one found it.
SOURCE = {**os.environ, "PYTHONPATH": str(Path(ivigref.__file__).parent.parent)}


def test_the_public_names_are_sorted() -> None:
    """A reader finds a name where the alphabet puts it."""
    assert sorted(ivigref.__all__) == ivigref.__all__


@pytest.mark.parametrize("name", ivigref.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    """What is promised can be used, and says what it does."""
    assert getattr(ivigref, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as in any module."""
    with pytest.raises(AttributeError, match="no attribute 'prase'"):
        ivigref.prase  # noqa: B018


def test_importing_the_package_imports_no_library() -> None:
    """Each library is imported where it is first used, since they cost 60 to 300 ms each."""
    code = (
        "import sys, ivigref; print([m for m in ('pydantic', 'rich', 'typer', 'requests', 'habanero', 'bibtexparser')"
    )
    code += " if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=SOURCE)  # noqa: S603
    assert done.stdout.strip() == "[]"


def test_loading_the_list_needs_no_parser_and_no_vocabulary() -> None:
    """The shipped list is read as it was made."""
    code = "import sys, ivigref; ivigref.load(); print([m for m in sys.modules if m.startswith(('ivigref.parsing', 'ivigref.documents',"
    code += " 'ivigref.tagging', 'ivigref.matching', 'rich', 'typer', 'requests', 'habanero', 'bibtexparser'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=SOURCE)  # noqa: S603
    assert done.stdout.strip() == "[]"


# Rooms of which every public function that raises says so; the others are to follow.
SAID = (
    "bibliography", "checks", "conventions", "data", "encodings", "keys", "matching", "packing", "registries", "reports",
    "resolution", "tables", "tagging",
)  # fmt: skip
PACKAGE = Path(ivigref.__file__).parent


def raising(module: Path) -> Iterator[tuple[str, str]]:
    """Yield each public function of a module that raises, itself or by another one there, with its docstring."""
    functions = [
        node for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    ]
    called = {function.name: function for function in functions}

    def raises(function: ast.FunctionDef, seen: frozenset[str]) -> bool:
        for node in ast.walk(function):
            if isinstance(node, ast.Raise):
                return True
            name = ast.unparse(node.func).removeprefix("self.") if isinstance(node, ast.Call) else ""
            if name in called.keys() - seen and raises(called[name], seen | {name}):
                return True
        return False

    for function in functions:
        is_public = not function.name.startswith("_") or function.name == "__init__"
        if is_public and raises(function, frozenset({function.name})):
            yield function.name, ast.get_docstring(function) or ""


@pytest.mark.parametrize("room", SAID)
def test_a_public_function_that_raises_says_so(room: str) -> None:
    """Who calls a function must know what to catch, and must not have to read it for that."""
    modules = [PACKAGE / f"{room}.py", *(PACKAGE / room).rglob("*.py")]
    silent = [
        (module.name, name)
        for module in modules
        if module.exists()
        for name, said in raising(module)
        if "raises" not in said.lower() and "raise " not in said.lower()
    ]
    assert silent == []
