"""Word documents (.docx): the list under its heading, in the style of a bibliography, or in the notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from ivigref import formats
from ivigref.documents import citation_fields
from ivigref.documents.contents import Contents
from ivigref.documents.docx import Paragraph, Shown, read_docx
from ivigref.documents.edges import is_reference
from ivigref.documents.entries import of_citation
from ivigref.documents.headings import is_heading
from ivigref.documents.items import Item, Items, Problem, no_such_list
from ivigref.documents.splitting import split
from ivigref.errors import InputError
from ivigref.model import Check
from ivigref.patterns import lazy

_STYLE = lazy(r"bibliography(?!\s?(?:title|heading))", re.IGNORECASE)


def recognises(contents: Contents) -> bool:
    """Tell whether contents are packed as Word packs its documents.

    >>> recognises(Contents(b"References"))
    False
    """
    return contents.is_package


def read(contents: Contents, which: int | None = None) -> Items:
    """Return the items of a document; where its text has no list, its footnotes or endnotes are the list.

    Paragraphs in the style that Word and reference managers give to a bibliography are a sure sign of one. Raises
    FormatError for a damaged document, InputError for one without a list.
    """
    return read_shown(read_docx(contents.data), which)


def read_shown(document: Shown, which: int | None, own: tuple[Item, ...] = ()) -> Items:
    """Return the items of a document that is read, with what its citation fields say of them.

    A document that prints no list has that of its fields; ``own`` are works that its program has in a way of its own.
    """
    works = (*citation_fields.works(document.fields), *_of_sources(document.sources), *own)
    try:
        items = _printed(document, which)
    except InputError:
        if not works:
            raise
        message = "the document prints no list, so its citation fields are read"
        items = Items(works, (Problem(Check.NO_HEADING, message),))
    else:
        items = citation_fields.joined(items, works)
    if not document.changes:
        return items
    count = "1 tracked change was" if document.changes == 1 else f"{document.changes} tracked changes were"
    problem = Problem(Check.TRACKED_CHANGES, f"the document is read as if its {count} accepted")
    return replace(items, problems=(*items.problems, problem))


def _of_sources(text: str) -> tuple[Item, ...]:
    """Return what Word itself has of the works, if that format is one that is read."""
    if not text or formats.sniff(text) is None:
        return ()
    try:
        return tuple(map(of_citation, formats.loads(text)))
    except InputError:
        return ()


def _printed(document: Shown, which: int | None) -> Items:
    if which is not None or not (listed := _bibliography(document.paragraphs)):
        return _from_text_or_notes(document, which)
    items = split("\n\n".join(("References", *_numbered(listed))))
    return _keyed(items, listed, 3)  # behind the heading and a blank line


def _keyed(items: Items, paragraphs: Iterable[Paragraph], line: int) -> Items:
    """Return items with the keys of their paragraphs, the first of which is on a line."""
    keys: dict[int, str | None] = {}
    for paragraph in paragraphs:
        keys[line] = paragraph.key
        line += paragraph.text.count("\n") + 2
    return replace(items, items=tuple(replace(item, key=keys.get(item.line)) for item in items.items))


def _bibliography(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Return the paragraphs that a field holds as the list, or those of a bibliography's style."""
    held = [each for each in paragraphs if each.is_listed and not is_heading(each.text)]
    if held and sum(is_reference(each.text) for each in held) * 2 > len(held):
        return held
    return _styled(paragraphs)


def _styled(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Return the paragraphs from the first to the last in a bibliography's style, if most have it and are references.

    None are returned where the list has begun before: some of its items have lost their style.
    """
    places = [i for i, paragraph in enumerate(paragraphs) if _STYLE.search(paragraph.style)]
    found = paragraphs[places[0] : places[-1] + 1] if places else ()
    if len(places) * 2 < len(found) or sum(is_reference(each.text) for each in found) * 2 <= len(found):
        return ()
    before = next((i for i in range(places[0] - 1, -1, -1) if is_heading(paragraphs[i].text)), places[0])
    return () if any(is_reference(each.text) for each in paragraphs[before : places[0]]) else found


def _from_text_or_notes(document: Shown, which: int | None) -> Items:
    lists = [notes for notes in document.notes.values() if sum(map(is_reference, notes)) * 2 > len(notes)]
    if not lists or any(is_heading(paragraph.text) for paragraph in document.paragraphs):
        items = _keyed(split("\n\n".join(_numbered(document.paragraphs)), which=which), document.paragraphs, 1)
        count = sum(map(is_reference, chain.from_iterable(lists)))
        said = "1 note that looks like a reference is" if count == 1 else f"{count} notes that look like references are"
        problem = Problem(Check.TEXT_AFTER, f"outside the text {said} not read")
        return replace(items, problems=(*items.problems, problem)) if count else items
    if which is not None and which > len(lists):
        raise no_such_list(len(lists), "lists of notes", which)
    chosen = lists[which - 1] if which is not None else max(lists, key=len)
    items = Items(tuple(Item(text, number) for number, text in enumerate(chosen, 1)), lists=len(lists))
    if which is not None or len(lists) == 1:
        return items
    message = "the document has footnotes and endnotes; the longer list is read, --list chooses"
    return replace(items, problems=(Problem(Check.SEVERAL_LISTS, message),))


def _numbered(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """Write the numbers of a numbered list into its paragraphs, beginning again after a heading."""
    number = 0
    for paragraph in paragraphs:
        if is_heading(paragraph.text):
            number = 0
        number += paragraph.is_numbered
        yield f"{number}. {paragraph.text}" if paragraph.is_numbered else paragraph.text
