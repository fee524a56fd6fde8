"""Whatever a citation holds comes back from every format, or it is reported as lost: in = out + told."""

from __future__ import annotations

import gzip
import json
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivigref import formats
from ivigref.formats import FORMATS, bibtex, module
from ivigref.formats.entry import indexed, keyword, kind_of
from ivigref.formats.losses import lacking, unplaced
from ivigref.formats.markup import untagged
from ivigref.identifiers import normalize_doi
from ivigref.model import Citation, Kind, Record, Reference, Work
from ivigref.model.kinds import Vocabulary
from ivigref.names import Name
from ivigref.parsing import parse_reference
from ivigref.registries.crossref.record import record_from_work
from ivigref.registries.pubmed.record import record_from_article
from ivigref.text import clean
from ivigref.xml import parse
from tests.server import article, work
from tests.strategies import CITATIONS, written

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
SHARED = os.environ.get("IVIGREF_SHARED")
SAMPLES = sorted(Path(SHARED, "samples", "formats").glob("*.*")) if SHARED else []
# What is written in one field or cell, with semicolons, where a file said it several times.
JOINED = {
    **{of: {"note", "abstract", "annotation"} for of in ("bibtex", "biblatex")},
    "csv": {"abstract", "annotation"},
}
SINGLE = [name for name in Work.model_fields if name not in {"kind", "authors", "editors", "et_al"}]


def one_line(value: object) -> str:
    """Return a value as every format has it; not all have markup."""
    return unicodedata.normalize("NFC", clean(untagged(str(value))))


def said(citation: Citation) -> Counter[tuple[str, str]]:
    """Return every value that a citation holds, with the name of its field."""
    reference = citation.reference
    held: Counter[tuple[str, str]] = Counter()
    for field in SINGLE:
        value = getattr(reference, field)
        if field == "publication_types":  # those that name the kind are the kind
            value = tuple(name for name in value if Kind.read("nbib", name) is None)
        if field == "date" and value is not None and value.is_year:
            value = None
        if field == "pages" and value is not None:
            value = ", ".join("–".join(filter(None, span)) for span in value.ranges)
        if value is not None:
            held.update((field, one_line(item)) for item in (value if isinstance(value, tuple) else (value,)))
    for field in ("authors", "editors"):
        held.update((field, written(name)) for name in getattr(reference, field))
        held.update(("groups", written(name)) for name in getattr(reference, field) if name.literal is not None)
    held["kind", kind_of(reference)] += 1
    held["et_al", str(reference.et_al)] += 1
    if citation.key:
        held["key", citation.key] += 1
    if (
        reference.url and normalize_doi(reference.url) == reference.doi is not None
    ):  # says nothing that the DOI does not
        del held["url", one_line(reference.url)]
    held.update((name, one_line(text)) for name, text in reference.extra)
    del held["container_title_short", one_line(reference.container_title)]  # the title over again is no short title
    held.update(("keyword", keyword(tag)) for tag in citation.tags)
    held.update(("origins", f"{o.database} {o.accession}") for o in reference.origins if o.database or o.accession)
    return held


def expected(citation: Citation, of: str) -> Counter[tuple[str, str]]:
    """Return what is to come back: all but what is reported; what becomes keywords is there as keywords."""
    held = said(citation)
    lost = Counter((field, one_line(value)) for field, value in unplaced(citation, of) if field != "markup")
    for field, value in list(lost):
        if field == "kind":
            lost["kind", kind_of(citation.reference)] = 1
        elif field == "origins":
            database, _, accession = value.partition(" ")
            lost[field, f"{database} {accession or None}"] = lost.pop((field, value))
        elif field == "publication_types" and Kind.read("nbib", value) is not None:
            del lost[field, value]
    assert lost <= held, "what is reported as lost was there"
    if of in JOINED:
        for name in {field for field, _ in held if field in JOINED[of]}:
            texts = [one_line(text) for field, text in citation.reference.extra if field == name]
            held.subtract((name, text) for text in texts)
            held[name, "; ".join(texts)] += 1
    placed = dict.fromkeys({"mesh", "publication_types"} - lacking(of), ())
    terms = indexed(citation.reference.model_copy(update=placed)) if of != "jsonl" else ()
    held.update(("keyword", one_line(text)) for text in terms)
    return +(held - lost)


