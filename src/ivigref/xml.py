"""Foreign XML: the only module that calls a parser, without entities and with limits on depth and size.

Trees are parsed by the C parser of the standard library, which has no hook for declarations; they can only stand
before the first element, so that the beginning of a text tells whether there are any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol

from ivigref.budget import DUMP, Budget, Counted
from ivigref.errors import FormatError
from ivigref.patterns import lazy

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element
    from xml.parsers import expat

DEPTH = 200  # of elements in elements; JATS and Word stay below 60
_CHUNK = 1 << 16
_HEAD = 1 << 20  # characters within which the first element begins
# White space, the declaration, comments and processing instructions; all repetitions are possessive.
_NOTES = r"<\?(?:[^?]++|\?(?!>))*+\?>|<!--(?:[^-]++|-(?!->))*+-->"
_SKIPPED = rf"(?:\s++|{_NOTES})*+"
_QUOTED = r"\"[^\"]*+\"|'[^']*+'"
_ROOT = lazy(rf"\ufeff?+{_SKIPPED}<(?:!DOCTYPE\s++)?([A-Za-z_][\w:.-]*+)", re.IGNORECASE, opens=r"[\ufeff\s]*+<")
_PROLOG = lazy(
    rf"\ufeff?+{_SKIPPED}"
    rf"(<!DOCTYPE (?:[^\[>\"']++|{_QUOTED})*+ (\[ (?:[^\]\"'<]++|{_QUOTED}|{_NOTES}|<)*+ \]\s*+)? > {_SKIPPED})?"
    r"<[^!?]",
    re.VERBOSE,
)
_ENCODING = lazy(r"\ufeff?+\s*+<\?xml\b[^>]{0,100}?\bencoding\s*=\s*[\"']([\w.-]+)")
_UTF_8 = {"utf-8", "utf8", "us-ascii", "ascii"}


class Handler(Protocol):
    """What ``walk`` calls; the names of elements and attributes come as "namespace}name"."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Take text, which may come in pieces."""


class PlacedHandler(Protocol):
    """What ``walk_placed`` calls: as Handler, with the byte of each event; an empty element ends behind it."""

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        """Take the beginning of an element."""

    def end(self, name: str, place: int) -> None:
        """Take the end of an element."""

    def data(self, text: str, place: int) -> None:
        """Take text as one piece of the bytes holds it; an entity and the end of a line are pieces of their own."""


