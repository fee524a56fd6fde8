"""Crossref's public data file: about 5,000 works a file, as one JSON object or one work a line."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any, NamedTuple, TypedDict

from pydantic_core import from_json, to_json

from ivigref.errors import InputError
from ivigref.identifiers import identifier_key
from ivigref.registries.crossref.record import doi_of, first_author, record_from_work, titles_of, year_of
from ivigref.registries.local.dump import Batch, Form, Part, pack, readable, unpack
from ivigref.registries.local.keys import key, page_key, title_keys


class Person(TypedDict, total=False):
    """What record_from_work reads of a person."""

    family: Any
    given: Any
    suffix: Any
    name: Any


class Related(TypedDict, total=False):
    """And of the work that a preprint became."""

    id: Any


Relation = TypedDict("Relation", {"is-preprint-of": list[Related]}, total=False)  # all other relations are left out
# And of a work; references, funders, licences and links are most of its bytes.
Work = TypedDict(
    "Work",
    {
        "DOI": Any, "type": Any, "title": Any, "subtitle": Any, "original-title": Any, "container-title": Any,
        "short-container-title": Any, "author": list[Person], "editor": list[Person], "publisher": Any,
        "publisher-location": Any, "volume": Any, "issue": Any, "page": Any, "article-number": Any, "issued": Any,
        "published-print": Any, "published-online": Any, "published-other": Any, "journal-issue": Any, "ISSN": Any,
        "ISBN": Any, "edition-number": Any, "clinical-trial-number": Any, "language": Any, "abstract": Any,
        "updated-by": Any, "update-to": Any, "relation": Relation,
    },
    total=False,
)  # fmt: skip


_KEPT = tuple(Work.__annotations__)
# Written after the shape of the works, what is commonest last, as deflate wants it.
_DICTIONARY = (
    b'"update-to":[{"DOI":"10."updated-by":[{"type":"retraction"correction"source":"publisher"abstract":"<jats:p>'
    b'<jats:title>Background</jats:title>Methods</jats:title>Results</jats:title>Conclusions</jats:title></jats:p>'
    b'patients with treatment of clinical study and in the Medicine Society University Press Wiley BV Elsevier Springer'
    b' Science and Business Media LLC Ovid Technologies (Wolters Kluwer Health) Informa UK Limited Oxford University'
    b' Press (OUP)","book-chapter","editor":[{"article-number":"ISSN":["1"],"language":"en"}'
    b'"],"container-title":["Journal of "],"short-container-title":["J "],"author":[{"family":"","given":"A."},{"family'
    b'":"","given":"J. M."}],"publisher":"","volume":"1","issue":"2","page":"1-10","issued":{"date-parts":[[2015,10]]},'
    b'"published-print":{"date-parts":[[2010,1]]},"published-online":{"date-parts":[[2018,12,1]]},'
    b'"journal-issue":{"issue":"1"},"ISSN":["0","1"],"language":"en"}{"DOI":"10.1016/j.10.1007/s10.1002/","type":'
    b'"journal-article","title":["'
)  # fmt: skip


def read_works(part: Part) -> Batch:
    """Read one file of Crossref's public data file as the index keeps it.

    Raises InputError where the file is cut off or is not what it says.
    """
    batch, write = Batch(), _json().write
    for work in _works(part, batch):
        doi = doi_of(work) if isinstance(work, dict) else None
        if doi is None:
            batch.rejected["no DOI" if isinstance(work, dict) else "not a JSON object"] += 1
            continue
        kept = {name: value for name in _KEPT if (value := work.get(name))}
        try:
            payload = write(kept)
        except (ValueError, RecursionError):  # half of a pair of surrogates, or lists within lists within lists
            batch.rejected["cannot be stored as JSON"] += 1
            continue
        batch.add(pack(payload, _DICTIONARY), _keys(kept, doi))
    return batch


def work_from_payload(payload: bytes) -> dict[str, Any]:
    """Read what the index kept of a work.

    Raises ValueError or zlib.error where it is damaged.
    """
    data = unpack(payload, _DICTIONARY)
    work: dict[str, Any] = _json().read(data) or _parsed(data)
    return work


def named(work: dict[str, Any]) -> tuple[list[str], str]:
    """Return the titles of a work and its first author's surname, by which a search for words finds it."""
    return titles_of(work), first_author(work) or ""


