"""What is brought and taken away: names, wishes, corrections in every kind of file."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import docx
import pytest
from starlette.datastructures import FormData, UploadFile

from ivigref import examine, parse
from ivigref.errors import InputError
from ivigref.formats import bibtex
from ivigref.model import Checked
from ivigref.serve.downloads import DOWNLOADS, Decided, file_name, offered, style_named
from ivigref.serve.limits import Limits
from ivigref.serve.pages import home
from ivigref.serve.report import around
from ivigref.serve.uploads import brought, shown_name, wished
from ivigref.sources import Named

PRINTED = (
    "1. Krug P, Boyer O, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases. Pediatr Nephrol."
    " 2012;28(9):1547–50.\n2. Doe J. A work that nobody has. J Ideas. 2003;7:1–9."
)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("list.txt", "list.txt"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\me\\list.docx", "list.docx"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\x00b.txt", "ab.txt"),
        ("a\x1b[31mb.txt", None),
        ("\u202etxt.exe", None),
        ("..", "document"),
        (".", "document"),
        ("", "document"),
        (None, "document"),
        ("<script>alert(1)<script>.bib", "<script>alert(1)<script>.bib"),
        (f"{'x' * 400}.docx", f"{'x' * 108}…xxxxxx.docx"),
    ],
)
def test_a_name_is_shown_and_is_no_path(given: str | None, shown: str | None) -> None:
    """No part of it leads anywhere, nothing in it controls a terminal or turns the text around."""
    name = shown_name(given)
    assert name == shown or shown is None
    assert "/" not in name
    assert "\\" not in name
    assert not set(name) & {"\x00", "\x1b", "\u202e"}
    assert len(name) <= 120


@pytest.mark.parametrize(
    ("document", "file"),
    [
        ("list.txt", "list.corrected.ris"),
        ("../a/b.docx", "b.corrected.ris"),
        ("..", "list.corrected.ris"),
        ("a\r\nSet-Cookie: x=y.txt", "a_Set-Cookie_ x_y.corrected.ris"),
        ("Größe (v2).bib", "Größe (v2).corrected.ris"),
        ('"; rm -rf.txt', "_ rm -rf.corrected.ris"),
        (f"{'x' * 300}.bib", f"{'x' * 80}.corrected.ris"),
    ],
)
def test_a_file_is_called_after_its_document(document: str, file: str) -> None:
    """Without what a system may take for a path, or a browser for the end of a header."""
    assert file_name(document, DOWNLOADS["ris"]) == file


@pytest.mark.parametrize("name", ["../../etc/passwd", "my.csl", "/styles/x.csl", "a b", "-x", "x" * 101])
def test_a_style_is_a_name_and_no_file(name: str) -> None:
    """The command takes a file of one's own; a page must not read any."""
    with pytest.raises(InputError, match="expected a name such as vancouver"):
        style_named(name)


def _form(*files: tuple[str, bytes], **fields: str) -> FormData:
    found = [("files", UploadFile(io.BytesIO(data), size=len(data), filename=name)) for name, data in files]
    return FormData([*found, *fields.items()])


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (_form(), "expected a document or a pasted list, found neither"),
        (_form(text="  \n"), "found neither"),
        (_form(("a.txt", b"")), "a.txt: expected a reference list, found an empty file"),
        (_form(("../a.txt", b"x" * 2_000_001)), "^a.txt: expected at most 2 MB, found more"),
        (_form(text="x" * 1_000_001), "pasted list.txt: expected at most 1 MB"),
        (_form(*[("a.txt", b"x")] * 3), "at most 2 documents at a time, found 3"),
    ],
)
def test_what_is_too_much_is_refused_with_its_name(form: FormData, message: str) -> None:
    """And with the limit."""
    with pytest.raises(InputError, match=message):
        brought(form, Limits(file=2_000_000, text=1_000_000, files=2))


def test_what_is_just_not_too_much_is_taken() -> None:
    """Files and a pasted list together; an empty field for files, as browsers send it, is none."""
    form = FormData([*_form(("a.txt", b"x" * 2_000_000), ("", b"")).multi_items(), ("text", "y" * 1_000_000)])
    limits = Limits(file=2_000_000, text=1_000_000, files=2)
    assert [(one.name, one.size) for one in brought(form, limits)] == [
        ("a.txt", 2_000_000),
        ("pasted list.txt", 1_000_000),
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ([("mailto", "nobody")], "expected a mail address"),
        ([("mailto", "mé@example.org")], "printable ASCII"),
        ([("ask", "some")], "expected at least one"),
        ([("ask", "some"), ("registry", "nowhere")], "expected some of"),
        ([("ask", "some"), ("registry", "openalex")], "expected some of crossref, pubmed, found 'openalex'"),
        ([("style", "../x.csl")], "expected a name such as"),
        ([("profile", "../rules.toml")], "profile: expected one of ama"),
    ],
)
def test_a_wish_that_cannot_be_granted_is_said(fields: list[tuple[str, str | UploadFile]], message: str) -> None:
    """Before anything is stored."""
    with pytest.raises(InputError, match=message):
        wished(FormData(fields), ["crossref", "pubmed"])


def test_nobody_is_asked_where_nobody_may_be() -> None:
    """Whatever the form says: the run is offline."""
    assert wished(FormData([("ask", "some"), ("registry", "crossref")]), []).registries == ()
    assert wished(FormData([("ask", "kind")]), ["crossref"]).registries is None
    assert wished(FormData([("profile", "bmj")]), []).profile == "bmj"


