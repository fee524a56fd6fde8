"""PDFs made here, each with one thing that print does to a list; and files that are broken, locked or hostile."""

from __future__ import annotations

import base64
import io
import json
import random
import re
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import typst

from ivigref import examine, read
from ivigref.errors import InputError
from ivigref.model import Reference
from ivigref.reports import drawn

WORDS = "skin hair nails lupus fever sleep growth fasting walking reading swelling healing".split()
NAMES = "Doe Roe Poe Moe Loe Noe Joe Koe Hoe Zoe".split()
CITED = (
    '#set page(paper: "a4", margin: 2cm)\n#set par(justify: true)\n#set text(size: 9pt, lang: "en", hyphenate: true)\n'
)


def item(number: int) -> str:
    """Return an invented reference of two lines or three."""
    draw = random.Random(number)  # noqa: S311  (invented text)
    title = " ".join(draw.choices(WORDS, k=draw.randint(9, 22)))
    authors = ", ".join(f"{name} {draw.choice('ABC')}" for name in draw.sample(NAMES, 3))
    return f"{authors}. {title.capitalize()}. J Imag Med. {1980 + number % 40};{number}:{100 + number}–{110 + number}."


@cache  # also because a copy of the process, which tests a change, has none of the threads that typst waits for
def printed(source: str) -> bytes:
    """Print a document."""
    made: bytes = typst.compile((CITED + source).encode())
    return made


def references(source: str) -> list[Reference]:
    """Print a document and read its list."""
    return [citation.reference for citation in read(io.BytesIO(printed(source))).citations]


def grid(count: int) -> str:
    """Return a numbered list with a hanging indent."""
    return "\n".join(f"#par(hanging-indent: 14pt)[#box(width: 14pt)[{n}.]{item(n)}]" for n in range(1, count + 1))


def hanging(count: int) -> str:
    """Return a list without numbers, with a hanging indent and no gaps."""
    return "#set par(spacing: 0.65em)\n" + "\n".join(
        f"#par(hanging-indent: 14pt)[{item(n)}]" for n in range(1, count + 1)
    )


def gaps(count: int) -> str:
    """Return a list without numbers and indents, with a gap between the items."""
    return "#set par(spacing: 1.3em)\n" + "\n\n".join(item(n) for n in range(1, count + 1))


