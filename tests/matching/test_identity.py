"""Where a printed identifier leads: to the printed work, however it was read, or to another one."""

from __future__ import annotations

from typing import Any

import pytest

from ivigref import Name, Record, Reference, parse_reference
from ivigref.matching import leads_elsewhere
from ivigref.matching.identity import TRANSLATED
from ivigref.matching.scorer import match_weight
from ivigref.matching.titles import SENTENCES, SHORTEST_MAIN_TITLE, compare_titles, is_in_print

RECORD: dict[str, Any] = {
    "title": "Early infusion in refractory dermatomyositis of late onset",
    "authors": (Name(family="Harrowgate", given="Thomas M."), Name(family="Oyelaran", given="Bola K.")),
    "container_title": "Journal of Clinical Immunology Reports",
    "container_title_short": "J Clin Immunol Rep",
    "year": 2018,
    "volume": "12",
    "issue": "3",
    "pages": "145-152",
}
PLACE = "J Clin Immunol Rep. 2018;12(3):145–52."
INVENTED = "Polymeric peroxides in dental composites of the molar teeth."

STRANGERS = (
    ("title and authors invented, the place copied", f"Quillfeather R. {INVENTED} {PLACE}"),
    ("a true second author", f"Quillfeather R, Oyelaran BK. {INVENTED} {PLACE}"),
    ("without the issue", f"Quillfeather R. {INVENTED} J Clin Immunol Rep. 2018;12:145–52."),
    ("a short title", f"Quillfeather R. Dental composites. {PLACE}"),
    ("the beginning of the title", f"Quillfeather R. Early infusion in dental composites of the molar teeth. {PLACE}"),
    ("another journal", f"Quillfeather R. {INVENTED} Zahnarzt Woche. 2018;12(3):145–52."),
    ("another work of the first author elsewhere", f"Harrowgate TM. {INVENTED} Lancet. 2003;7:1–9."),
    ("an invented title in brackets", f"Quillfeather R. [Polymeric peroxides in dental composites]. {PLACE}"),
    ("neither title nor author, and another place", "Lancet. 2003;7:1–9."),
)
THE_WORK: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("as recorded", f"Harrowgate TM, Oyelaran BK. {RECORD['title']}. {PLACE}", {}),
    ("true authors and place, and another title", f"Harrowgate TM, Oyelaran BK. {INVENTED} {PLACE}", {}),
    ("another first author on the true title", f"Quillfeather R. {RECORD['title']}. {PLACE}", {}),
    ("title and first author alone", f"Harrowgate TM. {RECORD['title']}.", {}),
    ("nothing printed but the identifier", "doi:10.5555/online1", {}),
    ("capitals in the record", f"Harrowgate TM. {RECORD['title']}. {PLACE}", {"title": RECORD["title"].upper()}),
    ("a translated title in brackets, of the record's language", f"Harrowgate TM. [Frühe Infusion]. {PLACE}", {}),
    ("no title in the record", f"Harrowgate TM. {RECORD['title']}. {PLACE}", {"title": None}),
    ("no title in the print", "Harrowgate TM. J Clin Immunol Rep. 2018;12(3):145–52.", {}),
)  # fmt: skip


@pytest.mark.parametrize("text", [text for _, text in STRANGERS], ids=[name for name, _ in STRANGERS])
def test_a_copied_place_makes_no_invented_work_true(text: str) -> None:
    """Who invents a reference copies journal, year, volume and pages; title and first author are his own."""
    assert leads_elsewhere(parse_reference(text), Record(**RECORD))


@pytest.mark.parametrize(("text", "recorded"), [w[1:] for w in THE_WORK], ids=[name for name, *_ in THE_WORK])
def test_the_printed_work_is_not_called_another(text: str, recorded: dict[str, Any]) -> None:
    """A right identifier is never accused for what the print or the record leaves out or spells otherwise."""
    assert not leads_elsewhere(parse_reference(text), Record.model_validate(RECORD | recorded))