def read_back(citation: Citation, of: str) -> Citation:
    """Write a citation and read it."""
    loaded = module(of).loads(module(of).dumps([citation]))
    assert not [finding for finding in loaded.findings if "preserved unchanged: shelf" not in finding.message]
    return loaded[0]


def assert_nothing_else_is_lost(citation: Citation, of: str) -> Citation:
    """Compare what comes back with what was there, but for what was reported."""
    back, wanted = read_back(citation, of), expected(citation, of)
    found = said(back)
    kinds = [value for field, value in wanted if field == "kind"]
    if not kinds:
        # It comes back as what its word means there; where a format has no word, the fields tell it again.
        vocabulary = cast("Vocabulary", of)
        word = kind_of(citation.reference).word(vocabulary)
        assert not word or back.reference.kind is Kind.read(vocabulary, word)
        del found["kind", kind_of(back.reference)]
    if of not in {"bibtex", "biblatex", "csl-json", "jsonl"}:  # a person that would be misread is written as a group
        people = Counter({pair: count for pair, count in found.items() if pair[0] == "groups" and pair not in wanted})
        found -= people
    spelled = {pair for pair in found if pair[0].startswith(f"{of}:")}  # how the format itself spells a value
    assert set(wanted) <= set(found)
    assert set(found) - spelled <= set(wanted)
    return back


@pytest.mark.parametrize("encoding", ["utf-8", "latex"])
@given(citation=CITATIONS)
@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
def test_bibtex_brings_back_every_field(encoding: Literal["utf-8", "latex"], citation: Citation) -> None:
    """BibTeX in UTF-8 and in plain ASCII carries the same."""
    loaded = bibtex.loads(bibtex.dumps([citation], encoding=encoding))
    assert not loaded.findings
    assert set(said(loaded[0])) == set(expected(citation, "bibtex"))


