"""Whatever a citation holds comes back from every format, as far as the format can carry it."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivigref.formats import FORMATS, bibtex, mapping, module
from ivigref.formats.entry import kind_of
from ivigref.formats.people import inverted
from ivigref.model import Citation, Reference, Tag
from ivigref.names import Name
from ivigref.text import clean, plain


def one_line(text: str | None) -> str | None:
    """Return a text as every format has it."""
    return None if text is None else unicodedata.normalize("NFC", clean(text)) or None


def name(value: Name) -> str:
    """Names are compared as they are written: no format can say that a capitalised word is a particle."""
    written = inverted(value).removesuffix(",")
    return unicodedata.normalize("NFC", re.sub(r"[\s,]+", " ", written)).strip()


# Letters of many scripts, and every character that some format gives a meaning.
CHARACTERS = st.one_of(
    st.sampled_from("&%$#_{}~^\\<>|,;:'\"`-–—‑’“”@=()[]/*?! \n\t\x00\u00a0²₂αβκΩéàñßøłȩ李中ü"),
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")),
    st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)
TEXT = st.text(CHARACTERS, min_size=1, max_size=40).filter(
    lambda text: ";" not in text and plain(text) == clean(text) != ""  # registries' own markup is taken off
)
OPTIONAL = st.none() | TEXT
SLUG = st.from_regex(r"[a-z]{1,8}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
WORD = st.from_regex(r"[A-Z][a-zéüà]{1,9}", fullmatch=True)
FAMILY = st.one_of(
    st.sampled_from(["De Pità", "d’Apuzzo", "Della Bitta", "Espírito Santo", "van der Heijde", "and", "others", "李"]),
    WORD,
    TEXT,
)
GIVEN = st.one_of(st.none(), st.sampled_from(["O", "MC", "H‑J", "Hans-Jürgen", "Ö", "Frances R", "小明"]), TEXT)
NAMES = st.one_of(
    st.builds(lambda literal: Name(literal=literal), TEXT | st.just("WHO Study Group")),
    st.builds(Name.from_surname, FAMILY, GIVEN, st.sampled_from([None, "Jr", "III"])),
).filter(lambda value: bool(name(value)))  # a comma alone names nobody
REFERENCES = st.builds(
    Reference,
    kind=st.sampled_from([None, "journal-article", "book-chapter", "book", "thesis", "report", "other"]),
    authors=st.lists(NAMES, max_size=4).map(tuple),
    et_al=st.booleans(),
    title=OPTIONAL,
    container_title=OPTIONAL,
    editors=st.lists(NAMES, max_size=2, unique_by=name).map(tuple),
    publisher=OPTIONAL,
    place=OPTIONAL,
    year=st.none() | st.integers(min_value=1, max_value=9999),
    volume=OPTIONAL,
    issue=st.none() | st.sampled_from(["2 Suppl 76", "Suppl 9", "2–3"]) | TEXT,
    pages=st.sampled_from([None, "228–31", "CS1–7", "829751", "e52", "S12–4", "12–5, 20"]),
    doi=st.sampled_from(
        [None, "10.1172/JCI117520", "10.1002/1529-0131(199801)41:1<1::AID-ART1>3.0.CO;2-0", "10.1234/a#b%20_{x}\\y&z"]
    ),
    pmid=st.sampled_from([None, "6112565"]),
    pmcid=st.sampled_from([None, "PMC3216365"]),
    url=st.sampled_from([None, "https://example.org/a_b?c=1&d=%20#e"]),
)
CITATIONS = st.builds(
    Citation,
    reference=REFERENCES,
    key=st.sampled_from(["DePita1997", "a:b", "x/y.z"]),
    tags=st.lists(
        st.builds(lambda axis, term: Tag(axis=axis, term=term, label=term.replace("-", " ")), SLUG, SLUG),
        max_size=3,
        unique_by=lambda tag: (tag.axis, tag.term),
    ).map(tuple),
)


def carried(citation: Citation) -> dict[str, object]:
    """Return what at least one format has a place for."""
    work = citation.work()
    texts = ("title", "container_title", "publisher", "place", "volume", "issue", "url")
    return {
        **{field: one_line(getattr(work, field)) for field in texts},
        "kind": kind_of(work),
        "authors": [name(author) for author in work.authors],
        "groups": [author.literal is not None for author in work.authors],
        "editors": [name(editor) for editor in work.editors],
        "et_al": work.et_al and bool(work.authors),
        "year": work.year,
        "pages": work.pages and work.pages.ranges,
        "doi": work.doi,
        "pmid": work.pmid,
        "pmcid": work.pmcid,
        "tags": [(tag.axis, tag.term) for tag in citation.tags],
        "key": citation.key,
    }


def kept(citation: Citation, of: str) -> dict[str, object]:
    """Return what this format has a place for, by the table of the docs."""
    return {field: value for field, value in carried(citation).items() if field not in mapping.lost(of)}


@pytest.mark.parametrize("encoding", ["utf-8", "latex"])
@given(citation=CITATIONS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_bibtex_brings_back_every_field(encoding: Literal["utf-8", "latex"], citation: Citation) -> None:
    """BibTeX in UTF-8 and in plain ASCII carries the same."""
    loaded = bibtex.loads(bibtex.dumps([citation], encoding=encoding))
    assert not loaded.findings
    assert kept(loaded[0], "bibtex") == kept(citation, "bibtex")


@given(citations=st.lists(CITATIONS, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_bibtex_is_stable(citations: list[Citation]) -> None:
    """What was read and is written again is the same file, whatever it holds."""
    once = bibtex.dumps(citations)
    assert bibtex.dumps(bibtex.loads(once)) == once


@pytest.mark.parametrize("of", sorted(FORMATS))
@given(citation=CITATIONS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_format_brings_back_what_it_can_carry(of: str, citation: Citation) -> None:
    """The table of what each format loses is complete."""
    loaded = module(of).loads(module(of).dumps([citation]))
    assert not loaded.findings
    assert kept(loaded[0], of) == kept(citation, of)


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
