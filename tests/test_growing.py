"""The house grows by one file and one line: each kind of thing is added to a copy of the source, and then works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import ivigref

SOURCE = Path(ivigref.__file__).parent


class Addition(NamedTuple):
    """A new file with its text, one line that comes after another one in a table, and what must work then.

    ``given`` are files that stand beside, ``run`` is what ``python`` is called with, ``prints`` what it prints.
    """

    file: str
    text: str
    table: str
    after: str
    line: str
    given: dict[str, str]
    run: tuple[str, ...]
    prints: str


STYLE = Addition(
    file="parsing/styles/invented.py",
    text='''"""An invented style: the pages before all other numbers."""

from __future__ import annotations

from ivigref.parsing.styles.style import Style

STYLE = Style(
    name="Invented",
    tails=("{pages} ({date}) {volume}{issue}",),
    example="Example AB. Invented lupus. J Imagin Med. 145–152 (2011) 12(3).",
)
''',
    table="parsing/styles/__init__.py",
    after='    "year_last",\n',
    line='    "invented",\n',
    given={"list.txt": "Example AB, De Sample C. Invented lupus. J Imagin Med. 145–152 (2011) 12(3).\n"},
    run=("-m", "ivigref", "parse", "list.txt", "--format", "csv"),
    prints=",Invented lupus,Example AB; De Sample C,2011,J Imagin Med,12,3,145–152,",
)
FORMAT = Addition(
    file="formats/bars.py",
    text='''"""An invented format: key, year and title between bars, a work a line."""

from __future__ import annotations

from collections.abc import Iterable

from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.entry import Values, entries
from ivigref.model import Citation


def dumps(citations: Iterable[Citation], *, values: Values = "record") -> str:
    """Write citations."""
    return "".join(f"{e.key}|{e.work.year}|{e.work.title}\\n" for e in entries(citations, values))


def loads(text: str) -> Loaded:
    """Read citations."""
    loaded = Loaded()
    for number, line in enumerate(text.splitlines(), start=1):
        draft = Draft(of="bars", line=number)
        draft.key, *rest = line.split("|")
        for name, value in zip(("year", "title"), rest, strict=True):
            draft.add(name, value)
        loaded.append(draft.citation())
    return loaded
''',
    table="formats/__init__.py",
    after='    "biblatex": Row("biblatex"),\n',
    line='    "bars": Row("bars", (".bars",)),\n',
    given={"in.bars": "Doe1999|1999|Invented lupus\n"},
    run=("-m", "ivigref", "export", "in.bars", "--to", "bars"),
    prints="Doe1999|1999|Invented lupus\n",
)
AXIS = Addition(
    file="data/vocabularies/setting.toml",
    text="""axis = "setting"
version = "1"
source = "invented"

[[term]]
slug = "ward"
label = "On a ward"
mesh = "none"
title = ["on the ward"]
""",
    table="data/vocabularies/axes.tsv",
    after="topic\tno\tyes\twhich aspect of the disease it addresses: therapy, diagnosis, adverse effects …\n",
    line="setting\tyes\tyes\twhere patients were seen\n",
    given={"list.txt": "1. Doe J. Lupus on the ward. J Imagin Med. 2011;12:145–52.\n"},
    run=("-m", "ivigref", "tag", "list.txt"),
    prints="On a ward",
)
CHECK = Addition(
    file="checks/shouting.py",
    text='''"""An invented check: a title that shouts."""

from __future__ import annotations

from collections.abc import Iterator

from ivigref.model import Check, Citation, Finding


def title_shouts(citation: Citation) -> Iterator[Finding]:
    """Find a title in capitals."""
    title = citation.reference.title
    if title and title.isupper():
        yield Finding.of(Check.TITLE_SHOUTS, "the title is in capitals", field="title", printed=title)
''',
    table="model/checks.py",
    after='    CORRECTED = "corrected", "note", "The work was corrected.", "record.updates"\n',
    line='    TITLE_SHOUTS = "title-shouts", "warning", "The title is in capitals.", "shouting.title_shouts"\n',
    given={"list.txt": "1. Doe J. INVENTED LUPUS. J Imagin Med. 2011;12:145–52.\n"},
    run=("-m", "ivigref", "check", "list.txt"),
    prints="the title is in capitals",
)
DOCUMENT = Addition(
    file="documents/notes.py",
    text='''"""Notes of an invented program: a mark in front, and every line backwards."""

from __future__ import annotations

from ivigref.documents.contents import Contents
from ivigref.documents.items import Items
from ivigref.documents.splitting import split

_MARK = b"(NOTES)\\n"


def recognises(contents: Contents) -> bool:
    """Tell whether a file begins with the program's mark."""
    return contents.data.startswith(_MARK)


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of the list behind the mark; raise InputError where there is none."""
    text = contents.data.removeprefix(_MARK).decode()
    return split("\\n".join(line[::-1] for line in text.splitlines()), which=which)
''',
    table="documents/__init__.py",
    after='    _kind("rtf", may_be=_begins_with_brace),\n',
    line='    _kind("notes"),\n',
    given={"list.notes": "(NOTES)\n" + "1. Doe J. Invented lupus. J Imagin Med. 2011;12:145–52."[::-1] + "\n"},
    run=("-m", "ivigref", "parse", "list.notes", "--format", "csv"),
    prints=",Invented lupus,Doe J,2011,J Imagin Med,12,,145–52,",
)
FACE = Addition(
    file="reports/counting.py",
    text='''"""An invented face: how many references there are."""

from __future__ import annotations

from ivigref.model import Checked


def dumps(checked: Checked) -> str:
    """Return one line."""
    return f"counted: {len(checked)}\\n"
''',
    table="reports/__init__.py",
    after='    "github": Face("CI", "github.log"),\n',
    line='    "counting": Face("CI", "counting.dumps"),\n',
    given={"list.txt": "1. Doe J. Invented lupus. J Imagin Med. 2011;12:145–52.\n"},
    run=("-m", "ivigref", "check", "list.txt", "--format", "counting"),
    prints="counted: 1",
)
# The registry that the page adds, word for word: its file, and its line in the table.
PAGE = (Path(__file__).parent.parent / "docs/howto/new-registry.md").read_text(encoding="utf-8")
LIBRARY, LIBRARYS_LINE = re.findall(r"^```python\n((?!>>>).*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
# A library on loopback, which stands for Crossref and PubMed too and knows nothing of what they are asked.
LIBRARY_AT_WORK = """
import json, subprocess, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BOOK = {"title": "A history of invented lupus in made-up towns", "year": 2011, "doi": "10.5555/book", "authors": [{"family": "Doe", "given": "J"}]}

