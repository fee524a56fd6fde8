"""Open Library: editions of books by ISBN, and works by title.

Its Books API (https://openlibrary.org/dev/docs/api/books, jscmd=data; the code that makes its answers is
openlibrary/plugins/books/dynlinks.py in internetarchive/openlibrary) answers ``{}`` for unknown ISBNs and also where it
fails, so that an empty answer is confirmed by its search (https://openlibrary.org/dev/docs/api/search). Limits
(https://openlibrary.org/developers/api): one request a second, three for who says who asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Unpack

from ivigref.errors import InputError, RegistryError
from ivigref.identifiers import normalize_isbn
from ivigref.model import Answer, Kind, Record, Reference, Source
from ivigref.patterns import lazy
from ivigref.registries.access import Access, Options
from ivigref.registries.asker import Asker
from ivigref.registries.batched import Found, Item, Lookup, Service
from ivigref.registries.cache import Stored
from ivigref.registries.opened import Opened
from ivigref.registries.pace import Pace
from ivigref.registries.people import person
from ivigref.registries.transport import Reply, Request
from ivigref.registries.ways import References, Way, answers, first
from ivigref.text import plain, words

ADDRESS = "https://openlibrary.org"
BATCH = 50  # ISBNs in one call
ROWS = 5  # candidates of one search
FEWEST_WORDS = 2  # of a title
_FIELDS = "key,title,subtitle,author_name,publisher,isbn,language,edition_count,first_publish_year,publish_year"
_BIBKEY = "ISBN:"
_YEAR = lazy(r"(?<![0-9])(1[4-9][0-9]{2}|20[0-9]{2})(?![0-9])")


class _Doc(NamedTuple):
    """A work of the search: which edition of it was printed, the reference says."""

    said: Item
    source: Source

    def record(self, printed: int | None) -> Record:
        address = f"{ADDRESS}{self.said.get('key')}"
        return record_from_doc(self.said, printed, self.source.model_copy(update={"address": address}))


class OpenLibrary(Opened):
    """Asks Open Library for books. A mail address brings three times the pace.

    >>> with OpenLibrary(offline=True) as registry:
    ...     registry.ask([Reference(isbn=("9780306406157",))])
    [Answer(registry='openlibrary', problem='openlibrary: no answer in the cache, and offline')]
    """

    name = "openlibrary"

    def __init__(self, base_url: str | None = None, access: Access | None = None, **options: Unpack[Options]) -> None:
        """Open cache and transport; raises InputError for an address, of a server or for mail, that is none."""
        self._asker = Asker(self.name, ADDRESS, base_url, access, options)
        self._pace = Pace(3 if self._asker.mailto else 1)
        service = Service(BATCH, self._request_isbns, self._books, lambda book: [book["isbn"]], _edition)
        self._isbns = Lookup(self._asker, "isbn", service)

    def ask(self, references: Sequence[Reference]) -> list[Answer]:
        """Return what Open Library knows of each reference: by its ISBNs, else by its title."""
        return answers(self.name, references, [Way("identifier", self._by_isbns), Way("title", self._by_titles)])

    def by_isbn(self, isbn: str) -> Record | None:
        """Return the edition with this ISBN, or None where Open Library has none.

        Raises RegistryError where it cannot say, and InputError for what is no ISBN.
        """
        wanted = normalize_isbn(isbn)
        if wanted is None:
            raise InputError(f"expected an ISBN, found {isbn!r}")
        return first(self._by_isbns({0: Reference(isbn=(wanted,))})[0])

    def by_text(self, title: str, author: str | None = None) -> tuple[Record, ...]:
        """Return the works with this title, the most relevant first.

        Raises RegistryError where Open Library cannot say.
        """
        request = self._request_title(title, author)
        if request is None:
            return ()
        found = self._asker.each([request], self._docs)[request.shown]
        if isinstance(found, RegistryError):
            raise found
        return tuple(doc.record(None) for doc in found)

    def close(self) -> None:
        """Close connections and files."""
        self._asker.close()

    # Editions

    def _by_isbns(self, references: References) -> dict[int, Found]:
        asked = {
            place: isbns
            for place, r in references.items()
            if (isbns := list(filter(None, map(normalize_isbn, r.isbn))))
        }
        found = self._isbns.look_up(isbn for isbns in asked.values() for isbn in isbns)
        found |= self._confirmed([isbn for isbn, records in found.items() if records == ()])
        return {place: _joined(found[isbn] for isbn in isbns) for place, isbns in asked.items()}

    def _confirmed(self, isbns: Iterable[str]) -> dict[str, Found]:
        """Ask the search for what the list lacks: an edition that only the search has was lost by the list."""
        asked = {isbn: self._request_search({"isbn": isbn, "limit": "1"}) for isbn in isbns}
        outcomes = self._asker.each(asked.values(), self._docs)
        lost = self._asker.bad("a list without an edition that it has")
        return {
            isbn: docs if isinstance(docs := outcomes[request.shown], RegistryError) else lost if docs else ()
            for isbn, request in asked.items()
        }

    def _request_isbns(self, isbns: Sequence[str]) -> Request:
        keys = ",".join(f"{_BIBKEY}{isbn}" for isbn in isbns)
        return self._asker.request("api/books", {"bibkeys": keys, "jscmd": "data", "format": "json"}, self._pace)

    def _books(self, reply: Reply) -> list[Item]:
        answer = self._asker.json(reply.body)
        if not isinstance(answer, dict) or not all(
            isinstance(book, dict) and book.get("key") for book in answer.values()
        ):
            raise self._asker.bad("a list without books")
        return [{"isbn": key.removeprefix(_BIBKEY), **book} for key, book in answer.items()]

    # Works

    def _by_titles(self, references: References) -> dict[int, Found]:
        asked = {
            place: request
            for place, r in references.items()
            if (request := self._request_title(r.title, r.authors[0].surname if r.authors else None)) is not None
        }
        outcomes = self._asker.each(asked.values(), self._docs)
        found: dict[int, Found] = {}
        for place, request in asked.items():
            docs = outcomes[request.shown]
            year = references[place].year
            found[place] = docs if isinstance(docs, RegistryError) else tuple(doc.record(year) for doc in docs)
        return found

    def _request_title(self, title: str | None, author: str | None) -> Request | None:
        telling = words(title or "")
        if len(telling) < FEWEST_WORDS:
            return None
        asked = {"title": " ".join(telling)} | ({"author": author} if author else {})
        return self._request_search({**asked, "limit": str(ROWS)})

    def _request_search(self, parameters: Mapping[str, str]) -> Request:
        return self._asker.request("search.json", {**parameters, "fields": _FIELDS}, self._pace)

    def _docs(self, stored: Stored) -> tuple[_Doc, ...]:
        answer = self._asker.json(stored.body)
        count, docs = answer["numFound"], answer["docs"]
        if not isinstance(count, int) or not isinstance(docs, list) or not all(isinstance(doc, dict) for doc in docs):
            raise self._asker.bad("a search without results")
        if count < len(docs) or (count and not docs):
            raise self._asker.bad("a part of its results")
        source = Source(registry=self.name, address=stored.address, retrieved=stored.date)
        return tuple(_Doc(doc, source) for doc in docs)


def record_from_book(book: Mapping[str, Any], source: Source | None = None) -> Record:
    """Translate an edition as the Books API describes it; what has another shape than promised is left out.

    >>> book = {"title": "Lupus", "subtitle": "A guide", "authors": [{"name": "Mary Doe"}],
    ...     "publish_date": "May 3, 1999", "publishers": [{"name": "Nova"}], "publish_places": [{"name": "New York"}]}
    >>> record = record_from_book(book)
    >>> record.whole_title, record.authors[0].family, record.year, record.place
    ('Lupus: A guide', 'Doe', 1999, 'New York')
    """
    numbers = book.get("identifiers") if isinstance(book.get("identifiers"), dict) else {}
    isbns = [*_texts((numbers or {}).get("isbn_13")), *_texts((numbers or {}).get("isbn_10"))]
    year = _YEAR.search(str(book.get("publish_date") or ""))
    return Record(
        kind=Kind.BOOK,
        authors=tuple(filter(None, map(person, _names(book.get("authors"))))),
        title=_text(book.get("title")),
        subtitle=_text(book.get("subtitle")),
        publisher=next(iter(_names(book.get("publishers"))), None),
        place=next(iter(_names(book.get("publish_places"))), None),
        year=int(year[0]) if year else None,
        isbn=tuple(dict.fromkeys(filter(None, map(normalize_isbn, isbns)))),
        source=source,
    )


def record_from_doc(doc: Mapping[str, Any], printed: int | None = None, source: Source | None = None) -> Record:
    """Translate a work as the search describes it: of its editions it has the one that was printed, or none.

    >>> doc = {"title": "Lupus", "author_name": ["Mary Doe"], "publish_year": [1999, 2004], "edition_count": 2}
    >>> record_from_doc(doc, 2004).year, record_from_doc(doc, 2010).year
    (2004, None)
    """
    listed = doc.get("publish_year")
    years = [year for year in listed if isinstance(year, int)] if isinstance(listed, list) else []
    only = doc.get("first_publish_year") if doc.get("edition_count") == 1 else None
    publishers = _texts(doc.get("publisher"))
    return Record(
        kind=Kind.BOOK,
        authors=tuple(filter(None, map(person, _texts(doc.get("author_name"))))),
        title=_text(doc.get("title")),
        subtitle=_text(doc.get("subtitle")),
        publisher=publishers[0] if len(publishers) == 1 else None,
        year=printed if printed in years else only if isinstance(only, int) else None,
        isbn=tuple(dict.fromkeys(filter(None, map(normalize_isbn, _texts(doc.get("isbn")))))),
        source=source,
    )


def _edition(book: Item, source: Source) -> Record:
    return record_from_book(book, source.model_copy(update={"address": f"{ADDRESS}{book.get('key')}"}))


def _joined(outcomes: Iterable[Found]) -> Found:
    """Return the editions of several ISBNs of one book, or why there is none."""
    records: dict[Record, None] = {}
    problem: RegistryError | None = None
    for outcome in outcomes:
        if isinstance(outcome, RegistryError):
            problem = outcome
        else:
            records |= dict.fromkeys(outcome)
    return tuple(records) if records or problem is None else problem


def _names(value: object) -> list[str]:
    entries = value if isinstance(value, list) else []
    return [text for entry in entries if isinstance(entry, dict) and (text := _text(entry.get("name")))]


def _texts(value: object) -> list[str]:
    return [text for entry in value if (text := _text(entry))] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return plain(value) or None if isinstance(value, str) else None
