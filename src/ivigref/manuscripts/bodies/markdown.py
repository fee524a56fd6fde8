"""The body of a manuscript in Markdown, R Markdown or Quarto: its paragraphs, with keys, superscripts and links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivigref.documents import front_matter
from ivigref.documents.contents import Contents
from ivigref.documents.markdown import prose
from ivigref.manuscripts.bodies.text import listed_lines, where_of
from ivigref.manuscripts.passages import Mark, Passage, paragraphs
from ivigref.model import Reference
from ivigref.patterns import lazy

_SILENT = lazy(r"(?<!`)(`++)[^`\n]{1,500}\1|\$\$[^$]{1,4000}\$\$|\$[^$\n]{1,300}\$")
_GROUP = lazy(r"(?<!\\)\[([^\[\]]{0,300}@[^\[\]]{1,2000})\](?!\()")
_RAISED = lazy(r"<sup>\s?\[?([^<>]{1,80}?)\]?\s?</sup>|(?<!\[)\^([\d,\s–-]{1,40})\^")
_LINK = lazy(r"\[\\?\[?([^\[\]\n]{1,80}?)\\?\]?\]\(#([^()\s]{1,200})\)")
_NOTE = lazy(r"\[\^([^\]\s]{1,100})\](?!:)")
_ESCAPED = lazy(r"\\(?=[\[\]()])")


def passages(contents: Contents, references: Iterable[Reference]) -> list[Passage]:
    r"""Return the paragraphs of a manuscript without its front matter, code and list.

    >>> [passage] = passages(Contents(text="Seen [see @doe2001, p. 5; -@roe1999] and `@code`, @poe says. a@b.org"), ())
    >>> [mark.value for mark in passage.marks]
    ['doe2001', 'roe1999', 'poe']
    """
    matter = front_matter.of(contents.shown)
    shown = "\n".join(prose(contents.shown.split("\n"), matter.lines if matter else 0))
    lines = _SILENT.sub(lambda match: _blanks(match[0]), shown).split("\n")
    for place in listed_lines(lines, references):
        lines[place] = ""
    text = "\n".join(lines)
    found = []
    for number, (begin, end, breaks) in enumerate(paragraphs(text), 1):
        shown = text[begin:end].replace("\n", " ")
        marks = tuple(sorted(_marks(shown), key=lambda mark: mark.start))
        found.append(Passage(_ESCAPED.sub(" ", shown), number, where_of(shown), marks=marks, breaks=breaks))
    return found


def _blanks(text: str) -> str:
    return "".join("\n" if c == "\n" else " " for c in text)


def _marks(text: str) -> Iterator[Mark]:
    bracketed = [match.span(1) for match in _GROUP.finditer(text)]
    for begin, end, key in front_matter.keys_in(text):
        is_sure = any(start <= begin < last for start, last in bracketed)
        yield Mark("key" if is_sure else "name", begin, end, key)
    for match in _NOTE.finditer(text):
        yield Mark("name", match.start(1), match.end(1), match[1])
    for match in _RAISED.finditer(text):
        group = 1 if match[1] else 2
        yield Mark("raised", match.start(group), match.end(group))
    for match in _LINK.finditer(text):
        yield Mark("link", match.start(1), match.end(1), match[2])
