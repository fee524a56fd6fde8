"""From a path, an open file, standard input or the shipped list to citations: what everything begins with."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import chain
from os import PathLike, fspath
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NamedTuple

from ivigref.data import load, references_text
from ivigref.encodings import decode
from ivigref.errors import InputError
from ivigref.keys import choose_keys
from ivigref.model import Citation, Finding, Reference, Severity
from ivigref.packing import Packed

if TYPE_CHECKING:
    from ivigref.parsing import Problem

SHIPPED = "references.txt"
STANDARD_INPUT = "standard input"
NAMELESS = "the file"
_STREAMED = 8_000_000  # bytes: what is shorter is read whole, and looked at as a whole
_JUDGED = 200_000  # of them, by which a stream is known
_LONGEST_NAME = 4_096  # characters; no system has a longer path
_NO_PATH = (
    "expected a path or an open file, found text: ivigref.parse(text) reads a printed list, and"
    " ivigref.read(io.StringIO(text)) whatever a file may hold"
)
# What about a list deserves a look; the rest says only how it was read.
PROBLEMS: dict[str, Severity] = {
    "duplicate-number": "warning",
    "missing-number": "warning",
    "numbers-out-of-order": "warning",
    "several-lists": "warning",
    "text-before": "warning",
}
# How files begin that people pass by mistake; what they are, and what to do.
_BINARY = (
    (b"%PDF", "a PDF file: copy the reference list out of it as text"),
    (b"\xd0\xcf\x11\xe0", "an old Word file: save it as .docx or as text"),
    (b"\x1f\x8b", "a gzip file: unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)

Source = str | PathLike[str] | IO[str] | IO[bytes]


class Listing(NamedTuple):
    """What was read: citations, what is wrong with the list as a whole, and its text, in which findings are shown."""

    citations: Sequence[Citation]
    name: str = SHIPPED
    problems: tuple[Finding, ...] = ()
    is_shipped: bool = False
    text: str = ""

    @property
    def title(self) -> str:
        """What the list is called where people see it: the shipped one has a name that anybody's file may have."""
        return "the shipped list" if self.is_shipped else self.name


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
    return Listing(_keyed(map(_citation, citations)), name)


def read(path_or_file: Source, *, encoding: str | None = None, which: int | None = None) -> Listing:
    r"""Read a list from a path, from an open file, or from standard input for ``-``.

    A file of a reference manager (.bib, .ris, .nbib, .json, .xml) is told by its beginning; anything else is a printed
    list: text, HTML, JATS or Word. ``which`` chooses among several lists in one text, counted from 1; without it the
    longest is read. An open file is read from where it is to its end, and stays open.

    Raises InputError where the file cannot be read, with the reason, and TypeError for what is no path and no file; a
    broken item in a file is a finding and the others come through.

    >>> import io
    >>> listing = read(io.StringIO("1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.\n"))
    >>> listing.citations[0].key, listing.problems
    ('Bruton1952', ())
    """
    with _opened(path_or_file) as file:
        name = _name(path_or_file)
        return _listing(_content(file, name, encoding), name, encoding, which)


def stream(file: str, encoding: str | None = None) -> Iterator[Reference] | Listing:
    """Read a list of any length: above 8 MB and with one reference on a line, it is read as it comes and never held.

    Any other list is returned as ``read`` returns it. Of a stream nothing is known as a whole: no gaps in its numbers,
    no key.
    """
    with ExitStack() as stack:
        source = stack.enter_context(_opened(file))
        head = source.read(_STREAMED)
        first = _first_of_lines(head, encoding) if len(head) == _STREAMED else None
        if first is None:
            return _listing(head + source.read(), _name(file), encoding, None)
        return _references(source, head, first, encoding, stack.pop_all())


def _references(
    source: BinaryIO, head: bytes, first: int, encoding: str | None, closing: AbstractContextManager[object]
) -> Iterator[Reference]:
    from ivigref.parsing import iter_references  # noqa: PLC0415  (as in _listing)

    with closing:
        begun, cut = head[: (end := head.rfind(b"\n") + 1)], head[end:]
        lines = chain(io.BytesIO(begun), [cut + source.readline()], source)
        yield from iter_references((decode(line, encoding).text for line in lines), first=first)


def _first_of_lines(head: bytes, encoding: str | None) -> int | None:
    """Return the line of the first reference where each has a line of its own, judged by the first some hundred."""
    from ivigref import formats  # noqa: PLC0415  (as in _listing)
    from ivigref.parsing import documents  # noqa: PLC0415  (as in _listing)
    from ivigref.parsing.word import is_word  # noqa: PLC0415  (the same)

    if is_word(head) or any(head.startswith(start) for start, _ in _BINARY):
        return None
    begun = head[: head.rfind(b"\n", 0, _JUDGED) + 1]
    try:
        text = decode(begun, encoding).text
        if formats.sniff(text):
            return None
        items = documents.read_items(text).items
    except InputError:
        return None
    lines = sum(not line.isspace() for line in text.splitlines() if line)
    return items[0].line if len(items) + (items[0].line > 1) == lines else None


