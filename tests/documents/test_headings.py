from __future__ import annotations

import pytest

from ivigref.documents.headings import is_after, is_heading
from ivigref.parsing.labels import labels_of

HEADINGS = [
    "References",
    "REFERENCES",
    "Reference list:",
    "6. Literatur",
    "Literaturverzeichnis",
    "Références",
    "Referencias",
    "Referências bibliográficas",
    "## Bibliography",
    "References (57)",
    "Works Cited",
    "Литература",
    "СПИСОК ЛИТЕРАТУРЫ",
    "参考文献",
    "【文献】",
    "文\u3000献\uff1a",
    "참고문헌",
    "Piśmiennictwo",
    "Bibliografie",
    "KAYNAKLAR",
    "Litteratur",
    "Referências",
    "Bibliografía",
]


@pytest.mark.parametrize("line", HEADINGS)
def test_headings(line: str) -> None:
    """A list's heading in the languages that journals print."""
    assert is_heading(line)


@pytest.mark.parametrize(
    "line", ["Download references", "1. Bruton OC. References. 1952", "", "Similar articles", "References to"]
)
def test_no_headings(line: str) -> None:
    """Buttons and items are no headings."""
    assert not is_heading(line)


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("    Article\xa0 PubMed\xa0 CAS\xa0 Google Scholar\xa0", ("Article", "PubMed", "CAS", "Google Scholar")),
        ("View Article PubMed Central Google Scholar", ("View Article", "PubMed Central", "Google Scholar")),
        ("[DOI] [PubMed] [Google Scholar]", ("DOI", "PubMed", "Google Scholar")),
        ("Crossref | PubMed | Web of Science", ("Crossref", "PubMed", "Web of Science")),
        ("View PDF View article View in Scopus", ("View PDF", "View article", "View in Scopus")),
        ("PubMed is searched.", ()),
        ("", ()),
    ],
)
def test_labels(line: str, labels: tuple[str, ...]) -> None:
    """The rows of buttons under an item on SpringerLink, BMC, PMC, Oxford and ScienceDirect."""
    assert labels_of(line) == labels


@pytest.mark.parametrize(
    "line",
    ["Download references", "Figure legends", "Figure captions:", "Figure and table legends", "Legends to figures"],
)
def test_after(line: str) -> None:
    """What follows a list on a publisher's page or in a manuscript ends it."""
    assert is_after(line)


@pytest.mark.parametrize("line", ["Author information is rare. Lancet. 1981;1:2.", "Table 1", "Legends of the elves"])
def test_not_after(line: str) -> None:
    """Words that begin so are no end."""
    assert not is_after(line)
