r"""Files as people have them, and the reference list in each: its items, and what is wrong with the list as a whole.

A kind of document is one file here, with ``recognises(contents)`` and ``read(contents, which)``, and a line in a table.
Each is imported when it is first asked: a list of references needs few of them, an entry none.

>>> from ivigref.documents import parse
>>> text = "References\n1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.\n2. (lost)"
>>> [reference.number for reference in parse(text)]
[1, 2]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ivigref.documents.contents import Contents, Document
from ivigref.documents.items import Item, Items, Problem
from ivigref.gathered import is_tar
from ivigref.model import Reference

if TYPE_CHECKING:
    from ivigref.documents.references import Together, reference_from_item
    from ivigref.documents.splitting import split

__all__ = [
    "BY_BYTES",
    "BY_TEXT",
    "DOCUMENTS",
    "Contents",
    "Document",
    "Item",
    "Items",
    "Problem",
    "Together",
    "is_archive",
    "is_identifier_list",
    "is_told_by_bytes",
    "iter_items",
    "iter_references",
    "kind_of",
    "parse",
    "read_contents",
    "read_file",
    "read_items",
    "reference_from_item",
    "split",
]


_HEAD = 20_000  # bytes in which a file shows what it is
_HOME = {"Together": "references", "reference_from_item": "references", "split": "splitting"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module's attribute may be anything)
    """Import what only a printed list needs where it is first used."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def _is_packed(contents: Contents) -> bool:
    return contents.is_package


def _may_be_flat(contents: Contents) -> bool:
    return contents.is_package or b"office:document" in contents.data[:_HEAD]


def _begins_with_brace(contents: Contents) -> bool:
    return contents.data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _may_be_message(contents: Contents) -> bool:
    return b"multipart/related" in contents.data[:_HEAD].lower()


def _may_be_pdf(contents: Contents) -> bool:
    return b"%PDF-" in contents.data[:_HEAD]


def _has_any(*signs: str) -> Callable[[Contents], bool]:
    return lambda contents: any(sign in contents.shown for sign in signs)


def _may_be_asciidoc(contents: Contents) -> bool:
    return contents.shown.startswith(":") or any(sign in contents.shown for sign in ("==", "[", "\n:"))


def _kind(name: str, row: str | None = None, *, may_be: Callable[[Contents], bool] | None = None) -> Document:
    """Return a kind of document; where contents cannot be one, its module is not even imported."""

    def home() -> Any:  # noqa: ANN401  (a module, or a row of the table of those that are refused)
        module = import_module(f"{__name__}.{name}")
        return getattr(module, row) if row else module

    def recognises(contents: Contents) -> bool:
        return (may_be is None or may_be(contents)) and bool(home().recognises(contents))

    def read(contents: Contents, which: int | None) -> Items:
        items: Items = home().read(contents, which)
        return items

    read.__module__ = f"{__name__}.{name}"
    return Document(recognises, read)


_WORD = _kind("word", may_be=_is_packed)
_OF_WORD = frozenset(("[Content_Types].xml", "word/document.xml", "_rels/.rels"))

# The first that recognises a file reads it. Those told by their bytes come before anything is decoded.
BY_BYTES = (
    _kind("odt", may_be=_may_be_flat),
    _kind("epub", may_be=_is_packed),
    _kind("rtf", may_be=_begins_with_brace),
    _kind("jupyter", may_be=_begins_with_brace),
    _kind("mhtml", may_be=_may_be_message),
    _kind("refused", "PACKAGES", may_be=_is_packed),
    _kind("pdf", may_be=_may_be_pdf),
    _WORD,
    _kind("refused", "BEGINNINGS"),
)
BY_TEXT = (
    _kind("jats", may_be=_has_any("<")),
    _kind("tei", may_be=_has_any("<")),
    _kind("refused", "ELEMENTS"),
    _kind("refused", "OPENINGS"),
    _kind("identifier_list"),
    _kind("latex", may_be=_has_any("\\")),
    _kind("wiki", may_be=_has_any("=", "h1", "h2", "h3", "h4", "h5", "h6")),
    _kind("typst", may_be=_has_any("#", "=")),
    _kind("org", may_be=_has_any("#+", "* ")),
    _kind("restructured_text", may_be=_has_any(".. ")),
    _kind("asciidoc", may_be=_may_be_asciidoc),
    _kind("markdown", may_be=_has_any("#", "[^", "](", ":::", "|", "====", "**", "---")),
    _kind("html", may_be=_has_any("<")),
    _kind("text"),
)
DOCUMENTS = BY_BYTES + BY_TEXT


def is_identifier_list(contents: Contents) -> bool:
    r"""Tell whether a file is a list of identifiers, which may be called anything: a column of them is named .csv.

    >>> is_identifier_list(Contents(b"DOI\n10.1186/1478-7547-8-14"))
    True
    """
    from ivigref.documents import identifier_list  # noqa: PLC0415  (as all kinds)

    return identifier_list.recognises(contents)


