"""check --annotate and --suggest, format --mark: what is written where, what is said, and what stays untouched."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ivigref.annotating.marking import Marked, Piece, markdown, page, text
from ivigref.documents import read_file
from tests.annotating.test_annotated_word import comments_of, parts_of
from tests.annotating.test_corrected_texts import NEGI, WRONG
from tests.documents.test_word import listed, packed, paragraph, word
from tests.documents.test_word import run as words
from tests.server import RegistryServer
from tests.test_cli import run
from tests.test_screening import ARTICLES, INVENTED, WORKS

THIRD = (
    "Corvetta A, Della Bitta R, Gabrielli A, et al. Use of high-dose intravenous immunoglobulin in systemic lupus"
    " erythematosus: report of three cases. Clin Exp Rheumatol. 1989;7(3):295–9."
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


@pytest.fixture
def ivigref(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:  # noqa: ANN401  (a command)
    """Return the command as a function of its arguments, run where its files are."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: run(arguments, monkeypatch, capsys)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """Return a manuscript in Word with one wrong volume."""
    file = tmp_path / "paper.docx"
    file.write_bytes(word(listed(words(WRONG), words(NEGI))))
    return file


def test_the_document_comes_back_beside_the_original(ivigref: Any, paper: Path, tmp_path: Path) -> None:  # noqa: ANN401
    """A comment at the reference, the volume as a change to accept, and no byte of the original is written."""
    before = paper.read_bytes()
    code, out, said = ivigref("check", "paper.docx", "--suggest", "-o", "paper.checked.docx")
    assert (code, out, said) == (1, "", "paper.checked.docx: 1 comment, 1 suggested change\n")
    new = (tmp_path / "paper.checked.docx").read_bytes()
    assert paper.read_bytes() == before
    assert [item.raw for item in read_file(new).items] == [WRONG.replace("28(9)", "27(9)"), NEGI]
    assert comments_of(new)[0].startswith("volume: printed 28, recorded 27")
    assert b'w:author="ivigref"' in parts_of(new)["word/document.xml"]


def test_annotate_suggests_nothing(ivigref: Any, paper: Path, tmp_path: Path) -> None:  # noqa: ANN401
    """Comments alone leave every word, and no change waits to be accepted."""
    assert ivigref("check", "paper.docx", "--annotate", "-o", "new.docx")[2] == "new.docx: 1 comment\n"
    new = (tmp_path / "new.docx").read_bytes()
    assert [item.raw for item in read_file(new).items] == [item.raw for item in read_file(paper.read_bytes()).items]
    assert b"w:ins" not in parts_of(new)["word/document.xml"]


def test_a_file_that_is_there_is_replaced_with_a_word(ivigref: Any, paper: Path, tmp_path: Path) -> None:  # noqa: ANN401
    """Whoever runs it twice has the second copy."""
    assert paper.is_file()
    (tmp_path / "new.docx").write_text("mine", encoding="utf-8")
    said = ivigref("check", "paper.docx", "--annotate", "-o", "new.docx")[2]
    assert said.splitlines()[0] == "new.docx: replaced the file that was there"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("paper.docx", "--suggest"), "expected a name for the copy, such as --output paper.checked.docx"),
        (("paper.docx", "--annotate", "-o", "paper.docx"), "which stays as it is"),
        (("paper.docx", "--annotate", "-o", "linked.docx"), "which stays as it is"),
        (("paper.docx", "-o", "new.docx"), "add one of them"),
        (("-", "--annotate", "-o", "new.docx"), "name its file"),
        (("paper.docx", "--annotate", "--format", "json", "-o", "new.docx"), "no other way"),
        (("paper.docx", "--suggest", "--diff", "-o", "new.docx"), "no other way"),
        (
            ("list.txt", "--annotate", "-o", "new.txt"),
            "expected a document of Word (.docx), OpenDocument (.odt) or a PDF",
        ),
        (("paper.docx", "list.txt", "--annotate", "-o", "new.docx"), "found 2 documents"),
        (("locked.docx", "--annotate", "-o", "new.docx"), "password"),
        (("paper.docx", "--annotate", "-o", "no/such/folder.docx"), "cannot be written"),
    ],
)
def test_what_cannot_be_is_one_line(ivigref: Any, paper: Path, tmp_path: Path, arguments: Any, says: str) -> None:  # noqa: ANN401
    """The exit code is that of bad usage, and nothing is written."""
    before = paper.read_bytes()
    (tmp_path / "linked.docx").symlink_to(paper)
    (tmp_path / "list.txt").write_text(f"References\n1. {WRONG}\n", encoding="utf-8")
    (tmp_path / "locked.docx").write_bytes(OLE)
    code, out, said = ivigref("check", *arguments)
    assert (code, out) == (2, "")
    assert says in said
    assert paper.read_bytes() == before
    assert not any(tmp_path.glob("new.*"))


def test_nobody_is_asked_about_a_document_that_cannot_be_returned(
    ivigref: Any,  # noqa: ANN401
    tmp_path: Path,
    registry_server: Callable[..., RegistryServer],
) -> None:
    """It takes minutes to ask about a long list, and nothing could be written afterwards."""
    (tmp_path / "list.txt").write_text(f"References\n1. {WRONG}\n", encoding="utf-8")
    server = registry_server()
    urls = (f"--crossref-url={server.crossref_url}", f"--pubmed-url={server.pubmed_url}")
    code, _, said = ivigref("check", "list.txt", "--suggest", "-o", "new.txt", "--live", *urls)
    assert (code, "found another kind" in said, server.account.targets) == (2, True, [])


def test_a_locked_opendocument_is_told(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Its contents are noise, and its manifest says why."""
    kind = "application/vnd.oasis.opendocument.text"
    manifest = '<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    data = packed({"mimetype": kind, "content.xml": b"\x8f\x00\x01", "META-INF/manifest.xml": manifest})
    (tmp_path / "locked.odt").write_bytes(data)
    code, _, said = ivigref("check", "locked.odt", "--annotate", "-o", "new.odt")
    assert code == 2
    assert "password" in said


