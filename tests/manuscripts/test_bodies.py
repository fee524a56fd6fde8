"""The text of manuscripts of each kind, with their citations and where these stand."""

from __future__ import annotations

import io
import zipfile
from html import escape
from pathlib import Path

import pytest

from ivigref import examine, read, read_citations
from ivigref.documents.layout.glyphs import Glyph
from ivigref.errors import InputError
from ivigref.manuscripts.bodies.pdf import _lines as pdf_lines
from ivigref.manuscripts.bodies.pdf import _passage as pdf_passage
from ivigref.model import CitedText

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ITEMS = [
    f"Doe{'abcd'[n]} J. Invented lupus of the {part}. J Imag Med. 199{n};{n + 3}:3–9."
    for n, part in enumerate(("skin", "hair", "nail"))
]
BIB = "".join(
    f"@article{{{key}, author = {{Doe, J}}, title = {{Invented lupus {key}}}, year = 1999}}\n"
    for key in ("doe1", "roe:2", "poe-3")
)


def shown(cited: CitedText) -> list[tuple[str, tuple[int, ...]]]:
    """Return each sure citation with the works that it means."""
    return [(one.printed, one.targets) for one in cited if one.is_sure]


def word(tmp_path: Path, body: str, **parts: str) -> Path:
    """Write a document of Word whose list stands in the style of one."""
    listed = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="Bibliography"/></w:pPr><w:r><w:t>{n}. {item}</w:t></w:r></w:p>'
        for n, item in enumerate(ITEMS, 1)
    )
    file = tmp_path / "paper.docx"
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}{listed}</w:body></w:document>'
        )
        if parts:
            relations = "".join(
                f'<Relationship Id="r{name}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}" Target="{name}.xml"/>'
                for name in parts
            )
            package.writestr(
                "word/_rels/document.xml.rels",
                f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
            )
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{WORD}">{text}</w:{name}>')
    return file