@given(citations=st.lists(CITATIONS, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
def test_bibtex_is_stable(citations: list[Citation]) -> None:
    """What was read and is written again is the same file, whatever it holds."""
    once = bibtex.dumps(citations)
    assert bibtex.dumps(bibtex.loads(once)) == once


@pytest.mark.parametrize("of", sorted(FORMATS))
@given(citation=CITATIONS)
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
def test_every_format_brings_back_all_but_what_is_reported(of: str, citation: Citation) -> None:
    """The report of losses is complete, and reports nothing that is there."""
    assert_nothing_else_is_lost(citation, of)


@given(citation=CITATIONS, first=st.sampled_from(sorted(FORMATS)), second=st.sampled_from(sorted(FORMATS)))
@settings(max_examples=150, deadline=None, suppress_health_check=QUIET)
def test_what_one_format_brought_another_carries_on(citation: Citation, first: str, second: str) -> None:
    """Each format into each format: what was read of the first goes through the second, or is reported."""
    assert_nothing_else_is_lost(assert_nothing_else_is_lost(citation, first), second)


@pytest.mark.parametrize("of", ["ris", "nbib", "endnote-xml", "word-xml", "refer"])
def test_a_comma_in_a_family_name_sets_nothing_apart(of: str) -> None:
    """What stands behind a comma would come back as a given name: the comma becomes a blank. CSV marks it instead."""
    citation = Citation(reference=Reference(title="Skin", authors=(Name(family=",Ek"),)))
    assert read_back(citation, of).reference.authors == (Name(family="Ek"),)


@pytest.mark.parametrize(
    ("printed", "full", "short"),
    [
        ("Rozin D,APNDE", "Rozin, D. APNDE", "Rozin DAPNDE"),
        ("Rozin, D, A", "Rozin, D. A.", "Rozin DA"),
        ("Smith, J, Jr, K", "Smith, J. K., Jr", "Smith JK Jr"),
        ("García P., Juan", "García P., Juan", "García P. J"),
    ],
)
def test_a_comma_among_initials_is_read_once_and_for_all(printed: str, full: str, short: str) -> None:
    """What NBIB was written from NBIB read again is the same: no comma moves from the file into the initials."""
    nbib = module("nbib")
    once = nbib.dumps(nbib.loads(f"PMID- 1\nTI  - Lupus\nAU  - {printed}\n"))
    assert f"FAU - {full}\nAU  - {short}\n" in once
    assert nbib.dumps(nbib.loads(once)) == once


PRINTED = st.builds(
    "{}. {}{}. {}. {};{}{}:{}.{}".format,
    st.lists(st.sampled_from(["Doe J", "Silva JA Filho", "van der Heijde D", "De Pità O", "Müller H-J"]), min_size=1,
             max_size=3, unique=True).map(", ".join),
    st.sampled_from(["Immunoglobulins in 50% of patients & controls", "TNF-α: a review", "Skin {and} hair_cells"]),
    st.sampled_from(["", " [letter]", " [editorial]", " [abstract]"]),
    st.sampled_from(["Lancet", "J Clin Invest", "Arthritis Rheum"]),
    st.sampled_from(["1999", "2018 Dec 5", "2001 Mar-Apr"]),
    st.sampled_from(["9", "31"]),
    st.sampled_from(["", "(2 Suppl 76)", "(3)"]),
    st.sampled_from(["228–31", "S12–4", "e52"]),
    st.sampled_from(["", " doi:10.5555/inv.1", " PMID: 6112565", " NCT01234567", " ISSN 0140-6736", " arXiv:2101.00001"]),
)  # fmt: skip


@pytest.mark.parametrize("of", sorted(FORMATS))
@given(printed=PRINTED)
@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
def test_what_print_says_goes_through_every_format(of: str, printed: str) -> None:
    """From the printed reference to a file and back: kind, dates, identifiers and names stay what they were."""
    reference = parse_reference(printed)
    assert reference.title
    # What could not be placed is the print's own, and no format but ours has a place for it.
    left = Citation(reference=reference, key="Doe1999")
    told = [value for field, value in unplaced(left, of) if field == "unparsed"]
    assert told == ([] if of == "jsonl" else list(reference.unparsed))
    placed = reference.model_copy(update={"unparsed": ()})
    assert_nothing_else_is_lost(Citation(reference=placed, key="Doe1999"), of)


def answered() -> Iterator[Record]:
    """Yield records of registries: of each kind that Crossref names, of PubMed's indexing, and of real answers."""
    for kind in Kind:
        if word := kind.word("crossref"):
            made = work("10.5555/inv.1", "Immunoglobulins", authors=[("De Pità", "Ornella"), "WHO Study Group"], type=word,
                        container="Journal of Inventions", printed=(2018, 12, 5), volume="3", issue="2", page="11-19",
                        publisher="Inventa", ISSN=["0140-6736"], ISBN=["9780306406157"])  # fmt: skip
            yield record_from_work(made)
    for types in ([("D016449", "Randomized Controlled Trial")], [("D016422", "Letter")], [("D016421", "Editorial")]):
        yield record_from_article(
            article("101", "Immunoglobulins", authors=[("Doe", "Jane", "J")], journal="Journal of Inventions", year="2018",
                    volume="3", issue="2", pages="11-9", doi="10.5555/inv.2", types=types,
                    mesh=[("D008181", "Lupus Nephritis", True, ["drug therapy"])])
        )  # fmt: skip
    if SHARED:
        with gzip.open(Path(SHARED, "answers", "crossref_works_dev.jsonl.gz"), "rt", encoding="utf-8") as lines:
            yield from (record_from_work(json.loads(line)) for line in islice(lines, 0, None, 40))
        with gzip.open(Path(SHARED, "answers", "pubmed_articles_dev.jsonl.gz"), "rt", encoding="utf-8") as lines:
            yield from (
                record_from_article(parse(json.loads(line)["xml"].encode())) for line in islice(lines, 0, None, 40)
            )


@pytest.mark.parametrize("of", sorted(FORMATS))
def test_what_registries_answer_goes_through_every_format(of: str) -> None:
    """From the answer to the record, to a file and back."""
    for place, record in enumerate(answered()):
        reference = Reference(**Work.fields_of(record))
        assert_nothing_else_is_lost(Citation(reference=reference, key=f"key{place}"), of)


@pytest.mark.skipif(not SAMPLES, reason="needs the files of reference managers that IVIGREF_SHARED names")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_files_of_reference_managers_come_back_whole(path: Path) -> None:
    """What is read of a real file and written in its own format is read as the same, or reported."""
    data = path.read_bytes()
    of = formats.sniff(data.decode("utf-8", errors="replace"), path.name)
    if of is None:
        pytest.skip("a file of no format that is read")
    loaded = formats.read(data, name=path.name)
    again = formats.module(of).loads(formats.module(of).dumps(loaded))
    assert len(again) == len(loaded)
    for was, now in zip(loaded, again, strict=True):
        lost = set(expected(was, of)) - set(said(now))
        assert not {pair for pair in lost if pair[0] != "key"}  # a key that no file can hold is changed