def test_citations_that_do_not_go_with_the_list_have_comments(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Where the text cites what is not listed the comment is at its sentence; what is never cited has one in the list."""
    body = (
        paragraph(
            words("Nephrotic syndrome is rare [1]. Others saw it in adults [4], too. Immunoglobulins help [1, 2].")
        )
        + paragraph(words("It heals in most [2]."))
        + listed(*(words(f"{number}. {raw}") for number, raw in enumerate((WRONG, NEGI, THIRD), 1)))
    )
    (tmp_path / "paper.docx").write_bytes(word(body))
    _, _, said = ivigref("check", "paper.docx", "--annotate", "-o", "new.docx")
    assert said.splitlines()[-1] == "new.docx: 3 comments"
    data = (tmp_path / "new.docx").read_bytes()
    found = comments_of(data)
    assert [comment.split("[")[1].split("]")[0] for comment in sorted(found)] == [
        "cited-not-listed", "listed-not-cited", "volume-differs",
    ]  # fmt: skip
    document = parts_of(data)["word/document.xml"].decode()
    number = re.findall(r'commentRangeStart w:id="(\d+)"', document)[0]
    assert f'saw it in adults [</w:t></w:r><w:commentRangeStart w:id="{number}"/>' in document


@pytest.mark.slow
def test_registries_that_are_asked_answer_in_the_comments(
    ivigref: Any,  # noqa: ANN401
    registry_server: Callable[..., RegistryServer],
    tmp_path: Path,
) -> None:
    """A manuscript whose works a server knows: what differs is suggested, what is not there is a question."""
    items = [
        (
            "Harrowgate TM, Oyelaran BK. Lantern light and sleep in lighthouse crews: a cohort study. Ann Invent Med."
            " 2018;12(3):145-52. doi: 10.5555/lanterns"
        ),
        (
            "Lindqvist P, Marlowe J. Slow barley fasting in rural beekeepers: a randomised trial. Ann Invent Med."
            " 2020;15(1):33-41."
        ),
        f"{INVENTED} Invent Lancet. 2019;394(10193):121-30.",
    ]
    server = registry_server(WORKS, ARTICLES)
    (tmp_path / "paper.docx").write_bytes(word(listed(*map(words, items))))
    urls = ("--crossref-url", server.crossref_url, "--pubmed-url", server.pubmed_url, "--cache", "answers")
    code, out, said = ivigref("check", "paper.docx", "--live", *urls, "--suggest", "-o", "new.docx")
    assert (code, out) == (1, "")
    assert said.splitlines()[-1] == "new.docx: 2 comments, 2 suggested changes"
    data = (tmp_path / "new.docx").read_bytes()
    barley = items[1].replace(";15(", ";14(") + " doi: 10.5555/barley"
    assert [item.raw for item in read_file(data).items] == [items[0], barley, items[2]]
    differs, elsewhere = comments_of(data)
    assert differs.startswith(
        "volume: printed 15, recorded 14 (says crossref) [volume-differs]\nSource: crossref, http"
    )
    assert differs.endswith("The work: https://doi.org/10.5555/barley")
    assert elsewhere.startswith("that place holds another work: ")
    assert "https://doi.org/10.5555/copper" in elsewhere
    bib = ivigref("export", "paper.docx", "--to", "bibtex", "--live", *urls)[1]
    assert bib.count("@article{") == 3
    assert "doi          = {10.5555/barley}" in bib


def test_keys_of_a_manuscript_are_those_of_its_library(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """An author who moves to a .bib cites as before."""
    marks = [f'<w:bookmarkStart w:id="{n}" w:name="ref-{key}"/>' for n, key in enumerate(("krug2012", "negi_2007"))]
    body = listed(marks[0] + words(WRONG), marks[1] + words(NEGI))
    (tmp_path / "paper.docx").write_bytes(word(body))
    assert ivigref("export", "paper.docx", "--to", "bibtex", "-o", "paper.bib")[0] == 0
    text = (tmp_path / "paper.bib").read_text(encoding="utf-8")
    assert re.findall("@article{(.*),", text) == ["krug2012", "negi_2007"]
    assert "volume       = {27}" in text


MARKS = {
    "text": "2012;[-28-]{+27+}(9)",
    "md": "2012;~~28~~<ins>27</ins>(9)",
    "html": "2012;<del>28</del><ins>27</ins>(9)",
}


@pytest.mark.parametrize("ending", ["txt", "md", "html", "docx"])
def test_a_corrected_list_shows_what_was_corrected(ivigref: Any, paper: Path, tmp_path: Path, ending: str) -> None:  # noqa: ANN401
    """Old words are struck, new ones underlined, in the numbers of the list; in Word they are changes to accept."""
    assert paper.is_file()
    code, out, said = ivigref("format", "paper.docx", "--mark", "-o", f"list.{ending}")
    assert (code, out) == (0, "")
    assert said.startswith(f"list.{ending}: 2 references: 2 corrected, 0 left as printed")
    new = tmp_path / f"list.{ending}"
    if ending == "docx":
        items = [item.raw for item in read_file(new.read_bytes()).items]
        assert "2012;27(9):1547–50." in items[0]
        assert b'<w:delText xml:space="preserve">28</w:delText>' in parts_of(new.read_bytes())["word/document.xml"]
    else:
        assert MARKS.get(ending, MARKS["text"]) in new.read_text(encoding="utf-8")


def test_what_is_uncertain_stays_as_printed_and_says_so(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """Nothing is written over a reference whose work nobody knows for certain."""
    unknown = "Invented A. On nothing at all. J Ideas. 2003;7:1–9."
    (tmp_path / "list.txt").write_text(f"References\n3. {unknown}\n4. {WRONG}\n", encoding="utf-8")
    _, out, said = ivigref("format", "list.txt", "--mark")
    first, second = out.splitlines()
    assert first == f"3. {unknown} [left as printed: no registry was asked]"
    assert second.startswith("4. Krug P")
    assert MARKS["text"] in second
    assert "2 references: 1 corrected, 1 left as printed" in said


def test_a_list_without_marks_goes_into_a_file(ivigref: Any, paper: Path, tmp_path: Path) -> None:  # noqa: ANN401
    """--output alone writes the list as it is printed without it."""
    assert paper.is_file()
    printed = ivigref("format", "paper.docx")[1]
    ivigref("format", "paper.docx", "-o", "list.txt")
    assert (tmp_path / "list.txt").read_text(encoding="utf-8") == printed
    code, _, said = ivigref("format", "paper.docx", "-o", "list.bib")
    assert code == 2
    assert ".docx, .html, .md, .txt" in said


def test_an_input_is_not_written_over(ivigref: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """As of all verbs that write."""
    (tmp_path / "list.txt").write_text(f"References\n1. {WRONG}\n", encoding="utf-8")
    assert ivigref("format", "list.txt", "--mark", "-o", "list.txt")[0] == 2


def test_hostile_words_are_escaped_in_every_form() -> None:
    """A record may hold markup."""
    found = [Marked(1, (Piece("same", "a <b>"), Piece("new", "*x* & </ins>")), "<script>")]
    assert "<script>" not in page(found, "<title>")
    assert "<title><title>" not in page(found, "<title>")
    assert "<ins>*x* &amp; &lt;/ins&gt;</ins>" in page(found, "x")
    assert markdown(found) == "1. a \\<b\\><ins>\\*x\\* & \\</ins\\></ins> **\\[left as printed: \\<script\\>\\]**\n"
    assert text(found) == "1. a <b>{+*x* & </ins>+} [left as printed: <script>]\n"
