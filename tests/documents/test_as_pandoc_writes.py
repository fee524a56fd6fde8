"""One list in each kind of light markup as pandoc writes it, and lists whose numbers or lines say less than others."""

from __future__ import annotations

import io

import pytest

from ivigref.documents import read_items
from ivigref.errors import InputError
from ivigref.reading import read

SHOWN = [
    "Lund P. Invented lupus. Skin 2018;57(2):120–8.",
    "Invented Registry. Annual report. 2019.",
    "Berg K. Invented hair. 3rd ed. Oslo: Nova; 2020.",
]
WIKI = "= Skin =\n\nSince 1999 [1].\n\n* one\n\n{}\n= References =\n\n# {}\n# {}\n# {}\n"


@pytest.mark.parametrize(
    "text",
    [
        "== Skin\n\nSince 1999.\n\n* one\n\n== References\n\n[arabic]\n. {}\n. {}\n. {}\n",
        "= Skin\n<skin>\nSince 1999.\n\n- one\n\n= References\n<references>\n+ {}\n+ {}\n+ {}\n",
        "= Skin\nSince 1999.\n\n= References\n+ {}\n+ {}\n+ {}\n",
        WIKI.replace("{}", "", 1),
        WIKI.replace("{}", '<span id="references"></span>', 1),
        "h1. {{anchor:skin}}Skin\nSince 1999.\n\n* one\n\nh1. {{anchor:list}}References\n# {}\n# {}\n# {}\n",
        "h1(#skin). Skin\n\nSince 1999.\n\nh1(#list). References\n\n# {}\n# {}\n# {}\n",
        "* Skin\n:PROPERTIES:\n:CUSTOM_ID: skin\n:END:\nSince 1999.\n* References\n:PROPERTIES:\n:END:\n1. {}\n2. {}\n3. {}\n",
        "# Skin\n\n1. one\n1. two\n1. three\n\n# References\n\n1. {}\n1. {}\n1. {}\n",
        "1. {}\n1. {}\n1. {}\n",
        ("<TEI><div><head>Skin</head><list><item>1999</item></list></div><div><head>References</head>"
        "<list><item><p>{}</p></item><item>{}</item><item>{}</item></list></div></TEI>"),
    ],
    ids=[
        "AsciiDoc", "Typst", "Typst without labels", "MediaWiki", "MediaWiki with anchors", "Jira", "Textile", "Org",
        "Markdown", "nothing but ones", "TEI",
    ],
)  # fmt: skip
def test_a_sign_numbers_the_items(text: str) -> None:
    """Lists of twenty came out as one reference, or two, mostly without a word."""
    items = read_items(text.format(*SHOWN)).items
    assert [item.raw for item in items] == SHOWN
    assert [item.number for item in items] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# References\n- Lund P. Skin. Hair 2018;57:120--8.", "Lund P. Skin. Hair 2018;57:120–8."),
        ("# References\n- Lund P. Skin. Hair 2018;57:12S--18S.", "Lund P. Skin. Hair 2018;57:12S–18S."),
        ("# References\n- Lund P. 2018. https://example.org/1--2", "Lund P. 2018. https://example.org/1--2"),
        ("#set page()\n= References\n+ Lund P. 2nd ed.~Oslo. 2018.", "Lund P. 2nd ed.\u00a0Oslo. 2018."),
        ("#set page()\n= References\n+ Lund P. 2018. https://example.org/~a", "Lund P. 2018. https://example.org/~a"),
        ("== References\n* Lund P ++[++letter++]++. 2018.", "Lund P [letter]. 2018."),
        ('== References\n* Lund P. "`Skin`". 2018.', 'Lund P. "Skin". 2018.'),
        ("== References ==\n# Lund P. [https://doi.org/10.5555/a '''Skin'''], [[b|hair]]. 2018.", "Lund P. Skin, hair. 2018."),
    ],
)  # fmt: skip
def test_signs_within_a_line_are_what_they_stand_for(text: str, shown: str) -> None:
    """Two hyphens between numbers are a dash; in an address they are the address."""
    assert [item.raw for item in read_items(text).items] == [shown]


def test_notes_of_a_wiki_are_its_list() -> None:
    """Without a list of its own an article has what its notes say."""
    notes = "".join(f"Skin.<ref name=a>{shown}</ref> " for shown in SHOWN)
    assert [item.raw for item in read_items(f"== Skin ==\n{notes}\n").items] == SHOWN


