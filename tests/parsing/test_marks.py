from __future__ import annotations

import pytest

from ivigref.identifiers import normalize_doi
from ivigref.parsing import parse_reference
from ivigref.parsing.marks import take_marks

SICI = "10.1002/(SICI)1097-4598(199709)20:9<1102::AID-MUS2>3.0.CO;2-C"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("Lupus. doi:10.1177/096120339700600414.", "10.1177/096120339700600414"),
        ("Lupus. https://doi.org/10.1177/096120339700600414", "10.1177/096120339700600414"),
        ("Lupus. http://dx.doi.org/10.1177/096120339700600414.", "10.1177/096120339700600414"),
        ("Lupus. DOI: 10.1177/096120339700600414", "10.1177/096120339700600414"),
        ("Lupus. [doi: 10.1177/096120339700600414]", "10.1177/096120339700600414"),
        ("Lupus (doi:10.1016/ 0028-3932(95)00106-9)", "10.1016/0028-3932(95)00106-9"),
        ("Parasitology. doi:10.1016/j. pt.2009.09.003", "10.1016/j.pt.2009.09.003"),
        (f"Muscle Nerve. doi:{SICI}.", SICI),
        ("Lupus. 10.1177/096120339700600414", "10.1177/096120339700600414"),
        ("Lupus. Available from: https://doi.org/10.1177/096120339700600414", "10.1177/096120339700600414"),
        ("Lupus. https://doi.org/ 10.1177/096120339700600414", "10.1177/096120339700600414"),
        ("Lupus. https://doi.org/10.1177%2F096120339700600414", "10.1177/096120339700600414"),
        ("Lupus. https://doi.org/10.1177/096120339700600414?utm_source=mail", "10.1177/096120339700600414"),
        ("Lupus. https://doi.org/10.1177/096120339700600414#abstract", "10.1177/096120339700600414"),
        ("Lupus. https://link.example.org/article/10.1177/096120339700600414?error=x", "10.1177/096120339700600414"),
        ("Lupus. https://doi.org/10.1002/1.3.0.CO;2-#", "10.1002/1.3.0.CO;2-#"),
        ("Lupus. [10.1177/096(1)414](https://doi.org/10.1177/096(1)414)", "10.1177/096(1)414"),
        ("Lupus. [https://doi.org/10.1177/096414](https://doi.org/10.1177/096414).", "10.1177/096414"),
        ("Lupus. <https://doi.org/10.1177/096414>", "10.1177/096414"),
        ("Lupus. info:doi/10.1177/096414", "10.1177/096414"),
        ("Lupus. urn:doi:10.1177/096414", "10.1177/096414"),
        ("Lupus. https://doi-org.library.example.org/10.1177/096414", "10.1177/096414"),
        ("Lupus. https://online.example.org/doi/full/10.1177/096414", "10.1177/096414"),
    ],
)
def test_dois(text: str, doi: str) -> None:
    """A DOI in every form in which lists print one, SICI and broken lines included."""
    marks = take_marks(text)
    assert marks.doi == doi
    assert "10." not in marks.text
    assert marks.text in {"Lupus.", "Lupus", "Parasitology.", "Muscle Nerve."}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("A. PMID: 22592302.", {"pmid": "22592302"}),
        ("A. PubMed PMID:22592302; PubMed Central PMCID: PMC3544966.", {"pmid": "22592302", "pmcid": "PMC3544966"}),
        ("A. PubMed ID: 22592302", {"pmid": "22592302", "text": "A."}),
        ("A. [PMID:22592302]", {"pmid": "22592302", "text": "A."}),
        ("A. (PMID=22592302)", {"pmid": "22592302", "text": "A."}),
        ("A. https://pubmed.gov/22592302", {"pmid": "22592302", "url": None}),
        ("A. MEDLINE: 22592302", {"pmid": None}),
        ("A. [PubMed: 22592302]", {"pmid": "22592302", "text": "A."}),
        (
            "A. [PMC free article: PMC3544966] [PubMed: 22592302]",
            {"pmid": "22592302", "pmcid": "PMC3544966", "text": "A."},
        ),
        ("A. Author manuscript; available in PMC 2013 May 01.", {"pmcid": None}),
        ("A. https://pubmed.ncbi.nlm.nih.gov/22592302/", {"pmid": "22592302", "url": None}),
        ("A. https://pmc.ncbi.nlm.nih.gov/articles/PMC3544966/", {"pmcid": "PMC3544966", "url": None}),
        ("A. http://www.ncbi.nlm.nih.gov/pmc/articles/PMC3544966/.", {"pmcid": "PMC3544966", "url": None}),
        ("A. Available from: https://example.org/skin.", {"url": "https://example.org/skin"}),
        ("A. https://example.org/reports/ ABC2019.06", {"url": "https://example.org/reports/ABC2019.06", "text": "A."}),
        ("A. https://example.org/ Lupus. 2019", {"url": "https://example.org/"}),
        ("A. arXiv:2101.00001v2 [cs.CL]", {"others": {"arxiv": "2101.00001v2"}}),
        (
            "A. arXiv; 2019 Jun. Report No.: 1906.01998.",
            {"others": {"arxiv": "1906.01998"}, "text": "A. arXiv; 2019 Jun."},
        ),
        ("A. arXiv; 2018. Report No.: arXiv:1809.00238.", {"others": {"arxiv": "1809.00238"}}),
        ("A. On arXiv. 2018. Report No.: 12/2018.", {"others": {}}),
        ("A. WIO; 2019. Report No.: 1906.01998.", {"others": {}}),  # nothing says arXiv
        ("A. ISBN 978-0-306-40615-7.", {"others": {"isbn": ("9780306406157",)}}),
        ("A. ISBN 978-0-306-40615-8.", {"others": {}}),
        ("A. ClinicalTrials.gov NCT01234567", {"others": {"trials": ("NCT01234567",)}}),
        ("A. Lupus. 2012;1:2. Epub 2012 May 18.", {"remarks": ["Epub 2012 May 18."]}),
        ("A. Lupus. E-pub ahead of print.", {"text": "A. Lupus.", "remarks": ["E-pub ahead of print."]}),
        ("A. e-pub papers on skin. Lupus", {"text": "A. e-pub papers on skin. Lupus", "remarks": []}),
        ("A. Lupus. In press", {"remarks": ["In press"]}),
        ("A. Lupus. Accessed 3 May 2012.", {"remarks": ["Accessed 3 May 2012."]}),
        ("A. Lupus 1995;38:1-9; discussion 10-2.", {"remarks": ["; discussion 10-2."]}),
        ("A. Lupus 38:1-9 (author reply 10-2)", {"text": "A. Lupus 38:1-9", "remarks": ["(author reply 10-2)"]}),
        ("A. Lupus 38:1-9, Erratum published in Vol 39", {"remarks": ["Erratum published in Vol 39"]}),
        ("A. Fables (in German). Lupus", {"text": "A. Fables. Lupus", "remarks": ["(in German)."]}),
        ("A. Fables (in Chinese with English abstract). L", {"remarks": ["(in Chinese with English abstract)."]}),
        ("A. Fables (in children). Lupus", {"remarks": []}),
        (
            "A. Fables. [Article in Polish, with English summary] L",
            {"remarks": ["[Article in Polish, with English summary]"]},
        ),
    ],
)
def test_marks(text: str, fields: dict[str, object]) -> None:
    """Identifiers are recognised and validated; remarks are taken out as printed."""
    marks = take_marks(text)
    assert {name: getattr(marks, name) for name in fields} == fields


