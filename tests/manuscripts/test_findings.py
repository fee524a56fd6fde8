"""What is reported of a manuscript whose citations do not go with its list."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from ivigref import examine, read, read_citations
from ivigref.errors import InputError
from ivigref.model import Citation, Record, Update
from ivigref.reading import Listing
from ivigref.reports import drawn

WORKS = [
    ("Doe J, Moe M", "skin", 1999), ("Roe R", "hair", 2001), ("Poe P, Koe K, Noe N", "nail", 2003),
    ("Lundgren L", "toe", 2005), ("Berg B", "ear", 2007), ("Wolf W", "lip", 2009),
]  # fmt: skip
ITEMS = [
    f"{who}. Invented lupus of the painted {what}. J Imag Med. {year};{n}:3–9."
    for n, (who, what, year) in enumerate(WORKS, 12)
]
NUMBERED = "\n".join(f"{n}. {item}" for n, item in enumerate(ITEMS, 1))
NAMED = "\n".join(ITEMS)
GOOD = "The skin [1], the hair [2], the nail [3], the toe [4, 5] and the lip [6] are known [1–6]."
RAISED = "The skin¹, the hair², the nail³, the toe⁴ and foot⁵ and the lip⁶ are known¹⁻⁶."
DATED = (
    "The skin (Doe and Moe, 1999), the hair (Roe 2001), the nail (Poe et al. 2003), the toe (Lundgren 2005), the ear"
    " (Berg 2007) and, as Wolf (2009) says, the lip are known."
)


def found(text: str, listed: str = NUMBERED) -> list[tuple[str, str | None]]:
    """Return the checks of a manuscript's citations, with what each is about."""
    checked = examine(read(io.StringIO(f"{text}\n\nReferences\n{listed}\n")), registries=[], tag=False)
    return [(f.check, f.printed or str(f.number or f.key)) for f in checked.problems if f.check.is_in_text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD, []),
        (GOOD.replace("[6]", "[6, 9]"), [("cited-not-listed", "9")]),
        (GOOD.replace("[1–6]", "[6–1]"), [("citation-range-backwards", "6–1")]),
        (GOOD.replace("[2]", "[4]").replace("[4, 5]", "[2, 5]"), [("citation-order", "4"), ("citation-order", "2")]),
        (GOOD.replace("[1–6]", "").replace("[3]", "[2]"), [("listed-not-cited", "3")]),
        (GOOD + " They are rare, 12 [7–9] of 100, and x ∈ [0, 1].", []),
        (GOOD + " See [21] once.", [("cited-not-listed", "21")]),
        (RAISED + " See it¹¹ once.", [("cited-not-listed", "11")]),
        (RAISED + " See it¹² once.", []),  # a power, more likely than six works that the list lacks
    ],
)
def test_manuscripts_with_numbers(text: str, expected: list[tuple[str, str]]) -> None:
    """Each fault is one finding, or two where two numbers were swapped."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DATED, []),
        (DATED.replace("Roe 2001", "Roe 2011"), [("citation-year-differs", "2011")]),
        (DATED.replace("Lundgren", "Lundgern"), [("citation-name-differs", "Lundgern")]),
        (DATED.replace("(Berg 2007)", "(Berg 2007; Quux et al. 2010)"), [("cited-not-listed", "Quux et al. 2010")]),
        (DATED.replace(" (Berg 2007)", ""), [("listed-not-cited", "Berg2007")]),
        (DATED.replace("Doe and Moe", "Doe et al."), [("citation-name-differs", "Doe")]),
        (DATED.replace("Doe and Moe", "Doe and Mow"), [("citation-name-differs", "Doe and Mow")]),
        (DATED + " The shark Lamna nasus (Bonnaterre, 1788) is old (Poey, 1899).", []),
        (DATED + " The shark is old (Poey, 1900).", [("cited-not-listed", "Poey 1900")]),
        (DATED + " In May 2011 (Table 3, 2012) nothing else was seen in Berlin (2010).", []),
    ],
)
def test_manuscripts_with_authors_and_years(text: str, expected: list[tuple[str, str]]) -> None:
    """The year and the name that differ are told from a work that is not listed."""
    assert found(text, NAMED) == expected


def test_a_work_cited_under_two_numbers() -> None:
    """Both places are named."""
    doubled = f"{NUMBERED}\n7. {ITEMS[0]}"
    text = GOOD + " The skin again [7]."
    assert ("cited-twice", "7") in found(text, doubled)
    checked = examine(read(io.StringIO(f"{text}\n\nReferences\n{doubled}\n")), registries=[], tag=False)
    [twice] = [f for f in checked.problems if f.check == "cited-twice"]
    assert [place.printed for place in twice.places] == ["[1]", "[1–6]", "[7]"]


@pytest.mark.parametrize(
    "text",
    [
        "Nothing is cited here. " * 60,
        "See 12 [3–9] and [0, 1], and [7] once. " + "The skin was looked at by two of the authors. " * 40,
        "They live (in 2001) in Berlin (2003). " * 60,
    ],
)
def test_a_text_that_cites_in_no_sure_way_draws_a_remark_alone(text: str) -> None:
    """Nothing is reported where few citations lead to the list, and that is told."""
    assert [check for check, _ in found(text)] == ["citations-unread"]


def test_a_list_alone_is_no_manuscript() -> None:
    """Neither a finding nor a remark."""
    assert found("") == []
    assert examine(read(io.StringIO(NUMBERED)), registries=[], tag=False).cited is None


@pytest.mark.parametrize(
    "more",
    [
        "Changes:\n" + "".join(f"[{n}] the year is corrected\n" for n in range(1, 6)),
        "Notes\n\n" + "".join(f"{name}: in the folder\n" for name in ("Roe 2001", "Berg 2007", "Lundgren 1999")),
        "Contents\n\n" + "".join(f"  {n} see page {n}\n" for n in range(1, 6)),
        "Web sources:\n" + "".join(f"[{n}] Invented Health. Skin. https://example.org/{n}\n" for n in range(1, 6)),
        "Excluded\n" + "\n".join(ITEMS).replace("1.", "9."),
        "Second version\n\n" + NUMBERED,
    ],
)
@pytest.mark.parametrize("listed", [NUMBERED, NAMED])
def test_lists_with_notes_are_no_manuscript(listed: str, more: str) -> None:
    """What begins the lines of a plain text is a label, and another list is no text: nothing cites, so nothing is missing."""
    for text in (f"References\n{listed}\n\n{more}\n", f"{more}\n\nReferences\n{listed}\n"):
        checked = examine(read(io.StringIO(text)), registries=[], tag=False)
        assert (checked.cited, [f.check for f in checked.problems if f.check.is_in_text]) == (None, [])


def test_several_lists_draw_a_remark_and_a_chosen_one_findings() -> None:
    """Which list a number means is not sure, until somebody chooses."""
    text = f"{GOOD}\n\nReferences\n{NUMBERED}\n\nChapter two\n\n{GOOD}\n\nReferences\n{NUMBERED}\n"
    cited = read_citations(io.StringIO(text))
    assert (cited.system, "several lists" in (cited.remark or "")) == (None, True)


def test_a_file_of_a_reference_manager_has_no_text() -> None:
    """What is asked for is not there, and the message says so."""
    with pytest.raises(InputError, match="expected a manuscript with a text"):
        read_citations(io.StringIO("@article{a, title = {Skin}, year = 1999}"))


def test_a_retracted_work_is_found_where_it_is_cited() -> None:
    """The finding of the reference names the places in the text."""
    listing = read(io.StringIO(f"{GOOD}\n\nReferences\n{NUMBERED}\n"))
    first = listing.citations[0]
    update = Update(kind="retraction", direction="by", date="2001-01-01")
    record = Record(title="Invented lupus of the painted skin", year=1999, updates=(update,))
    joined = Citation(reference=first.reference, key=first.key, record=record, records=(record,), confidence=1.0)
    checked = examine(
        Listing([joined, *listing.citations[1:]], listing.name, text=listing.text, document=listing.document)
    )
    [retracted] = [f for f in checked.findings[0] if f.check == "retracted"]
    assert [place.printed for place in retracted.places] == ["[1]", "[1–6]"]
    assert retracted.message.endswith("cited in the text: line 1 and 1 more")


def test_sarif_has_the_region_and_the_sentence(tmp_path: Path) -> None:
    """A citation is shown where it stands in the text, over the line that it is on."""
    file = tmp_path / "paper.txt"
    file.write_text(f"It is known.\n{GOOD.replace('[6]', '[6, 9]')}\n\nReferences\n{NUMBERED}\n", encoding="utf-8")
    checked = examine(read(file), registries=[], tag=False)
    results = json.loads("".join(drawn("sarif", checked)))["runs"][0]["results"]
    [result] = [each for each in results if each["ruleId"] == "cited-not-listed"]
    [location] = result["locations"]
    region = location["physicalLocation"]["region"]
    line = file.read_text(encoding="utf-8").split("\n")[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"] == "[6, 9]"
    assert location["message"]["text"].startswith("The skin [1]")
    report = json.loads("".join(drawn("json", checked)))
    assert report["in_text"]["system"] == "numbers"
    assert [place["printed"] for f in report["list"]["findings"] for place in f["places"]] == ["[6, 9]"]
