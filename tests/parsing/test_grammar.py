from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivigref.dates import Date
from ivigref.documents import iter_references, parse, split
from ivigref.errors import InputError
from ivigref.model import Reference
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.parsing import format_reference, parse_reference
from ivigref.parsing.styles import STYLES
from ivigref.text import letters, words
from tests.timing import seconds

LABELS = frozenset(("and", "in", "vol", "no", "pp", "p", "n", "v", "s", "bd", "h"))
PIECES = st.sampled_from(
    ["Bruton OC", ", ", ". ", "et al.", "(2011)", "2011", ";", ":", "12", "(3)", "145–52", "J Imagin Med", "In: ",
     "Eds. ", "“", "”", "doi:10.1000/x", "https://example.org", "[Epub]", "Nova", "New York: ", "pp. ", "vol. ", "?",
     " ", "van der "]
)  # fmt: skip


@given(st.text(max_size=400))
def test_never_raises_on_text(text: str) -> None:
    """Whatever the text, a reference comes out, and a list or one InputError."""
    assert isinstance(parse_reference(text), Reference)
    with suppress(InputError):
        parse(text)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_never_raises_on_pieces_of_references(text: str) -> None:
    """Nor on what looks like a reference and is none."""
    assert isinstance(parse_reference(text), Reference)


def _values(reference: Reference) -> Iterator[str]:
    for value in reference.model_dump(exclude={"raw", "doubts", "kind"}).values():
        yield str(value)
    if reference.date is not None:
        yield reference.date.medline


@pytest.mark.parametrize("text", [style.example for style in STYLES])
def test_nothing_is_dropped(text: str) -> None:
    """Every word of a reference is in a field or in what could not be placed."""
    found = letters(" ".join(_values(parse_reference(text))))
    assert [word for word in words(text) if word not in LABELS and word not in found] == []


# Invented references in forms that PDFs and hurried authors print; each has its fact and the fields that show it.
ODD: dict[str, tuple[str, dict[str, object]]] = {
    "a label of letters and digits": (
        "[HIL07] A Hill, B Dale, “Fables of skin”, J Imagin Med, 2004; 12, 892-900.",
        {"title": "Fables of skin", "volume": "12", "unparsed": ("[HIL07]",)},
    ),
    "a book behind In, with pages alone": (
        "Hill A, Dale B. Fables of skin. In Information from Cells and Elves 1998; 203-212.",
        {"title": "Fables of skin", "container_title": "Information from Cells and Elves"},
    ),
    "a journal that begins with In": (
        "Hill A. Fables of skin. In Silico Biol 1999; 1:175-182.",
        {"container_title": "In Silico Biol", "volume": "1", "kind": "journal-article"},
    ),
    "a comma and in, in a title": (
        "Hill A. Fables of elves, in US and Japanese tales. J Imagin Med. 2004;44:520-31.",
        {"title": "Fables of elves, in US and Japanese tales", "volume": "44"},
    ),
    "a date of the electronic edition": (
        "Hill A: Fables of skin. J Imagin Med. 2018 Mar; 2018 Jan 9.",
        {"container_title": "J Imagin Med", "year": 2018, "date": Date.parse("2018 Mar"), "unparsed": ("2018 Jan 9",)},
    ),
    "a volume that looks like a year": (
        "Hill, A., and B. Dale. 2003. Fables of skin. J. Imagin. Med. 1609:177-182.",
        {"year": 2003, "volume": "1609", "title": "Fables of skin"},
    ),
    "a journal alone that nobody knows": (
        "Hill A (2008) Nutr Dermatol 33:4-7",
        {"title": None, "container_title": "Nutr Dermatol", "volume": "33"},
    ),
    "an underscore for a dash": (
        "Hill, A. (1988). Fables of skin. J Imagin Med, vol. 14, pp. 293_318.",
        {"pages": Pages.parse("293–318")},
    ),
    "a dash that is lost": (
        "Hill A. Fables of skin. Lupus. 2006;23(3):298308.",
        {"pages": Pages.parse("298–308"), "doubts": (("pages", 0.9),)},
    ),
    "an author without initials": (
        "Hillås. Fables of skin in elves. Lupus. 2010;25:177-180.",
        {"authors": (Name(family="Hillås"),), "title": "Fables of skin in elves"},
    ),
    "a page that looks like a year, behind the year": (
        "Hill, A., Dale, B., 1991. Fables of skin in elves. Arch Intern Med 151 (10), 2033.",
        {
            "year": 1991,
            "volume": "151",
            "issue": "10",
            "pages": Pages.parse("2033"),
            "title": "Fables of skin in elves",
        },
    ),
    "a journal that signs what stands in it": (
        "The Lancet. Fables of skin in elves. The Lancet. 2011;377(9781):1892.",
        {"authors": (Name(literal="The Lancet"),), "title": "Fables of skin in elves"},
    ),
    "a journal that signs, with its year": (
        "The Lancet, 2011. Fables of skin in elves. Lancet 377 (9781), 1892.",
        {"authors": (Name(literal="The Lancet"),), "title": "Fables of skin in elves", "year": 2011, "volume": "377"},
    ),
    "a title that begins with a journal of two words": (
        "Blood Pressure. Fables of skin in elves. Lupus. 2010;25:177-180.",
        {"authors": (), "title": "Blood Pressure. Fables of skin in elves"},
    ),
    "a title of two sentences without an author": (
        "Dermatomyositis. Fables of skin in elves. Lupus. 2010;25:177-180.",
        {"authors": (), "title": "Dermatomyositis. Fables of skin in elves"},
    ),
    "a title that begins with a journal's word": (
        "Pain. Fables of skin in elves. Lupus. 2010;25:177-180.",
        {"authors": (), "title": "Pain. Fables of skin in elves"},
    ),
}


