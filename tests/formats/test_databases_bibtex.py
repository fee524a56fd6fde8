"""What databases and reference managers write into BibTeX, read as it is meant."""

from __future__ import annotations

from typing import Any

import pytest

from ivigref.formats import biblatex, bibtex
from ivigref.model import Origin, Reference

WOS = """@article{ WOS:000000000000001,
Author = {Berg, Ole and Dahl, Mia J.},
Title = {{An article}},
Year = {{2014}},
Month = {{MAR 5}},
DOI = {{10.9999/inv.1}},
Article-Number = {{e12292}},
PubMed-ID = {{24500000}},
Journal-ISO = {{J. Inv.}},
Unique-ID = {{WOS:000000000000001}},
}"""
SCOPUS = """@ARTICLE{Berg2019, author = {Berg, O.}, year = {2019}, journal = {J}, art_number = {102938},
pubmed_id = {24500001}, abbrev_source_title = {J. Inv.}}"""
READ: list[tuple[str, dict[str, Any]]] = [
    (WOS, {"doi": "10.9999/inv.1", "pmid": "24500000", "pages": "e12292", "date": "2014-03-05", "title": "An article"}),
    (SCOPUS, {"pmid": "24500001", "pages": "102938", "extra": "(('container_title_short', 'J. Inv.'),)"}),
    ("@book{a, year = {{\\noopsort{1973c}}1981}}", {"year": "1981", "date": "None"}),
    ("@misc{a, year = {30-Mar-2020}}", {"year": "2020", "date": "2020-03-30"}),
    ("@misc{a, year = {1991-92}}", {"year": "1991", "date": "1991/1992"}),
    ("@misc{a, date = {199X}}", {"year": "None", "date": "199X"}),
    ("@misc{a, date = {1973~}}", {"year": "1973", "date": "1973~"}),
    ('@misc{a, year = 2019, month = "10~" # jan}', {"date": "2019-01-10"}),
    ('@misc{a, year = 2019, month = "23{--}27~" # may}', {"date": "2019-05-23/2019-05-27"}),
    ("@misc{a, year = 2019, date = {2019-05-23}}", {"date": "2019-05-23", "extra": "()"}),
    ("@misc{a, year = 2018, date = {2019-05}}", {"year": "2018", "date": "None"}),
    ("@misc{a, author = {family=Holm, given=Linda, prefix=van der, useprefix=true and Dahl, Mia}}",
     {"authors": "van der Holm Linda; Dahl Mia"}),
    ("@misc{a, author = {uniquelist=false and Berg, Ole}}", {"authors": "Berg Ole"}),
    ("@misc{a, author = {Berg, Ole and et al.}}", {"authors": "Berg Ole", "et_al": "True"}),
    ("@book{a, title = {T}, series = {Invented Monographs}}", {"series": "Invented Monographs", "container_title": "None"}),
    ("@misc{a, publisher = {Inventa &amp; Sons}, title = {A title&apos;s}}",
     {"publisher": "Inventa & Sons", "title": "A title's"}),
    ("@misc{a, title = {On \\mkbibquote{lupus} and \\SI{5}{mg}}}", {"title": "On “lupus” and 5 mg"}),
    ("@misc{a, keywords = {{Databases, Protein}, Lupus}}",
     {"extra": "(('keyword', 'Databases, Protein'), ('keyword', 'Lupus'))"}),
    ("@misc{a, eprint = {2101.00001}, archivePrefix = {arXiv}}", {"arxiv": "2101.00001", "pmid": "None"}),
    ("@article{a, title = {T}, entrysubtype = {letter}}", {"kind": "letter"}),
    ("@incollection{a, title = {A}, crossref = {b}}\n@book{b, title = {B}, author = {Berg, Ole}}", {"authors": "Berg Ole"}),
]  # fmt: skip


def shown(reference: Reference, field: str) -> str:
    """Return a field as text."""
    value = getattr(reference, field)
    return "; ".join(map(str, value)) if field == "authors" else str(value)


@pytest.mark.parametrize(("text", "wanted"), READ)
def test_what_others_write_is_read_as_it_is_meant(text: str, wanted: dict[str, str]) -> None:
    """And once written in either dialect, it is read as the same."""
    loaded = bibtex.loads(text)
    assert {field: shown(loaded[0].reference, field) for field in wanted} == wanted
    for dialect in (bibtex, biblatex):
        [again, *_] = dialect.loads(dialect.dumps(loaded))
        assert {field: shown(again.reference, field) for field in wanted} == wanted


def test_origins_stand_in_two_fields() -> None:
    """Web of Science's number is one of them, and each number stays with its database."""
    [read] = bibtex.loads(WOS)
    assert read.reference.origins == (Origin(database="Web of Science", accession="WOS:000000000000001"),)
    both = (Origin(database="Scopus"), Origin(database="Embase, a part", accession="L6"))
    reference = read.reference.model_copy(update={"origins": both})
    [again] = bibtex.loads(bibtex.dumps([read.model_copy(update={"reference": reference})]))
    assert again.reference.origins == both