def _listing(data: bytes, name: str, encoding: str | None, which: int | None) -> Listing:
    _refuse(data, name)
    from ivigref import formats  # noqa: PLC0415  (40 ms and more that the shipped list need not wait for)
    from ivigref.parsing import documents, reference_from_item  # noqa: PLC0415  (the same)
    from ivigref.parsing.word import is_word  # noqa: PLC0415  (the same)

    try:
        if is_word(data):
            text, items = "", documents.read_file(data, which=which)
        else:
            decoded = decode(data, encoding)
            text = decoded.text
            if formats.sniff(text, name):
                loaded, guesses = formats.loads(text, name=name), documents.guesses(decoded)
                return Listing(_keyed(loaded), name, (*map(_finding, guesses), *loaded.findings), text=text)
            items = documents.read_decoded(decoded, which=which)
    except InputError as error:
        raise error if error.place and name in error.place else InputError(str(error), place=name) from error
    citations = (Citation(reference=reference_from_item(item)) for item in items.items)
    return Listing(_keyed(citations), name, tuple(map(_finding, items.problems)), text=text)


def _keyed(citations: Iterable[Citation]) -> Sequence[Citation]:
    """Give keys to a list of any length: what is long is packed."""
    listed = Packed(Citation, citations)
    keys = choose_keys(listed)
    return Packed(Citation, (c.model_copy(update={"key": key}) for c, key in zip(listed, keys, strict=True)))


def _finding(problem: Problem) -> Finding:
    return Finding(
        check=problem.check,
        severity=PROBLEMS.get(problem.check, "note"),
        message=problem.message,
        number=problem.number,
        line=problem.line,
    )


def _refuse(data: bytes, name: str) -> None:
    for start, what in _BINARY:
        if data.startswith(start):
            raise InputError(f"expected text, found {what}", place=name)
    if not data.strip():
        raise InputError("expected a reference list, found an empty file", place=name)


def _citation(one: object) -> Citation:
    if not isinstance(one, Citation | Reference):
        raise TypeError(f"expected citations or references, found {type(one).__name__}")
    return one if isinstance(one, Citation) else Citation(reference=one)


@contextmanager
def _opened(source: Source) -> Iterator[IO[Any]]:
    """Open a path; a file that is open stays so."""
    if source == "-":
        yield sys.stdin.buffer
    elif isinstance(source, str | PathLike):
        with _file(source) as file:
            yield file
    elif hasattr(source, "read"):
        yield source
    else:
        hint = "; io.BytesIO makes a file of bytes" if isinstance(source, bytes | bytearray) else ""
        raise TypeError(f"expected a path or an open file, found {type(source).__name__}{hint}")


def _file(path: str | PathLike[str]) -> BinaryIO:
    name = fspath(path)
    try:
        return Path(path).open("rb")
    except IsADirectoryError as error:
        raise InputError("expected a file, found a folder", place=name) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if len(name.splitlines()) > 1 or len(name) > _LONGEST_NAME:
            raise InputError(_NO_PATH) from error
        reason = getattr(error, "strerror", None) or error
        missing = isinstance(error, FileNotFoundError)
        raise InputError("there is no such file" if missing else f"cannot be read: {reason}", place=name) from error


def _name(source: Source) -> str:
    """Return what a file is called; one that is open may have a number for a name, or none."""
    name = source if isinstance(source, str | PathLike) else getattr(source, "name", None)
    if name in {"-", "<stdin>"}:
        return STANDARD_INPUT
    return fspath(name) if isinstance(name, str | PathLike) else NAMELESS


def _content(file: IO[Any], name: str, encoding: str | None) -> bytes:
    """Read an open file; one that is open as text has been decoded by who opened it."""
    try:
        content: object = file.read()
    except UnicodeDecodeError as error:
        found = f"expected {error.encoding}, found byte 0x{error.object[error.start]:02x}"
        raise InputError(f"{found}; a file that is open in binary mode may have any encoding", place=name) from error
    except (OSError, ValueError) as error:  # ValueError: it has been closed
        raise InputError(f"cannot be read: {getattr(error, 'strerror', None) or error}", place=name) from error
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    if not isinstance(content, str):
        raise TypeError(f"{name}: expected a file of text or bytes, found one of {type(content).__name__}")
    if encoding is not None:
        raise InputError(f"expected no encoding of a file that is open as text, found {encoding!r}", place=name)
    try:
        return content.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise InputError(f"expected text, found half a character: {error.reason}", place=name) from error
