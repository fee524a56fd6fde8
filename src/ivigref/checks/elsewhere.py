"""What no register of articles can be expected to hold, and where to look for it instead."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from ivigref.identifiers import Link
from ivigref.model import Kind, Reference

_WORDS = 120  # characters of a title that are searched for

_BOOKS = (("WorldCat", "https://search.worldcat.org/search?q="), ("Open Library", "https://openlibrary.org/search?q="))
_THESES = (("BASE", "https://www.base-search.net/Search/Results?lookfor="), _BOOKS[0])
_PATENTS = (("Espacenet", "https://worldwide.espacenet.com/patent/search?q="),)
_TRIALS = (("ClinicalTrials.gov", "https://clinicaltrials.gov/search?term="),)
_DATA = (("DataCite Commons", "https://commons.datacite.org/?query="),)
_PREPRINTS = (("Europe PMC", "https://europepmc.org/search?query="),)
_CATALOGUE = ("NLM Catalog", "https://www.ncbi.nlm.nih.gov/nlmcatalog/?term=")
_ISSN = ("ISSN Portal", "https://portal.issn.org/resource/ISSN/")
_ARCHIVE = "https://web.archive.org/web/*/"


class Elsewhere(NamedTuple):
    """What a kind of work is called, who has it, and the searches there."""

    called: str
    who: str
    searches: tuple[tuple[str, str], ...] = ()


# A kind stands for those that are kinds of it; what is no kind of any of these is an article.
KINDS = {
    Kind.BOOK: Elsewhere("a book", "in a library catalogue or the national bibliography", _BOOKS),
    Kind.BOOK_CHAPTER: Elsewhere("a chapter of a book", "for the book, by a library catalogue", _BOOKS),
    Kind.REFERENCE_ENTRY: Elsewhere("an entry of a reference work", "for the work, by a library catalogue", _BOOKS),
    Kind.CONFERENCE_PAPER: Elsewhere("a conference paper", "in the proceedings, or the conference's page", _BOOKS),
    Kind.PROCEEDINGS: Elsewhere("a volume of proceedings", "in a library catalogue, or the conference's page", _BOOKS),
    Kind.PRESENTATION: Elsewhere("a presentation", "at the conference's page"),
    Kind.MEETING_ABSTRACT: Elsewhere(
        "a meeting abstract", "in the supplement that has the abstracts, at the publisher"
    ),
    Kind.THESIS: Elsewhere("a thesis", "in the university's repository, or by a search of many", _THESES),
    Kind.REPORT: Elsewhere("a report", "at the page of who published it, or a library catalogue", _BOOKS),
    Kind.GUIDELINE: Elsewhere("a guideline", "at the page of who issued it"),
    Kind.PREPRINT: Elsewhere("a preprint", "on the server that has it", _PREPRINTS),
    Kind.MANUSCRIPT: Elsewhere("a manuscript", "in the archive that has it"),
    Kind.DATASET: Elsewhere("a data set", "in the repository that has it", _DATA),
    Kind.SOFTWARE: Elsewhere("software", "at the page of who makes it", _DATA),
    Kind.WEB_PAGE: Elsewhere("a web page", "at the printed address, or in an archive of the web"),
    Kind.PATENT: Elsewhere("a patent", "at the patent offices", _PATENTS),
    Kind.LEGISLATION: Elsewhere("a law", "in the official gazette"),
    Kind.LEGAL_CASE: Elsewhere("a legal case", "at the court, or a collection of judgments"),
    Kind.STANDARD: Elsewhere("a standard", "at the body that issued it"),
    Kind.TRIAL_REGISTRATION: Elsewhere("a trial's registration", "in the trial register", _TRIALS),
    Kind.PEER_REVIEW: Elsewhere("a review of a manuscript", "at the journal's page"),
    Kind.MAGAZINE_ARTICLE: Elsewhere("a magazine's article", "in the magazine's archive"),
    Kind.NEWSPAPER_ARTICLE: Elsewhere("a newspaper's article", "in the newspaper's archive"),
    Kind.AUDIOVISUAL: Elsewhere("audio or video", "at the page of who published it"),
    Kind.PERSONAL_COMMUNICATION: Elsewhere("a personal communication", "with the author, who has it"),
    Kind.OTHER: Elsewhere("a work that is no article", "at the page of who published it"),
}
JOURNAL = Elsewhere("an article", "at the journal's own page", (_CATALOGUE,))


def elsewhere(reference: Reference) -> Elsewhere | None:
    """Return where a work is to be looked for that registers of articles need not hold, or None for an article.

    >>> elsewhere(Reference(kind="thesis")).called, elsewhere(Reference(kind="letter"))
    ('a thesis', None)
    """
    kind: Kind | None = reference.kind
    while kind is not None and kind is not Kind.JOURNAL_ARTICLE and kind not in KINDS:
        kind = kind.broader
    return KINDS.get(kind) if kind else None


def links(reference: Reference, place: Elsewhere) -> tuple[Link, ...]:
    """Return the searches for a work, and the archived copies of the address that is printed.

    >>> links(Reference(title="Heart & soul"), KINDS[Kind.BOOK])[1].href
    'https://openlibrary.org/search?q=Heart%20%26%20soul'
    """
    wanted = (reference.container_title if place is JOURNAL else reference.title or reference.raw) or ""
    found = [Link(name, address + quote(wanted[:_WORDS], safe="")) for name, address in place.searches]
    if place is JOURNAL:
        found += [Link(_ISSN[0], _ISSN[1] + issn) for issn in reference.issn[:1]]
    if reference.url:
        found.append(Link("archived copies", _ARCHIVE + quote(reference.url, safe=":/")))
    return tuple(found)
