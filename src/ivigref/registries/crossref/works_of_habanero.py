"""Works that a script has from habanero become citations, without asking Crossref for them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ivigref.errors import InputError
from ivigref.identifiers import identifier_key
from ivigref.keys import assign_keys
from ivigref.model import Citation, Record, Reference, Source
from ivigref.registries.crossref.adapter import ADDRESS
from ivigref.registries.crossref.record import doi_of, record_from_work
from ivigref.registries.crossref.rest import work_address

_ASKED = {"work", "work-list"}  # answers about works; habanero has others about members, journals and so on
_DEEPEST = 3  # lists of what several calls brought; more is no answer
_TELLING = ("DOI", "title", "type", "author", "container-title")  # a work has at least one of them


def citations_from_habanero(answer: object) -> list[Citation]:
    """Return the works of an answer that habanero brought as citations, in its order.

    Any form that habanero gives is taken: the answer about one work or a search, the list of answers about several or
    of a cursor's pages, its ``WorksContainer``, and single works that were cut out of one. What habanero could not
    find (None, with ``warn=True``) is left out. The printed reference of each citation has the values of its record.

    Raises InputError for what is no answer about works; the message says at which place.

    >>> message = {"DOI": "10.5555/12345678", "title": ["On lupus"], "issued": {"date-parts": [[2008, 8]]}}
    >>> [citation] = citations_from_habanero({"message-type": "work", "message": message})
    >>> citation.key, citation.doi, citation.record.source.registry
    ('Lupus2008', '10.5555/12345678', 'crossref')
    """
    return assign_keys(_citation(_record(work)) for work in _works(answer, "answer"))


def _works(answer: object, place: str, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield the works of an answer, or of answers within answers."""
    if answer is None:
        return
    if depth > _DEEPEST:
        raise InputError(f"expected answers, found lists in more than {_DEEPEST} lists", place="answer")
    if isinstance(answer, list | tuple):
        for number, part in enumerate(answer):
            yield from _works(part, f"{place}[{number}]", depth + 1)
    elif isinstance(answer, Mapping):
        yield from _works_of_one(answer, place)
    elif _is_container(answer):
        yield from _works(answer.works, f"{place}.works", depth)  # type: ignore[attr-defined]  # habanero has no types
    else:
        raise InputError(f"expected what habanero's works() returns, found {type(answer).__name__}", place=place)


def _works_of_one(answer: Mapping[str, Any], place: str) -> Iterator[Mapping[str, Any]]:
    """Yield the works of one answer, or the one work that this is."""
    if "message-type" not in answer and "message" not in answer:
        yield _work(answer, place)
        return
    kind = answer.get("message-type", "work")
    message = answer.get("message")
    if kind not in _ASKED:
        raise InputError(f"expected a message-type of work or work-list, found {kind!r}", place=place)
    if not isinstance(message, Mapping):
        raise InputError(
            f"expected a work or a list of works, found {type(message).__name__}", place=f"{place}.message"
        )
    if kind == "work" and "items" not in message:
        yield _work(message, f"{place}.message")
        return
    items = message.get("items")
    if not isinstance(items, list):
        raise InputError(f"expected a list of works, found {type(items).__name__}", place=f"{place}.message.items")
    yield from (_work(item, f"{place}.message.items[{number}]") for number, item in enumerate(items))


def _work(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"expected a work, found {type(value).__name__}", place=place)
    if not any(value.get(name) for name in _TELLING):
        raise InputError(f"expected a work with one of {', '.join(_TELLING)}, found none of them", place=place)
    return value


def _is_container(answer: object) -> bool:
    """Tell whether this is habanero's own container, which nobody can have who has not loaded habanero."""
    from habanero import WorksContainer  # type: ignore[import-untyped]  # it brings none  # noqa: PLC0415  (0.2 s)

    return isinstance(answer, WorksContainer)


def _record(work: Mapping[str, Any]) -> Record:
    doi = doi_of(work)
    address = work_address(identifier_key(doi), ADDRESS) if doi else None
    return record_from_work(work, Source(registry="crossref", address=address))


def _citation(record: Record) -> Citation:
    printed = {"title": record.whole_title, "pages": record.pages or record.article_number}
    return Citation(reference=Reference(**Reference.fields_of(record) | printed), record=record, confidence=1.0)
