"""Files of which one item is broken: the others are read, and the broken one is named with its line."""

from __future__ import annotations

import re

import pytest

from ivigref import formats
from ivigref.errors import FormatError
from ivigref.formats.broken import whole_xml

GOOD = "Invented skin", "Invented hair"
MODS = "<modsCollection xmlns='http://www.loc.gov/mods/v3'>\n{}\n{}\n{}\n</modsCollection>"
WORD = (
    "<b:Sources xmlns:b='http://schemas.openxmlformats.org/officeDocument/2006/bibliography'>\n{}\n{}\n{}\n</b:Sources>"
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"'
    ' xmlns:bib="http://purl.org/net/biblio#" xmlns:dc="http://purl.org/dc/elements/1.1/">\n{}\n{}\n{}\n</rdf:RDF>'
)
FILES = {
    "mods": (MODS, "<mods><titleInfo><title>{}</title></titleInfo></mods>"),
    "word-xml": (WORD, "<b:Source><b:Title>{}</b:Title></b:Source>"),
    "pubmed-xml": (
        "<PubmedArticleSet>\n{}\n{}\n{}\n</PubmedArticleSet>",
        "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>{}</ArticleTitle></Article></MedlineCitation></PubmedArticle>",
    ),
    "zotero-rdf": (RDF, '<bib:Article rdf:about="#1"><z:itemType>journalArticle</z:itemType><dc:title>{}</dc:title></bib:Article>'),
    "marcxml": (
        '<collection xmlns="http://www.loc.gov/MARC21/slim">\n{}\n{}\n{}\n</collection>',
        '<record><datafield tag="245" ind1=" " ind2=" "><subfield code="a">{}</subfield></datafield></record>',
    ),
    "bibtexml": (
        '<bibtex:file xmlns:bibtex="http://bibtexml.sf.net/">\n{}\n{}\n{}\n</bibtex:file>',
        '<bibtex:entry id="{0}"><bibtex:book><bibtex:title>{0}</bibtex:title></bibtex:book></bibtex:entry>',
    ),
    "citavi": (
        "<CitaviExchangeData><References>\n{}\n{}\n{}\n</References><Persons/></CitaviExchangeData>",
        '<Reference id="1"><ReferenceType>Book</ReferenceType><Title>{}</Title></Reference>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("of", FILES)
@pytest.mark.parametrize("broken", ["R & D", "<i>a", "a</b>"])
def test_a_broken_item_of_xml_is_a_finding(of: str, broken: str) -> None:
    """A sign that is not escaped, an element without an end, an end without an element."""
    whole, item = FILES[of]
    text = whole.format(item.format(GOOD[0]), item.format(broken), item.format(GOOD[1]))
    assert formats.sniff(text) == of
    loaded = formats.loads(text)
    assert tuple(citation.reference.title for citation in loaded) == GOOD
    assert [(found.check, found.severity, found.line) for found in loaded.findings] == [("unreadable", "error", 3)]
    assert "item 2 is not read: expected well-formed XML" in loaded.findings[0].message


@pytest.mark.parametrize("of", FILES)
def test_a_file_that_was_cut_off_has_its_first_items(of: str) -> None:
    """As a download leaves it that was broken off."""
    whole, item = FILES[of]
    text = whole.format(item.format(GOOD[0]), item.format(GOOD[1]), item.format("lost"))
    loaded = formats.loads(text[: text.index("lost")])
    assert tuple(citation.reference.title for citation in loaded) == GOOD
    assert [found.line for found in loaded.findings] == [4]
    with pytest.raises(FormatError, match="expected well-formed XML"):
        formats.loads(text[: text.index(GOOD[0])])


def test_what_is_hostile_is_not_read_item_by_item() -> None:
    """Entities refuse the whole file, and so does an item in too many elements."""
    with pytest.raises(FormatError, match="entities"):
        whole_xml('<!DOCTYPE a [<!ENTITY e "x">]><a><b>&e;</b><b>1</b></a>', "b")
    with pytest.raises(FormatError, match="at most"):
        whole_xml(f"<a><b>1</b>{'<b>' * 300}{'</b>' * 300}</a>", "b")


@pytest.mark.parametrize(
    ("broken", "line", "why"),
    [
        ("- type: book\n  title: [x\n", 10, "well-formed YAML"),
        ("- type: book\n  title: x\n  title: y\n", 10, "each key once"),
        ("- Invented nails\n", None, "expected the fields of a reference, found 'Invented nails'"),
    ],
)
@pytest.mark.parametrize("behind", ["", "license: MIT\n"])
@pytest.mark.parametrize("indent", ["", "  "])
def test_a_broken_reference_of_a_citation_file_is_a_finding(
    broken: str, line: int | None, why: str, behind: str, indent: str
) -> None:
    """The work itself and the other references are read."""
    head = "cff-version: 1.2.0\ntitle: Moonlight\nauthors:\n- family-names: Made\n  given-names: A\n"
    items = "".join(
        f"{indent}{row}\n" for row in f"- type: book\n  title: {GOOD[0]}\n{broken}- title: {GOOD[1]}".splitlines()
    )
    loaded = formats.loads(f"{head}references:\n\n{items}{behind}")
    assert tuple(citation.reference.title for citation in loaded) == ("Moonlight", *GOOD)
    assert [(found.check, found.line) for found in loaded.findings] == [("unreadable", line)]
    assert why in loaded.findings[0].message


YAML = {
    "hayagriva": ("", "{}:\n  type: article\n  title: {}\n"),
    "csl-yaml": ("references:\n", "- id: {}\n  type: chapter\n  title: {}\n  author:\n  - family: Doe\n"),
    "indented": ("references:\n", "  - id: {}\n    type: chapter\n    title: {}\n"),
}


@pytest.mark.parametrize("of", YAML)
@pytest.mark.parametrize(
    ("broken", "why"), [("[x", "well-formed YAML"), ("x\n  y: {a: 1, a: 2}", "each key once"), ("*none", "an anchor")]
)
def test_a_broken_item_of_yaml_is_a_finding(of: str, broken: str, why: str) -> None:
    """A bracket that is not closed, a key that stands twice, an alias of nothing."""
    head, item = YAML[of]
    if of == "indented":
        broken = re.sub(r"\n", "\n  ", broken)
    text = head + item.format("a", GOOD[0]) + item.format("b", broken) + item.format("c", GOOD[1])
    loaded = formats.loads(text)
    assert tuple(citation.reference.title for citation in loaded) == GOOD
    (finding,) = loaded.findings
    assert (finding.check, finding.line) == ("unreadable", text.count("\n", 0, text.index("b", text.index("skin"))) + 1)
    assert why in finding.message


def test_aliases_of_all_items_are_counted_together() -> None:
    """An enemy gets no more room by breaking one item."""
    text = "x: {type: article}\ny: [\n" + "".join(
        f"a{n}:\n  type: article\n  title: &t [{'1,' * 400}]\n  note: [{'*t,' * 200}]\n" for n in range(9)
    )
    loaded = formats.hayagriva.loads(text)
    assert any("aliases" in finding.message for finding in loaded.findings)
