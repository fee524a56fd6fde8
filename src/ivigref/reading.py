"""From a path, an open file, standard input or the shipped list to citations: what everything begins with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from itertools import chain, repeat
from os import PathLike
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

from ivigref.data import load, references_text
from ivigref.encodings import decode
from ivigref.errors import InputError
from ivigref.keys import choose_keys
from ivigref.model import Check, Citation, Finding, Origin, PrintedAs, Reference
from ivigref.packing import Packed
from ivigref.sources import STANDARD_INPUT, Named, Source, content, is_folder, name_of, opened

if TYPE_CHECKING:
    from ivigref.documents import Contents, Problem, Together
    from ivigref.gathered import Found

__all__ = ["Listing", "Stream", "join", "listed", "read", "shipped", "stream"]

SHIPPED = "references.txt"
_STREAMED = 8_000_000  # bytes: what is shorter is read whole, and looked at as a whole
_JUDGED = 200_000  # of them, by which a stream is known
LONGEST = 400_000_000  # bytes of a file that is read whole
_WITH_TEXT = 100_000_000  # bytes of a file that is kept, so that its text can be compared with its list
_REASONS = 5  # why documents were not read that a message has


class Listing(NamedTuple):
    """What was read: citations, what is wrong with the list as a whole, and its text, in which findings are shown.

    Of a folder, an archive or several files ``documents`` are what was read of each; ``citations`` are those of all,
    with keys that differ, and ``problems`` what could not be read. ``is_printed`` tells that the citations were read
    from print, and not from a reference manager's file, which has no form of its own; ``printed_as`` is their style, by
    which those were read that may be read in two ways. ``document`` is the file if it may have a text beside its list,
    and ``which`` of its lists was read.
    """

    citations: Sequence[Citation]
    name: str = SHIPPED
    problems: tuple[Finding, ...] = ()
    is_shipped: bool = False
    text: str = ""
    documents: tuple[Listing, ...] = ()
    is_printed: bool = True
    document: Contents | None = None
    which: int | None = None
    printed_as: PrintedAs | None = None

    @property
    def title(self) -> str:
        """What the list is called where people see it: the shipped one has a name that anybody's file may have."""
        return "the shipped list" if self.is_shipped else self.name

    @property
    def files(self) -> Iterator[str]:
        """The title of the file that each citation is from."""
        for document in self.documents or (self,):
            yield from repeat(document.title, len(document.citations))


def shipped() -> Listing:
    """Return the list of 57 that ships with the package, joined to its records and tagged.

    >>> shipped().title, len(shipped().citations)
    ('the shipped list', 57)
    """
    return Listing(tuple(load()), is_shipped=True, text=references_text())


def listed(citations: Iterable[Citation | Reference], name: str = "references") -> Listing:
    """Return citations or references as a list that was read; those without a key get one.

    Raises TypeError for anything else.

    >>> [citation.key for citation in listed([Reference(raw="x", year=1998)]).citations]
    ['Anonymous1998']
    """
    return Listing(_keyed(map(Citation.of, citations), None), name)


def read(path_or_file: Source, *, encoding: str | None = None, which: int | None = None) -> Listing:
    r"""Read a list from a path, from an open file, or from standard input for ``-``.

    A file of a reference manager (.bib, .ris, .nbib, .json, .xml) is told by its beginning; anything else is a list of
    identifiers, or a printed list: text, HTML, JATS, Word or PDF. ``which`` chooses among several lists in one file,
    counted from 1; without it the longest is read. An open file is read from where it is to its end, and stays open.

    A folder, or an archive (.zip, .tar), is read document by document, each of which is among the ``documents``; what
    cannot be read of it is among the ``problems``.

    Raises InputError where the file cannot be read, or none of several, with the reason, and TypeError for what is no
    path and no file; a broken item in a file is a finding and the others come through.

    >>> import io
    >>> listing = read(io.StringIO("1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.\n"))
    >>> listing.citations[0].key, listing.problems
    ('Bruton1952', ())
    """
    if is_folder(path_or_file):
        from ivigref.gathered import in_folder  # noqa: PLC0415  (as in _listing)

        folder = Path(cast("str", path_or_file))
        return _of_several(name_of(path_or_file), in_folder(folder), encoding)
    with opened(path_or_file) as file:
        name = name_of(path_or_file)
        path = path_or_file.path if isinstance(path_or_file, Named) else None
        if isinstance(path_or_file, str | PathLike) and name != STANDARD_INPUT:
            path = Path(path_or_file)
        return _of_bytes(content(file, name, encoding, LONGEST), name, encoding, which, path)