class Library(BaseHTTPRequestHandler):
    def do_GET(self):
        books = [BOOK] if "invented" in self.path else []
        body = json.dumps({"books": books}).encode() if self.path.startswith("/books?title=") else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Library)
threading.Thread(target=server.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{server.server_address[1]}"

def ivigref(*arguments):
    urls = [text for name in ("crossref", "pubmed", "library") for text in (f"--{name}-url", here)]
    command = [sys.executable, "-m", "ivigref", *arguments, *(urls if "--help" not in arguments else ())]
    done = subprocess.run(command, capture_output=True, text=True)
    sys.stderr.write(done.stderr)
    return done.stdout

[citation] = json.loads(ivigref("resolve", "list.txt", "--live", "--format", "json", "--cache", "cache"))
print("resolve:", citation["record"]["doi"], citation["record"]["source"]["address"].replace(here, "LIBRARY"))
print("doctor:", *[line.split() for line in ivigref("doctor").splitlines() if line.split()[:1] == ["library"]])
shown = " ".join(ivigref("check", "--help").split())
print("help:", "Query Crossref, PubMed and Library." in shown, "Another server for Library." in shown)
print("check:", "--live queries Crossref, PubMed and Library" in ivigref("check", "list.txt"))
"""
REGISTRY = Addition(
    file="registries/library.py",
    text=LIBRARY,
    table="registries/__init__.py",
    after='        "articles of medicine and the life sciences, by number, DOI, place and title",\n    ),\n',
    line=LIBRARYS_LINE,
    given={
        "list.txt": "1. Doe J. A history of invented lupus in made-up towns. New York: Nova; 2011.\n",
        "at_work.py": LIBRARY_AT_WORK,
    },
    run=("at_work.py",),
    prints="""\
resolve: 10.5555/book LIBRARY/books?title=A+history+of+invented+lupus+in+made-up+towns
doctor: ['library', 'answers']
help: True True
check: True
""",
)
PLACES = {
    "style": STYLE, "format": FORMAT, "axis": AXIS, "registry": REGISTRY, "check": CHECK, "document": DOCUMENT,
    "face": FACE,
}  # fmt: skip
ADDITIONS = {what: addition for what, addition in PLACES.items() if addition is not None}


def grown(addition: Addition, folder: Path) -> subprocess.CompletedProcess[str]:
    """Add to a copy of the source, and run what must work then."""
    package = folder / "src" / "ivigref"
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("__pycache__"))
    assert not (package / addition.file).exists()
    (package / addition.file).write_text(addition.text, encoding="utf-8")
    table = package / addition.table
    before = table.read_text(encoding="utf-8")
    assert before.count(addition.after) == 1, f"the line to go behind is not in {addition.table}"
    assert addition.line.count("\n") == 1
    table.write_text(before.replace(addition.after, addition.after + addition.line), encoding="utf-8")
    return run(addition, folder, package.parent)


def run(addition: Addition, folder: Path, source: Path) -> subprocess.CompletedProcess[str]:
    """Run what must work, with the package of a folder."""
    for name, text in addition.given.items():
        (folder / name).write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [sys.executable, *addition.run]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.slow
@pytest.mark.parametrize("what", ADDITIONS)
def test_the_house_grows_by_one_file_and_one_line(what: str, tmp_path: Path) -> None:
    """What is added is used by the command line as what was there is, and nothing else had to be touched."""
    done = grown(ADDITIONS[what], tmp_path)
    assert ADDITIONS[what].prints in done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("what", ADDITIONS)
def test_without_the_addition_it_does_not_work(what: str, tmp_path: Path) -> None:
    """What is added here is not there already, so that the test above can fail."""
    assert ADDITIONS[what].prints not in run(ADDITIONS[what], tmp_path, SOURCE.parent).stdout