def test_remarks_are_kept() -> None:
    """What is no field is not dropped."""
    assert parse_reference("Bruton OC. Skin. Lupus. 1952;16:7–8. Epub 1951 Dec 3.").unparsed == ("Epub 1951 Dec 3.",)


@pytest.mark.parametrize(
    ("printed", "doi"),
    [
        ("10.1016 /j.ideas.2020.01.001", "10.1016/j.ideas.2020.01.001"),
        ("10.5555/journal.pone. 0012345", "10.5555/journal.pone.0012345"),
        ("10.5555/s12916- 020-01234-5", "10.5555/s12916-020-01234-5"),
        ("10.5555/1478-7547-8- 14", "10.5555/1478-7547-8-14"),
        ("10.5555/ideas/ kez123", "10.5555/ideas/kez123"),
        ("10.5555/S0140-6736(20) 30183-5", "10.5555/S0140-6736(20)30183-5"),
        ("10.5555/2020.01.02. 123456", "10.5555/2020.01.02.123456"),
        ("10.5555/art. 12345", "10.5555/art.12345"),
        ("10.5555/art. 2003", "10.5555/art"),
        ("10.5555/ideas.2003.14. 12345678", "10.5555/ideas.2003.14"),
        ("10.5555/ideas.12- and more", "10.5555/ideas.12-"),
        ("10.5555/abc(12) 30183-5", "10.5555/abc(12)30183-5"),
        ("10.5555/abc(12) 2003", "10.5555/abc(12)"),
        ("10.5555/abc.d PMID: 12345", "10.5555/abc.d"),
    ],
)
def test_a_doi_that_a_line_broke_is_read(printed: str, doi: str) -> None:
    """In a list and in a field; a year, a number of another kind and a word behind it are not its end."""
    reference = parse_reference(f"Doe J. A long way to a certain answer. J Ideas. 2003;7:1–9. doi:{printed}")
    assert reference.doi == doi
    assert normalize_doi(printed.replace(" ", "\n", 1)) == (None if " /" in printed else doi)


def test_all_of_the_longest_label_goes_with_its_address() -> None:
    """An address is looked for where its sign stands, and what may stand before it is as long as this."""
    label = f"{'available ' + 'x' * 30 + ' from: '}{'consultable ' + 'y' * 30 + ' unter : '}"
    title = "A long way to a certain answer, which was told at length and never heard of again. " * 4
    marks = take_marks(f"{title}J Ideas. 2003;7:1. {label}https://example.org/a")
    assert (marks.text, marks.url) == (f"{title}J Ideas. 2003;7:1.", "https://example.org/a")
    marks = take_marks(f"{title}J Ideas. 2003;7:1. {label[47:]}https://doi.org/ doi: 10.5555/a")
    assert (marks.text, marks.doi) == (f"{title}J Ideas. 2003;7:1.", "10.5555/a")
