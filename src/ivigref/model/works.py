"""Works: what a list prints of one, and what a registry says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from ivigref.dates import Date
from ivigref.frozen import Value, field_names
from ivigref.identifier_kinds import KINDS, Identifier
from ivigref.identifiers import identifier_key
from ivigref.model.values import Doi, KindOfWork, MeshHeading, Pmcid, Pmid, PublicationType, Text
from ivigref.names import Name
from ivigref.pages import Pages
from ivigref.text import letters

if TYPE_CHECKING:
    from ivigref.model.citations import Citation

Certainty = Literal["certain", "probable", "secondary"]
IdentifierName = Literal["doi", "pmid", "pmcid"]
IDENTIFIERS: tuple[IdentifierName, ...] = get_args(IdentifierName)
SECOND_HAND = frozenset({"citing-list", "secondary"})  # kinds of places that repeat what others said of a work

SURE = 0.99  # how far a parser may trust a field that its grammar has read without a choice


class Work(Value):
    """The bibliographic fields that a printed reference and a registry's record share.

    ``date`` is there where it says more than ``year``. ``trials`` are the numbers under which trial registries hold the
    study; ``mesh`` and ``publication_types`` are the indexing that a record or a file brings.
    """

    kind: KindOfWork = None
    authors: tuple[Name, ...] = ()
    et_al: bool = False
    title: Text = None
    container_title: Text = None
    editors: tuple[Name, ...] = ()
    edition: Text = None
    series: Text = None
    publisher: Text = None
    place: Text = None
    year: int | None = None
    date: Date | None = None
    volume: Text = None
    issue: Text = None
    pages: Pages | None = None
    doi: Doi = None
    pmid: Pmid = None
    pmcid: Pmcid = None
    arxiv: Text = None
    trials: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    url: Text = None
    language: Text = None
    publication_types: tuple[PublicationType, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()

    @classmethod
    def fields_of(cls, work: Work) -> dict[str, Any]:
        """Return the fields that every work has, by name: of a record or a reference, what the two share."""
        return {name: getattr(work, name) for name in field_names(Work)}

    @property
    def known_by(self) -> dict[IdentifierName, str]:
        """The work's own DOI, PMID and PMCID, those that it has, in the form in which they are compared.

        >>> Reference(doi="10.1000/A", pmid="7").known_by
        {'doi': '10.1000/a', 'pmid': '7'}
        """
        return comparable(self)


class Box(Value):
    """A place on a page of a PDF: the page, counted from 1, and the sides in points from its top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


_IDENTIFYING = tuple(kind.field for kind in KINDS)
# What an identifier may bring along with it: neither tells one work from another.
_BESIDE = frozenset({*_IDENTIFYING, "kind", "et_al", "issn", "url", "language", "publication_types", "mesh"})
_DESCRIBING = tuple(name for name in field_names(Work) if name not in _BESIDE)


class Reference(Work):
    """One item of a list as it was printed.

    ``number`` is the printed number, ``raw`` the item's text without it. ``links`` keeps the labels that a publisher's
    page prints after an item ("Article", "PubMed"): they say that the publisher knew a DOI or a PMID. What the parser
    could not place is in ``unparsed``. ``line`` is where the item begins in its file, counted from 1; ``et_al_text`` is
    what was printed for further authors ("et al.", "u. a.", "y cols."), ``date_text`` what is printed in the place of a
    date and is none ("in press"). ``doubts`` names the fields of which the parser is less than sure, with its
    confidence (0 to 1). ``extra`` holds what a reference manager's file says beyond these fields (abstract, notes, …),
    as pairs of name and text; the name of what only one format has begins with that format ("ris:M1"). ``origins``
    says which databases and files brought the reference, several where lists were merged. ``boxes`` is where it is
    printed in a PDF: one box, or more where a column or a page ends within it.

    >>> Reference(raw="Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.", year=1952, pages="722–8").pages.last
    '728'
    """

    number: int | None = None
    raw: str = ""
    links: tuple[str, ...] = ()
    unparsed: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    line: int | None = None
    et_al_text: Text = None
    date_text: Text = None
    origins: tuple[Origin, ...] = ()
    doubts: tuple[tuple[str, float], ...] = ()
    boxes: tuple[Box, ...] = ()

    @property
    def page(self) -> int | None:
        """The page of a PDF on which it begins, counted from 1.

        >>> Reference(boxes=(Box(page=7, left=51, top=90, right=290, bottom=110),)).page
        7
        """
        return self.boxes[0].page if self.boxes else None

    @property
    def is_identifier(self) -> bool:
        """Whether it is an identifier, and nothing else of the work is printed: then there is nothing to compare.

        >>> Reference(pmid="7").is_identifier, Reference(pmid="7", year=1998).is_identifier
        (True, False)
        """
        return any(getattr(self, name) for name in _IDENTIFYING) and not (
            self.unparsed or any(getattr(self, name) for name in _DESCRIBING)
        )

    def confidence(self, field: str) -> float | None:
        """Return how sure the parser is of a field (0 to 1), or None where the field is empty.

        >>> Reference(title="Agammaglobulinemia", doubts=(("title", 0.6),)).confidence("title")
        0.6
        """
        if getattr(self, field) in (None, (), ""):
            return None
        return dict(self.doubts).get(field, SURE)

    def is_doubted(self, field: str) -> bool:
        """Tell whether the parser is less than sure of a field.

        >>> Reference(title="Agammaglobulinemia", doubts=(("title", 0.6),)).is_doubted("title")
        True
        """
        return (known := self.confidence(field)) is not None and known < SURE


