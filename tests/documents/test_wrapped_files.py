"""Files of reference managers as they are passed on: quoted in a mail, saved as a page, with a line in front."""

from __future__ import annotations

import html
import io

import pytest

from ivigref import formats
from ivigref.errors import InputError
from ivigref.model import Citation, Kind, Reference
from ivigref.names import Name
from ivigref.reading import read

CITATIONS = [
    Citation(
        key=f"Lund{year}",
        reference=Reference(
            raw="x", kind=Kind.JOURNAL_ARTICLE, authors=(Name(family="Lund", given="P."),), title=title, year=year,
            container_title="Invented skin", volume="2", pages="3–9", doi=f"10.5555/{year}",
        ),
    )
    for title, year in (("Lupus & hair", 2018), ("Skin < nails", 2019), ("Nails", 2020))
]  # fmt: skip
WRITTEN = {name: formats.module(name).dumps(CITATIONS) for name in formats.FORMATS}
PAGE = '<html><head><meta name="color-scheme" content="light"></head><body>\n<pre style="white-space: pre-wrap;">'


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("way", ["as it is", "quoted", "quoted twice", "a page", "blank lines", "a Mac's"])
def test_each_format_is_known_without_its_name(name: str, way: str) -> None:
    """Quoted or saved as a page, each was one invented reference; the own .nbib of works without PMID was refused."""
    text = WRITTEN[name]
    quoted = "".join(f"> {line}".replace("> \n", ">\n") for line in text.splitlines(keepends=True))
    wrapped = {
        "as it is": text,
        "quoted": quoted,
        "quoted twice": "".join(f"> {line}" for line in quoted.splitlines(keepends=True)),
        "a page": f"{PAGE}{html.escape(text, quote=False)}</pre></body></html>\n",
        "blank lines": f"\n\n{text}",
        "a Mac's": text.replace("\n", "\r"),
    }[way]
    citations = read(io.BytesIO(wrapped.encode())).citations
    assert [citation.reference.title for citation in citations] == [c.reference.title for c in CITATIONS]


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("line", ["Exported from an invented library\n\n", "% mine\n", "----\n"])
def test_no_format_is_ever_taken_for_print(name: str, line: str) -> None:
    """What stands in front is passed over where a record tells itself, or else the file is refused."""
    text = line + WRITTEN[name]
    try:
        citations = read(io.BytesIO(text.encode())).citations
    except InputError:
        return
    titles = {citation.reference.title for citation in citations}
    assert titles == {c.reference.title for c in CITATIONS}


def test_a_list_that_is_quoted_is_a_list() -> None:
    """A line that is not quoted is somebody's answer, and the signs are those of Markdown."""
    text = "> References\n> 1. Lund P. Invented skin. Hair. 2018;1:2–3.\n>\n> 2. Berg K. Nails. Hair. 2019;2:3–4.\n"
    assert [citation.reference.number for citation in read(io.StringIO(text)).citations] == [1, 2]
    assert [citation.reference.line for citation in read(io.StringIO(text)).citations] == [2, 4]


@pytest.mark.parametrize(("marks", "is_read"), [(15, True), (16, False)])
def test_an_item_full_of_elements_is_data(marks: int, *, is_read: bool) -> None:
    """Without a heading it is refused; a title with some tags is a title, and under a heading anything is an item."""
    text = f"1. Lund P. {'invented skin and hair <x>a</x> ' * marks}. Hair. 2018;1:2–3.\n2. Berg K. Nails. Hair. 2019;2:3–4.\n"
    if is_read:
        assert len(read(io.StringIO(text)).citations) == 2
    else:
        with pytest.raises(InputError, match="data for programs"):
            read(io.StringIO(text))
    assert len(read(io.StringIO(f"References\n{text}")).citations) == 2


@pytest.mark.parametrize(("filler", "is_read"), [(40, True), (10, False)])
def test_print_full_of_names_of_values_is_data(filler: int, *, is_read: bool) -> None:
    """A word with a colon behind it every other word is YAML, and no print."""
    title = f" title: {'x' * filler}" * 4
    text = "".join(f"{number}. Lund P.{title}. Hair. 2018;1:2–3.\n" for number in (1, 2, 3))
    if is_read:
        assert len(read(io.StringIO(text)).citations) == 3
    else:
        with pytest.raises(InputError, match="data for programs"):
            read(io.StringIO(text))


def test_tagged_text_of_ads_is_that_of_endnote() -> None:
    """It begins with its own code for a work."""
    text = (
        "%R 2018......1..22L\n%A Lund, P.\n%T Invented skin\n%D 00/2018\n\n%R 2019......2..33B\n%A Berg, K.\n%T Hair\n"
    )
    titles = [citation.reference.title for citation in read(io.StringIO(text)).citations]
    assert titles == ["Invented skin", "Hair"]
