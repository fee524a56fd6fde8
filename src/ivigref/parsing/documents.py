"""Files as people have them: take the items out of text, HTML, JATS and Word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from ivigref.encodings import Decoded, decode
from ivigref.errors import InputError
from ivigref.parsing.edges import is_reference
from ivigref.parsing.html import is_html, read_html, refuse_xml
from ivigref.parsing.items import Item, Items, Problem, split
from ivigref.parsing.jats import is_jats, read_jats
from ivigref.parsing.page import is_heading
from ivigref.parsing.repair import unscramble
from ivigref.parsing.word import Document, Paragraph, is_word, read_docx
from ivigref.text import controls

_STYLE = re.compile(r"bibliography(?!\s?(?:title|heading))", re.IGNORECASE)


def read_items(text: str, *, which: int | None = None) -> Items:
    r"""Take the items out of a text: a pasted list, an HTML page or JATS.

    Letters that a wrong encoding has scrambled are put right where that is certain, and a problem says so.

    >>> [item.raw for item in read_items("1. MÃ¼ller A. Skin. 1999.\n2. Huber B. Hair. 2001.").items]
    ['Müller A. Skin. 1999.', 'Huber B. Hair. 2001.']
    """
    text, repaired = unscramble(text)
    items = _items_of(text, which)
    if not repaired:
        return items
    problem = Problem(
        "encoding-repaired", f"{repaired} letters were scrambled by a wrong encoding, such as “Ã¼” for “ü”"
    )
    return replace(items, problems=(*items.problems, problem))


def _items_of(text: str, which: int | None) -> Items:
    if is_jats(text):
        return read_jats(text)
    refuse_xml(text)
    return read_html(text) if is_html(text) else split(text, which=which)


def read_file(data: bytes, *, encoding: str | None = None, which: int | None = None) -> Items:
    """Take the items out of a file's bytes: text in any encoding, HTML, JATS or Word (.docx).

    Raises InputError where nothing can be read.

    >>> items = read_file("1. Müller A. Skin. 1999.".encode("latin-1"))
    >>> items.items[0].raw, items.problems[0].check
    ('Müller A. Skin. 1999.', 'encoding-assumed')
    """
    if is_word(data):
        return read_word(data, which=which)
    return read_decoded(decode(data, encoding), which=which)


def read_decoded(decoded: Decoded, *, which: int | None = None) -> Items:
    """Take the items out of a file that has been decoded: text, HTML or JATS."""
    items = read_items(decoded.text, which=which)
    return replace(items, problems=(*items.problems, *guesses(decoded)))


def guesses(decoded: Decoded) -> tuple[Problem, ...]:
    """Say in which encoding a file was read where it does not say so itself, and what of it is no text."""
    return (
        *((Problem("encoding-assumed", decoded.guess, line=decoded.line),) if decoded.guess else ()),
        *_without_controls(decoded.text),
    )


def _without_controls(text: str) -> Iterator[Problem]:
    """Report control characters, which identifiers lose when they are read, and all values when they are written."""
    if found := controls(text):
        first, character = found[0]
        count = "1 control character is" if len(found) == 1 else f"{len(found)} control characters are"
        message = f"{count} no text and will not be written, from U+{ord(character):04X}"
        yield Problem("encoding-repaired", message, line=text.count("\n", 0, first) + 1)


def read_word(data: bytes, *, which: int | None = None) -> Items:
    """Take the items out of a Word document; where its text has no list, its footnotes or endnotes are the list.

    Paragraphs in the style that Word and reference managers give to a bibliography are a sure sign of one.
    """
    document = read_docx(data)
    if which is None and (listed := _bibliography(document.paragraphs)):
        items = split("\n\n".join(("References", *_numbered(listed))))
    else:
        items = _from_text_or_notes(document, which)
    if not document.changes:
        return items
    count = "1 tracked change was" if document.changes == 1 else f"{document.changes} tracked changes were"
    problem = Problem("tracked-changes", f"the document is read as if its {count} accepted")
    return replace(items, problems=(*items.problems, problem))


def _bibliography(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Return the paragraphs from the first to the last in a bibliography's style, if most have it and are references.

    None are returned where the list has begun before: some of its items have lost their style.
    """
    places = [i for i, paragraph in enumerate(paragraphs) if _STYLE.search(paragraph.style)]
    found = paragraphs[places[0] : places[-1] + 1] if places else ()
    if len(places) * 2 < len(found) or sum(is_reference(each.text) for each in found) * 2 <= len(found):
        return ()
    before = next((i for i in range(places[0] - 1, -1, -1) if is_heading(paragraphs[i].text)), places[0])
    return () if any(is_reference(each.text) for each in paragraphs[before : places[0]]) else found


def _from_text_or_notes(document: Document, which: int | None) -> Items:
    lists = [notes for notes in document.notes.values() if sum(map(is_reference, notes)) * 2 > len(notes)]
    if not lists or any(is_heading(paragraph.text) for paragraph in document.paragraphs):
        items = split("\n\n".join(_numbered(document.paragraphs)), which=which)
        count = sum(map(is_reference, chain.from_iterable(lists)))
        said = "1 note that looks like a reference is" if count == 1 else f"{count} notes that look like references are"
        problem = Problem("text-after", f"beside the text {said} not read")
        return replace(items, problems=(*items.problems, problem)) if count else items
    if which is not None and which > len(lists):
        raise InputError(f"expected one of the {len(lists)} lists of notes, found {which}")
    chosen = lists[which - 1] if which is not None else max(lists, key=len)
    items = Items(tuple(Item(text, number) for number, text in enumerate(chosen, 1)), lists=len(lists))
    if which is not None or len(lists) == 1:
        return items
    message = "the document has footnotes and endnotes; the longer list is read, --list chooses"
    return replace(items, problems=(Problem("several-lists", message),))


def _numbered(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """Write the numbers of a numbered list into its paragraphs, beginning again after a heading."""
    number = 0
    for paragraph in paragraphs:
        if is_heading(paragraph.text):
            number = 0
        number += paragraph.is_numbered
        yield f"{number}. {paragraph.text}" if paragraph.is_numbered else paragraph.text
