"""Dumps of made-up works in the shape of Crossref's public data file and PubMed's baseline, and references to them.

usage: python -m benchmarks.dumps FOLDER [--works 10000] [--articles 10000]

Titles are made of MeSH headings and the phrases of medical titles, so that words are about as rare and as common as
there; authors, journals and identifiers are invented (DOIs with the test prefix 10.5555, PMIDs from 900,000,000). One
work in twelve is a near duplicate of the one before it: another part, an erratum, the same title a year later. Half of
the works carry what the index leaves out (references, affiliations, licences), as in the real file. The same seed gives
the same dump.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import resources
from itertools import accumulate, islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from ivigref.tagging.mesh import read_mesh

WORKS_A_FILE = 5_000
ARTICLES_A_FILE = 10_000  # a third of what PubMed's files hold, so that small dumps have several
MANY = 500_000  # works: from here on several processes write the files
NEAR_DUPLICATES = 1 / 12

_SYLLABLES = "bel dor fen gal hesk ilm jor kav lun mor nald orv pell quin rask sol tev urb vand wim xen yar zol".split()
_FORMS = (
    "{a} in {b}", "{a} in patients with {b}: a {d}", "{d} of {i} for {a}", "Effect of {i} on {a} in {p} with {b}",
    "{a} and {b}: {d}", "{a} associated with {b}", "{i} versus {i2} in {p} with {a}: a {d}", "{a} after {i} for {b}",
    "Risk of {a} among {p} with {b}", "The role of {i} in {a} and {b}", "{a}: {d} in {p}",
    "Management of {a} complicated by {b}",
)  # fmt: skip
_DESIGNS = (
    "case report", "randomized controlled trial", "systematic review", "retrospective cohort study", "review",
    "multicenter study", "report of three cases and review of the literature", "pilot study", "meta-analysis",
    "cross-sectional survey", "double-blind placebo-controlled trial", "long-term follow-up",
)  # fmt: skip
_INTERVENTIONS = (
    "intravenous immunoglobulin", "corticosteroids", "methotrexate", "cyclophosphamide", "plasma exchange", "surgery",
    "rituximab", "azathioprine", "mycophenolate mofetil", "radiotherapy", "physical exercise", "early screening",
    "antibiotic prophylaxis", "ciclosporin", "hydroxychloroquine", "telephone counselling",
)  # fmt: skip
_PEOPLE = ("adults", "children", "women", "elderly patients", "adolescents", "men", "pregnant women", "infants")
_FIELDS = (
    "Medicine Surgery Dermatology Rheumatology Neurology Immunology Pediatrics Oncology Cardiology Nephrology".split()
)
_KINDS = "Journal Archives Annals Acta Proceedings Letters Reviews Reports".split()


class Work(NamedTuple):
    """A made-up work."""

    number: int
    title: str
    authors: tuple[tuple[str, str], ...]
    journal: str
    short: str
    year: int
    online: int | None
    volume: int
    issue: int
    first: int
    last: int
    abstract: str | None
    cited: int

    @property
    def doi(self) -> str:
        """An identifier with the prefix that is reserved for tests."""
        return f"10.5555/ivigref.{self.number:08d}"

    @property
    def pmid(self) -> str:
        """A number beyond those that PubMed has given."""
        return str(900_000_000 + self.number)


@cache
def _headings() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return MeSH's diseases in an order of their own, the nth of them 1/n as common (Zipf's law)."""
    data = resources.files("ivigref.data").joinpath("vocabularies", "mesh-diseases.zlib").read_bytes()
    names = [_natural(name) for name in read_mesh(data).labels.values()]
    random.Random(2026).shuffle(names)
    return tuple(names), tuple(accumulate(1 / (place + 20) for place in range(len(names))))


