"""Strategies for works: one for each field that the model has, so that a field without one fails every test of these."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from hypothesis import strategies as st

from ivigref.dates import Date
from ivigref.formats.draft import tag_of
from ivigref.formats.people import inverted
from ivigref.model import Citation, Kind, MeshHeading, Origin, Reference, Tag, Work
from ivigref.names import Name
from ivigref.text import clean, plain


def written(value: Name) -> str:
    """Return a name as it is written: no format can say that a capitalised word is a particle."""
    text = inverted(value).removesuffix(",")
    return unicodedata.normalize("NFC", re.sub(r"[\s,]+", " ", text)).strip()


# Letters of many scripts, and every character that some format gives a meaning.
CHARACTERS = st.one_of(
    st.sampled_from("&%$#_{}~^\\<>|,;:'\"`-–—‑’“”@=()[]/*?! \n\t\x00\u00a0²₂αβκΩéàñßøłȩ李中ü"),
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")),
    st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)
TEXT = st.text(CHARACTERS, min_size=1, max_size=40).filter(
    lambda text: ";" not in text and plain(text) == clean(text) != ""  # registries' own markup is taken off
)
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
).filter(lambda value: bool(written(value)))  # a comma alone names nobody
DATES = st.sampled_from(
    ["2018-12-05", "2018-12", "2001-24", "1989-05/1989-06", "1991/1992", "199X", "1973~", "1973?", "2019/..",
     "2018-02-27/2018-03-03"]
).map(Date.parse)  # fmt: skip
HEADINGS = st.sampled_from(["Lupus Nephritis / drug therapy*", "Humans", "Databases, Protein"]).map(
    MeshHeading.model_validate
)


def several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Draw up to two different values."""
    return st.lists(values, max_size=2, unique=True).map(tuple)


# What each field of a work may hold; year and date are drawn together.
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.none() | st.sampled_from(Kind),
    "authors": st.lists(NAMES, max_size=4).map(tuple),
    "et_al": st.booleans(),
    "title": st.none() | TEXT,
    "container_title": st.none() | TEXT,
    "editors": st.lists(NAMES, max_size=2, unique_by=written).map(tuple),
    "edition": st.none() | TEXT,
    "series": st.none() | TEXT,
    "publisher": st.none() | TEXT,
    "place": st.none() | TEXT,
    "year": st.none() | st.integers(min_value=1, max_value=9999),
    "date": st.none() | DATES,
    "volume": st.none() | TEXT,
    "issue": st.none() | st.sampled_from(["2 Suppl 76", "Suppl 9", "2–3"]) | TEXT,
    "pages": st.sampled_from([None, "228–31", "CS1–7", "829751", "e52", "S12–4", "12–5, 20"]),
    "doi": st.sampled_from(
        [None, "10.1172/JCI117520", "10.1002/1529-0131(199801)41:1<1::AID-ART1>3.0.CO;2-0", "10.1234/a#b%20_{x}\\y&z"]
    ),
    "pmid": st.sampled_from([None, "6112565"]),
    "pmcid": st.sampled_from([None, "PMC3216365"]),
    "arxiv": st.sampled_from([None, "2101.00001", "hep-th/9901001"]),
    "trials": several(st.sampled_from(["NCT01234567", "ISRCTN12345678"])),
    "issn": several(st.sampled_from(["0140-6736", "1474-547X"])),
    "isbn": several(st.sampled_from(["9780306406157", "0306406152"])),
    "url": st.sampled_from([None, "https://example.org/a_b?c=1&d=%20#e"]),
    "language": st.sampled_from([None, "en", "deu"]),
    "publication_types": several(st.sampled_from(["Randomized Controlled Trial", "Multicenter Study"])),
    "mesh": several(HEADINGS),
}
if missing := Work.model_fields.keys() ^ FIELDS.keys():
    raise AssertionError(f"a field of the model and no strategy for it, or the other way round: {sorted(missing)}")

# What files say beyond the fields of a work.
MORE = several(
    st.tuples(
        st.sampled_from(["note", "abstract", "annotation", "keyword", "bibtex:file", "ris:M1", "nbib:AD", "csv:shelf"]),
        WORD.filter(lambda text: tag_of(text) is None),
    )
).filter(lambda pairs: [name for name, _ in pairs].count("csv:shelf") < 2)  # a table has a column once
ORIGINS = several(
    st.sampled_from(
        [Origin(database="Embase", accession="L643000001"), Origin(database="Scopus"), Origin(file="mine.bib")]
    )
)


def dated(fields: dict[str, Any]) -> dict[str, Any]:
    """Give a work the year of its date, since they are one fact; and more authors only where there are authors."""
    fields["et_al"] = fields["et_al"] and bool(fields["authors"])
    if fields["date"] is not None:
        fields["year"] = fields["date"].year
    return fields


WORKS = st.fixed_dictionaries(FIELDS).map(dated)
REFERENCES = st.builds(
    lambda fields, extra, origins: Reference(**fields, extra=extra, origins=origins), WORKS, MORE, ORIGINS
)
TAGS = st.lists(
    st.builds(lambda axis, term: Tag(axis=axis, term=term, label=term.replace("-", " ")), SLUG, SLUG),
    max_size=3,
    unique_by=lambda tag: (tag.axis, tag.term),
).map(tuple)
CITATIONS = st.builds(Citation, reference=REFERENCES, key=st.sampled_from(["DePita1997", "a:b", "x/y.z"]), tags=TAGS)