def join(listings: Sequence[Listing], name: str, problems: Iterable[Finding] = ()) -> Listing:
    """Return several lists as one, whose citations have keys of their own.

    >>> one = listed([Reference(raw="x", year=1998)], "a.txt")
    >>> joined = join([one, one], "two files")
    >>> [citation.key for citation in joined.citations], len(joined.documents)
    (['Anonymous1998', 'Anonymous1998b'], 2)
    """
    taken: set[str] = set()
    citations = []
    for citation in chain.from_iterable(listing.citations for listing in listings):
        is_new = (citation.key or "").casefold() not in taken
        taken.add((citation.key or "").casefold())
        citations.append(citation if is_new else citation.model_copy(update={"key": None}))
    documents = tuple(chain.from_iterable(listing.documents or (listing,) for listing in listings))
    more = (problem for listing in listings if listing.documents for problem in listing.problems)
    printed = all(listing.is_printed for listing in listings)
    return Listing(_keyed(citations, None), name, (*more, *problems), documents=documents, is_printed=printed)


def _of_several(name: str, found: Iterable[Found], encoding: str | None) -> Listing:
    """Read documents, each for itself; raise InputError where none can be."""
    read: list[Listing] = []
    faults: list[InputError] = []
    waiting = iter(found)
    while True:
        try:
            if (one := next(waiting, None)) is None:
                break
            place = f"{name.rstrip('/')}/{one.name}"
            if one.problem is not None:
                faults.append(InputError(one.problem, place=place))
            else:
                refuse_archive(one.data, place)
                read.append(_listing(one.data, place, encoding, None, one.path)._replace(document=None))
        except InputError as error:  # of this document, or of the archive, which then has no more
            faults.append(error if error.place else InputError(str(error), place=name))
    if not faults and not read:
        raise InputError("expected documents, found a folder or an archive without any", place=name)
    if not read:
        reasons = "; ".join(map(str, faults[:_REASONS]))
        raise InputError(f"no document in it could be read: {reasons}", place=name) from faults[0]
    return join(read, name, (Finding.of(Check.NOT_READ, f"not read: {fault}") for fault in faults))


def refuse_archive(data: bytes, place: str) -> None:
    """Raise InputError for an archive that lies inside a folder or another archive: one level is unpacked, no more.

    >>> refuse_archive(b"1. Bruton OC.", "lists.zip/a.txt")
    """
    from ivigref.documents import Contents, is_archive  # noqa: PLC0415  (as in _listing)

    if is_archive(Contents(data)):
        advice = "unpack it first, or pass it by itself"
        raise InputError(f"expected a document, found an archive inside a folder or an archive: {advice}", place=place)


class Stream:
    """References that are read while they are taken, once; then ``printed_as`` says in which style they are printed."""

    documents = ()

    def __init__(self, together: Together, name: str, closing: AbstractContextManager[object]) -> None:
        self._together, self.name, self._closing = together, name, closing

    def __iter__(self) -> Iterator[Reference]:
        with self._closing:
            yield from (_brought(reference, self.name) for reference in self._together)

    @property
    def printed_as(self) -> PrintedAs | None:
        """The style of what was taken so far; None where there is no majority."""
        return self._together.printed_as


def stream(file: str, encoding: str | None = None) -> Stream | Listing:
    """Read a list of any length: above 8 MB and with one reference per line, it is streamed and never stored.

    Any other list is returned as ``read`` returns it. Of a stream nothing is known as a whole: no gaps in its numbers,
    no key.
    """
    with ExitStack() as stack:
        source = stack.enter_context(opened(file))
        head = source.read(_STREAMED)
        first = _first_of_lines(head, encoding) if len(head) == _STREAMED else None
        if first is None:
            path = Path(file) if name_of(file) != STANDARD_INPUT else None
            rest = content(source, name_of(file), None, LONGEST)
            return _of_bytes(head + rest, name_of(file), encoding, None, path)
        return Stream(_together(source, head, first, encoding), name_of(file), stack.pop_all())


