"""What steers a terminal, an editor or a program that reads our output stays text in every face and every file."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ivigref import Checked, Citation, Finding, Name, Record, Reference, Tag, formats, identifiers
from ivigref.formats import bibtex
from ivigref.identifiers import Link
from ivigref.model import Check, Judgement, Likeness, Verdict
from ivigref.notebook import table as notebook_table
from ivigref.reports import console, drawn, html, names, table, terminal
from ivigref.reports.styled import Terminal
from ivigref.text import printable

STEERING = (
    [chr(code) for code in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))]
    + [chr(code) for begin, end in ((0x202A, 0x202E), (0x2066, 0x2069), (0xFFF9, 0xFFFB)) for code in range(begin, end + 1)]
    + ["\u200e", "\u200f", "\U000e0041", "\U000e007f"]
)  # fmt: skip
RAW = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]"
)
INJECTED = (
    "\x1b]8;;https://example.org\x07click\x1b]8;;\x07 \x9b2J",
    "\n::set-output name=a::b\n::error::c",
    "a | b `c` <script>alert(1)</script> [x](javascript:alert(1)) ![y](https://example.org/z.png)",
    "[link=javascript:alert(1)]x[/link] [bold]y[/bold]",
    "=1+1", "+1", "-1", "@SUM(1)", "]]></failure>",
    "".join(STEERING),
)  # fmt: skip


def citation(text: str) -> Citation:
    """Return a citation that says the same text wherever it may say any."""
    person = Name(family=text, given=text)
    reference = Reference(
        number=1, raw=text, title=text, container_title=text, authors=(person,), year=1999, volume=text, url="javascript:alert(1)"
    )  # fmt: skip
    record = Record(title=text, authors=(person,), volume=text)
    return Citation(
        reference=reference,
        key=text,
        record=record,
        tags=(Tag(axis="disease", term="x", label=text), Tag(axis="design", term="y", label=text)),
    )


def checked(text: str) -> Checked:
    """Return a list with a finding about the text."""
    finding = Finding(
        check=Check.TITLE_DIFFERS,
        severity="error",
        field="title",
        printed=text,
        recorded=text,
        message=text,
        key=text,
        line=1,
    )
    other = Likeness(record=citation(text).record or Record(), agree=("title",), differ=("volume",))
    judgement = Judgement(
        verdict=Verdict.PLACE_HOLDS_ANOTHER,
        reason=text,
        asked=(text,),
        unanswered=(text,),
        held=text,
        nearest=other,
        at_place=other,
        title_of=other,
        look=(Link(text, "https://example.org/"),),
    )
    both: dict[str, Any] = {"file": text, "text": text, "judgements": [judgement]}
    return Checked([citation(text)], [[finding]], ["findings"], [finding], **both)


def on_terminal(parts: Iterable[terminal.Part]) -> str:
    """Return what a terminal gets of tables."""
    return "".join(terminal.drawn(parts, Terminal(400)))


def shown(text: str) -> dict[str, str]:
    """Return all faces of one hostile list."""
    listed, one = checked(text), [citation(text)]
    faces = {name: "".join(drawn(name, listed, notes=True)) for name in names("programs", "CI")}
    return faces | {
        "check": on_terminal(console.check_table(Checked(one, [listed.findings[0]], ["findings"]))),
        "parse": on_terminal(console.parse_table(one)),
        "resolve": on_terminal(console.resolve_table(one)),
        "tag": on_terminal(console.tag_table(one)),
        "tag --explain": on_terminal(console.tag_table(one, explain=True)),
        "tag --map": on_terminal(console.map_table(one)),
        "report": html.dumps(listed, ["@x{y}"]),
        "notebook": notebook_table([text], [[text]], text),
        "checked list in a notebook": listed._repr_html_(),
        "values csv": "".join(table.csv_rows(one)),
        "values json": "".join(table.json_array(one)),
        "values jsonl": "".join(table.jsonl(one)),
    }


@pytest.mark.parametrize("text", INJECTED)
def test_every_face_prints_only_what_is_seen(text: str) -> None:
    """A text out of a list steers no terminal, whatever the face."""
    for name, printed in shown(text).items():
        assert not RAW.search(printed), (name, RAW.search(printed))


@pytest.mark.parametrize("text", INJECTED)
def test_no_text_becomes_markup_of_the_face(text: str) -> None:
    """No command of GitHub's, no element, no link, no formula."""
    faces = shown(text)
    assert all(line.startswith(("::error file=", "::notice file=")) for line in faces["github"].splitlines())
    assert "<script>alert" not in faces["report"]
    pages = faces["report"] + faces["notebook"] + faces["checked list in a notebook"]
    assert not re.search(r"href=[\"']?\s*javascript:", pages, re.IGNORECASE)
    assert ET.fromstring(faces["junit"]).tag == "testsuites"  # noqa: S314  (made here)
    for name in ("csv", "values csv"):
        cells = [cell for row in list(csv.reader(io.StringIO(faces[name])))[1:] for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r")) or re.match(r"-\D", cell)], (
            name
        )
    assert json.loads(faces["json"])["list"]["findings"][0]["message"] == text, "JSON says it with escapes, and whole"
    for line in faces["markdown"].splitlines():
        assert not line.startswith("::")