@pytest.mark.parametrize(
    ("reference", "elsewhere"),
    [
        # A group that the parser took for the beginning of the title.
        ({"title": f"The Lantern Group, 2018. {RECORD['title']}", "raw": f"The Lantern Group, 2018. {RECORD['title']}."}, False),
        # A journal whose tail could not be read went to the title, and the subtitle is left out.
        ({"title": "Early infusion. JCIR: The Journal", "raw": "Roe R. Early infusion. JCIR: The Journal. 2018;x. doi:10.5555/1"}, False),
        ({"title": "Peroxides. JCIR: The Journal", "raw": "Roe R. Peroxides. JCIR: The Journal. 2018;x. doi:10.5555/1"}, True),
        # The journal's own record: its title is a sentence of every reference to it.
        ({"title": "Peroxides in dentistry", "container_title": "Early infusion", "raw": "Peroxides in dentistry. Early infusion. 2018."}, True),
        # The erratum of an article is not the article.
        ({"title": "Erratum. Early infusion", "raw": "Roe R. Erratum. Early infusion. Lancet 2018."}, True),
    ],
    ids=["group in the title", "journal in the title", "another title", "the journal's name", "erratum"],
)  # fmt: skip
def test_a_title_that_is_a_sentence_of_the_print_is_the_work(reference: dict[str, Any], elsewhere: bool) -> None:  # noqa: FBT001
    """The parser may have put it into another field; the print has it all the same."""
    title = RECORD["title"] if "Lantern" in reference["raw"] else "Early infusion: what it is"
    if reference.get("container_title") or "Erratum" in reference["raw"]:
        title = "Early infusion"
    record = Record(title=title, authors=RECORD["authors"])
    printed = Reference.model_validate({"authors": (Name.parse("Roe R"),)} | reference)
    assert leads_elsewhere(printed, record) == elsewhere


def test_a_title_beside_other_words_is_no_error() -> None:
    """What the parser put before a title makes it no other title; a word within it does."""
    printed = Reference(raw="The Staff, 2014. Lupus nephritis in rabbits. PLoS ONE 9.", title="The Staff, 2014. Lupus nephritis in rabbits")  # fmt: skip
    assert compare_titles(printed, Record(title="Lupus nephritis in rabbits")).verdict == "close"
    assert compare_titles(printed, Record(title="Lupus nephritis in hares")).verdict == "different"
    assert compare_titles(printed, Record(title="Erratum: Lupus nephritis in rabbits")).verdict == "different"


@pytest.mark.parametrize(("title", "stands"), [("x" * (SHORTEST_MAIN_TITLE - 1), False), ("x" * SHORTEST_MAIN_TITLE, True)])  # fmt: skip
def test_a_heading_is_no_title(title: str, stands: bool) -> None:  # noqa: FBT001
    """Eight letters may be the heading of a column, nine are a title."""
    assert is_in_print(Reference(raw=f"Doe J. {title}. Lancet 2001."), [title]) == stands


@pytest.mark.parametrize(("before", "stands"), [(SENTENCES - 1, True), (SENTENCES, False)])
def test_only_so_many_sentences_are_looked_at(before: int, stands: bool) -> None:  # noqa: FBT001
    """A text of any length is looked at for a short time."""
    raw = "No. " * before + "Lupus nephritis in rabbits. Lancet 2001."
    assert is_in_print(Reference(raw=raw), ["Lupus nephritis in rabbits"]) == stands


@pytest.mark.parametrize(("sentences", "stands"), [(4, True), (5, False)])
def test_a_title_may_have_four_sentences(sentences: int, stands: bool) -> None:  # noqa: FBT001
    """Questions and answers in a title are sentences of the print."""
    title = " ".join(f"Lupus number {number}?" for number in range(sentences))
    assert is_in_print(Reference(raw=f"Doe J. {title} Lancet 2001."), [title]) == stands


@pytest.mark.parametrize(
    ("record", "elsewhere"),
    [
        ({"year": 2018, "volume": "12"}, False),  # the first author and one more agree: 3 + 1.5 + 2
        ({"year": 2018}, False),  # 3 + 1.5: just enough
        ({"year": 2018, "volume": "13"}, True),
        ({"authors": (Name(family="Roe"),), "year": 2018, "volume": "12", "pages": "145"}, True),
        ({"language": "en", "year": 2018}, True),
    ],
    ids=["place agrees", "year alone", "volume differs", "another author", "no other language"],
)
def test_a_title_in_another_language_says_nothing(record: dict[str, Any], elsewhere: bool) -> None:  # noqa: FBT001
    """Lists print the English title of a German article; then the others must agree."""
    printed = Reference(authors=(Name.parse("Doe J"),), title="Early treatment of the late disease of the old", year=2018, volume="12", pages="1")  # fmt: skip
    german = {"title": "Frühe Behandlung der späten Krankheit der Alten", "authors": (Name(family="Doe"),), "language": "de"}  # fmt: skip
    assert leads_elsewhere(printed, Record.model_validate(german | record)) == elsewhere