def is_told_by_bytes(contents: Contents) -> bool:
    """Tell whether a file is of a kind that holds no text as it stands: Word, PDF, a notebook, a picture, an archive.

    >>> is_told_by_bytes(Contents(b"%PDF-1.7")), is_told_by_bytes(Contents(b"1. Bruton OC."))
    (True, False)
    """
    return any(document.recognises(contents) for document in BY_BYTES)


def is_archive(contents: Contents) -> bool:
    """Tell whether a file is an archive of others, and not a document that is packed as one.

    >>> is_archive(Contents(b"1. Bruton OC."))
    False
    """
    if not contents.is_package:
        return is_tar(contents.data)
    is_document = any(each.recognises(contents) for each in BY_BYTES if each is not _WORD)
    return not is_document and not contents.parts & _OF_WORD and bool(contents.parts)


def read_contents(contents: Contents, *, which: int | None = None) -> Items:
    """Return the items of the reference list in a file of any kind.

    Raises InputError where it has none, FormatError where its kind is known and not read, or where it is damaged.
    """
    if is_told_by_bytes(contents):
        return _read_first(BY_BYTES, contents, which)
    items = _read_first(BY_TEXT, contents, which)
    return replace(items, problems=(*items.problems, *contents.problems))


def kind_of(contents: Contents) -> str:
    """Return the name of the kind of document that contents are.

    >>> kind_of(Contents(text="<ref-list/>")), kind_of(Contents(text="1. Bruton OC."))
    ('jats', 'text')
    """
    document = next(document for document in DOCUMENTS if document.recognises(contents))
    return document.read.__module__.rpartition(".")[2]


def _read_first(documents: Iterable[Document], contents: Contents, which: int | None) -> Items:
    return next(document for document in documents if document.recognises(contents)).read(contents, which)


def read_file(data: bytes, *, encoding: str | None = None, which: int | None = None) -> Items:
    """Take the items out of a file's bytes: text in any encoding, HTML, JATS, Word (.docx) or PDF.

    Raises InputError where nothing can be read.

    >>> items = read_file("1. Müller A. Skin. 1999.".encode("latin-1"))
    >>> items.items[0].raw, items.problems[0].check
    ('Müller A. Skin. 1999.', 'encoding-assumed')
    """
    return read_contents(Contents(data, encoding), which=which)


def read_items(text: str, *, which: int | None = None) -> Items:
    r"""Take the items out of a text: a pasted list, an HTML page or JATS; raise InputError where it has no list.

    Letters that a wrong encoding has scrambled are put right where that is certain, and a problem says so.

    >>> [item.raw for item in read_items("1. MÃ¼ller A. Skin. 1999.\n2. Huber B. Hair. 2001.").items]
    ['Müller A. Skin. 1999.', 'Huber B. Hair. 2001.']
    """
    return read_contents(Contents(text=text), which=which)


def parse(text: str, *, which: int | None = None) -> list[Reference]:
    r"""Return the references of a pasted list, or of a page that contains one; HTML and JATS are read as such.

    ``which`` chooses among several lists (from 1). Raises InputError where there is no list; an item that cannot be
    read comes out with its text in ``unparsed``. Where one may be read in two ways, the style of the others decides.

    >>> text = "References\n1. Bruton OC. Agammaglobulinemia. Pediatrics. 1952;16:722–8.\n2. (lost)"
    >>> [reference.number for reference in parse(text)]
    [1, 2]
    """
    if not isinstance(text, str):
        raise TypeError(f"expected text, found {type(text).__name__}; ivigref.read(path_or_file) reads a file")
    from ivigref.documents.references import Together  # noqa: PLC0415  (what only a printed list needs)

    return list(Together(read_items(text, which=which).items))


def iter_references(lines: Iterable[str], *, first: int = 1) -> Iterator[Reference]:
    """Read references that stand one on a line, as they come: memory stays flat however many there are.

    ``first`` is the line of the first of them, counted from 1; what stands before it is left out. Each is read alone.

    >>> lines = ["1. Bruton OC. Skin. Lupus. 1952;16:722–8.", "", "2. Imbach P. Hair. Lupus. 1953;1:2."]
    >>> [(reference.number, reference.year) for reference in iter_references(lines)]
    [(1, 1952), (2, 1953)]
    """
    from ivigref.documents.references import reference_from_item  # noqa: PLC0415  (the same)

    return map(reference_from_item, iter_items(lines, first=first))


def iter_items(lines: Iterable[str], *, first: int = 1) -> Iterator[Item]:
    """Yield the items that stand one on a line, as `iter_references` takes them.

    >>> [(item.number, item.raw) for item in iter_items(["1. Bruton OC. Skin."])]
    [(1, 'Bruton OC. Skin.')]
    """
    from ivigref.documents.numbering import take_number  # noqa: PLC0415  (the same)

    for number, line in enumerate(lines, 1):
        if number >= first and line and not line.isspace():
            place, item = take_number(line)
            yield Item(item.strip(), number=place, line=number)
