"""Citavi XML, the exchange file of a project: references, and the people and journals that they name by number.

Format: as Citavi 5 to 7 write it (CitaviExchangeData); its reference types: citavi.com, manual, "Reference types".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ivigref.errors import FormatError
from ivigref.formats.broken import moved, whole_xml
from ivigref.formats.dating import Statement, read_slashed, state
from ivigref.formats.draft import Draft, Loaded
from ivigref.formats.people import inverted
from ivigref.formats.tagged_lines import read_addresses, read_serial
from ivigref.formats.xml_elements import local, said_by
from ivigref.model import Citation, Finding, Kind
from ivigref.names import Name
from ivigref.patterns import lazy

_KINDS = {
    "JournalArticle": Kind.JOURNAL_ARTICLE, "NewspaperArticle": Kind.NEWSPAPER_ARTICLE, "Book": Kind.BOOK,
    "BookEdited": Kind.EDITED_BOOK, "CollectedWorks": Kind.BOOK, "Contribution": Kind.BOOK_CHAPTER,
    "ContributionInLegalCommentary": Kind.BOOK_CHAPTER, "ConferenceProceedings": Kind.PROCEEDINGS,
    "Thesis": Kind.THESIS, "UnpublishedWork": Kind.REPORT, "InternetDocument": Kind.WEB_PAGE,
    "Lecture": Kind.PRESENTATION,
    "Manuscript": Kind.MANUSCRIPT, "ArchiveMaterial": Kind.MANUSCRIPT, "Patent": Kind.PATENT, "Standard": Kind.STANDARD,
    "StatuteOrRegulation": Kind.LEGISLATION, "CourtDecision": Kind.LEGAL_CASE, "ComputerProgram": Kind.SOFTWARE,
    "Movie": Kind.AUDIOVISUAL, "AudioOrVideoDocument": Kind.AUDIOVISUAL, "Broadcast": Kind.AUDIOVISUAL,
    "PersonalCommunication": Kind.PERSONAL_COMMUNICATION, "PressRelease": Kind.REPORT, "SpecialIssue": Kind.EDITED_BOOK,
}  # fmt: skip
_TEXTS = {
    "Volume": "volume", "Number": "issue", "Edition": "edition", "PlaceOfPublication": "place", "Abstract": "abstract",
    "Language": "language", "Notes": "note", "Doi": "doi", "DOI": "doi", "PubMedId": "pmid", "PubMedID": "pmid",
}  # fmt: skip
_SKIPPED = frozenset(
    {"ReferenceType", "Title", "Subtitle", "PeriodicalID", "SeriesTitleID", "CitationKey", "ISBN", "ISSN"}
)
_DATES = ("Date", "Year")
_REFERENCES = lazy(r"<References>(?:(?!</References>).)*+(?:</References>|\Z)", re.DOTALL)
_PAGES = lazy(r"<os>(.*?)</os>", re.DOTALL)  # how a range is shown, beside how it is counted
_TAG = lazy(r"<[^<>]{1,20}>")
_COUNTED = lazy(r"(?:ID|Id|On|By|Sort|Protected|Update|Type|Number2|Status)\Z|\A(?:Created|Modified|Static|Has)")


class _Project(NamedTuple):
    """What references name by number: things by theirs, and the lists of numbers of each reference."""

    things: Mapping[str, Element]
    links: Mapping[str, Mapping[str, list[str]]]

    def of(self, kind: str, reference: str) -> list[Element]:
        """Return the things of a kind that a reference names."""
        numbers = self.links.get(kind, {}).get(reference, ())
        return [self.things[number] for number in numbers if number in self.things]


def loads(text: str) -> Loaded:
    """Read a project of Citavi."""
    loaded = Loaded()
    if not text.strip("\ufeff \r\n\t"):
        return loaded
    text, loaded.findings = _whole(text)
    root = local(text)
    references = root.findall("References/Reference")
    if not references:
        raise FormatError(f"expected Citavi's XML, found <{root.tag}> without references")
    project = _project(root)
    for reference in references:
        draft = Draft("citavi")
        loaded.append(_read(draft, reference, project))
        loaded.findings += draft.findings
    return loaded


def _whole(text: str) -> tuple[str, list[Finding]]:
    """Return a project without those of its references that are broken, each of which is a finding."""
    block = _REFERENCES.search(text)
    if block is None:
        return text, []
    part, found = whole_xml(block.group(), "Reference")
    findings = moved(found, text.count("\n", 0, block.start()))
    behind = text[block.end() :] or "</CitaviExchangeData>"  # it was cut off
    return f"{text[: block.start()]}{part}{behind}" if findings else text, findings


def _project(root: Element) -> _Project:
    things = {number: thing for thing in root.iter() if (number := thing.get("id"))}
    links: dict[str, dict[str, list[str]]] = {}
    for group in root:
        for link in group.findall("OnetoN"):
            first, *others = said_by(link).split(";")
            # A contribution is linked from the book that it is in.
            pairs = ((other, [first]) for other in others) if group.tag == "ReferenceReferences" else ((first, others),)
            links.setdefault(group.tag, {}).update(pairs)
    return _Project(things, links)


def _read(draft: Draft, reference: Element, project: _Project) -> Citation:
    number = reference.get("id", "")
    draft.kind = _KINDS.get(said_by(reference.find("ReferenceType"))) or Kind.OTHER
    draft.key = said_by(reference.find("CitationKey")) or None
    draft.add("title", _title(reference))
    _read_fields(draft, reference)
    draft.authors += _people(project.of("ReferenceAuthors", number))
    draft.editors += _people(project.of("ReferenceEditors", number))
    for name in _people(project.of("ReferenceCollaborators", number)):
        draft.add("citavi:collaborator", inverted(name))
    for name in _people(project.of("ReferenceOrganizations", number)) if not draft.authors else ():
        draft.authors.append(name)
    for publisher in project.of("ReferencePublishers", number):
        draft.add("publisher", said_by(publisher.find("Name")))
    for keyword in project.of("ReferenceKeywords", number):
        draft.add("keyword", said_by(keyword.find("Name")))
    _read_periodical(draft, project.things.get(said_by(reference.find("PeriodicalID"))))
    books = project.of("ReferenceReferences", number)
    series = project.things.get(said_by(reference.find("SeriesTitleID")))
    draft.add("series", said_by(series.find("Name")) if series is not None else "")
    for book in books:
        _read_book(draft, book, project)
    dated = [reference, *(books if not said_by(reference.find("Year")) else ())]  # a contribution is of its book's year
    state(draft, [Statement(name, said_by(found.find(name))) for found in dated for name in _DATES])
    return draft.citation()


def _title(reference: Element) -> str:
    title, subtitle = (said_by(reference.find(name)) for name in ("Title", "Subtitle"))
    return f"{title}: {subtitle}" if subtitle else title


def _read_fields(draft: Draft, reference: Element) -> None:
    for field in reference:
        text = said_by(field)
        if field.tag in _TEXTS:
            draft.add(_TEXTS[field.tag], text)
        elif field.tag in {"ISBN", "ISSN"} and text:
            read_serial(draft, text)
        elif field.tag == "PageRange":
            draft.add("pages", _pages("".join(field.itertext())).replace("-", "–"))
        elif field.tag == "OnlineAddress" and text:
            read_addresses(draft, text, "url")
        elif field.tag == "AccessDate":
            date = read_slashed(text.partition(" ")[0])
            draft.add("url_date", str(date) if date else text)
        elif field.tag not in _SKIPPED and field.tag not in _DATES and not _COUNTED.search(field.tag):
            draft.add(f"citavi:{field.tag}", text)


def _pages(text: str) -> str:
    """Return a range as it is shown, which stands in marks of its own or on the last line."""
    shown = _PAGES.findall(text)
    return (shown[-1] if shown else _TAG.sub("", text).strip().rpartition("\n")[2]).strip()


def _people(persons: list[Element]) -> Iterator[Name]:
    for person in persons:
        last, first, middle = (said_by(person.find(name)) for name in ("LastName", "FirstName", "MiddleName"))
        prefix, suffix = (said_by(person.find(name)) for name in ("Prefix", "Suffix"))
        if last and (first or middle):
            surname = " ".join(filter(None, (prefix, last)))
            yield Name.from_surname(surname, " ".join(filter(None, (first, middle))), suffix or None)
        elif last:
            yield Name(literal=last)


def _read_periodical(draft: Draft, periodical: Element | None) -> None:
    if periodical is None:
        return
    draft.add("container_title", said_by(periodical.find("Name")))
    draft.add("container_title_short", said_by(periodical.find("StandardAbbreviation")))
    if number := said_by(periodical.find("ISSN")):
        read_serial(draft, number)


def _read_book(draft: Draft, book: Element, project: _Project) -> None:
    """Read the book that a contribution is in."""
    number = book.get("id", "")
    if draft.kind is Kind.BOOK_CHAPTER and said_by(book.find("ReferenceType")) == "ConferenceProceedings":
        draft.kind = Kind.CONFERENCE_PAPER
    draft.add("container_title", _title(book))
    draft.editors += _people(project.of("ReferenceEditors", number))
    for publisher in project.of("ReferencePublishers", number):
        draft.add("publisher", said_by(publisher.find("Name")))
    draft.add("place", said_by(book.find("PlaceOfPublication")))
    if isbn := said_by(book.find("ISBN")):
        read_serial(draft, isbn)