@cache
def _journals() -> tuple[tuple[str, str], ...]:
    rng = random.Random(7)
    found = []
    for place in range(3_000):
        town = _name(rng)
        kind, field = rng.choice(_KINDS), rng.choice(_FIELDS)
        found.append((f"{town} {kind} of {field} {_name(rng)}", f"{town} {kind[:4]} {field[:5]} {place}"))
    return tuple((full, full.replace(" of ", " ")) for full, _ in found)


def works(count: int, seed: int = 1) -> Iterator[Work]:
    """Yield made-up works."""
    rng = random.Random(seed)
    last: Work | None = None
    for number in range(count):
        work = _work(rng, number)
        if last is not None and rng.random() < NEAR_DUPLICATES:
            work = _near(rng, last, work)
        yield work
        last = work


def write_crossref(folder: Path, count: int, seed: int = 1) -> None:
    """Write a dump of Crossref's kind: files of 5,000 works, {"items": […]} each, gzipped."""
    folder.mkdir(parents=True, exist_ok=True)
    made = works(count, seed)
    paths = (folder / f"{place}.json.gz" for place in range(-(-count // WORKS_A_FILE)))
    files = ((path, list(islice(made, WORKS_A_FILE))) for path in paths)
    if count < MANY:
        for path, part in files:
            _write_file(path, part)
        return
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        # As many files at a time as keep all cores busy: ten million works would not fit into memory.
        while batch := list(islice(files, 4 * (os.cpu_count() or 1))):
            list(pool.map(_write_file, *zip(*batch, strict=True)))


def _write_file(path: Path, part: Sequence[Work]) -> None:
    text = json.dumps({"items": [crossref_work(work) for work in part]}, ensure_ascii=False)
    path.write_bytes(gzip.compress(text.encode(), 1, mtime=0))


def write_pubmed(folder: Path, count: int, seed: int = 1) -> None:
    """Write a dump of PubMed's kind."""
    folder.mkdir(parents=True, exist_ok=True)
    made = works(count, seed)
    for place in range(-(-count // ARTICLES_A_FILE)):
        text = "".join(pubmed_article(work) for work in islice(made, ARTICLES_A_FILE))
        (folder / f"pubmed26n{place + 1:04d}.xml.gz").write_bytes(gzip.compress(pubmed_file(text), 1, mtime=0))


def pubmed_file(body: str) -> bytes:
    """Put articles into a file as NLM frames it."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st'
        ' January 2026//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_260101.dtd">\n'
        f"<PubmedArticleSet>\n{body}</PubmedArticleSet>\n"
    ).encode()


def crossref_work(work: Work) -> dict[str, object]:
    """Shape a work as Crossref does."""
    made: dict[str, object] = {
        "DOI": work.doi,
        "type": "journal-article",
        "title": [work.title],
        "container-title": [work.journal],
        "short-container-title": [work.short],
        "author": [
            {"given": given, "family": family, "sequence": "additional", "affiliation": []}
            for family, given in work.authors
        ],
        "volume": str(work.volume),
        "journal-issue": {"issue": str(work.issue), "published-print": {"date-parts": [[work.year, 5]]}},
        "issue": str(work.issue),
        "page": f"{work.first}-{work.last}",
        "issued": {"date-parts": [[work.online or work.year, 3, 1]]},
        "published-print": {"date-parts": [[work.year, 5]]},
        "publisher": "Imaginary Press",
        "ISSN": ["0000-0000"],
        "language": "en",
        "source": "Crossref",
        "prefix": "10.5555",
        "member": "7822",
        "indexed": {"date-time": "2026-01-01T00:00:00Z", "timestamp": 1767225600000, "date-parts": [[2026, 1, 1]]},
        "created": {"date-time": "2020-01-01T00:00:00Z", "timestamp": 1577836800000, "date-parts": [[2020, 1, 1]]},
        "deposited": {"date-time": "2025-01-01T00:00:00Z", "timestamp": 1735689600000, "date-parts": [[2025, 1, 1]]},
        "reference-count": work.cited,
        "references-count": work.cited,
        "is-referenced-by-count": work.first % 37,
        "link": [
            {
                "URL": f"https://imaginary.example/{work.doi}.pdf",
                "content-type": "application/pdf",
                "content-version": "vor",
                "intended-application": "text-mining",
            }
        ],
        "license": [{"URL": "https://imaginary.example/licence", "delay-in-days": 0, "content-version": "vor"}],
        "resource": {"primary": {"URL": f"https://imaginary.example/{work.doi}"}},
    }
    if work.online:
        made["published-online"] = {"date-parts": [[work.online, 12, 1]]}
    if work.abstract:
        made["abstract"] = f"<jats:p>{escape(work.abstract)}</jats:p>"
    if work.cited:
        made["reference"] = [
            {"key": f"ref{n}", "doi-asserted-by": "crossref", "first-page": str(n), "DOI": f"10.5555/cited.{n}",
             "volume": str(n), "journal-title": work.short, "year": str(work.year - 3), "author": work.authors[0][0]}
            for n in range(work.cited)
        ]  # fmt: skip
    return made


def pubmed_article(work: Work) -> str:
    """Shape a work as PubMed's XML does."""
    authors = "".join(
        f'<Author ValidYN="Y"><LastName>{escape(family)}</LastName><ForeName>{given}</ForeName>'
        f"<Initials>{''.join(part[0] for part in given.split())}</Initials><AffiliationInfo><Affiliation>Department of"
        f" {work.journal}, Imaginary University.</Affiliation></AffiliationInfo></Author>"
        for family, given in work.authors
    )
    abstract = f"<Abstract><AbstractText>{escape(work.abstract)}</AbstractText></Abstract>" if work.abstract else ""
    cited = "".join(
        f'<Reference><Citation>{work.short} {n}</Citation><ArticleIdList><ArticleId IdType="doi">10.5555/cited.{n}'
        "</ArticleId></ArticleIdList></Reference>"
        for n in range(work.cited)
    )
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{work.pmid}</PMID>'
        '<DateRevised><Year>2024</Year><Month>01</Month><Day>02</Day></DateRevised><Article PubModel="Print"><Journal>'
        f'<JournalIssue CitedMedium="Print"><Volume>{work.volume}</Volume><Issue>{work.issue}</Issue><PubDate><Year>'
        f"{work.year}</Year></PubDate></JournalIssue><Title>{escape(work.journal)}</Title>"
        f"<ISOAbbreviation>{escape(work.short)}</ISOAbbreviation></Journal><ArticleTitle>{escape(work.title)}."
        f"</ArticleTitle><Pagination><StartPage>{work.first}</StartPage><EndPage>{work.last}</EndPage><MedlinePgn>"
        f"{work.first}-{work.last}</MedlinePgn></Pagination>"
        f'<ELocationID EIdType="doi" ValidYN="Y">{work.doi}</ELocationID>{abstract}'
        f'<AuthorList CompleteYN="Y">{authors}</AuthorList><Language>eng</Language><PublicationTypeList>'
        '<PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>'
        f"<MedlineJournalInfo><MedlineTA>{escape(work.short)}</MedlineTA></MedlineJournalInfo><MeshHeadingList>"
        '<MeshHeading><DescriptorName UI="D006801" MajorTopicYN="N">Humans</DescriptorName></MeshHeading>'
        "</MeshHeadingList></MedlineCitation><PubmedData><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{work.pmid}</ArticleId><ArticleId IdType="doi">{work.doi}</ArticleId>'
        f"</ArticleIdList><ReferenceList>{cited}</ReferenceList></PubmedData></PubmedArticle>\n"
    )


def printed(work: Work, rng: random.Random, *, faults: bool = True) -> str:
    """Print a work as an author's list does, with the faults that lists have: about one field in twelve is wrong."""
    title, year, volume, first = work.title, work.year, work.volume, work.first
    if faults and rng.random() < 0.06:
        title = _misspell(rng, title)
    if faults and rng.random() < 0.05:
        title = title.split(": ")[0]
    if faults and rng.random() < 0.08:
        year = work.online or year + rng.choice((-1, 1))
    if faults and rng.random() < 0.04:
        volume += rng.choice((-1, 1, 10))
    if faults and rng.random() < 0.04:
        first += rng.choice((-10, 1, 100))
    names = [f"{family} {''.join(part[0] for part in given.split())}" for family, given in work.authors]
    if faults and rng.random() < 0.03:
        names[0] = _misspell(rng, names[0])
    authors = ", ".join(names[:3]) + (", et al" if len(names) > 3 else "")
    last = max(work.last, first)
    return f"{authors}. {title}. {work.short}. {year};{volume}({work.issue}):{first}–{last}."


def _work(rng: random.Random, number: int) -> Work:
    names, weights = _headings()
    a, b = rng.choices(names, cum_weights=weights, k=2)
    i, i2 = rng.sample(_INTERVENTIONS, 2)
    title = rng.choice(_FORMS).format(a=a, b=b, i=i, i2=i2, p=rng.choice(_PEOPLE), d=rng.choice(_DESIGNS))
    journal, short = _journals()[min(int(rng.expovariate(1 / 400)), 2_999)]
    year = min(2025, 2025 - int(rng.expovariate(1 / 14)))
    first = int(rng.expovariate(1 / 600)) + 1
    authors = tuple((_name(rng), f"{rng.choice('ABCDEFGHJKLMNPRST')}. {rng.choice('ABCDEFGHJKLM')}.")
                    for _ in range(1 + min(int(rng.expovariate(1 / 4)), 30)))  # fmt: skip
    abstract = None
    if rng.random() < 0.4:
        more = rng.choices(names, cum_weights=weights, k=24)
        abstract = f"We studied {', '.join(more)}. Patients were followed for {rng.randint(2, 60)} months."
    return Work(
        number=number, title=title[0].upper() + title[1:], authors=authors, journal=journal, short=short, year=year,
        online=year - 1 if rng.random() < 0.15 else None, volume=max(1, year - 1960 + rng.randint(-20, 20)),
        issue=rng.randint(1, 12), first=first, last=first + rng.randint(0, 14), abstract=abstract,
        cited=rng.randint(8, 40) if rng.random() < 0.5 else 0,
    )  # fmt: skip


def _near(rng: random.Random, last: Work, work: Work) -> Work:
    """Make a work that is nearly the one before it."""
    change = rng.randrange(4)
    if change == 0:
        return work._replace(
            title=f"{last.title}. Part II", authors=last.authors, journal=last.journal, short=last.short
        )
    if change == 1:
        return work._replace(
            title=f"Erratum: {last.title}", authors=last.authors, journal=last.journal, short=last.short
        )
    if change == 2:
        return work._replace(title=last.title, authors=last.authors, year=last.year + 1, volume=last.volume + 1)
    return last._replace(number=work.number, title=work.title, first=last.last + 1, last=last.last + 5)


@cache
def _surnames() -> tuple[str, ...]:
    rng = random.Random(11)
    return tuple(
        "".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 2, 3)))).capitalize() for _ in range(40_000)
    )


def _name(rng: random.Random) -> str:
    return rng.choice(_surnames())


def _misspell(rng: random.Random, text: str) -> str:
    """Swap two letters within one of the longer words."""
    words = text.split(" ")
    place = rng.choice([place for place, word in enumerate(words) if len(word) > 4] or [0])
    word = words[place]
    at = rng.randrange(1, max(2, len(word) - 2))
    words[place] = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
    return " ".join(words)


def _natural(heading: str) -> str:
    """Turn "Lupus Erythematosus, Systemic" round, as titles print it."""
    head, _, tail = heading.partition(", ")
    return f"{tail} {head}".strip().lower() if "," not in tail else head.lower()


def main() -> None:
    """Write both dumps into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=10_000)
    given = parser.parse_args()
    write_crossref(given.folder / "crossref", given.works)
    write_pubmed(given.folder / "pubmed", given.articles)


if __name__ == "__main__":
    main()
