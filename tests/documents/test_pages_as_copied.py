"""Lists as publishers' pages are copied and PDFs are saved as text, with what both make of letters."""

from __future__ import annotations

import pytest

from ivigref.documents import parse, read_items
from ivigref.parsing.labels import labels_of
from ivigref.parsing.repair import tidy

A = "Doe J, Roe R. Invented lupus of the skin. J Imag Med. 1999;12:300–8."
B = "Poe P. Invented lupus of the hair. J Imag Med. 2001;14:20–8."
SHOWN = [A, B]


@pytest.mark.parametrize(
    "text",
    [
        f"References\n1{A}\n10.5555/a\nPubMed\nWeb of Science®\nGoogle Scholar\n2{B}\nCAS\nGoogle Scholar\n",
        f"References\n[1]\n{A}\nView PDF\nCrossrefView in ScopusGoogle Scholar\n[2]\n{B}\nGoogle Scholar\n",
        f"References\n{A} [Google Scholar] [CrossRef] [PubMed][Green Version]\n{B} [Google Scholar]\n",
        f"References\n{A}\n[DOI] [PubMed] [Google Scholar]\n{B}\n[DOI]\n",
        f"References\n1. {A}\n2. {B}\nKeywords: lupus, skin\nCitation: Doe J (2010) Skin. J Imag Med 3:1.\nReceived: 1 March 2010\n",
        f"References\n1. {A}\n2. {B}\ndoi:10.5555/own\nCite this article as: Doe J: Skin. J Imag Med 2010, 3:1.\nSubmit your manuscript\n",
    ],
    ids=["Wiley", "ScienceDirect", "MDPI", "PMC", "Frontiers", "BMC"],
)
def test_the_items_of_a_copied_page(text: str) -> None:
    """Its buttons are labels, and what the page prints behind the list is no item."""
    items = read_items(text).items
    assert [item.raw.removesuffix(" 10.5555/a") for item in items] == SHOWN


def test_a_journal_on_a_line_of_its_own_opens_no_item() -> None:
    """Frontiers' pages at PMC have journal, volume and pages on lines each; a cut name begins like initials."""
    text = (
        "References\nDoe J. (1999). Invented lupus of the skin.\nJ. Imag. Med.\n12\n300–308. 10.5555/jn.2004\n"
        "Poe P. (2001). Invented lupus of the hair. Can.\nJ. Imag. 14, 20–28. doi: 10.5555/m95\n"
    )
    first, second = parse(text)
    assert (first.volume, str(first.pages), first.doi) == ("12", "300–308", "10.5555/jn.2004")
    assert (second.container_title, second.volume, second.year) == ("Can. J. Imag", "14", 2001)


def test_a_running_head_within_an_item_is_left_out_and_said() -> None:
    """It is a name and a page's number between two full lines of a sentence; a virus with a number is not."""
    line = "1. Doe J. Invented lupus of the skin in a large family of patients with another gene of the"
    head = "Invented Archives of Skin 5"
    items = read_items(
        f"References\n{line}\n{head}\ninvented kind that nobody knows. J Imag Med. 1999;12:300–8.\n2. {B}\n"
    )
    assert head not in items.items[0].raw
    assert [problem.check for problem in items.problems] == ["running-lines"]
    virus = read_items(
        f"References\n{line}\nInvented Virus 5 in\npatients of many kinds. J Imag Med. 1999;12:300–8.\n2. {B}\n"
    )
    assert "Invented Virus 5 in patients" in virus.items[0].raw


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("View ArticlePubMed/NCBIGoogle Scholar", ("View Article", "PubMed/NCBI", "Google Scholar")),
        ("[CrossRef][PubMed]", ("CrossRef", "PubMed")),
        ("Articles on PubMed", ()),
        ("PubMedical", ()),
    ],
)
def test_buttons_side_by_side_are_labels(text: str, labels: tuple[str, ...]) -> None:
    """Pages that set them apart by their borders only are copied without a blank between."""
    assert labels_of(text) == labels


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Gonz´alez, G´omez", "González, Gómez"),
        ("Giderog ˘lu, Nun ˜ez, Mu ¨ller", "Gideroğlu, Nuñez, Müller"),
        ("Nedeljkovic´ D, Garcı´a M", "Nedeljković D, García M"),
        ("Mar´ın, Mari´n", "Marín, Marín"),
        ("S ¸ahin, Ya¸sar", "Şahin, Yaşar"),
        ("bioactive ˘ compounds", "bioactive compounds"),
        ("A ´Avila", "A Ávila"),
        ("x ´ 1, ´´", "x 1, ´´"),
        ("inter\ufffeand intra, anal\ufffeysis", "inter- and intra, analysis"),
        ("Che\u2011 mosphere, high\u2011 dose, pre\u2011 and post", "Chemosphere, high\u2011dose, pre\u2011 and post"),
        ("“+e invented *ree 3ymus”", "“The invented Three Thymus”"),
        ("CD4 +cells, n * 3 and 3rd", "CD4 +cells, n * 3 and 3rd"),
        (
            "https:// doi.org/10.5555/a, https://doi. org/ 10.5555/b",
            "https://doi.org/10.5555/a, https://doi.org/10.5555/b",
        ),
    ],
)
def test_letters_that_a_pdf_took_apart(text: str, shown: str) -> None:
    """An accent goes to the letter behind it where both make one, else to that before; alone it is dropped."""
    assert tidy(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"2024-01-0{n} 12:00:0{n} started the service" for n in range(1, 9)),
        "\n\n".join(f"In the year {n} the invented village had many inhabitants." for n in range(1990, 1999)),
        "\n".join(f"{n}. Buy milk in 200{n}" for n in range(1, 9)),
    ],
    ids=["a log", "prose", "a list of errands"],
)
def test_what_does_not_look_like_a_list_is_refused(text: str) -> None:
    """Years alone make no references; under a heading, whatever stands there is the list."""
    with pytest.raises(ValueError, match=r"does not look like a reference list|found no reference list"):
        read_items(text)
    assert read_items(f"References\n{text}").items


@pytest.mark.parametrize(
    "text",
    [
        A,
        "Lancet 1981;1:1228–31.",
        "World Health Organization. Lupus. 2001. ISBN 3-16-148410-X.",
        "Skin and hair. doi:10.5555/x",
        f"1. {A}\n2. (lost)",
    ],
)
def test_a_list_without_a_heading_is_read(text: str) -> None:
    """A false refusal is worse than none."""
    assert read_items(text).items