def escaped(text: str) -> str:
    """Return a text as it is written between two tags.

    >>> escaped("p < 0.05 & more")
    'p &lt; 0.05 &amp; more'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_quotes(text: str) -> str:
    r"""Return a text as the value of an attribute, in the quotation marks that it does not hold itself.

    ``xml.sax.saxutils`` writes the same, and loads what opens addresses.

    >>> in_quotes('a "b"'), in_quotes("Lupus")
    ('\'a "b"\'', '"Lupus"')
    """
    value = escaped(text).translate({10: "&#10;", 13: "&#13;", 9: "&#9;"})
    if '"' not in value:
        return f'"{value}"'
    return f"'{value}'" if "'" not in value else '"{}"'.format(value.replace('"', "&quot;"))


def root_of(text: str) -> str | None:
    """Name the first element of a text that begins like markup, or of its DOCTYPE; None for any other text.

    >>> root_of("<?xml version='1.0'?><!-- made by hand --><!DOCTYPE html><html>"), root_of("<rdf:RDF>")
    ('html', 'rdf:RDF')
    >>> root_of("1. Bruton OC.")
    """
    match = _ROOT.match(text)
    return (match[1] or match[2]) if match else None


def refuse_entities(text: str) -> None:
    """Raise FormatError if a text declares entities before its first element, the only place where they count.

    >>> refuse_entities('<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>')
    Traceback (most recent call last):
    ivigref.errors.FormatError: line 1: expected XML without entities of its own
    """
    prolog = _PROLOG.match(text)
    place = text.find("<!ENTITY", 0, prolog.end() if prolog else len(text))
    if place >= 0 and (prolog is None or prolog[2]):
        raise _declared(text.count("\n", 0, place) + 1)


def parse(text: str | bytes) -> Element:
    """Parse a text, or bytes in UTF-8, into a tree; raise FormatError where it is no XML or hostile.

    The names of letters that HTML knows are read where the text refers to a DTD, which is not fetched.

    >>> parse("<a><b>1</b></a>").findtext("b")
    '1'
    >>> parse(b"<!DOCTYPE a SYSTEM 'a.dtd'><a>&eacute;</a>").text
    'é'
    >>> parse("<a><b></a>")
    Traceback (most recent call last):
    ivigref.errors.FormatError: line 1, column 8: expected well-formed XML: mismatched tag
    """
    from xml.etree import ElementTree as ET  # noqa: PLC0415  (what a text is not)

    parser = ET.XMLParser(encoding="utf-8")  # noqa: S314  (entities are refused, and nothing is fetched)
    if isinstance(text, bytes):
        _refuse_other_encodings(text)
    begun = text[:_HEAD] if isinstance(text, str) else text[:_HEAD].decode("utf-8", "replace")
    if len(text) > _HEAD:
        _refuse_long_prolog(begun)
    if "<!DOCTYPE" in begun:
        refuse_entities(begun)
        parser.entity.update(_named_letters())
    try:
        parser.feed(text)
        root: Element = parser.close()
    except (ET.ParseError, ValueError) as error:
        raise _broken(error) from error
    _refuse_depth(root)
    return root


@cache
def _named_letters() -> dict[str, str]:
    from html.entities import html5  # noqa: PLC0415  (the same)

    return {name.removesuffix(";"): letters for name, letters in html5.items() if name.endswith(";")}


def parts(stream: IO[bytes], *names: str) -> Iterator[Element]:
    """Yield the elements with one of these names; each is emptied when the next is requested.

    >>> import io
    >>> [part.text for part in parts(io.BytesIO(b"<a><b>1</b><c/><b>2</b></a>"), "b")]
    ['1', '2']
    """
    from xml.etree import ElementTree as ET  # noqa: PLC0415  (the same)

    found: Any = ET.iterparse(_checked(stream), ("end",))  # noqa: S314  (entities are refused, and nothing is fetched)
    try:
        for _, element in found:
            if element.tag in names:
                _refuse_depth(element)
                yield element
                element.clear()
    except ET.ParseError as error:
        raise _broken(error) from error
    _refuse_depth(found.root)


def walk(stream: IO[bytes], handler: Handler, budget: Budget) -> None:
    """Call a handler for everything in a stream, without storing any of it."""
    from xml.parsers import expat  # noqa: PLC0415  (the same)

    parser = expat.ParserCreate("utf-8", "}")
    parser.buffer_text = True
    _guard(parser, handler.start, handler.end)
    parser.CharacterDataHandler = handler.data
    source = Counted(stream, budget)
    try:
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk, False)  # noqa: FBT003  (expat's own signature)
        parser.Parse(b"", True)  # noqa: FBT003  (the same)
    except expat.ExpatError as error:
        raise _broken(error) from error


def walk_placed(data: bytes, handler: PlacedHandler) -> None:
    """Call a handler for everything in a file in UTF-8, with the place of each event among its bytes.

    Raises FormatError also where text is in a section of CDATA, in which nothing can be put between two letters.
    """
    from xml.parsers import expat  # noqa: PLC0415  (the same)

    _refuse_other_encodings(data)
    parser = expat.ParserCreate("utf-8", "}")

    def refuse() -> None:
        raise FormatError("expected text as markup, found a section of CDATA", place=f"line {parser.CurrentLineNumber}")

    _guard(
        parser,
        lambda name, attributes: handler.start(name, attributes, parser.CurrentByteIndex),
        lambda name: handler.end(name, parser.CurrentByteIndex),
    )
    parser.CharacterDataHandler = lambda text: handler.data(text, parser.CurrentByteIndex)
    parser.StartCdataSectionHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003  (expat's own signature)
    except expat.ExpatError as error:
        raise _broken(error) from error


def _guard(
    parser: expat.XMLParserType, starts: Callable[[str, dict[str, str]], None], ends: Callable[[str], None]
) -> None:
    """Let a parser call functions for elements, and refuse entities and what is too deep."""
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise _deep()
        starts(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        ends(name)

    def refuse(*_: object) -> None:
        raise _declared(parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = refuse


class _Begun(NamedTuple):
    """A stream whose beginning has been read."""

    head: list[bytes]
    rest: Counted

    def read(self, size: int = _CHUNK) -> bytes:
        """Return the next bytes."""
        return self.head.pop() if self.head else self.rest.read(size)


def _checked(stream: IO[bytes]) -> _Begun:
    """Return a stream after verifying that no entities are declared before its first element."""
    source, head = Counted(stream, Budget(DUMP)), b""
    while len(head) < _HEAD and (chunk := source.read(_CHUNK)):
        head += chunk
        if _PROLOG.match(head.decode("utf-8", "replace")):
            break
    _refuse_other_encodings(head)
    begun = head.decode("utf-8", "replace")
    if len(head) >= _HEAD:
        _refuse_long_prolog(begun)
    refuse_entities(begun)
    return _Begun([head], source)


def _refuse_long_prolog(begun: str) -> None:
    if not _PROLOG.match(begun):
        raise FormatError(f"expected an element within the first {_HEAD:,} characters")


def _refuse_other_encodings(data: bytes) -> None:
    """Refuse bytes that expat would not read as UTF-8, since it would see other declarations."""
    declared = _ENCODING.match(data[:300].decode("utf-8", "replace"))
    if b"\0" in data[:4] or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FormatError("expected XML in UTF-8, found UTF-16 or UTF-32")
    if declared is not None and declared[1].lower() not in _UTF_8:
        raise FormatError(f"expected XML in UTF-8, found {declared[1]}")


def _refuse_depth(root: Element) -> None:
    level = [root]
    for _ in range(DEPTH):
        level = [child for element in level if len(element) for child in element]
        if not level:
            return
    raise _deep()


def _declared(line: int) -> FormatError:
    return FormatError("expected XML without entities of its own", place=f"line {line}")


def _deep() -> FormatError:
    return FormatError(f"expected at most {DEPTH} elements within one another, found more")


def _broken(error: Exception) -> FormatError:
    place = getattr(error, "position", None) or (getattr(error, "lineno", 0), getattr(error, "offset", 0))
    says = str(error).partition(": line ")[0]
    return FormatError(
        f"expected well-formed XML: {says}", place=f"line {place[0]}, column {place[1]}" if place[0] else None
    )