HEADS = """
#set page(header: context [Doe et al. #h(1fr) J Imag Med 2020, Page #counter(page).display()], footer: context align(
  center, counter(page).display()))
"""
LAYOUTS = {
    "one column": "",
    "two columns": "#set page(columns: 2)\n",
    "heads and feet": HEADS,
    "two columns under heads": HEADS + "#set page(columns: 2)\n",
    "numbered lines": '#set par.line(numbering: "1")\n',
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("listed", [grid, hanging, gaps])
def test_a_list_over_pages_is_read_as_it_was_written(layout: str, listed: Callable[[int], str]) -> None:
    """Neither columns nor heads, feet and the numbers of lines get into an item or part one."""
    text = "Skin was seen in 1999 and in 2001. #lorem(300)\n"
    found = references(
        f"{layout}{text}\n= References\n{listed(70)}\n\n= Acknowledgements\nWe thank all patients of 1999."
    )
    assert [letters(reference.raw) for reference in found] == [letters(item(n)) for n in range(1, 71)]
    assert all(reference.year == 1980 + n % 40 for n, reference in enumerate(found, 1))


def letters(text: str) -> str:
    """Return a text without blanks and hyphens: a word that breaks at its own hyphen may lose it."""
    return "".join(c for c in text if c not in " -")


def test_a_reference_knows_its_page_and_its_boxes() -> None:
    """They are measured from the top left of the page; where a page ends in an item there are two."""
    found = references(f"#lorem(200)\n= References\n{grid(80)}")
    assert found[0].page == 1
    assert all(box.left < box.right <= 595 and box.top < box.bottom <= 842 for each in found for box in each.boxes)
    assert [each.page for each in found] == sorted(each.page or 0 for each in found)
    parted = [each for each in found if len(each.boxes) > 1]
    assert all(second.page == first.page + 1 and second.top < first.top for first, second in (e.boxes for e in parted))
    assert found[0].line is None
    assert Reference.model_validate_json(found[0].model_dump_json()) == found[0]


def test_a_caption_inside_the_list_is_no_part_of_an_item() -> None:
    """A figure that floats to the top of a page parts an item that goes on below it."""
    figure = "#place(top, float: true, figure(rect(height: 3cm), caption: [The skin in 1999, as Doe A. saw it.]))\n"
    rest = "#par(hanging" + grid(70).split("#par(hanging", 31)[31]
    found = references(f"#lorem(300)\n= References\n{grid(30)}\n{figure}{rest}")
    assert [each.number for each in found] == list(range(1, 71))
    assert not any("Figure" in each.raw or "saw it" in each.raw for each in found)


def test_an_advert_after_the_last_item_is_left_out() -> None:
    """Boxes of the publisher follow the list with an identifier of their own."""
    advert = (
        "#v(10pt)\n#text(size: 8pt)[doi:10.5555/own\\\nCite this article as: Doe A. Own work. J Imag Med. 2020;1:1.]\n"
    )
    found = references(f"= References\n{grid(12)}\n{advert}#text(size: 12pt)[Submit your next manuscript to us]")
    assert letters(found[-1].raw) == letters(item(12))
    assert found[-1].doi is None


def test_lists_of_chapters_are_counted_and_chosen() -> None:
    """The longest is read, and which others there are is said."""
    chapters = f"= One\n#lorem(50)\n= References\n{grid(8)}\n#pagebreak()\n= Two\n#lorem(50)\n= References\n{grid(12)}"
    data = printed(chapters)
    listing = read(io.BytesIO(data))
    assert len(listing.citations) == 12
    assert [problem.check for problem in listing.problems] == ["several-lists"]
    assert len(read(io.BytesIO(data), which=1).citations) == 8
    with pytest.raises(InputError, match="expected one of the 2 lists of the PDF, found 3"):
        read(io.BytesIO(data), which=3)


def test_a_list_without_heading_is_read_by_its_numbers() -> None:
    """It is said that nothing shows where it begins."""
    listing = read(io.BytesIO(printed(grid(12))))
    assert len(listing.citations) == 12
    assert [problem.check for problem in listing.problems] == ["no-heading"]


def test_a_page_that_lies_on_its_side_is_read() -> None:
    """Its boxes are those of the page as it is shown."""
    upright = printed(f"= References\n{grid(12)}")
    turned = upright.replace(b"/Type /Page\n", b"/Type /Page\n/Rotate 90\n").replace(
        b"/Type /Page/", b"/Type /Page/Rotate 90/"
    )
    assert len(read(io.BytesIO(turned)).citations) == 12


# --- files that are broken, locked or hostile ---


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Put a file together, the first object of which is its catalogue."""
    out = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(out))
    return out + head + table + end


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
EMPTY = b"<</Type/Pages/Kids[]/Count 0>>"


def page(content: bytes, filters: bytes = b"") -> bytes:
    """Return a file of one page."""
    return pdf(
        CATALOGUE,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filters, content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 12>>stream\n/X Do /X Do \nendstream",
    )


def many_pages(count: int) -> bytes:
    """Return a file that has as many pages, all of them the same one."""
    kids = b" ".join([b"3 0 R"] * count)
    return pdf(
        CATALOGUE,
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )


LOCK = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"41" * 32, b"42" * 32)
REFUSED = {
    "nothing but a beginning": (b"%PDF-1.7\n", "found a PDF file that is damaged"),
    "cut": (page(b"BT /F 9 Tf (Skin) Tj ET")[:300], "found a PDF file that is damaged|pictures"),
    "locked": (pdf(CATALOGUE, EMPTY, LOCK, trailer=b"/Encrypt 3 0 R/ID[<41><41>]"), "locked with a password"),
    "no page": (pdf(CATALOGUE, EMPTY), "one without pages"),
    "pages that are not there": (pdf(CATALOGUE, b"<</Type/Pages/Kids[]/Count 999999999>>"), "pages"),
    "pages in pages": (pdf(CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"), "pages"),
    "a page without text": (page(b"0 0 9 9 re f"), "pictures: run OCR first .for example ocrmypdf."),
    "text and no list": (page(b"BT /F 9 Tf 9 700 Td (Skin and hair) Tj ET"), "found no reference list"),
    "2,000 pages": (many_pages(2_000), "at most 1,500 pages, found one of 2,000"),
}


@pytest.mark.parametrize(("data", "says"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_a_line(data: bytes, says: str) -> None:
    """Why, and what can be done, stands in one line."""
    with pytest.raises(InputError, match=says) as refused:
        read(io.BytesIO(data))
    assert "\n" not in str(refused.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        lambda: page(zlib.compress(b" " * 1_000_000_000, 1), b"/Filter/FlateDecode"),
        lambda: page(b"/X Do"),
        lambda: page(zlib.compress(b"BT /F 9 Tf " + b"(Lupus 1999) Tj " * 3_000_000 + b"ET"), b"/Filter/FlateDecode"),
    ],
    ids=["a gigabyte of blanks", "a form in itself", "three million texts"],
)
def test_a_bomb_ends_its_own_process_only(make: Callable[[], bytes]) -> None:
    """What a file unpacks to, or draws, is bounded in memory and in time."""
    with pytest.raises(InputError, match=r"cannot be read in|pictures|no reference list") as refused:
        read(io.BytesIO(make()))
    assert "\n" not in str(refused.value)


def test_footnotes_are_the_list_where_there_is_no_other() -> None:
    """Books of law and history cite in notes under the text, which a page's end parts from one another."""
    notes = "\n\n".join(f"#lorem(60)#footnote[{item(n)}]" for n in range(1, 31))
    found = references(f'#set page(paper: "a5")\n{notes}')
    assert [letters(each.raw) for each in found] == [letters(item(n)) for n in range(1, 31)]


def test_accents_and_dashes_of_a_font_are_read_where_they_are_printed() -> None:
    """A letter whose accent is a sign of its own is repaired, counted, said and doubted."""
    accent = "#box(width: 0pt, place(dx: -4.6pt, dy: -5.5pt)[´])"
    first = (
        "#par(hanging-indent: 14pt)[#box(width: 14pt)[1.]Gonzalo"
        + accent
        + " A. Skin of hair. J Imag Med. 1999;1:2–9.]\n"
    )
    listing = read(io.BytesIO(printed(f"= References\n{first}" + grid(9).split("\n", 1)[1])))
    reference = listing.citations[0].reference
    assert reference.authors[0].family == "Gonzaló"
    assert reference.confidence("authors") == 0.8
    assert reference.confidence("title") != 0.8
    assert [problem.check for problem in listing.problems] == ["letters-repaired"]


def test_the_report_shows_each_reference_as_it_is_printed(tmp_path: Path) -> None:
    """Its pictures are part of the page, which may load no others; what is no PDF has none."""
    file = tmp_path / "a.pdf"
    file.write_bytes(printed(f"= References\n{grid(5)}"))
    page_of_pdf = examine(file).to_html()
    found = re.findall(r'src="data:image/png;base64,([^"]+)"', page_of_pdf)
    assert len(found) == 5
    assert all(base64.b64decode(picture).startswith(b"\x89PNG\r\n") for picture in found)
    assert "; img-src data:" in page_of_pdf
    text = tmp_path / "a.txt"
    text.write_text(f"References\n1. {item(1)}", encoding="utf-8")
    assert "img" not in examine(text).to_html().partition("<style")[0]


def test_a_picture_that_is_gone_takes_nothing_else_with_it(tmp_path: Path) -> None:
    """A list that was read is reported without the file."""
    file = tmp_path / "a.pdf"
    file.write_bytes(printed(f"= References\n{grid(5)}"))
    checked = examine(file)
    file.unlink()
    assert "data:image/png" not in checked.to_html()


def test_sarif_says_on_which_page_and_where_on_it() -> None:
    """A PDF has no lines; its findings have the page and the boxes of their reference among their properties."""
    wrong = "#par[#box[1.] Krug P, Boyer O, et al. Nephrotic syndrome in Kawasaki disease: a report of three cases. "
    data = printed(f"= References\n{wrong} Pediatr Nephrol. 2012;28(9):1547–50.]")
    results = json.loads("".join(drawn("sarif", examine(io.BytesIO(data)))))["runs"][0]["results"]
    properties = next(result["properties"] for result in results if result["ruleId"] == "volume-differs")
    assert properties["page"] == 1
    assert properties["boxes"][0]["left"] < properties["boxes"][0]["right"]