def _together(source: IO[Any], head: bytes, first: int, encoding: str | None) -> Together:
    from ivigref.documents import Together, iter_items  # noqa: PLC0415  (as in _listing)

    begun, cut = head[: (end := head.rfind(b"\n") + 1)], head[end:]
    lines = chain(io.BytesIO(begun), [cut + source.readline()], source)
    return Together(iter_items((decode(line, encoding).text for line in lines), first=first))


def _first_of_lines(head: bytes, encoding: str | None) -> int | None:
    """Return the line of the first reference where each has a line of its own, judged by the first some hundred."""
    from ivigref import formats  # noqa: PLC0415  (as in _listing)
    from ivigref.documents import Contents, is_identifier_list, is_told_by_bytes, read_contents  # noqa: PLC0415  (the same)

    contents = Contents(head[: head.rfind(b"\n", 0, _JUDGED) + 1], encoding)
    if is_told_by_bytes(contents):
        return None
    try:
        text = contents.decoded.text
        if formats.sniff(text) or is_identifier_list(contents):
            return None
        items = read_contents(contents).items
    except InputError:
        return None
    lines = sum(not line.isspace() for line in text.splitlines() if line)
    return items[0].line if len(items) + (items[0].line > 1) == lines else None


def _of_bytes(data: bytes, name: str, encoding: str | None, which: int | None, path: Path | None) -> Listing:
    """Read a file, or those of an archive."""
    from ivigref.documents import Contents, is_archive  # noqa: PLC0415  (as in _listing)

    if is_archive(Contents(data, encoding)):
        from ivigref.gathered import in_archive  # noqa: PLC0415  (the same)

        return _of_several(name, in_archive(data), encoding)
    return _listing(data, name, encoding, which, path)


def _listing(data: bytes, name: str, encoding: str | None, which: int | None, path: Path | None = None) -> Listing:
    if not data.strip():
        raise InputError("expected a reference list, found an empty file", place=name)
    from ivigref import formats  # noqa: PLC0415  (40 ms and more that the shipped list need not wait for)
    from ivigref.documents import Contents, is_identifier_list, is_told_by_bytes, read_contents  # noqa: PLC0415  (the same)
    from ivigref.gathered import is_packed, unpacked  # noqa: PLC0415  (the same)

    try:
        contents = Contents(unpacked(data) if is_packed(data) else data, encoding, path=path)
        is_text = not is_told_by_bytes(contents)
        text = contents.decoded.text if is_text else ""
        of = formats.sniff(text, name) if is_text else None
        if of is not None and (formats.sniff(text) == of or not is_identifier_list(contents)):
            _refuse_choice(which)
            loaded = formats.loads(text, name=name)
            problems = (*map(_finding, contents.guesses), *loaded.findings)
            return Listing(_keyed(loaded, name), name, problems, text=text, is_printed=False)
        items = read_contents(contents, which=which)
    except InputError as error:
        raise error if error.place and name in error.place else InputError(str(error), place=name) from error
    from ivigref.documents.references import Together  # noqa: PLC0415  (200 patterns that only a print needs)

    together = Together(items.items)
    citations = (Citation(reference=read, key=item.key) for item, read in zip(items.items, together, strict=True))
    problems = tuple(map(_finding, items.problems))
    kept = contents if len(data) <= _WITH_TEXT else None
    listing = Listing(_keyed(citations, name), name, problems, text=text, document=kept, which=which)
    return listing._replace(printed_as=together.printed_as)


def _refuse_choice(which: int | None) -> None:
    if which not in {None, 1}:
        raise InputError(f"expected list 1, found {which}: a file of a reference manager is one list")


def _brought(reference: Reference, path: str | None) -> Reference:
    """Note the file that brought a reference, where it does not say so itself."""
    if path is None:
        return reference
    file = PurePath(path).name
    known = (origin if origin.file else origin.model_copy(update={"file": file}) for origin in reference.origins)
    return reference.model_copy(update={"origins": tuple(known) or (Origin(file=file),)})


def _keyed(citations: Iterable[Citation], file: str | None) -> Sequence[Citation]:
    """Give keys, and the file as their origin if there is one, to a list of any length: what is long is packed once."""
    listed: Packed[Citation] = Packed()

    def kept() -> Iterator[Citation]:
        for citation in citations:
            listed.append(citation.model_copy(update={"reference": _brought(citation.reference, file)}))
            yield citation

    listed.complete("key", choose_keys(kept()))
    return listed


def _finding(problem: Problem) -> Finding:
    return Finding.of(problem.check, problem.message, number=problem.number, line=problem.line)
