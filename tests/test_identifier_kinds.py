"""Kinds of identifiers: every form in which people write one, and what only looks like one."""

from __future__ import annotations

import pytest

from ivigref.identifier_kinds import KINDS, find_identifiers, identify
from ivigref.identifiers import arxiv_key, isbn_key, trial_url
from ivigref.model import Work
from ivigref.parsing import parse_reference

TOLD = [
    # DOI
    ("10.1186/1478-7547-8-14", "doi", "10.1186/1478-7547-8-14"),
    ("doi: 10.1172/JCI117520.", "doi", "10.1172/JCI117520"),
    ("https://dx.doi.org/10.1172/JCI117520?utm=x", "doi", "10.1172/JCI117520"),
    ("10.1016/s0140-6736(81)92400-4", "doi", "10.1016/s0140-6736(81)92400-4"),
    ("10.48550/arXiv.2101.00001", "doi", "10.48550/arXiv.2101.00001"),
    # PMID
    ("19476018", "pmid", "19476018"),
    ("PMID: 019476018", "pmid", "19476018"),
    ("https://pubmed.ncbi.nlm.nih.gov/19476018/", "pmid", "19476018"),
    ("http://www.ncbi.nlm.nih.gov/pubmed/19476018", "pmid", "19476018"),
    ("https://europepmc.org/article/MED/19476018", "pmid", "19476018"),
    # PMCID
    ("pmc2903512", "pmcid", "PMC2903512"),
    ("PMCID: PMC2903512.1", "pmcid", "PMC2903512"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2903512/", "pmcid", "PMC2903512"),
    # arXiv
    ("arXiv:2101.00001v2 [cs.CL]", "arxiv", "2101.00001v2"),
    ("2101.00001", "arxiv", "2101.00001"),
    ("0704.0001", "arxiv", "0704.0001"),
    ("hep-th/9901001", "arxiv", "hep-th/9901001"),
    ("https://arxiv.org/pdf/2101.00001v1.pdf", "arxiv", "2101.00001v1"),
    # ISBN
    ("978-0-306-40615-7", "isbn", "9780306406157"),
    ("ISBN-10: 0-306-40615-2", "isbn", "0306406152"),
    ("0 8044 2957 X", "isbn", "080442957X"),
    # trials
    ("NCT01234567", "trials", "NCT01234567"),
    ("https://clinicaltrials.gov/study/NCT01234567?tab=results", "trials", "NCT01234567"),
    ("https://www.clinicaltrials.gov/ct2/show/NCT01234567", "trials", "NCT01234567"),
    ("ISRCTN12345678", "trials", "ISRCTN12345678"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "field", "value"), TOLD)
def test_an_identifier_is_told_in_all_its_forms(text: str, field: str, value: str) -> None:
    """By itself, and the same within a sentence where it is more than a number."""
    found = identify(text)
    assert found is not None
    assert (found.field, found.value) == (field, value)
    if text != value and text[:2] != "0 ":  # digits with blanks between them may be anything in a sentence
        [within] = find_identifiers(f"See {text} (there)")
        assert (within.field, within.value) == (field, value)


@pytest.mark.parametrize(
    "text",
    ["978-0-306-40615-8", "0-306-40615-3", "0-8044-2957-1", "978030640615X", "ISBN 97803064061", "2113.00001",
     "2100.00001", "NCT0123456", "NCT012345678", "11.1172/x", "10.1172/", "PMC", "PMID:", "1234567890", "Lancet", "",
     "12,13", "https://example.org/19476018"],
)  # fmt: skip
def test_what_only_looks_like_an_identifier_is_none(text: str) -> None:
    """Wrong check digits, months that no year has, a digit too many: nobody is asked for these."""
    assert identify(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.5555/a,10.5555/b", ["DOI 10.5555/a", "DOI 10.5555/b"]),
        ("10.5555/a; 10.5555/b.", ["DOI 10.5555/a", "DOI 10.5555/b"]),
        ("10.5555/a,b,c", ["DOI 10.5555/a,b,c"]),
        ("10.1002/(sici)1097-4598(199709)20:9<1102::aid-mus2>3.0.co;2-c",
         ["DOI 10.1002/(sici)1097-4598(199709)20:9<1102::aid-mus2>3.0.co;2-c"]),
        ("PMID: 1 PMCID: PMC2 DOI: 10.5555/c", ["PMID 1", "PMCID PMC2", "DOI 10.5555/c"]),
        ("p. 2101.00001.5, 1998, 12/1234567x", []),
        ("(https://doi.org/10.5555/a)", ["DOI 10.5555/a"]),
    ],
)  # fmt: skip
def test_identifiers_are_found_in_a_line(text: str, found: list[str]) -> None:
    """A comma may be part of a DOI or stand between two."""
    assert [str(one) for one in find_identifiers(text)] == found


def test_each_kind_has_its_field_and_is_read_in_print() -> None:
    """The table, the model and the parser of printed references speak of the same fields."""
    for field, value in {field: value for _, field, value in TOLD}.items():
        [kind] = [kind for kind in KINDS if kind.field == field]
        assert field in Work.model_fields
        label = (
            "ISBN " if field == "isbn" else "" if field in {"doi", "trials"} else kind.label.replace("PMID ", "PMID: ")
        )
        read = getattr(parse_reference(f"{label}{value}"), field)
        assert value in (read if isinstance(read, tuple) else (read,))
        assert kind.href(value).startswith("https://")


def test_two_writings_of_one_number_are_compared_as_one() -> None:
    """Ten digits and thirteen are one ISBN, and the versions of a preprint are one preprint."""
    assert isbn_key("0306406152") == isbn_key("9780306406157")
    assert isbn_key("080442957X") == "9780804429573"
    assert arxiv_key("2101.00001v2") == arxiv_key("2101.00001") != arxiv_key("2101.00002")
    assert trial_url("ISRCTN12345678").startswith("https://trialsearch.who.int")
