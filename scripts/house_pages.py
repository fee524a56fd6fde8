"""Parts of pages that are generated from the source: the map of the packages, the data files, the public names.

scripts/make_docs.py inserts them.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src/ivigref"
# Modules of the first rows that serve the others and are not part of the public interface.
INNER = {"collecting", "notebook", "packing", "processes", "sources", "tables", "text"}
OUTER = {"__main__", "cli"}  # the command line
SENTENCE = re.compile(r".*?[.:](?=\s|$)", re.DOTALL)
API_PAGE = """\
# Python interface

A script finds everything that it needs in `ivigref` itself; the modules below are where the names are defined. This
page is generated from the public names of each module by `python scripts/make_docs.py`.

| `ivigref.` | defined in |
|---|---|
{names}
"""
HEADER = re.compile(
    r"""
    (?P<what> (?: \#\ (?!Source:|Licence:).*\n | \#\n )+ )
    (?: \#\ Source:\ (?P<source> .*\n (?: \#\ (?!Licence:).*\n )* ) )?
    (?: \#\ Licence:\ (?P<licence> .*\n ) )
    """,
    re.VERBOSE,
)


class DataFile(NamedTuple):
    """A data file: what it is, its source and its licence."""

    place: str
    what: str
    source: str
    licence: str


# Files that have no room for a header: lists of values, and a compressed file.
WITHOUT_HEADER = (
    DataFile("cli/help.txt", "the help of the command, as a terminal shows it", "the command", "MIT, as the package"),
    DataFile(
        "data/references.txt",
        "the 57 references as the publisher's page prints them, with link labels, no-break spaces and no-break hyphens",
        "the page of doi 10.1007/s10354-017-0595-x, PMID 28864939",
        "facts; no text of the article but its list",
    ),
    DataFile(
        "data/records.jsonl",
        "what was seen of them: a line has the printed reference and its record, with what other places say in `also`",
        "each record's `source` says where, when, and how sure",
        "facts; abstracts in words of our own",
    ),
    DataFile(
        "data/citations.jsonl",
        "the two together, with tags",
        "made by `scripts/make_citations.py`",
        "as its parts",
    ),
    DataFile(
        "data/vocabularies/mesh-diseases.zlib",
        "the disease part of MeSH 2024 (trees C and F03) with entry terms and tree numbers, compressed",
        "U.S. National Library of Medicine; made by `scripts/build_mesh.py`",
        "the terms of the U.S. National Library of Medicine",
    ),
    DataFile(
        "data/vocabularies/disease-records.zlib",
        "diseases that MeSH has no heading for: its supplementary records of diseases, and diseases with OMIM's number",
        "U.S. National Library of Medicine and Human Disease Ontology; made by `scripts/build_records.py`",
        "the terms of the U.S. National Library of Medicine; CC0 1.0",
    ),
)


def rows() -> tuple[frozenset[str], ...]:
    """Return the rows of modules, lower ones first, as the test of the architecture defines them.

    >>> "errors" in rows()[0], "cli" in rows()[-2]
    (True, True)
    """
    tree = ast.parse((ROOT / "tests/test_architecture.py").read_text(encoding="utf-8"))
    found = next(
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ROWS"
    )
    return tuple(map(frozenset, ast.literal_eval(found)))


@cache
def _module(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _room(name: str) -> Path:
    """Return the file whose docstring describes a module or package."""
    return PACKAGE / f"{name}.py" if (PACKAGE / f"{name}.py").exists() else PACKAGE / name / "__init__.py"


def house_map() -> str:
    """Return the map of the packages, row by row, each with the first sentence of its docstring."""
    lines = []
    for row in rows():
        for name in sorted(row):
            path = _room(name)
            said = " ".join((ast.get_docstring(_module(path)) or "").partition("\n\n")[0].split())
            shown = f"{name}.py" if path.stem == name else f"{name}/"
            lines.append(f"  {shown:<18} {said}")
        lines.append("")
    return "\n".join(["```text", "src/ivigref/", *lines[:-1], "```", ""])


def data_files() -> Iterator[DataFile]:
    """Yield every data file in the package; raise ValueError if one does not state what it is."""
    yield from WITHOUT_HEADER
    told = {file.place for file in WITHOUT_HEADER}
    for path in sorted(
        path for ending in ("tsv", "toml", "jsonl", "txt", "zlib") for path in PACKAGE.rglob(f"*.{ending}")
    ):
        place = path.relative_to(PACKAGE).as_posix()
        if place in told:
            continue
        text = path.read_text(encoding="utf-8")
        header = HEADER.match(text)
        if header is None:
            raise ValueError(f"{place}: expected lines '# What it is.', '# Source: …', '# Licence: …' at its beginning")
        source = _words(header["source"]) or str(tomllib.loads(text).get("source", ""))
        if not source:
            raise ValueError(f"{place}: expected '# Source: …' above '# Licence: …'")
        what = SENTENCE.match(_words(header["what"]))
        yield DataFile(place, what[0].rstrip(".:") if what else "", source, _words(header["licence"]).rstrip("."))


def _words(comment: str | None) -> str:
    return " ".join(line.removeprefix("#").strip() for line in (comment or "").splitlines()).strip()


def data_table() -> str:
    """Return the table of all files of data."""
    lines = [f"| `{f.place}` | {f.what} | {f.source} | {f.licence} |\n" for f in data_files()]
    return "".join(["| file | what | source | licence |\n|---|---|---|---|\n", *lines])


def offered(path: Path) -> tuple[str, ...]:
    """Return the public names of a module (``__all__``), or nothing if it has none.

    >>> offered(PACKAGE / "matching" / "__init__.py")[:2]
    ('STORED', 'Agreement')
    """
    for node in _module(path).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return tuple(ast.literal_eval(node.value))
    return ()


class Module(NamedTuple):
    """A public module, the names to show (none for all), and those that its package has already shown."""

    name: str
    shown: tuple[str, ...]
    shown_before: tuple[str, ...] = ()


def public_modules() -> Iterator[Module]:
    """Yield each public module.

    >>> next(module.shown for module in public_modules() if module.name == "ivigref.formats.ris")
    ('dumps', 'loads')
    """
    for name in (name for row in rows() for name in sorted(row - INNER - OUTER)):
        path = _room(name)
        if path.stem == name:
            yield Module(f"ivigref.{name}", offered(path))
            continue
        told: set[str] = set()
        for inner in sorted(path.parent.rglob("*.py"), key=lambda inner: (len(inner.parts), inner)):
            module = ".".join(inner.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
            verbs = tuple(
                node.name
                for node in _module(inner).body
                if isinstance(node, ast.FunctionDef) and node.name in {"dumps", "loads", "to_bibtex"}
            )
            names = tuple(name for name in offered(inner) if name not in told) or verbs
            if names:
                yield Module(module, names, tuple(name for name in offered(inner) if name in told))
            told |= {*names}


def api_page() -> str:
    """Return the page of the Python interface: every public module, with the names that it offers."""
    homes = next(
        ast.literal_eval(node.value)
        for node in _module(PACKAGE / "__init__.py").body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_HOME"
    )
    names = "\n".join(f"| `{name}` | `{f'ivigref.{home or name}'}` |" for name, home in homes.items())
    parts = [API_PAGE.format(names=names)]
    for name, shown, before in public_modules():
        members = f"\n   :members: {', '.join(shown)}" if shown else ""
        left_out = f"\n   :exclude-members: {', '.join(before)}" if before else ""
        parts.append(f"## {name}\n\n```{{eval-rst}}\n.. automodule:: {name}{members}{left_out}\n```\n")
    return "\n".join(parts)
