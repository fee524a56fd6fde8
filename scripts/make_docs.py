"""Generate the parts of the documentation that come from the program: help, checks, axes, pictures and counts.

usage: python scripts/make_docs.py [--check]

``--check`` writes nothing and exits with 1 if a file is stale. In any page, a number is enclosed in two marks that name
it, as in ``<!-- says: verified -->28<!-- end -->``; :func:`counted` lists them. A whole table or map is enclosed in
``<!-- made: house -->`` and ``<!-- end -->``; ``PARTS`` lists them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cache
from importlib import import_module
from importlib.resources import files
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from rich.console import Console
from rich.text import Text

from ivigref import examine, profiles, resolution, tables
from ivigref.axes import DISEASE, AxisFact, axis_facts
from ivigref.cli import HELP
from ivigref.cli.exits import EXIT_CODES
from ivigref.cli.running import command_line
from ivigref.data import read_text
from ivigref.data.check_facts import CheckFact, check_facts
from ivigref.documents import DOCUMENTS
from ivigref.errors import DataError
from ivigref.formats import EXPORTS, FORMATS, module
from ivigref.matching import scorer
from ivigref.model import CERTAIN, Checked, Status, Verdict
from ivigref.model.rows import TYPES, columns
from ivigref.reading import shipped
from ivigref.registries import LIVE, url_variable
from ivigref.reports.blocks import check_blocks
from ivigref.reports.styled import Terminal
from ivigref.reports.terminal import drawn
from ivigref.sheets import check_sheet, in_toml, standing_facts
from ivigref.tagging.phrases import NUMBERS
from ivigref.writing import write

sys.path.insert(0, str(Path(__file__).parent))
import house_pages  # type: ignore[import-not-found]  # on the path that is put above

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
MARKED = re.compile(r"(<!-- says: ([a-z-]{1,40}) -->)([^<]{0,500})(<!-- end -->)")
SOURCE = re.compile(r"^Format: (.*?)(?:\n\n|\Z|(?<=\.) [A-Z])", re.DOTALL | re.MULTILINE)
MADE = re.compile(r"(<!-- made: ([a-z-]{1,40}) -->\n\n).*?(<!-- end -->)", re.DOTALL)
CHECKS_PAGE = """\
# Checks

Each check is named after what is wrong. **error**: this is wrong; **warning**: look at it; **note**: harmless or
unknown (shown with `--notes`). Errors become warnings if the record was seen at second hand only.

| check | severity | finds |
|---|---|---|
{rows}

```{{toctree}}
:hidden:
:glob:

../checks/*
```
"""
AXIS_PAGE = """\
# {name}

{says}

| term | label | MeSH |
|---|---|---|
{rows}

Version {version}. Source: {source}.
The file is `src/ivigref/data/vocabularies/{axis}.toml`; each term is one entry. [All axes](../reference/tags.md)
"""
DISEASE_PAGE = """\
# Disease

Which disease the work is about, by the disease part of MeSH 2024 (trees C and F03, U.S. National Library of Medicine).
If one name contains another, the longer one counts. Selecting a broader term also selects its narrower ones.

## Diseases without a MeSH heading

MeSH's supplementary records of diseases count, and diseases with a number of OMIM where MeSH has no record; the
headings above them are their broader terms. These are the package's own, with the headings above them tagged along:

| term | label | source |
|---|---|---|
{added}

## Groups

| term | label |
|---|---|
{grouped}

Source: {source}. [All axes](../reference/tags.md)
"""
FAULTS = """\
`ivigref-hook` exits with the highest code of its files. After an internal error, the last line names it: please file an
issue with the command and the output of `ivigref --version`. `IVIGREF_TRACEBACK=1` in the environment adds the
traceback."""
PICTURE_WIDTHS = {"check": 80, "check-wide": 140}  # columns of the terminal


def cli_page() -> str:
    """Return the command line's page: the help of the command and of each verb, as it is printed."""
    codes = "\n".join(f"| {code} | {means} |" for code, means in EXIT_CODES.items())
    parts = [
        "# Command line\n\nThis page is generated from the output of `ivigref --help` and the help of each verb.\n",
        f"## Exit codes\n\n| code | meaning |\n|---|---|\n{codes}\n\n{FAULTS}\n",
    ]
    verbs: list[list[str]] = [[]]
    for verb, said in command_line().commands.items():
        if not said.hidden:
            verbs += [[verb], *([verb, inner] for inner in getattr(said, "commands", ()))]
    for arguments in verbs:
        command = " ".join(["ivigref", *arguments, "--help"])
        parts.append(f"## {command}\n\n```text\n{_help(arguments)}\n```\n")
    return "\n".join(parts)


