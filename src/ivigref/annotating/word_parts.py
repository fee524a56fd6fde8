"""The parts of a Word document that its comments need, and what of it keeps an author from accepting changes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from zipfile import ZipFile

from ivigref.annotating.edits import prefix_of, quoted, tag_at, text, with_last
from ivigref.annotating.packages import part
from ivigref.annotating.remarks import AUTHOR, INITIALS
from ivigref.annotating.word_flow import WordFlow
from ivigref.budget import Budget
from ivigref.xml import parse

_TYPES = "[Content_Types].xml"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_STRICT = "http://purl.oclc.org/ooxml/"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ALLOWED = {
    "readOnly": "reading", "comments": "comments", "trackedChanges": "tracked changes", "forms": "filling in forms",
}  # fmt: skip


def with_comments(  # noqa: PLR0917  (a package and its parts)
    package: ZipFile,
    main: str,
    place: str,
    old: bytes | None,
    comments: Sequence[tuple[int, tuple[str, ...]]],
    read: WordFlow,
    budget: Budget,
    *,
    date: str = "",
) -> dict[str, bytes]:
    """Return the part with the comments, and, where it is new, the two parts that tell of it."""
    empty = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments xmlns:w={quoted(read.namespace)}/>'
    part_of = old if old is not None else empty.encode()
    prefix = prefix_of(_root(part_of))
    parts = {place: with_last(part_of, "".join(comment(prefix, number, lines, date) for number, lines in comments))}
    if old is not None:
        return parts
    if _TYPES in package.namelist():  # Word opens no document without it, but others do
        kinds, name = part(package, _TYPES, budget), quoted(f"/{place}")
        parts[_TYPES] = with_last(kinds, f'<{_like(kinds)}Override PartName={name} ContentType="{_KIND}"/>')
    folder, name = posixpath.split(main)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    known = part(package, relations, budget) if relations in package.namelist() else _none()
    target = quoted(posixpath.relpath(place, folder) if folder else place)
    kind = _STRICT_RELATION if read.namespace.startswith(_STRICT) else _RELATION
    own = next(f"rIdIvigref{n}" for n in range(1, len(known) + 2) if f'"rIdIvigref{n}"'.encode() not in known)
    parts[relations] = with_last(known, f'<{_like(known)}Relationship Id="{own}" Type="{kind}" Target={target}/>')
    return parts


def _none() -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONS}"/>'.encode()


def _root(data: bytes) -> bytes:
    """Return the tag of the first element."""
    place = data.find(b"<")
    while place >= 0 and data[place + 1 : place + 2] in {b"?", b"!"}:
        place = data.find(b"<", data.find(b">", place))
    return tag_at(data, place)


def _like(data: bytes) -> str:
    """Return the prefix that a part gives its elements, which is mostly none."""
    prefix, colon, _ = _root(data)[1:].split()[0].partition(b":")
    return prefix.decode() + ":" if colon else ""


def comment(p: str, number: int, lines: Sequence[str], date: str) -> str:
    """Return a comment with a paragraph a line; ``p`` is the prefix of its elements, with the colon."""
    said = "".join(f'<{p}p><{p}r><{p}t xml:space="preserve">{text(line)}</{p}t></{p}r></{p}p>' for line in lines)
    signed = f'{p}author="{AUTHOR}" {p}date="{date}" {p}initials="{INITIALS}"'
    return f'<{p}comment {p}id="{number}" {signed}>{said}</{p}comment>'


def guards(package: ZipFile, settings: str | None, budget: Budget) -> Iterator[str]:
    """Yield what keeps an author from working with the comments and changes: a protection, a signature."""
    if any(name.startswith("_xmlsignatures/") for name in package.namelist()):
        yield "the document was signed, and its signature does not hold for the copy"
    if settings is None or settings not in package.namelist():
        return
    for element in parse(part(package, settings, budget)):
        said = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        if element.tag.endswith("}documentProtection") and said.get("enforcement") in {"1", "true", "on"}:
            allowed = _ALLOWED.get(said.get("edit", ""), "nothing")
            yield f"the document is protected: Word allows {allowed} in it until the protection is taken off"
        elif element.tag.endswith("}writeProtection"):
            yield "the document is protected against writing: Word opens it for reading first"