def test_first_author_and_year_are_what_a_translated_title_needs() -> None:
    """Just so much agrees: less would be any paper of the same author."""
    printed = Reference(authors=(Name.parse("Doe J"),), year=2018)
    assert match_weight(printed, Record(authors=(Name(family="Doe"),), year=2018)) == TRANSLATED


@pytest.mark.parametrize(
    ("record", "elsewhere"),
    [
        ({"year": 2017}, False),  # −2, which is what an identifier is worth
        ({"year": 2017, "container_title": "Lancet"}, False),  # −2 + 2
        ({"year": 2018, "container_title": "Chest"}, False),  # 1.5 − 2
        ({"year": 2017, "container_title": "Chest"}, True),  # −2 − 2
    ],
)
def test_where_neither_title_nor_author_is_known_one_slip_is_no_other_work(
    record: dict[str, Any],
    elsewhere: bool,  # noqa: FBT001
) -> None:
    """A wrong year is a wrong year; what outweighs the identifier itself is another work."""
    printed = Reference(year=2018, container_title="Lancet")
    assert leads_elsewhere(printed, Record(title="Wound healing", **record)) == elsewhere


@pytest.mark.parametrize(("page", "elsewhere"), [("145", False), ("146", True)])
def test_a_title_and_a_place_are_weighed_where_no_author_is_known(page: str, elsewhere: bool) -> None:  # noqa: FBT001
    """A title that is another one is outweighed by year, volume and page, and by less it is not."""
    printed = Reference(title="Polymeric peroxides in dentistry", year=2018, volume="12", pages="145")
    assert leads_elsewhere(printed, Record(title="Early infusion", year=2018, volume="12", pages=page)) == elsewhere


@pytest.mark.parametrize(
    ("values", "elsewhere"),
    [({"year": 2018, "volume": "12"}, False), ({"authors": (Name(family="Doe"),)}, True)],
    ids=["−7.5 + 4 + 1.5 + 2", "−7.5 + 4 + 3"],
)
def test_what_speaks_against_a_record_must_outweigh_what_speaks_for_it(values: dict[str, Any], elsewhere: bool) -> None:  # noqa: FBT001
    """Another title of five words on the same page: year and volume hold it in balance, the first author does not."""
    printed = Reference(authors=(Name.parse("Doe J"),), title="Polymeric peroxides in dental composites today", year=2018, volume="12", pages="145")  # fmt: skip
    record = {"title": "Early infusion in refractory severe dermatomyositis", "pages": "145"}
    assert leads_elsewhere(printed, Record.model_validate(record | values)) == elsewhere


@pytest.mark.parametrize(
    ("title", "elsewhere"),
    [
        ("Early infusion in gout attacks", True),
        ("Early infusion in refractory attacks", False),
        ("Early infusion in refractory gout attacks", False),
        (None, False),
    ],
    ids=["two words of five", "three of five", "three of six", "none in the record"],
)
def test_only_a_title_that_speaks_against_it_makes_a_copied_place_an_invention(
    title: str | None,
    elsewhere: bool,  # noqa: FBT001
) -> None:
    """Under another first author; a title that says nothing, or is not known, leaves the place its weight."""
    place = {"year": 2018, "volume": "12", "pages": "145"}
    printed = Reference.model_validate(place | {"authors": (Name.parse("Quill R"),), "title": "Early infusion in refractory dermatomyositis patients"})  # fmt: skip
    assert leads_elsewhere(printed, Record.model_validate(place | {"authors": (Name(family="Harrow"),), "title": title})) == elsewhere  # fmt: skip


@pytest.mark.parametrize(
    ("title", "language", "elsewhere"),
    [
        ("[Early treatment of the late disease of the old]", "en", False),
        ("[Early treatment of the late disease of the old].", "en", False),
        ("[Early treatment] of the late disease of the old", "en", True),
        ("Early treatment of the late disease [of the old]", "en", True),
        ("Early treatment of the late disease of the old", "eng", True),
        ("Early treatment of the late disease of the old", "en-GB", True),
        ("Early treatment of the late disease of the old", None, True),
        ("Early treatment of the late disease of the old", "de", False),
    ],
)
def test_a_translation_is_in_brackets_or_of_a_record_in_another_language(
    title: str,
    language: str | None,
    elsewhere: bool,  # noqa: FBT001
) -> None:
    """In brackets the whole title, as MEDLINE prints it; English is English by any of its codes."""
    printed = Reference(authors=(Name.parse("Doe J"),), title=title, year=2018)
    record = Record(title="Frühe Behandlung der späten Krankheit der Alten", authors=(Name(family="Doe"),), year=2018, language=language)  # fmt: skip
    assert leads_elsewhere(printed, record) == elsewhere