def own_help() -> str:
    """Return the help of the command, as it is shipped: a terminal of at least 80 columns shows it so."""
    shown = StringIO()
    with patch.dict(os.environ, {"COLUMNS": "80"}), redirect_stdout(shown):
        command_line()(["--help"], prog_name="ivigref", standalone_mode=False)
    return shown.getvalue()


def _help(arguments: list[str]) -> str:
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", "ivigref", *arguments, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"},
    )
    text = "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip()
    return text.replace("python -m ivigref", "ivigref")


@cache
def checked() -> Checked:
    """Return the 57 as `ivigref check` finds them."""
    return examine(shipped())


def check_picture(width: int) -> str:
    """Return a picture of what `ivigref check` prints of the 57."""
    console = Console(record=True, width=width, force_terminal=True, highlight=False, file=StringIO())
    for line in drawn(check_blocks(checked()), Terminal(width, is_styled=True)):
        console.print(Text.from_ansi(line.removesuffix("\n")))
    svg = console.export_svg(title="ivigref check", unique_id="ivigref-check")
    # Drop the fonts that the picture would download: the reader's own monospaced font is as good.
    return re.sub(r"\s*@font-face \{[^}]*\}", "", svg)


def check_page(fact: CheckFact) -> str:
    """Return a check's page: its fact sheet, and the way to the others."""
    return f"{check_sheet(fact)}\n[All checks](../reference/checks.md)\n"


def checks_page() -> str:
    """Return the list of all checks."""
    facts = check_facts().values()
    return CHECKS_PAGE.format(
        rows="\n".join(
            f"| [{f.check}](../checks/{f.check}.md) | {f.check.severity} | {f.check.summary} |" for f in facts
        )
    )


def axis_page(fact: AxisFact) -> str:
    """Return an axis's page: its terms with their MeSH codes, and their source."""
    axis = fact.name
    table = tomllib.loads(read_text(f"vocabularies/{axis}.toml"))
    return AXIS_PAGE.format(
        **{key: table[key] for key in ("version", "source")},
        axis=axis,
        name=axis.replace("-", " ").capitalize(),
        says=f"{fact.says[0].upper()}{fact.says[1:]}{'' if fact.says.endswith('…') else '.'}",
        rows="\n".join(f"| `{term['slug']}` | {term['label']} | {_mesh(term)} |" for term in table["term"]),
    )


def disease_page() -> str:
    """Return the page of the disease axis: the terms that supplement MeSH."""
    supplement = tomllib.loads(read_text("vocabularies/disease-supplement.toml"))
    groups = tomllib.loads(read_text("vocabularies/disease-groups.toml"))
    own = (term for term in supplement["subtype"] if "both" not in term)
    return DISEASE_PAGE.format(
        added="\n".join(f"| `{t['slug']}` | {t['label']} | {t['source']} |" for t in own),
        grouped="\n".join(f"| `{group['slug']}` | {group['label']} |" for group in groups["group"]),
        source=groups["source"],
    )


def _mesh(term: dict[str, str]) -> str:
    code = term.get("mesh", "none")
    return "–" if code == "none" else code


