"""Every command that a page shows prints what the page shows; Python examples are run as doctests."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from ivigref import IvigrefError, formats
from tests.scripts import script
from tests.test_architecture import ROWS

ROOT = Path(__file__).parent.parent
PAGES = [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if page.exists()]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SLOW = dict.fromkeys(("author.md", "editorial-office.md", "latex.md", "reviewer.md"), pytest.mark.slow)  # many commands
LINK = re.compile(r"\[[^\]\n]{1,200}\]\(([^)\s]{1,300})\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def examples(page: Path) -> Iterator[tuple[str, str]]:
    """Yield each command of a page's console blocks with the output that the page shows."""
    for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *rest = example.splitlines()
            more = list(takewhile(lambda line: line.startswith(">"), rest))  # a shell's second prompt
            yield "\n".join([command, *(line[2:] for line in more)]), "\n".join(rest[len(more) :])


@pytest.mark.parametrize(
    "page",
    [pytest.param(p, id=str(p.relative_to(ROOT)), marks=SLOW.get(p.name, ())) for p in PAGES if any(examples(p))],
)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    """A page that shows a command and its output is right, or it is worse than no page."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "COLUMNS": "120",
    }
    last = 0
    for command, expected in examples(page):
        script = command.replace("$?", str(last)).replace("ivigref ", f"{sys.executable} -m ivigref ", 1)
        done = subprocess.run(  # noqa: S602  (the pages are ours)
            script, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        last = done.returncode
        got = "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines())
        wanted = "\n".join(line.rstrip() for line in expected.splitlines())
        same = doctest.OutputChecker().check_output(f"{wanted}\n", f"{got}\n", doctest.ELLIPSIS)
        assert same, f"{page.name}: $ {command}\n--- expected\n{wanted}\n--- got\n{got}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """A link within the project leads to a file that is there, and its anchor to a heading."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor and there.suffix == ".md":
            headings = HEADING.findall(there.read_text(encoding="utf-8"))
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{page.name}: {target}"