def placed(work: dict[str, Any]) -> tuple[str, list[str]]:
    """Return the volume of a work and its pages or article number, as deposited."""
    pages = (work.get("page"), work.get("article-number"))
    return str(work.get("volume") or ""), [str(page) for page in pages if page]


def _works(part: Part, batch: Batch) -> Iterator[Any]:
    """Yield the works of a file as far as the index keeps them."""
    data = part.read().removeprefix(BOM_UTF8)
    if (mended := readable(data)) is not data:
        data = mended
        batch.mended["a file with invalid UTF-8"] += 1
    read, items = (_work, list(filter(bytes.strip, data.splitlines()))) if "jsonl" in part.name else _items(part, data)
    for item in items:
        try:
            yield read(item)
        except ValueError:
            batch.rejected["not JSON"] += 1


def _items(part: Part, data: bytes) -> tuple[Callable[[Any], Any], list[Any]]:
    """Return the works of a file that is one JSON object, and what reads one."""
    split = _json().split(data)
    try:
        held = split or _parsed(data)
    except ValueError as error:
        raise InputError(f"expected JSON: {error}", place=part.name) from error
    items = held.get("items") if isinstance(held, dict) else None
    if not isinstance(items, list):
        raise InputError('expected {"items": […]}', place=part.name)
    return _work if split else _trimmed, items


def _work(text: bytes) -> Any:  # noqa: ANN401  (JSON)
    return _json().read(text) or _trimmed(_parsed(bytes(text)))


def _parsed(text: bytes) -> Any:  # noqa: ANN401  (JSON)
    """Read JSON, or raise ValueError; half of a pair of surrogates is read, so that it costs a work and not a file."""
    try:
        return from_json(text)
    except ValueError:
        try:
            return json.loads(text)
        except RecursionError as error:
            raise ValueError(str(error)) from error


class _Json(NamedTuple):
    """What splits the JSON of a file into that of its works, reads a work, and writes what is kept of it.

    The first two return None where the shape is another; a number that JSON does not have is written as null.
    """

    split: Callable[[bytes], Any]
    read: Callable[[bytes], Any]
    write: Callable[[Any], bytes]


_PLAIN = _Json(lambda _: None, lambda _: None, partial(to_json, inf_nan_mode="null"))


@cache
def _json() -> _Json:
    """Return msgspec's reader, where it is installed: it makes no objects of what the index leaves out.

    Work by work, so that the objects of one lie where those of the last did, and not those of a file in new memory.
    """
    try:
        import msgspec  # noqa: PLC0415  (an extra)
    except ImportError:
        return _PLAIN

    def reader(shape: Any) -> Callable[[bytes], Any]:  # noqa: ANN401  (a type)
        decode: Callable[[bytes], Any] = msgspec.json.Decoder(shape).decode

        def read(data: bytes) -> Any:  # noqa: ANN401  (JSON)
            try:
                return decode(data)
            except (msgspec.MsgspecError, RecursionError):
                return None

        return read

    works = TypedDict("works", {"items": list[msgspec.Raw]})  # noqa: UP013  (a class sees no names of a function)
    return _Json(reader(works), reader(Work), msgspec.json.Encoder().encode)


def _trimmed(work: Any) -> Any:  # noqa: ANN401  (JSON)
    """Leave out what the shapes above do not have."""
    if not isinstance(work, dict):
        return work
    kept = {name: value for name, value in work.items() if name in Work.__annotations__}
    for role in ("author", "editor"):
        if isinstance(kept.get(role), list):
            kept[role] = [
                {n: p[n] for n in p if n in Person.__annotations__} for p in kept[role] if isinstance(p, dict)
            ]
    return kept


def _keys(work: dict[str, Any], doi: str) -> Iterator[int]:
    yield key("doi", identifier_key(doi), identity=True)
    titles, author = named(work)
    yield from title_keys(titles)
    volume, pages = placed(work)
    yield from (page_key(page, volume, author, year_of(work)) for page in pages)


CROSSREF = Form(
    name="crossref",
    title="Crossref's public data file",
    suffixes=(".json.gz", ".jsonl.gz", ".json", ".jsonl"),
    read=read_works,
    work=work_from_payload,
    record=record_from_work,
    named=named,
    placed=placed,
)