@cache
def counted() -> dict[str, str]:
    """Return the numbers that pages state about the 57 and about matching, each under the name of its mark.

    >>> counted()["references"]
    '57'
    """
    citations = checked()
    states = Counter(citations.statuses)
    wanted: tuple[Status, ...] = ("verified", "findings", "unverified")
    unknown = [citation.number for citation in citations if citation.record is None]
    second_hand = [c.number for c in citations if c.record and all(r.is_second_hand for r in c.statements)]
    words = {number: word for word, number in NUMBERS.items()}
    counts = {
        "references": len(citations),
        "known": len(citations) - len(unknown),
        "unknown": len(unknown),
        "second-hand": len(second_hand),
        **{state: states[state] for state in wanted},
        **{f"{name}s": sum(getattr(c, name) is not None for c in citations) for name in ("doi", "pmid", "pmcid")},
    }
    return {
        **{name: str(count) for name, count in counts.items()},
        "findings-in-words": words[states["findings"]],
        "unknown-numbers": ", ".join(map(str, unknown)),
        "second-hand-numbers": ", ".join(map(str, second_hand)),
        **{f"sure-{certainty}": f"{value:.2f}" for certainty, value in resolution.CERTAINTY.items()},
        "sure-margin": f"{resolution.MARGIN:.2f}",
        "sure-enough": f"{CERTAIN:.2f}",
        "sure-accepted": f"{resolution.ACCEPT:g}",
        "times-ahead": f"{resolution.AHEAD:g}",
        **{f"weight-{name}": f"{weight:+g}" for name, weight in weights()},
    }


def weights() -> Iterator[tuple[str, float]]:
    """Yield the weight that each field adds or subtracts."""
    for verdict, table in (("agrees", scorer.AGREES), ("differs", scorer.DIFFERS)):
        yield from ((f"{field.replace('_', '-')}-{verdict}", weight) for field, weight in table.items())
    yield "prior", scorer.PRIOR
    yield "title-word", scorer.TITLE_WORD
    yield "title-most", scorer.TITLE_MOST
    yield "title-differs", scorer.TITLE_STEPS[-1][1] * max(scorer.TITLE_MOST, scorer.TITLE_LEAST)
    yield "contradicted", scorer.NUMBERS_DIFFER
    yield "another-work", scorer.ANOTHER_WORK
    yield "another-number", scorer.ANOTHER_NUMBER


def filled(text: str, place: str) -> str:
    """Return a page with the text between its marks brought up to date.

    >>> filled("the <!-- says: references -->50<!-- end --> works", "a page")
    'the <!-- says: references -->57<!-- end --> works'
    """

    def said(match: re.Match[str]) -> str:
        if match[2] not in counted():
            raise DataError(f"expected one of {', '.join(counted())}, found {match[2]!r}", place=place)
        if match.start() == 0 or text[match.start() - 1] == "\n":  # Markdown would take the whole line for HTML
            raise DataError(f"expected a word before the mark of {match[2]!r} in its line", place=place)
        return f"{match[1]}{counted()[match[2]]}{match[4]}"

    def made(match: re.Match[str]) -> str:
        if match[2] not in PARTS:
            raise DataError(f"expected one of {', '.join(PARTS)}, found {match[2]!r}", place=place)
        return f"{match[1]}{PARTS[match[2]]()}\n{match[3]}"

    return MADE.sub(made, MARKED.sub(said, text))


def axes_table() -> str:
    """Return the table of the axes."""
    lines = [f"| [{axis.name}](../tags/{axis.name}.md) | {axis.says} |\n" for axis in axis_facts()]
    return "".join(["| axis | what it describes |\n|---|---|\n", *lines])


def columns_table() -> str:
    """Return the table of the columns of a data frame."""
    lines = [f"| `{column.name}` | {column.kind} | {column.meaning} |\n" for column in columns()]
    return "".join(["| column | values | what is in it |\n|---|---|---|\n", *lines])


def types_table() -> str:
    """Return the table of the types of a data frame's columns."""
    kinds = dict.fromkeys(column.kind for column in columns())
    lines = [f"| {kind} | {' | '.join(f'`{types[kind]}`' for types in TYPES.values())} |\n" for kind in kinds]
    return "".join([f"| values | {' | '.join(TYPES)} |\n|---|{'---|' * len(TYPES)}\n", *lines])


def profiles_table() -> str:
    """Return the table of the shipped profiles: their rules, and where they were read."""
    lines = ["| name | rules | sources |\n|---|---|---|\n"]
    for name in profiles.names():
        profile = profiles.load(name)
        rules = "; ".join(f"`{rule} = {in_toml(value)}`" for rule, value in profile.rules.items())
        sources = "; ".join(f"[{source.title}]({source.address}), read {source.read}" for source in profile.source)
        lines.append(f"| `{name}` ({profile.name}) | {rules} | {sources} |\n")
    return "".join(lines)