COUNTED = re.compile(
    r"""
    \b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty)\b   # a number in prose
    \s (?: (?:of\ (?:them|the\ 57) | (?:are|is)\ (?:verified|unverified)
           | (?:other\ |more\ )?(?:references|records|mistakes)\b (?:\ have\ findings|\ are\ known|\ nothing)?
           | DOIs | PMIDs | PMCIDs | verified | unverified | with\ findings)\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
ABOUT_THE_57 = ("README.md", "docs/index.md", "docs/tutorial.md", "docs/why.md", "docs/explanation/truth.md",
                "docs/howto/complete-the-57.md", "docs/howto/own-list.md", "docs/howto/offline.md",
                "docs/reference/data.md")  # fmt: skip


@pytest.mark.parametrize("page", ABOUT_THE_57)
def test_numbers_of_the_57_are_counted_and_not_typed(page: str) -> None:
    """What a page says of the shipped list stands between marks that scripts/make_docs.py fills and checks."""
    text = re.sub(r"^```.*?^```$", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    typed = [found[0] for found in COUNTED.finditer(text) if found[0] != "57 references"]
    assert typed == [], f"{page}: write <!-- says: … -->, see scripts/make_docs.py"


def test_pages_say_what_is_counted_now() -> None:
    """Each mark is filled with today's count."""
    pages = list(script("make_docs").marked_pages())
    assert {path.name for path, _ in pages} >= {"truth.md", "complete-the-57.md", "data.md", "tutorial.md"}
    for path, text in pages:
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: python scripts/make_docs.py"


def test_the_page_of_the_python_interface_has_every_public_name() -> None:
    """The page is made of what each module offers, and each name is there to be used."""
    pages = script("make_docs").house_pages
    assert (ROOT / "docs/reference/api.md").read_text(encoding="utf-8") == pages.api_page()
    shown = {module.name: module.shown for module in pages.public_modules()}
    assert {"ivigref.batch", "ivigref.dates", "ivigref.encodings", "ivigref.tagging"} <= shown.keys()
    assert {f"ivigref.formats.{name}" for name in formats.MODULES} <= shown.keys()
    assert "Local" in shown["ivigref.registries"]
    assert "Kind" in shown["ivigref.model"]
    for module, names in shown.items():
        assert [name for name in names if not hasattr(importlib.import_module(module), name)] == [], module


def test_every_file_of_data_says_where_it_is_from() -> None:
    """No data without a source and a licence: the table is made of the first lines of each file."""
    made = {file.place: file for file in script("make_docs").house_pages.data_files()}
    assert "JabRef" in made["data/journals.tsv"].source
    assert made["data/journals.tsv"].licence.startswith("MIT (Expat), copyright 2003-2017 JabRef Authors")
    assert all(file.what and file.source and file.licence for file in made.values())
    assert {"data/checks.toml", "model/kinds.tsv", "formats/fields.tsv", "data/records.jsonl"} <= made.keys()


def test_the_map_of_the_house_has_every_room() -> None:
    """A room that the architecture knows is on the map, with what it is for."""
    rooms = script("make_docs").house_pages.house_map().splitlines()
    for name in {name for row in ROWS for name in row}:
        [said] = [line for line in rooms if re.match(rf"  {name}(?:/|\.py) ", line)]
        assert len(said.split()) > 3, said


@pytest.mark.parametrize(
    ("text", "problem"),
    [("# Something.\nkind\n", "Licence"), ("# Something.\n# Licence: MIT\naxis = 'x'\n", "Source")],
)
def test_a_file_of_data_without_its_origin_is_an_error(text: str, problem: str, tmp_path: Path) -> None:
    """A new file of data cannot forget to say whose it is."""
    pages = script("make_docs").house_pages
    pages.PACKAGE = tmp_path
    (tmp_path / "new.toml").write_text(text, encoding="utf-8")
    try:
        with pytest.raises(ValueError, match=problem):
            list(pages.data_files())
    finally:
        pages.PACKAGE = ROOT / "src/ivigref"


@pytest.mark.parametrize(
    ("text", "problem"),
    [("are <!-- says: nonsense -->1<!-- end -->", "expected one of"),
     ("<!-- made: nonsense -->\n\n<!-- end -->", "expected one of"),
     ("are\n<!-- says: known -->1<!-- end --> known", "expected a word before the mark")],
)  # fmt: skip
def test_a_mark_that_cannot_be_filled_is_an_error(text: str, problem: str) -> None:
    """A misspelt name would stay stale for ever, and Markdown takes a line that begins with a mark for HTML."""
    with pytest.raises(IvigrefError, match=problem):
        script("make_docs").filled(text, "a page")


@pytest.mark.parametrize("page", sorted((ROOT / "docs/decisions").glob("[0-9]*.md")), ids=lambda page: page.stem)
def test_a_decision_has_four_parts_and_forty_lines(page: Path) -> None:
    """Readers find the context, the options, what was decided, and what came of it."""
    text = page.read_text(encoding="utf-8")
    parts = re.findall(r"^(?:## |\*\*)(Context|Options|Decision|Outcome)\b", text, flags=re.MULTILINE)
    assert parts == ["Context", "Options", "Decision", "Outcome"]
    assert text.startswith(f"# {int(page.stem[:2])}. ")
    assert len(text.splitlines()) <= 40


# Words of the glossary's second column that are never right, and an installation that finds nothing.
FOREIGN = re.compile(
    r"\b(?:anew|whoever|an own \w+|(?:is|are) (?:said|told)|kept answers?)\b"
    r"|pip install '?ivigref\[",
    re.IGNORECASE,
)
MADE_OF_HELP = {ROOT / "docs/reference/cli.md", ROOT / "docs/reference/api.md"}


@pytest.mark.parametrize(
    "page",
    [p for p in [*PAGES, ROOT / "CHANGELOG.md"] if p not in MADE_OF_HELP],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_pages_are_in_plain_english(page: Path) -> None:
    """CONTRIBUTING's glossary says which words to use; the old ones do not come back."""
    assert FOREIGN.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("text", ["index it anew", "An own index", "which is said", "pip install 'ivigref[html]'"])
def test_a_foreign_word_is_found(text: str) -> None:
    """The pattern finds what it is for."""
    assert FOREIGN.search(text)