@pytest.mark.parametrize(("registries", "says"), [((), False), (("crossref",), True)], ids=["offline", "asked"])
def test_the_page_says_what_leaves_the_computer(registries: tuple[str, ...], *, says: bool) -> None:
    """Nothing does where nobody may be asked, and then the page says so."""
    text = home("./", [], registries, Limits()).text
    assert ("of the references go to the registries" in text, "looked for in registries" in text) == (says, says)
    assert ("No registry is asked; the documents stay" in text) is not says


def _decided(tmp_path: Path, *accepted: str, style: str = "", checked: Checked | None = None) -> Decided:
    document = tmp_path / "document"
    document.write_text(PRINTED, encoding="utf-8")
    return Decided(checked or examine(parse(PRINTED)), frozenset(accepted), style, document, "list.txt")


def test_only_what_was_accepted_is_corrected(tmp_path: Path) -> None:
    """Everything else stays as it is printed, letter for letter."""
    lines = PRINTED.splitlines()
    untouched = DOWNLOADS["list"].make(_decided(tmp_path)).decode().splitlines()
    assert untouched == lines
    both = DOWNLOADS["list"].make(_decided(tmp_path, "0-volume", "0-pmid")).decode().splitlines()
    assert both == [f"{lines[0].replace(';28(', ';27(')} PMID: 22527534.", lines[1]]


@pytest.mark.parametrize("name", ["bibtex", "ris"])
def test_exports_hold_what_was_accepted_and_nothing_else(tmp_path: Path, name: str) -> None:
    """A rejected or open correction leaves the printed value; no identifier is added unasked."""
    sign = {"bibtex": "volume       = {%s}", "ris": "VL  - %s"}[name]
    before = DOWNLOADS[name].make(_decided(tmp_path)).decode()
    after = DOWNLOADS[name].make(_decided(tmp_path, "0-volume")).decode()
    assert sign % 28 in before
    assert sign % 27 in after
    assert "22527534" not in before + after
    assert "22527534" in DOWNLOADS[name].make(_decided(tmp_path, "0-pmid")).decode()


def test_a_style_prints_the_decided_list(tmp_path: Path) -> None:
    """With the numbers of the list."""
    text = DOWNLOADS["list"].make(_decided(tmp_path, "0-volume", style="apa")).decode()
    assert text.startswith("1. Krug, P., Boyer, O.")
    assert "27(9)" in text


def test_a_value_without_a_place_in_the_print_is_printed_in_a_style(tmp_path: Path) -> None:
    """An author list is one value; the reference is then printed anew, and not left wrong."""
    checked = examine(parse(PRINTED.replace("Krug P", "Kruk P")))
    decided = _decided(tmp_path, "0-authors", checked=checked)
    assert "0-authors" in around(checked, decided.document, "x")[0]
    text = DOWNLOADS["list"].make(decided).decode()
    assert text.startswith("1. Krug P, Boyer O")


def test_the_authors_own_bib_file_changes_in_what_was_accepted(tmp_path: Path) -> None:
    """Every other byte stays: comments, order, another entry that is wrong."""
    text = "% mine\n" + bibtex.dumps(examine(parse(PRINTED)).citations, values="printed").replace("\n", "\r\n")
    document = tmp_path / "document"
    document.write_bytes(text.encode())
    checked = examine(Named(text.encode(), "refs.bib"))
    decided = Decided(checked, frozenset(["0-volume"]), "", document, "refs.bib")
    assert "own" in offered(document, "refs.bib")
    assert DOWNLOADS["own"].make(decided).decode() == text.replace("{28}", "{27}")
    document.write_text(PRINTED, encoding="utf-8")
    assert "own" not in offered(document, "refs.txt")


def test_the_table_has_a_row_for_each_reference(tmp_path: Path) -> None:
    """With a byte order mark, since spreadsheets guess; and nothing that one computes."""
    data = DOWNLOADS["table"].make(_decided(tmp_path))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [(row["number"], row["status"], row["errors"]) for row in rows] == [
        ("1", "findings", "volume-differs"),
        ("2", "unverified", ""),
    ]


def test_the_authors_own_word_file_comes_back(tmp_path: Path) -> None:
    """With a comment at what is wrong, and what was accepted as a tracked change; the name keeps its ending."""
    made = docx.Document()
    made.add_heading("References")
    for line in PRINTED.splitlines():
        made.add_paragraph(line)
    document = tmp_path / "document"
    made.save(str(document))
    checked = examine(Named(document.read_bytes(), "review.docx"))
    assert "annotated" in offered(document, "a name without an ending")
    assert file_name("review.docx", DOWNLOADS["annotated"]) == "review.corrected.docx"
    for accepted in (frozenset[str](), frozenset(["0-volume"])):
        data = DOWNLOADS["annotated"].make(Decided(checked, accepted, "", document, "review.docx"))
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert package.read("word/document.xml").count(b"<w:del ") == len(accepted)
            assert b"volume-differs" in package.read("word/comments.xml")
    document.write_text(PRINTED, encoding="utf-8")
    assert "annotated" not in offered(document, "list.docx")


def test_the_letter_counts_what_is_wrong(tmp_path: Path) -> None:
    """In plain words, for the authors."""
    assert "2 references" in DOWNLOADS["letter"].make(_decided(tmp_path)).decode()


def test_what_is_suggested_is_escaped(tmp_path: Path) -> None:
    """A list may hold markup in every value."""
    hostile = PRINTED.replace("2012;28(9)", "2012;<i>28</i>(9)").replace("three cases", '"><script>three cases')
    names, more = around(examine(parse(hostile)), _decided(tmp_path).document, "x")
    assert names
    assert "<script>" not in "".join(more.cards)
