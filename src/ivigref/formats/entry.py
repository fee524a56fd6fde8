"""What of a citation is written, whatever the format: its values, its key, its keywords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ivigref.dates import Date
from ivigref.formats.mapping import TYPED
from ivigref.identifiers import normalize_doi
from ivigref.keys import TEMPLATE, base_key, choose_keys
from ivigref.model import Citation, Kind, Origin, Reference, Tag, Work
from ivigref.model import Values as Values  # noqa: PLC0414  (every writer takes it)
from ivigref.model.kinds import Vocabulary
from ivigref.patterns import lazy
from ivigref.text import clean

_INDEXING = ("publication_types", "mesh")  # what a registry adds of these is no word of the file
UNDETERMINED = "undetermined"  # what a tagger says where it abstains; no keyword of a file

_NOT_IN_KEY = lazy(r"[\s{}()\[\],;=#%\"\\~@$^&<>|`\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ud800-\udfff\ufeff]+")
_FIELD_NAME = lazy(r"[A-Za-z][A-Za-z0-9_:.+/-]{0,60}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written of one citation; ``extra`` names follow the table of fields.

    ``keywords`` are its tags, its own keywords, and the indexing that the reference brought, for formats that have no
    field for headings and publication types.
    """

    key: str
    kind: Kind
    work: Work
    keywords: tuple[str, ...]
    extra: dict[str, tuple[str, ...]]
    number: int | None
    origins: tuple[Origin, ...] = ()

    def text(self, datum: str) -> str:
        """Return one datum as text, or nothing.

        >>> from ivigref import Reference
        >>> entry = next(entries([Citation(reference=Reference(year=1952, issn=("0031-4005",)))]))
        >>> entry.text("year"), entry.text("issn"), entry.text("volume")
        ('1952', '0031-4005', '')
        """
        value = getattr(self.work, datum, None)
        if value is None:
            return "" if datum in TYPED else clean(next(iter(self.extra.get(datum, ())), ""))
        return clean(", ".join(value) if isinstance(value, tuple) else str(value))

    def texts(self, datum: str) -> tuple[str, ...]:
        """Return every text of a datum that may have several: what the work says, then what else its file said.

        >>> from ivigref import Reference
        >>> reference = Reference(issn=("1399-3003", "0903-1936"), extra=(("note", "a"), ("note", "b")))
        >>> entry = next(entries([Citation(reference=reference)]))
        >>> entry.texts("issn"), entry.texts("note"), entry.texts("volume")
        (('1399-3003', '0903-1936'), ('a', 'b'), ())
        """
        value = getattr(self.work, datum, None)
        own = value if isinstance(value, tuple) else () if value is None else (value,)
        more = () if datum in TYPED else self.extra.get(datum, ())
        return tuple(dict.fromkeys(filter(None, (clean(str(text)) for text in (*own, *more)))))

    @property
    def date(self) -> Date | None:
        """The date, unless it contradicts the year: a record's year and a printed month make no date.

        >>> from ivigref import Reference
        >>> works = [Reference(year=year, date="1952-06") for year in (1952, 1953)]
        >>> [entry_of(Citation(reference=work)).date for work in works]
        [Date('1952-06'), None]
        """
        date = self.work.date
        return date if date is not None and date.year == self.work.year else None

    @property
    def month(self) -> int | None:
        """The month of a date, 1 to 12, where one is known."""
        return self.date.month if self.date else None

    @property
    def day(self) -> int | None:
        """The day of a date, where one is known."""
        return self.date.day if self.date else None

    def own(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield what was read from a file of this format and has no place in the table of fields, or cannot be read."""
        for name, texts in self.extra.items():
            if name.startswith(prefix):
                yield from ((name.removeprefix(prefix), clean(text)) for text in texts)


def entries(citations: Iterable[Citation], values: Values = "record", template: str = TEMPLATE) -> Iterator[Entry]:
    """Yield what is to be written of each citation, each under a key of its own that every client takes.

    >>> from ivigref import Reference
    >>> [entry.key for entry in entries([Citation(reference=Reference(year=1952)), Citation(reference=Reference())])]
    ['Anonymous1952', 'AnonymousNoYear']
    """
    listed = citations if isinstance(citations, Sequence) else tuple(citations)
    # In two passes, since a long list is unpacked as it is read and must not be held.
    for citation, key in zip(listed, keys(listed, template), strict=True):
        yield entry_of(citation, key, values)


def entry_of(citation: Citation, key: str = "", values: Values = "record") -> Entry:
    """Return what is to be written of one citation.

    >>> from ivigref import Reference
    >>> entry_of(Citation(reference=Reference(extra=(("keyword", "lupus"), ("note", "a"), ("note", "b"))))).extra
    {'note': ('a', 'b')}
    """
    reference = citation.reference
    work = reference if citation.record is None else citation.work(values)
    extra: dict[str, tuple[str, ...]] = {}
    keywords = [keyword(tag) for tag in citation.tags if tag.term != UNDETERMINED]
    for name, text in reference.extra:
        if name == "keyword":
            keywords.append(text)
        elif _FIELD_NAME.fullmatch(name):  # a name that is none would break out of its field
            extra[name] = (*extra.get(name, ()), text)
    own = {name: getattr(reference, name) for name in _INDEXING}
    if work is not reference and any(getattr(work, name) != value for name, value in own.items()):
        work = work.model_copy(update=own)
    certain = citation.record if citation.is_certain and values == "record" else None
    if certain is not None and certain.container_title_short:
        extra["container_title_short"] = (certain.container_title_short,)
    if reference.unparsed and not work.title and not work.container_title:
        extra.setdefault("note", (reference.raw,))  # nothing could be read: the print itself goes along
    if work.url and work.doi and normalize_doi(work.url) == work.doi:
        work = work.model_copy(update={"url": None})  # says nothing that the DOI does not
    return Entry(
        key=key,
        kind=kind_of(work),
        work=work,
        keywords=tuple(dict.fromkeys((*keywords, *indexed(reference)))),
        extra=extra,
        origins=tuple(origin for origin in reference.origins if origin.database or origin.accession),
        number=citation.number,
    )


def keys(citations: Sequence[Citation], template: str = TEMPLATE) -> list[str]:
    """Return the key under which each citation is written: its own where a file can hold it and no other has it.

    >>> from ivigref import Reference
    >>> keys([Citation(reference=Reference(year=1952), key=key) for key in ("a b", "ab")])
    ['ab', 'Anonymous1952a']
    """
    base_key(Reference(), template)  # says what is wrong with it, wanted or not
    safe = list(_safe_keys(citations))
    if all(safe):
        return safe
    held = (
        citation if citation.key == (key or None) else citation.model_copy(update={"key": key or None})
        for citation, key in zip(citations, safe, strict=True)
    )
    return choose_keys(held, template)


def _safe_keys(citations: Iterable[Citation]) -> Iterator[str]:
    """Yield each key as a file can hold it; nothing where there is none, or where another work has it."""
    taken: set[str] = set()
    for citation in citations:
        key = _NOT_IN_KEY.sub("", citation.key or "")
        yield "" if key.casefold() in taken else key
        taken.add(key.casefold())


def kind_of(work: Work) -> Kind:
    """Return what kind of work this is, told by its fields where it is not said.

    >>> kind_of(Work(container_title="Plasmopheresis", publisher="Nova")), kind_of(Work(title="x"))
    ('book-chapter', 'other')
    """
    if work.kind:
        return work.kind
    if work.container_title:
        return Kind.BOOK_CHAPTER if work.editors or (work.publisher and not work.volume) else Kind.JOURNAL_ARTICLE
    return Kind.BOOK if work.publisher else Kind.OTHER


def narrower(kind: Kind, of: Vocabulary) -> str:
    """Return the name of a kind for a field beside its type, where a format has only a word for the broader one.

    >>> narrower(Kind.LETTER, "ris"), narrower(Kind.GUIDELINE, "endnote-xml"), narrower(Kind.BOOK, "ris")
    ('Letter', 'Practice Guideline', '')
    """
    if kind.broader is None or kind.word(of) != kind.broader.word(of):
        return ""
    word = kind.word("nbib")
    return word if word and word != kind.broader.word("nbib") else kind.value.replace("-", " ").capitalize()


def indexed(work: Work) -> tuple[str, ...]:
    """Return the indexing of a work as keywords: its headings, and the publication types that are no kind of document.

    >>> indexed(Work(mesh=("Psoriasis / therapy*",), publication_types=("Journal Article", "Clinical Trial")))
    ('Psoriasis/*therapy', 'Clinical Trial')
    """
    types = (name for name in work.publication_types if Kind.read("nbib", name) is None)
    return (*map(str, work.mesh), *types)


def keyword(tag: Tag) -> str:
    """Return a tag as a keyword, ``disease:lupus-nephritis``."""
    return f"{tag.axis}:{tag.term}"