class Origin(Value):
    """Where a reference was exported from: the database, its number there, and the file that brought it.

    >>> Origin(database="Embase", accession="L643000001", file="embase.ris").database
    'Embase'
    """

    database: Text = None
    accession: Text = None
    file: Text = None


class Source(Value):
    """Where a statement was seen: which registry, at which address, when, and how sure the identity is.

    ``registry`` is "crossref" or "pubmed" only for an answer of that registry's own interface. ``retrieved`` is a date,
    or a month where only that is known. ``kind`` says what kind of place it was.

    >>> Source(registry="recorded", kind="citing-list", certainty="certain").is_second_hand
    True
    """

    registry: str
    address: Text = None
    retrieved: Text = None
    kind: Text = None
    certainty: Certainty | None = None

    @property
    def is_second_hand(self) -> bool:
        """Whether this is somebody else's citation of the work, however sure it is which work that is."""
        return self.certainty == "secondary" or self.kind in SECOND_HAND


class Update(Value):
    """A later notice about a work, or, seen from the notice, the work that it is about.

    ``direction`` is "by" on the changed work (retracted *by* …) and "to" on the notice. ``kind`` is Crossref's or
    PubMed's word: retraction, expression_of_concern, correction, …; a preprint is "published" by the article that it
    became.
    """

    kind: str
    direction: Literal["by", "to"]
    doi: Doi = None
    pmid: Pmid = None
    date: Text = None
    asserted_by: Text = None
    label: Text = None


class Record(Work):
    """What one registry says about one work; every field may be absent.

    ``year_print`` and ``year_online`` are there where the registry tells them apart; ``abstract_note`` is what somebody
    noted of an abstract that may not be kept itself, ``abstract_categories`` what NLM takes its lines to be,
    ``doi_alternates`` further DOIs of the same work (a translated edition, say). ``also`` is what other places say of
    this very work, each with its own source: no place answers for what another one says.
    """

    subtitle: Text = None
    original_title: Text = None
    container_title_short: Text = None
    article_number: Text = None
    year_print: int | None = None
    year_online: int | None = None
    doi_alternates: tuple[str, ...] = ()
    abstract: Text = None
    abstract_categories: tuple[str | None, ...] = ()
    abstract_note: Text = None
    updates: tuple[Update, ...] = ()
    source: Source | None = None
    also: tuple[Record, ...] = ()

    def known_as(self, name: IdentifierName) -> frozenset[str]:
        """Return the record's DOIs, its PMID or its PMCID, by anybody's word, in the form in which they are compared.

        >>> sorted(Record(doi="10.1000/A", doi_alternates=("10.1000/b",)).known_as("doi"))
        ['10.1000/a', '10.1000/b']
        """
        is_doi = name == "doi"
        said = (v for r in self.statements for v in (getattr(r, name), *(r.doi_alternates if is_doi else ())))
        return frozenset(identifier_key(value) for value in said if value)

    @property
    def whole_title(self) -> str | None:
        """The title with its subtitle, unless the title has it already.

        >>> Record(title="Lupus nephritis", subtitle="A review").whole_title
        'Lupus nephritis: A review'
        >>> Record(title="Lupus nephritis: a review", subtitle="A review").whole_title
        'Lupus nephritis: a review'
        """
        if not self.title or not self.subtitle or letters(self.title).endswith(letters(self.subtitle)):
            return self.title
        return f"{self.title}: {self.subtitle}"

    @property
    def is_second_hand(self) -> bool:
        """Whether its source is somebody else's citation of the work."""
        return self.source is not None and self.source.is_second_hand

    @property
    def statements(self) -> tuple[Record, ...]:
        """What each place says of the work, what is known at second hand last."""
        if not self.also:
            return (self,)
        own = self.model_copy(update={"also": ()})
        return tuple(sorted((own, *self.also), key=lambda record: record.is_second_hand))

    @property
    def whole(self) -> Record:
        """What all of them say together, as the first that says it."""
        return complete(self.statements)


def comparable(work: Work | Citation) -> dict[IdentifierName, str]:
    """Return the identifiers that a work or a citation has, in the form in which they are compared."""
    return {name: identifier_key(value) for name in IDENTIFIERS if (value := getattr(work, name))}


def identifiers_of(work: Work) -> tuple[Identifier, ...]:
    """Return every identifier that a work has, in the order of their kinds.

    >>> [str(one) for one in identifiers_of(Reference(pmid="7", isbn=("9780306406157",)))]
    ['ISBN 9780306406157', 'PMID 7']
    """
    held = ((name, getattr(work, name)) for name in _IDENTIFYING)
    return tuple(
        Identifier(name, value)
        for name, values in held
        if values
        for value in (values if isinstance(values, tuple) else (values,))
    )


_FILLED = tuple(name for name in field_names(Record) if name not in {"source", "also", "et_al"})


def complete(statements: Sequence[Record]) -> Record:
    """Fill what the first leaves out from the others, as the first of them says it; its own values stay.

    >>> complete([Record(title="A"), Record(title="B", year=1999), Record(year=2000)])
    Record(title='A', year=1999)
    """
    missing: dict[str, object] = {}
    for other in statements[1:]:
        for name in _FILLED:
            if getattr(statements[0], name) not in (None, ()) or getattr(other, name) in (None, ()):
                continue
            missing.setdefault(name, getattr(other, name))
            if missing.get("authors") is other.authors:  # that there are more belongs to the list that is cut short
                missing["et_al"] = other.et_al
    return statements[0].model_copy(update=missing) if missing else statements[0]