def run(text: str, properties: str = "") -> str:
    """Return a run of Word's."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


RAISED = '<w:vertAlign w:val="superscript"/>'


def test_word_with_superscripts_in_text_tables_notes_and_boxes(tmp_path: Path) -> None:
    """Raised runs are citations wherever they stand; deleted ones and units are not."""
    body = (
        f"<w:p>{run('It is rare.')}{run('1,', RAISED)}{run('2', RAISED)}{run(' An area of 3 m')}{run('2', RAISED)}</w:p><w:p/>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('Nails')}{run('3', RAISED)}</w:p></w:tc><w:tc><w:p>{run('12')}</w:p></w:tc></w:tr></w:tbl>"
        f'<w:p>{run("It is known")}<w:del w:id="1"><w:r><w:rPr>{RAISED}</w:rPr><w:delText>9</w:delText></w:r></w:del>'
        f'<w:ins w:id="2">{run("1–3", RAISED)}</w:ins><w:r><w:footnoteReference w:id="4"/></w:r></w:p>'
        f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run('A box.')}{run('2', RAISED)}</w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    note = f'<w:footnote w:id="4"><w:p>{run("See also")}{run("3", RAISED)}</w:p></w:footnote>'
    cited = read_citations(word(tmp_path, body, footnotes=note))
    assert (cited.system, shown(cited)) == (
        "numbers",
        [("1,2", (0, 1)), ("3", (2,)), ("1–3", (0, 1, 2)), ("2", (1,)), ("3", (2,))],
    )
    places = [(one.place.part, one.place.where, one.place.paragraph) for one in cited]
    assert places == [
        ("document", "text", 1), ("document", "table", 3), ("document", "text", 5), ("boxes", "text", 7),
        ("footnotes", "footnote", 1),
    ]  # fmt: skip


def test_word_with_fields_and_links(tmp_path: Path) -> None:
    """The result of a citation field and the text of a link are read as text."""
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>ADDIN ZOTERO_ITEM CSL_CITATION {}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("[1]")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    link = f'<w:hyperlink w:anchor="ref-a">{run("2")}</w:hyperlink>'
    cited = read_citations(
        word(tmp_path, f"<w:p>{run('It is ')}{field}{run(' rare [')}{link}{run('] and [3].')}</w:p>")
    )
    assert shown(cited) == [("[1]", (0,)), ("[2]", (1,)), ("[3]", (2,))]


def test_a_number_that_is_not_that_of_its_field(tmp_path: Path) -> None:
    """A list that was edited by hand leaves the numbers of the fields behind."""
    data = (
        '{"citationItems": [{"itemData": {"title": "Invented lupus of the hair", "issued": {"date-parts": [[1991]]}}}]}'
    )
    code = f"ADDIN ZOTERO_ITEM CSL_CITATION {escape(data)}"
    field = (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("[#]")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    for number, expected in ((3, ["[3] is cited (paragraph 1), and its citation field holds reference 2"]), (2, [])):
        shown = field.replace("[#]", f"[{number}]")
        body = f"<w:p>{run('It is ')}{shown}{run(' rare [1] and known [1–3].')}</w:p>"
        checked = examine(read(word(tmp_path, body)), registries=[], tag=False)
        assert [f.message for f in checked.problems if f.check == "field-differs"] == expected


def odt(tmp_path: Path) -> Path:
    """Write a flat OpenDocument text with superscripts, a note and a tracked deletion."""
    names = "office text style table".split()
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    up = '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
    body = (
        '<text:p>It is rare.<text:span text:style-name="T1">1,2</text:span></text:p>'
        '<text:p>It is known<text:span text:style-name="T1">2</text:span><text:note text:note-class="footnote">'
        '<text:note-citation>1</text:note-citation><text:note-body><text:p>See<text:span text:style-name="T1">3</text:span>'
        "</text:p></text:note-body></text:note>.</text:p><text:h>References</text:h>"
    ) + "".join(f"<text:p>{n}. {item}</text:p>" for n, item in enumerate(ITEMS, 1))
    file = tmp_path / "paper.fodt"
    file.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:automatic-styles>{up}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document>",
        encoding="utf-8",
    )
    return file


def test_opendocument_with_superscripts_and_notes(tmp_path: Path) -> None:
    """Raised spans are citations, the sign of a note is none."""
    cited = read_citations(odt(tmp_path))
    assert sorted(shown(cited)) == [("1,2", (0, 1)), ("2", (1,)), ("3", (2,))]
    assert {one.place.where for one in cited} == {"text", "footnote"}


LATEX = [
    (r"A \cite{doe1} B \citep[see][p.~5]{doe1,roe:2} C \citet*{poe-3}", ["doe1", "doe1", "roe:2", "poe-3"]),
    (r"A \autocite[5]{doe1} \parencites(pre)(post)[a]{doe1}[b]{roe:2} \textcite{poe-3} \footcite{doe1}", ["doe1", "doe1", "roe:2", "poe-3", "doe1"]),
    (r"A \Citeauthor{doe1} \nocite{roe:2} \fullcite{poe-3} % \cite{lost}", ["doe1", "roe:2", "poe-3"]),
    (r"\verb|\cite{lost}| \begin{verbatim}\cite{lost}\end{verbatim} \iffalse \cite{lost} \fi \cite{doe1, roe:2,poe-3}", ["doe1", "roe:2", "poe-3"]),
    (r"\newcommand{\mine}[1]{\cite{#1}} \setcitestyle{square} \cite{doe1} \cite{roe:2} \cite{poe-3}", ["doe1", "roe:2", "poe-3"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "keys"), LATEX)
def test_latex_and_the_families_of_cite(tmp_path: Path, text: str, keys: list[str]) -> None:
    """Every command that cites names keys; code, comments and definitions do not."""
    (tmp_path / "works.bib").write_text(BIB, encoding="utf-8")
    file = tmp_path / "paper.tex"
    file.write_text(
        f"\\documentclass{{article}}\n\\begin{{document}}\n{text}\n\\bibliography{{works}}\n\\end{{document}}\n",
        encoding="utf-8",
    )
    assert [key for one in read_citations(file) for key in one.keys] == keys


def test_latex_follows_files_in_its_folder_and_says_where(tmp_path: Path) -> None:
    """A citation of an included file has its name and its line there; a file elsewhere is not read."""
    (tmp_path / "works.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "part.tex").write_text("Skin.\n\nHair \\cite{roe:2}.\n", encoding="utf-8")
    inner = tmp_path / "paper"
    inner.mkdir()
    for name in ("works.bib", "part.tex"):
        (inner / name).write_text((tmp_path / name).read_text(encoding="utf-8"), encoding="utf-8")
    file = inner / "main.tex"
    file.write_text(
        "\\documentclass{article}\nA \\cite{doe1}.\n\\input{part}\n\\input{../part}\nB \\cite{poe-3}.\n\\bibliography{works}\n",
        encoding="utf-8",
    )
    places = [(one.keys[0], one.place.part, one.place.line) for one in read_citations(file)]
    assert places == [("doe1", "document", 2), ("roe:2", "part.tex", 3), ("poe-3", "document", 5)]


MARKDOWN = [
    ("A [@doe1; see @roe:2, p. 5] and [-@poe-3].", ["doe1", "roe:2", "poe-3"]),
    (
        "As @doe1 [p. 3] says, [@roe:2]. Mail a@doe1.org or @somebody. See @fig-one, [@poe-3].",
        ["doe1", "roe:2", "poe-3"],
    ),
    ("`@lost` and\n\n```\n[@lost]\n```\n\n<!-- [@lost] --> [@doe1; @roe:2; @poe-3]", ["doe1", "roe:2", "poe-3"]),
]


@pytest.mark.parametrize(("text", "keys"), MARKDOWN)
def test_markdown_and_its_keys(tmp_path: Path, text: str, keys: list[str]) -> None:
    """Keys in brackets and in the sentence; addresses, figures, accounts and code are none."""
    (tmp_path / "works.bib").write_text(BIB, encoding="utf-8")
    file = tmp_path / "paper.qmd"
    file.write_text(f"---\ntitle: Skin\nbibliography: works.bib\n---\n\n{text}\n", encoding="utf-8")
    assert [key for one in read_citations(file) for key in one.keys] == keys


def test_markdown_with_a_printed_list_and_superscripts() -> None:
    """What pandoc and HTML raise is a citation."""
    listed = "\n".join(f"{n}. {item}" for n, item in enumerate(ITEMS, 1))
    cited = read_citations(
        io.StringIO(f"# Skin\n\nRare.^1,2^ Known.<sup>3</sup>\n\nSeen.^1^\n\n# References\n\n{listed}\n")
    )
    assert shown(cited) == [("1,2", (0, 1)), ("3", (2,)), ("1", (0,))]


def test_html_with_links_in_superscripts_and_tables() -> None:
    """The numbers of a page are linked to the items of its list."""
    listed = "".join(f'<li id="r{n}">{item}</li>' for n, item in enumerate(ITEMS))
    page = (
        "<html><body><nav>[9]</nav><p>It is rare.<sup><a href='#r0'>1</a>,<a href='#r1'>2</a></sup></p>"
        "<table><tr><td>Nails<sup><a href='#r2'>3</a></sup></td></tr></table><p>Area of 3 m<sup>2</sup></p>"
        f"<p>Seen.<sup>1–3</sup></p><h2>References</h2><ol class='references'>{listed}</ol></body></html>"
    )
    cited = read_citations(io.StringIO(page))
    assert shown(cited) == [("1,2", (0, 1)), ("3", (2,)), ("1–3", (0, 1, 2))]
    assert [one.place.where for one in cited] == ["text", "table", "text"]


def jats(body: str) -> io.StringIO:
    """Return an article."""
    refs = "".join(
        f'<ref id="B{n}"><label>{n}</label><mixed-citation publication-type="journal"><name><surname>Doe{"xabc"[n]}</surname></name>.'
        f" <article-title>Invented lupus {n}</article-title>. <source>Skin</source> <year>199{n}</year></mixed-citation></ref>"
        for n in (1, 2, 3)
    )
    return io.StringIO(
        f"<article><front><abstract><p>None.</p></abstract></front><body>{body}</body><back><ref-list>{refs}</ref-list></back></article>"
    )


def test_jats_with_cross_references() -> None:
    """Ranges are filled in, and a citation that nobody tagged is read as well."""
    body = (
        "<p>Rare [<xref ref-type='bibr' rid='B1'>1</xref>–<xref ref-type='bibr' rid='B3'>3</xref>], see\n"
        "Fig. <xref ref-type='fig' rid='F1'>1</xref>.</p>\n<table-wrap><table><tr><td>Nails [2]</td></tr></table></table-wrap>"
        "<p>Seen <sup>2</sup> and [<xref ref-type='ref' rid='B1'>1</xref>].</p>"
    )
    cited = read_citations(jats(body))
    assert shown(cited) == [("[1–3]", (0, 1, 2)), ("[2]", (1,)), ("[1]", (0,))]
    assert [(one.place.where, one.place.line) for one in cited] == [("text", 1), ("table", 3), ("text", 3)]


def test_jats_links_tell_which_work_a_year_means() -> None:
    """Of a year without a name before it the link says who is meant."""
    years = [f"<xref ref-type='bibr' rid='B{n}'>199{n}</xref>" for n in (1, 2, 3)]
    cited = read_citations(jats(f"<p>Quux ({years[0]}) and Doeb ({years[1]}), not so Doec ({years[2]}).</p>"))
    assert cited.system == "author-year"
    assert [one.targets for one in cited] == [(0,), (1,), (2,)]


def test_a_kind_whose_text_is_not_read_is_said() -> None:
    """A list in RTF is read, its text is not."""
    rtf = (
        "{\\rtf1 It is rare [1].\\par References\\par "
        + "\\par ".join(f"{n}. {item}" for n, item in enumerate(ITEMS, 1))
        + "}"
    )
    with pytest.raises(InputError, match="expected a manuscript"):
        read_citations(io.StringIO(rtf))


def _glyphs(text: str) -> list[Glyph]:
    """Return characters that stand side by side on one line."""
    return [Glyph(c, 5.0 * n, 10, 5.0 * n + 5, 20, 5.0 * n, 5.0 * n + 5) for n, c in enumerate(text)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("(Invent\x02ed and Roe 1977)", ["(Invented and Roe 1977)"]),
        ("known [12\x0215]", ["known [12-15]"]),
        ("(Invent\x02\ned 1977)", ["(Invent\x02", "ed 1977)"]),
    ],
)
def test_a_word_that_a_line_of_a_pdf_breaks_is_whole(text: str, lines: list[str]) -> None:
    """The reader may put the next line behind the mark of the break at once; of figures the mark is a dash."""
    read_lines = pdf_lines(_glyphs(text))
    assert [line.text for line in read_lines] == lines
    assert "\x02" not in next(pdf_passage(1, list(enumerate(read_lines, 1)))).text