def test_an_item_a_line_needs_no_name_to_begin_with() -> None:
    """Where each line is dated and complete, a body or a title begins an item as a name does; not in wrapped lists."""
    assert [item.raw for item in read_items("\n".join(SHOWN)).items] == SHOWN
    wrapped = "Lund P. Lupus. Invented studies of skin in 1999 and later, in\nInvented Hair. 2018;3:4–9.\n" * 3
    assert len(read_items(f"References\n{wrapped}").items) == 3


def test_a_blank_that_no_line_breaks_at_parts_as_any_other() -> None:
    """Pandoc writes one behind an abbreviation, and the publisher was lost."""
    (citation,) = read(io.StringIO("References\n1. Berg K. Invented hair. 3rd ed.\u00a0Oslo: Nova; 2020.\n")).citations
    assert (citation.reference.edition, citation.reference.publisher) == ("3rd ed", "Nova")


def test_pieces_of_rtf_are_rtf() -> None:
    """What is cut out of a document has no head."""
    text = "".join(rf"{{\pard {number}.\tab {shown}\par}}" for number, shown in enumerate(SHOWN, 1))
    data = (r"{\pard References\par}" + text.replace("–", r"\u8211-")).encode()
    assert [citation.reference.raw for citation in read(io.BytesIO(data)).citations] == SHOWN


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<article xmlns="http://docbook.org/ns/docbook"><para>{}</para></article>', "DocBook"),
        ('<!DOCTYPE article PUBLIC "-//OASIS//DTD DocBook XML V4.5//EN" "x"><article>{}</article>', "DocBook"),
        ("<FictionBook><p>{}</p></FictionBook>", "FictionBook"),
        ('.\\" made by hand\n.TH SKIN 1\n.SH References\n{}\n', "roff"),
        (".SH References\n{}\n", "roff"),
        ("\\input texinfo\n@chapter References\n{}\n", "Texinfo"),
        ("Pandoc\n  Meta {{ }}\n  [ Header 1 {} ]", "pandoc's own form"),
        ("[ Header\n    1 {} ]", "pandoc's own form"),
    ],
)
def test_what_is_not_read_is_named(text: str, what: str) -> None:
    """Each was taken for a printed list, with other references than it has."""
    with pytest.raises(InputError, match=what):
        read_items(text.format("\n".join(f"{i}. {shown}" for i, shown in enumerate(SHOWN, 1))))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    "text",
    ["Title,Authors,Year\nSkin,Lund P,2018\nHair,Berg K,2019\n", "FN x\nVR 1.0\nPT J\nTI Skin\nPY 2018\nER\n\nPT J\nTI Hair\nER\n\nEF\n"],
)  # fmt: skip
def test_lines_end_as_they_did_on_an_old_mac(text: str, encoding: str) -> None:
    """A carriage return alone left no row of a table, and no record of an export."""
    data = text.replace("\n", "\r").encode(encoding)
    assert [citation.reference.title for citation in read(io.BytesIO(data)).citations] == ["Skin", "Hair"]


def test_every_other_line_is_a_number_or_none_is() -> None:
    """Numbers that happen to be as many as half of the lines ended in an internal error."""
    text = "Lund P\n1\n2\nBerg K\n"
    with pytest.raises(InputError):
        read_items(text)
    assert [item.number for item in read_items("1\n10.5555/a\n2\n10.5555/b\n").items] == [1, 2]


def test_a_point_of_the_text_is_no_first_item() -> None:
    """It became part of the first reference, whose authors were lost."""
    text = "Skin\n\n1. A point of the text\n\n1. Lund PA. Hair. 2018;1:2–3.\n\n2. Berg KB. Nails. 2019;2:3–4.\n"
    assert [item.raw for item in read_items(text).items] == [
        "Lund PA. Hair. 2018;1:2–3.",
        "Berg KB. Nails. 2019;2:3–4.",
    ]
    bodies = "1. A body of Oslo. 2017.\n1. Lund PA. Hair. 2018;1:2–3.\n2. Berg KB. Nails. 2019;2:3–4.\n"
    assert len(read_items(f"References\n{bodies}").items) == 3