@pytest.mark.parametrize(("text", "fields"), ODD.values(), ids=ODD.keys())
def test_odd_forms(text: str, fields: dict[str, object]) -> None:
    """What is printed oddly is read where it can mean one thing only."""
    reference = parse_reference(text)
    assert {name: getattr(reference, name) for name in fields} == fields


def test_confidence() -> None:
    """A field that a strict grammar has read is sure; a guess says so; an absent field has no confidence."""
    sure = parse_reference("Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.")
    assert (sure.confidence("title"), sure.confidence("issue")) == (0.99, None)
    likely = parse_reference(
        "Wilmut I, Schnieke AE. Viable offspring derived from fetal cells Nature 1997; 385:810-813."
    )
    assert (likely.container_title, likely.confidence("container_title")) == ("Nature", 0.9)


FAMILIES = st.sampled_from(["Bruton", "De Pità", "Le Bourgeois", "Cieza-Díaz", "O’Brien"])
WORDS = ("skin", "lupus", "of", "the", "IgG", "high-dose", "in", "therapy", "β-cells")
TITLES = st.lists(st.sampled_from(WORDS), min_size=2, max_size=12)


@given(
    st.lists(st.builds(Name, family=FAMILIES, given=st.sampled_from(["O", "AB", "H‑J"])), min_size=1, max_size=6),
    TITLES,
    st.integers(1900, 2029),
    st.integers(1, 999),
    st.none() | st.sampled_from(["1", "2–3", "Suppl 9", "2 Suppl 76"]),
    st.sampled_from(["722–8", "CS1–7", "829751", "e52", "14"]),
)
@settings(max_examples=60)
def test_what_is_written_is_read(  # noqa: PLR0917  (hypothesis gives the fields by position)
    authors: list[Name], title: list[str], year: int, volume: int, issue: str | None, pages: str
) -> None:
    """For the style that is written here, reading is the inverse of writing."""
    reference = Reference.model_validate(
        {
            "kind": "journal-article",
            "authors": authors,
            "title": f"A {' '.join(title)}",
            "container_title": "Br J Dermatol",
            "year": year,
            "volume": str(volume),
            "issue": issue,
            "pages": pages,
        }
    )
    printed = format_reference(reference)
    assert parse_reference(printed) == reference.model_copy(update={"raw": printed})


HOSTILE = {
    "commas": ",", "points": "A. ", "no blanks": "x", "open brackets": "(", "nested": "[(", "names": "Smith AB, ",
    "digits": "1", "years": "2001;", "tails": "2001;12(3):1-2, ", "quotes": "“a” ", "dois": "doi:10.1000/",
    "urls": "http://", "in": ". In: ", "editions": ", 2nd ed", "edited by": " edited by ", "particles": "van der ",
    "accents": "a ´", "scrambled": "Ã¼", "errata": "erratum in ", "remarks": "[Epub ",
    "labels": "PubMed ", "ideographs": "辛宏, ", "commas missing": "Smith, A. B. ", "stray numbers": "Smith 12. AB, ",
    "ellipses": "Smith, A., … ", "points for names": ". . . ", "pubmed": "[PubMed: 1", "addresses": "www.a/ b1.",
    "manuscripts": "Smith et al. Page \n", "sources": "Lupus 2001; 1: 1-2.\n", "groups": "et al; the Study Group ", "quoted in": "“a” in ", "languages": "(in German ", "items": "1. Smith AB. 2001. ",
}  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_is_linear(piece: str) -> None:
    """Four times the text takes about four times as long, however hostile it is."""
    parse_reference("Bruton OC. Skin. Lupus. 1952;16:7.")  # what is loaded once
    small, large = (piece * (size // len(piece)) for size in (5_000, 20_000))
    times = [min(_seconds(text) for _ in range(3)) for text in (small, large)]
    assert times[1] < 0.05 + 8 * times[0]


def _seconds(text: str) -> float:
    def read() -> None:
        parse_reference(text)
        with suppress(InputError):
            split(text)

    return seconds(read)


@pytest.mark.slow
def test_a_megabyte_without_a_blank() -> None:
    """A megabyte is read in seconds, not hours."""
    assert _seconds("x" * 1_000_000) < 20


def test_a_stream_is_read_as_it_comes() -> None:
    """Only the line that is asked for is read."""
    taken = []

    def lines() -> Iterator[str]:
        for number in range(1000):
            taken.append(number)
            yield f"{number}. Bruton OC. Skin. Lupus. 1952;16:7."

    stream = iter_references(lines())
    assert [next(stream).number for _ in range(3)] == [0, 1, 2]
    assert len(taken) == 3


@pytest.mark.parametrize(
    ("text", "title", "container"),
    [
        ("American Society of Inventors. 2021. “Mammal Database.” https://www.example.org/.", "Mammal Database", None),
        ("Berg O. “Invented lupus.” 2014.", "Invented lupus", None),
        ("Berg O. “Invented lupus.” J Inv. 2014;3:1–9.", "Invented lupus", "J Inv"),
    ],
)
def test_a_quoted_title_may_stand_alone(text: str, title: str, container: str | None) -> None:
    """The quotation mark behind its stop is no journal."""
    reference = parse_reference(text)
    assert (reference.title, reference.container_title) == (title, container)
