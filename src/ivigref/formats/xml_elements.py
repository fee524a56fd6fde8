"""Elements of XML, written as text, and what was read of one format alone, in the elements in which it stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from ivigref.patterns import lazy
from ivigref.text import clean
from ivigref.xml import escaped, in_quotes, parse

_NO_XML = lazy("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def nested(own: Iterable[tuple[str, str]], prefix: str) -> str:
    """Write what was read of this format alone, each in the elements in which it stood."""
    within: dict[str, list[tuple[str, str]]] = {}
    written = []
    for path, text in own:
        name, _, inner = path.removeprefix(prefix).partition("/") if path.startswith(prefix) else ("", "", "")
        if inner:
            within.setdefault(name, []).append((inner, text))
        elif name:
            written.append(element(name, text))
    return "".join(written) + "".join(wrap(name, nested(inner, "")) for name, inner in within.items())


def elements(name: str, texts: Iterable[str], **attributes: str) -> str:
    """Write a text an element; those that say nothing are left out.

    >>> elements("url", ["https://example.org/?a&b", ""]), elements("note", ["x"], type="a")
    ('<url>https://example.org/?a&amp;b</url>', '<note type="a">x</note>')
    """
    return "".join(element(name, text, **attributes) for text in texts)


def element(name: str, text: str, **attributes: str) -> str:
    """Write a text as an element, or nothing where it is empty."""
    return f"<{name}{_attributes(attributes)}>{escaped(text)}</{name}>" if text else ""


def wrap(name: str, *children: str, **attributes: str) -> str:
    """Put elements that are written into another, or nothing where there are none."""
    inner = "".join(children)
    return f"<{name}{_attributes(attributes)}>{inner}</{name}>" if inner else ""


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={in_quotes(text)}" for name, text in attributes.items())


def local(text: str) -> Element:
    """Parse XML and take the namespaces off its names: these formats are known by their first element.

    >>> local('<m:mods xmlns:m="http://www.loc.gov/mods/v3"><m:note/></m:mods>')[0].tag
    'note'
    """
    root = parse(without_declaration(text))
    for found in root.iter():
        found.tag = found.tag.rpartition("}")[2]
    return root


def without_declaration(text: str) -> str:
    """Return a text that has been decoded without the declaration, which names the encoding that it had.

    Characters that no XML can hold are left out, so that one of them does not spoil a whole file.

    >>> without_declaration("<?xml version='1.0' encoding='latin1'?><a/>")
    '<a/>'
    """
    begun = _NO_XML.sub("", text).lstrip("\ufeff \r\n\t")
    head, closing, rest = begun.partition("?>")
    return rest if closing and head.startswith("<?xml") else begun


def said_by(element: Element | None) -> str:
    """Return the text of an element with all that it holds, on one line."""
    return clean("".join(element.itertext())) if element is not None else ""


def leaves(element: Element, path: str) -> Iterator[tuple[str, Element]]:
    """Yield the elements that hold no others but runs of text, each with the names of those that it stands in."""
    for child in element:
        name = f"{path}{child.tag}"
        if any(grandchild.tag != "style" for grandchild in child):
            yield from leaves(child, f"{name}/")
        else:
            yield name, child