def read_table() -> str:
    """Return the tables of what is read, in the order in which it is looked for, and of what is not."""
    kinds = dict.fromkeys(document.read.__module__ for document in DOCUMENTS)
    lines = ["| document | |\n|---|---|\n"]
    for name in kinds:
        if not name.endswith(".refused"):
            what, _, how = (import_module(name).__doc__ or "").split("\n")[0].strip().rstrip(".").partition(": ")
            lines.append(f"| {what} | {how} |\n")
    lines.append(
        "\n| file of a reference manager or a database | `--to` | usually named | described by |\n|---|---|---|---|\n"
    )
    for name, row in {**FORMATS, **EXPORTS}.items():
        what, _, rest = (module(name).__doc__ or "").partition("\n\n")
        written = f"`{name}`" if name in FORMATS else "only read"
        cells = (" ".join(what.split()).rstrip("."), written, " ".join(row.endings), described_by(rest))
        lines.append(f"| {' | '.join(cells)} |\n")
    lines.append("\n| not read | what to do |\n|---|---|\n")
    rows = dict.fromkeys((row["what"], row["advice"]) for row in refused_rows())
    lines += (f"| {f'`{what}`' if what.startswith('<') else what} | {advice} |\n" for what, advice in rows)
    return "".join(lines)


def described_by(text: str) -> str:
    r"""Return what a module says of who describes its format.

    >>> described_by("Format: NLM, PubMed\nDTD. What it has no field for stands elsewhere.")
    'NLM, PubMed DTD.'
    """
    found = SOURCE.search(text)
    return " ".join(found[1].split()) if found else ""


def refused_rows() -> list[dict[str, str]]:
    """Return the table of files that are recognised and not read."""
    return tables.rows(files("ivigref.documents").joinpath("refused.tsv").read_text(encoding="utf-8"))


def registries_table() -> str:
    """Return the table of the registries that are asked over the network."""
    lines = []
    for name, live in LIVE.items():
        asked = "every reference" if live.kinds is None else ", ".join(live.kinds) or "only if named"
        asked += "; DOIs that it registered" if live.agency else ""
        lines.append(f"| [{live.title}]({live.terms}) | `{name}` | {live.what} | {asked} | `{url_variable(name)}` |\n")
    return "".join(
        ["| registry, with its terms | name | holds | asked about | another server |\n|---|---|---|---|---|\n", *lines]
    )


def verdicts_table() -> str:
    """Return the table of the verdicts."""
    facts = standing_facts()["verdict"]
    lines = [f"| **{v.words}** | {facts[v]['meaning']} | {facts[v]['remedy']} |\n" for v in Verdict]
    return "".join(["| verdict | meaning | what to do |\n|---|---|---|\n", *lines])


PARTS = {
    "axes": axes_table,
    "columns": columns_table,
    "data": house_pages.data_table,
    "house": house_pages.house_map,
    "profiles": profiles_table,
    "read": read_table,
    "registries": registries_table,
    "types": types_table,
    "verdicts": verdicts_table,
}


def marked_pages() -> Iterator[tuple[Path, str]]:
    """Yield each page that has marks, with its text as it should be."""
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))):
        text = path.read_text(encoding="utf-8")
        if MARKED.search(text) or MADE.search(text):
            yield path, filled(text, path.name)


def pages() -> Iterator[tuple[Path, str]]:
    """Yield each generated file with its text."""
    yield from marked_pages()
    yield HELP, own_help()  # before the page, which is made of what the command prints
    yield DOCS / "reference/cli.md", cli_page()
    yield DOCS / "reference/api.md", house_pages.api_page()
    for name, width in PICTURE_WIDTHS.items():
        yield DOCS / f"pictures/{name}.svg", check_picture(width)
    yield DOCS / "reference/checks.md", checks_page()
    for fact in check_facts().values():
        yield DOCS / f"checks/{fact.check}.md", check_page(fact)
    for axis in axis_facts():
        yield DOCS / f"tags/{axis.name}.md", disease_page() if axis.name == DISEASE else axis_page(axis)


def main() -> int:
    """Write the files, or report which are stale."""
    stale = []
    for path, text in pages():
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, text)
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
    for path in stale:
        print(
            f"{path.relative_to(DOCS.parent)} is stale; regenerate it with: python scripts/make_docs.py",
            file=sys.stderr,
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