@pytest.mark.parametrize("name", formats.FORMATS)
@pytest.mark.parametrize("text", INJECTED)
def test_a_file_holds_only_what_its_format_can(name: str, text: str) -> None:
    """Other readers refuse a whole file for one control character, and a line end in a tag begins another one."""
    written = formats.module(name).dumps([citation(text), citation("Lupus")])
    if name != "jsonl":  # JSON has escapes for all of them
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]", written)
    if name == "endnote-xml":
        ET.fromstring(written)  # noqa: S314  (made here)
    loaded = formats.module(name).loads(written)
    assert len(loaded) == 2
    assert loaded[1].reference.title == "Lupus"


@pytest.mark.parametrize(
    ("read", "text", "wanted"),
    [
        (identifiers.normalize_doi, "10.5555/in\u0002v.1", "10.5555/inv.1"),
        (identifiers.normalize_doi, "doi:\u200b10.5555/inv\u202e.1\u200e", "10.5555/inv.1"),
        (identifiers.normalize_doi, "https://doi.org/10.5555/in%02v.1", "10.5555/inv.1"),
        (identifiers.normalize_doi, "10.5555/in\x9bv\u00ad.1\ufeff", "10.5555/inv.1"),
        (identifiers.normalize_pmid, "PMID:\u200e 12345\u200f", "12345"),
        (identifiers.normalize_pmcid, "PMC\u200b12345", "PMC12345"),
        (identifiers.normalize_issn, "0043\u20605341", "0043-5341"),
        (identifiers.normalize_isbn, "978\x020306406157", "9780306406157"),
        (identifiers.normalize_pmid, "١٢٣", None),
    ],
)
def test_identifiers_are_cleaned_when_they_are_read(
    read: Callable[[str], str | None], text: str, wanted: str | None
) -> None:
    """PDF copies have U+0002 for a hyphen, pages have zero-width blanks and direction marks; no identifier has them."""
    assert read(text) == wanted


def test_a_control_character_in_a_doi_does_not_spoil_a_file() -> None:
    """EndNote XML with U+0002 in a DOI was refused as a whole, by ourselves too."""
    [read] = bibtex.loads("@article{a, title = {Lupus}, doi = {10.5555/in\u0002v.1}}")
    assert read.doi == "10.5555/inv.1"
    for name in formats.FORMATS:
        if name != "csv":
            assert formats.module(name).loads(formats.module(name).dumps([read]))[0].doi == "10.5555/inv.1", name


def test_printable_is_the_one_function() -> None:
    """Letters, blanks and line ends stay; whatever steers is shown as something that cannot be shown."""
    assert printable("Straße 中 é\n\ta\u00a0b") == "Straße 中 é\n\ta\u00a0b"
    assert printable("".join(STEERING)) == "\ufffd" * len(STEERING)
